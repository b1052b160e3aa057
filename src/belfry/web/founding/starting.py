"""Begin without an account: a visitor tells the idea, proves a mailbox, and finds it on the page that opens a dossier."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from belfry.delivery.errors import AddressUnusable
from belfry.web.founding.forms.starting import StartForm
from belfry.web.founding.opening import town_choices
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import codes, limits
from belfry.web.signin.entering import NEXT
from belfry.web.signin.newcomers import keep_draft


@never_cache
@ask_or_take
def start(request: ActorRequest) -> HttpResponse:
    """Explain how a network begins, and take an idea; the answer is the same for every address."""
    if request.actor.person_id is not None:
        return redirect("dossier_new")
    form = StartForm(
        request.POST if request.method == "POST" else None,
        towns=town_choices(request.actor, get_language() or ""),
        initial={"town": request.GET.get("town", "")},
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        limits.check_client(request, now=now)
        try:
            codes.ask(request.session, form.cleaned_data["address"], now=now, invites=True)
        except AddressUnusable as error:
            form.add_error("address", error.message())
        else:
            keep_draft(request.session, form.cleaned_data)
            request.session[NEXT] = reverse("dossier_new")
            return redirect("sign_in_code")
    return render(request, "founding/start.html", {"form": form})
