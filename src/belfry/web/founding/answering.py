"""The answer to a letter: a code, yes or no, and an address for those who wish; nobody signs in."""

import secrets
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from belfry.core.errors import DomainError
from belfry.founding.actions.answering import give_answer, leave_address
from belfry.founding.errors import AnsweredAlready, CodeMistyped, CodeUnknown, NothingAsked
from belfry.founding.kinds import Question
from belfry.founding.printing import QUESTIONS, decided_by
from belfry.founding.surveys import ballot_of, unit_by_code
from belfry.web.founding.forms.surveys import AnswerCodeForm, AnswerForm, InterestForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.errors import TooManyTries

# Of a session: what the code stands for, until it is answered; who tries; which network somebody said yes to.
UNIT: Final = "answer_unit"
BROWSER: Final = "answer_browser"
DOSSIER: Final = "answer_dossier"


@never_cache
@sensitive_post_parameters()
@ask_or_take
def answer(request: ActorRequest) -> HttpResponse:
    """Ask the code of a letter."""
    form = AnswerCodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        limits.check_client(request, now=timezone.now())
        try:
            request.session[UNIT] = str(_unit(request, form.cleaned_data["code"]))
        except (CodeMistyped, CodeUnknown, TooManyTries) as error:
            form.add_error("code", error.message())
        else:
            return redirect("answer_question")
    return render(request, "founding/answer.html", {"form": form})


def _unit(request: ActorRequest, typed: str) -> UUID:
    """Return what a code stands for; five wrong ones of a browser, and it waits."""
    now = timezone.now()
    browser = request.session.setdefault(BROWSER, secrets.token_hex())
    if limits.reached(limits.LETTERS, browser, now=now):
        raise TooManyTries
    try:
        return unit_by_code(typed)
    except DomainError:
        limits.within(limits.LETTERS, browser, now=now)
        raise


@never_cache
@sensitive_post_parameters()
@ask_or_take
def answer_question(request: ActorRequest) -> HttpResponse:
    """Ask what the code opens now, and count the answer."""
    if UNIT not in request.session:
        return redirect("answer")
    unit_id, now = UUID(request.session[UNIT]), timezone.now()
    ballot = ballot_of(unit_id, now=now)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, initial={"about": ballot.about}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["about"] != ballot.about:
            # The page was open so long that something else is asked now: it is read first.
            return redirect("answer_question")
        agrees = form.cleaned_data["answer"] == "yes"
        try:
            dossier_id = give_answer(unit_id, ballot.question, agrees=agrees, now=now)
        except (AnsweredAlready, NothingAsked):
            # Somebody of the same home, or the last day, was quicker: the page says so.
            return redirect("answer_question")
        # Nothing leads back from here to the code.
        del request.session[UNIT]
        request.session.pop(DOSSIER, None)
        if agrees and ballot.question == Question.SURVEY:
            request.session[DOSSIER] = str(dossier_id)
        return redirect("answer_thanks")
    context = {
        "ballot": ballot,
        "form": form,
        "question": QUESTIONS[ballot.unit],
        "decided": decided_by(ballot.rule, ballot.quorum),
    }
    return render(request, "founding/answer_question.html", context)


@never_cache
@sensitive_post_parameters()
@ask_or_take
def answer_thanks(request: ActorRequest) -> HttpResponse:
    """Thank; whoever said yes may leave a name and an address."""
    wanted = request.session.get(DOSSIER)
    form = InterestForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and wanted and form.is_valid():
        leave_address(
            UUID(wanted),
            form.cleaned_data["name"],
            form.cleaned_data["email"],
            get_language() or "",
            now=timezone.now(),
        )
        del request.session[DOSSIER]
        messages.success(request, gettext("Your address is kept. You will be invited by e-mail."))
        return redirect("answer_thanks")
    context = {"form": form if wanted else None}
    return render(request, "founding/answer_thanks.html", context)
