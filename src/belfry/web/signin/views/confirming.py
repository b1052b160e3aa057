"""Ask the second factor again, before something that cannot be undone."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.factors import code_is_right, passkey_answer, passkey_question, ways_of
from belfry.web.signin.forms import FactorForm
from belfry.web.signin.gates import local_path, signed_in
from belfry.web.signin.people import person_of
from belfry.web.signin.session import note_factor


@ask_or_take
@signed_in
def confirm_factor(request: ActorRequest) -> HttpResponse:
    """Take the second factor and go back to where it was asked."""
    person = person_of(request)
    ways = ways_of(person.pk)
    if not ways.any:
        return redirect("security")
    form = FactorForm(request.POST or None)
    if request.method == "POST":
        now = timezone.now()
        limits.check_client(request, now=now)
        answer = request.POST.get("credential", "")
        if answer:
            right = passkey_answer(answer, person) is not None
        else:
            right = form.is_valid() and code_is_right(person.pk, form.cleaned_data["code"], now=now)
        if right:
            note_factor(request, now=now)
            if "again" in request.GET:
                messages.success(request, _("Thank you. Please press the button once more."))
            return redirect(local_path(request, request.GET.get("next", "")))
        if form.is_valid():
            form.add_error("code", _("This code is not right, or it was used before."))
    return render(
        request,
        "signin/factor.html",
        {"form": form, "ways": ways, "question": "confirm_factor_options"},
    )


@require_POST
@signed_in
def confirm_factor_options(request: ActorRequest) -> HttpResponse:
    """Ask one of this person's passkeys."""
    return JsonResponse(passkey_question(person_of(request)))
