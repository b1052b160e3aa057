"""The review: submitting a dossier, and what the FPS Interior says to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.founding.actions.review import (
    answer_remark,
    ask_correction,
    recognise,
    refuse,
    submit,
)
from belfry.founding.changes import area_differences, may_notify, subject_names
from belfry.founding.checklist import findings_of
from belfry.founding.errors import NumberTaken, RecognisedInFuture, RemarksMissing
from belfry.founding.kinds import UploadKind
from belfry.founding.merging import Piece
from belfry.founding.policies import may_make, may_review, may_write
from belfry.founding.queries import dossier_for, facts_of, partners_of
from belfry.founding.reviewing import recognition_letter, remark_for, remarks_of
from belfry.founding.sections import from_model, sections_of
from belfry.founding.signing import signing_of
from belfry.founding.surveys import changed_since_survey
from belfry.founding.taking_over import on_paper_of
from belfry.founding.workflow import DossierKind, DossierState, Partner, moves_from
from belfry.networks.numbers import next_number
from belfry.paperwork.documents import Addressee, RecognitionLetter
from belfry.web.founding.downloads import download, picture
from belfry.web.founding.forms.review import (
    AnswerForm,
    CorrectionForm,
    RecognitionForm,
    RefusalForm,
)
from belfry.web.founding.papers import named, title_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.founding.models import Dossier, Section


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section that differs from the model, or from the last charter: its heading, and what differs."""

    title: str
    differences: Sequence[tuple[str, str, Sequence[Piece]]]


