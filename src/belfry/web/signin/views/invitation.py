"""The invitation: a page with one button, then the name of somebody who has none yet."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from belfry.people import invitations
from belfry.people.actions import accept_invitation, tell_name
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.entering import enter
from belfry.web.signin.forms import NameForm
from belfry.web.signin.gates import signed_in
from belfry.web.signin.people import person_of


@never_cache
@ask_or_take
def invitation(request: ActorRequest, token: str) -> HttpResponse:
    """Show the invitation; only a press accepts it, for scanners of mail open every link."""
    person_id, endpoint_id = invitations.read(token)
    if request.method != "POST":
        return render(request, "signin/invitation.html")
    now = timezone.now()
    return enter(request, accept_invitation(person_id, endpoint_id, now=now), now=now)


@ask_or_take
@signed_in
def own_name(request: ActorRequest) -> HttpResponse:
    """Ask the name of somebody who was invited by address only."""
    person = person_of(request)
    if person.full_name:
        return redirect("home")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tell_name(person.pk, **form.cleaned_data)
        return redirect("home")
    return render(request, "signin/name.html", {"form": form})
