"""The survey: open it, print its letters, type in what came on paper, read the result."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from belfry.core.errors import DomainError, NotAllowed
from belfry.founding.actions.answering import enter_answers
from belfry.founding.actions.surveys import ask_again, open_survey
from belfry.founding.errors import ClosingDayWrong
from belfry.founding.kinds import CountedUnit, Question
from belfry.founding.lists import read_units
from belfry.founding.policies import may_write
from belfry.founding.printing import sample_letter, survey_letters
from belfry.founding.queries import dossier_for, facts_of, partners_of
from belfry.founding.surveys import check_may_hold_vote, survey_of
from belfry.founding.types import SurveyOpening, UnitList
from belfry.founding.workflow import Condition, DossierState
from belfry.lists.errors import NotAMemberList
from belfry.web.founding.downloads import download, picture
from belfry.web.founding.forms.surveys import PaperForm, SurveyForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.founding.models import Dossier


@ask_or_take
@signed_in
def dossier_survey(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show how far the survey is, and open one."""
    found = dossier_for(request.actor, dossier_id)
    is_mine = may_write(partners_of(request.actor, found), found.state)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form = SurveyForm(*data, network_kind=found.network_kind, request_size=size)
    report = None
    if request.method == "POST":
        if not is_mine:
            raise NotAllowed
        report = _list_of(request, form) if form.is_valid() else None
        if form.is_valid() and _open(request, found, form, report):
            return redirect("dossier_survey", dossier_id)
    survey, outcome = survey_of(request.actor, dossier_id)
    facts = facts_of(found.pk)
    is_asking = found.state == DossierState.CONSULTED and (survey is None or survey.closed_at)
    context = {
        "dossier": found,
        "survey": survey,
        "outcome": outcome,
        "form": form,
        "report": report,
        "is_mine": is_mine,
        "may_open": is_mine and is_asking,
        "has_area": Condition.AREA_KNOWN in facts,
        "all_agree": facts >= {Condition.TOWN_CONSULTED, Condition.POLICE_CONSULTED},
    }
    return render(request, "founding/survey.html", context)


def _list_of(request: ActorRequest, form: SurveyForm) -> UnitList | None:
    """Return the list that was given, with what is wrong noted beside its field."""
    file = form.cleaned_data["file"]
    if file is None or form.cleaned_data["unit"] == CountedUnit.HOME:
        return None
    limits.check(limits.UPLOADS, str(request.actor.person_id), now=timezone.now())
    try:
        found = read_units(file.read(), file.name or "")
    except NotAMemberList as error:
        form.add_error("file", error.message())
        return None
    if found.bad:
        form.add_error("file", gettext("Please mend these rows in your file, and choose it again."))
    elif found.notes and not form.cleaned_data["without_notes"]:
        form.add_error("without_notes", gettext("Please look at these rows first."))
    return found


def _open(
    request: ActorRequest, dossier: "Dossier", form: SurveyForm, found: UnitList | None
) -> bool:
    told = form.cleaned_data
    listed = found.listed if found else ()
    opening = SurveyOpening(told["unit"], told["rule"], told["quorum"], told["closes_on"], listed)
    try:
        survey = open_survey(request.actor, dossier.pk, opening, now=timezone.now())
    except DomainError as error:
        field = "closes_on" if isinstance(error, ClosingDayWrong) else None
        form.add_error(field, error.message())
        return False
    sentence = ngettext(
        "The survey is open. %(number)s letter can be printed now.",
        "The survey is open. %(number)s letters can be printed now.",
        survey.units,
    )
    messages.success(request, sentence % {"number": survey.units})
    return True


@require_POST
@signed_in
@factor_again
def survey_print(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Give the letters with their codes as one file; that is recorded."""
    document = survey_letters(request.actor, dossier_id, now=timezone.now())
    return download(document, gettext("survey-letters"))


@require_safe
@signed_in
def survey_letter_picture(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show how a letter looks, with an invented address and a code that opens nothing."""
    return picture(sample_letter(request.actor, dossier_id, now=timezone.now()))


@require_POST
@signed_in
def survey_again(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take a dossier without a majority back to where everybody can be asked."""
    ask_again(request.actor, dossier_id, now=timezone.now())
    return redirect("dossier_survey", dossier_id)


@ask_or_take
@signed_in
def survey_paper(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take answers to the survey that came on paper."""
    return _paper(request, dossier_id, Question.SURVEY, "dossier_survey")


@ask_or_take
@signed_in
def vote_paper(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take votes that came on paper."""
    return _paper(request, dossier_id, Question.VOTE, "dossier_vote")


def _paper(request: ActorRequest, dossier_id: UUID, question: Question, back: str) -> HttpResponse:
    """Count the lines that are right; the others stay on the page with what is wrong."""
    found = dossier_for(request.actor, dossier_id)
    if question == Question.VOTE:
        check_may_hold_vote(request.actor, found)
    elif not may_write(partners_of(request.actor, found), found.state):
        raise NotAllowed
    sheet = PaperForm.sheet(request.POST if request.method == "POST" else None)
    if request.method == "POST" and PaperForm.are_valid(sheet):
        filled = [form for form in sheet if form.cleaned_data["code"]]
        answers = [
            (form.cleaned_data["code"], form.cleaned_data["answer"] == "yes") for form in filled
        ]
        faults = enter_answers(request.actor, dossier_id, question, answers, now=timezone.now())
        _tell_counted(request, faults.count(None))
        if not any(faults):
            return redirect(request.path)
        sheet = _kept(sheet, dict(zip(filled, faults, strict=True)))
    context = {"dossier": found, "sheet": sheet, "question": question, "back": back}
    return render(request, "founding/paper_answers.html", context)


def _kept(sheet: list[PaperForm], faults: dict[PaperForm, DomainError | None]) -> list[PaperForm]:
    """Return the lines with what is wrong in them; what was counted leaves an empty line."""
    fresh = PaperForm.sheet()
    for at, form in enumerate(sheet):
        fault = faults.get(form)
        if fault:
            form.add_error("code", fault.message())
            fresh[at] = form
    return fresh


def _tell_counted(request: ActorRequest, number: int) -> None:
    if number:
        sentence = ngettext(
            "%(number)s answer was counted.", "%(number)s answers were counted.", number
        )
        messages.success(request, sentence % {"number": number})