@require_safe
@signed_in
def dossier_review(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show what is submitted, or what is still missing before it can be; the reviewer decides here."""
    return _page(request, dossier_id)


def _page(request: ActorRequest, dossier_id: UUID, **bound: Any) -> HttpResponse:
    dossier = dossier_for(request.actor, dossier_id)
    partners = partners_of(request.actor, dossier)
    sections = sections_of(request.actor, dossier_id)
    titles = {row.pk: title_of(row, dossier.language) for row in sections}
    is_take_over = dossier.kind == DossierKind.TAKE_OVER
    step = moves_from(dossier.kind, dossier.state).get(DossierState.SUBMITTED)
    reviews = may_review(partners, dossier.state)
    remarks = remarks_of(request.actor, dossier_id)
    context = {
        "dossier": dossier,
        "reviews": reviews,
        "is_mine": Partner.INTERIOR in partners,
        "may_notify": may_notify(partners, dossier),
        "may_submit": step is not None and may_make(partners, step) and not is_take_over,
        "is_ready": step is not None and set(step.conditions) <= facts_of(dossier.pk),
        "remarks": [
            (titles[one.section_id] if one.section_id else gettext("About the whole"), one)
            for one in remarks
        ],
        "remarks_wait": any(one.waits for one in remarks),
        "may_answer": may_write(partners, dossier.state),
        "findings": findings_of(dossier, sections) if sections else [],
        "signing": signing_of(request.actor, dossier_id),
        "subjects": subject_names(dossier),
        "changed": _changed(dossier, sections),
        "area_differences": named(area_differences(dossier, on=local(request.actor.at).date())),
        "area_changed": changed_since_survey(dossier),
        "on_paper": on_paper_of(request.actor, dossier_id) if is_take_over else None,
        "scans": list(
            dossier.files.filter(upload=UploadKind.CHARTER_SCAN).order_by("-made_at")[:1]
        ),
        **(_forms(request, dossier, sections) if reviews else {}),
        **bound,
    }
    return render(request, "founding/review.html", context)


def _changed(dossier: "Dossier", sections: Sequence["Section"]) -> list[ChangedSection]:
    found = []
    for row in sections:
        row.dossier = dossier
        pieces = from_model(row)
        named = [(code, str(Language(code).label), pieces[code]) for code in pieces]
        if named:
            found.append(ChangedSection(title_of(row, dossier.language), named))
    return found


def _forms(
    request: ActorRequest, dossier: "Dossier", sections: Sequence["Section"]
) -> dict[str, Any]:
    return {
        "correction_form": _correction_form(dossier, sections),
        "refusal_form": RefusalForm(),
        "recognition_form": _recognition_form(request, dossier),
    }


def _correction_form(
    dossier: "Dossier", sections: Sequence["Section"], answers: Any = None
) -> CorrectionForm:
    titles = [(row.pk, title_of(row, dossier.language)) for row in sections]
    return CorrectionForm(answers, sections=titles)


def _recognition_form(
    request: ActorRequest, dossier: "Dossier", answers: Any = None
) -> RecognitionForm:
    number, on = next_number(on=local(request.actor.at).date()), local(request.actor.at).date()
    if dossier.kind == DossierKind.TAKE_OVER:
        known = on_paper_of(request.actor, dossier.pk)
        number, on = known.number, known.recognised_on
    is_change = dossier.kind == DossierKind.AMENDMENT
    return RecognitionForm(answers, number=number, on=on, is_change=is_change)


def _reviewed(request: ActorRequest, dossier_id: UUID) -> "Dossier":
    dossier = dossier_for(request.actor, dossier_id)
    if Partner.INTERIOR not in partners_of(request.actor, dossier):
        raise NotAllowed
    return dossier


@require_POST
@signed_in
def dossier_submit(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    submit(request.actor, dossier_id, now=timezone.now())
    messages.success(request, gettext("The dossier is with the FPS Interior now."))
    return redirect("dossier_review", dossier_id)


@ask_or_take
@signed_in
def remark_answer(request: ActorRequest, remark_id: int) -> HttpResponse:
    """Take what the partners say to a remark, where the text stays as it is."""
    remark = remark_for(request.actor, remark_id)
    dossier = remark.dossier
    if not may_write(partners_of(request.actor, dossier), dossier.state):
        raise NotAllowed
    form = AnswerForm(request.POST if request.method == "POST" else None, answer=remark.answer)
    if request.method == "POST" and form.is_valid():
        answer_remark(request.actor, remark_id, form.cleaned_data["answer"], now=timezone.now())
        sentence = gettext(
            "Your answer is kept. The FPS Interior reads it when the dossier is submitted again."
        )
        messages.success(request, sentence)
        is_take_over = dossier.kind == DossierKind.TAKE_OVER
        return redirect("take_over_dossier" if is_take_over else "dossier_review", dossier.pk)
    context = {"dossier": dossier, "remark": remark, "form": form}
    return render(request, "founding/remark_answer.html", context)


@require_POST
@signed_in
def review_correct(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    dossier = _reviewed(request, dossier_id)
    sections = sections_of(request.actor, dossier_id)
    form = _correction_form(dossier, sections, request.POST)
    if form.is_valid():
        try:
            ask_correction(request.actor, dossier_id, form.remarks, now=timezone.now())
        except RemarksMissing as error:
            form.add_error("whole", error.message())
        else:
            messages.success(request, gettext("The dossier went back with your remarks."))
            # What comes back from a take-over is no longer the reviewer's to see.
            if dossier.kind == DossierKind.TAKE_OVER:
                return redirect("dossiers")
            return redirect("dossier_review", dossier_id)
    return _page(request, dossier_id, correction_form=form)


@require_POST
@signed_in
def review_refuse(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    _reviewed(request, dossier_id)
    form = RefusalForm(request.POST)
    if form.is_valid():
        refuse(request.actor, dossier_id, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, gettext("The recognition is refused. The partners were told."))
        return redirect("dossier_review", dossier_id)
    return _page(request, dossier_id, refusal_form=form)


@require_POST
@signed_in
@factor_again
def review_recognise(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    dossier = _reviewed(request, dossier_id)
    form = _recognition_form(request, dossier, request.POST)
    if form.is_valid():
        answer = form.cleaned_data
        number = answer.get("number", "")
        try:
            recognise(request.actor, dossier_id, number=number, on=answer["on"], now=timezone.now())
        except NumberTaken as error:
            form.add_error("number", error.message())
        except RecognisedInFuture as error:
            form.add_error("on", error.message())
        else:
            messages.success(request, gettext("The recognition counts from now on."))
            return redirect("dossier_review", dossier_id)
    return _page(request, dossier_id, recognition_form=form)


@require_safe
@signed_in
def dossier_letter(request: ActorRequest, dossier_id: UUID, to: str) -> HttpResponse:
    """Return the letter to mayor or chief that tells of the recognition."""
    return download(_letter(request, dossier_id, to), f"letter-{to}")


@require_safe
@signed_in
def dossier_letter_picture(request: ActorRequest, dossier_id: UUID, to: str) -> HttpResponse:
    """Show the letter to mayor or chief."""
    return picture(_letter(request, dossier_id, to))


def _letter(request: ActorRequest, dossier_id: UUID, to: str) -> RecognitionLetter:
    if to not in list(Addressee):
        raise NotFound
    return recognition_letter(request.actor, dossier_id, Addressee(to))
