"""Proof of a house by a letter: wanted or not, printed, and its code typed."""

import secrets
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from belfry.joining.actions.letters import make_letter, prove_home, want_letters
from belfry.joining.errors import LetterCodeUnknown
from belfry.paperwork.compiling import pdf_of
from belfry.web.joining.forms import LetterCodeForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.errors import TooManyTries
from belfry.web.signin.gates import signed_in

# Of a session: who types codes.
BROWSER: Final = "letter_browser"


@require_POST
@signed_in
def letters_wanted(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Take whether a letter proves the house."""
    wanted = request.POST.get("wanted") == "yes"
    want_letters(request.actor, network_id, wanted=wanted, now=timezone.now())
    return redirect("joining", network_id)


@require_POST
@signed_in
def letter(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Return the letter to print."""
    made = make_letter(request.actor, request_id, now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
    return HttpResponse(pdf_of(made), content_type="application/pdf", headers=headers)


@never_cache
@ask_or_take
def letter_code(request: ActorRequest) -> HttpResponse:
    """Take the code of a letter, from anybody; five wrong ones of a browser, and it waits."""
    form = LetterCodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        limits.check_client(request, now=timezone.now())
        try:
            _prove(request, form.cleaned_data["code"])
        except (LetterCodeUnknown, TooManyTries) as refusal:
            form.add_error("code", refusal.message())
        else:
            messages.success(
                request, gettext("Thank you. The coordinator knows now that the letter arrived.")
            )
            return redirect("letter_code")
    return render(request, "joining/letter_code.html", {"form": form})


def _prove(request: ActorRequest, code: str) -> None:
    now = timezone.now()
    browser = request.session.setdefault(BROWSER, secrets.token_hex())
    if limits.reached(limits.LETTERS, browser, now=now):
        raise TooManyTries
    try:
        prove_home(code, now=now)
    except LetterCodeUnknown:
        limits.within(limits.LETTERS, browser, now=now)
        raise
