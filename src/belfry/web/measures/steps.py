"""What is done in a dossier: a step is prepared, signed or withdrawn; a letter is sent; an appeal runs its course."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.measures import errors
from belfry.measures.actions.answering import enter_appeal, note_sent, settle_appeal
from belfry.measures.actions.opening import close_dossier, let_rejoin
from belfry.measures.actions.stepping import prepare_step, sign_step, withdraw_step
from belfry.measures.kinds import step_name
from belfry.measures.queries import dossier_for
from belfry.measures.workflow import IN_WRITING, SIGNERS, Function, Ladder, StepKind
from belfry.people.queries import persons_by_id
from belfry.web.measures.forms import OutcomeForm, SentForm, StepForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

# What a person can put right, or has to know; a stranger's 404 and a role's 403 stay what they are.
REFUSALS: Final[tuple[type[DomainError], ...]] = (
    MoveNotAllowed,
    errors.AlreadySent,
    errors.AlreadySigned,
    errors.AppealKnown,
    errors.AppealTooLate,
    errors.ConcernsYou,
    errors.CoordinatesHere,
    errors.DatesWrong,
    errors.FromPoliceFile,
    errors.NoStepWaits,
    errors.NotHeard,
    errors.NotTheSigner,
    errors.NotYetSent,
    errors.PersonGone,
    errors.ReasonsMissing,
    errors.ReportMissing,
    errors.SignedTooEarly,
    errors.StepWaits,
    errors.TooLong,
)
# Beside which field a refusal stands; the others stand above the form.
BESIDE: Final[dict[type[DomainError], str]] = {
    errors.NotHeard: "statement",
    errors.ReasonsMissing: "reasons",
    errors.ReportMissing: "reported_on",
}


@ask_or_take
@signed_in
def measure_step(request: ActorRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Prepare the next step of a dossier."""
    seen = dossier_for(request.actor, dossier_id)
    dossier = seen.dossier
    signers = SIGNERS[Ladder(dossier.ladder)].get(StepKind(kind), ()) if kind in StepKind else ()
    if not signers:
        raise NotFound
    if not seen.functions & set(signers):
        raise NotAllowed
    form = StepForm(StepKind(kind), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            step = prepare_step(
                request.actor, dossier_id, StepKind(kind), form.details, now=timezone.now()
            )
        except REFUSALS as refusal:
            beside = BESIDE.get(type(refusal), "")
            form.add_error(beside if beside in form.fields else None, refusal.message())
        else:
            taken = step.taken_at is not None
            messages.success(request, _("The step is taken.") if taken else _("Others sign now."))
            return redirect("measure", dossier_id)
    context = {
        "dossier": dossier,
        "name": persons_by_id([dossier.person_id])[dossier.person_id].full_name,
        "heading": step_name(dossier.ladder, kind),
        "signers": [str(one.label) for one in signers],
        "form": form,
    }
    return render(request, "measures/step.html", context)


def _pressed(
    request: ActorRequest, dossier_id: UUID, act: Callable[..., object], done: str
) -> HttpResponse:
    """Do one press on a dossier and go back to it, with a sentence for what could not be done."""
    try:
        act(request.actor, dossier_id, now=timezone.now())
    except REFUSALS as refusal:
        messages.error(request, refusal.message())
    else:
        messages.success(request, done)
    return redirect("measure", dossier_id)


@require_POST
@signed_in
def measure_sign(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Sign the step that waits."""
    return _pressed(request, dossier_id, sign_step, _("Your signature is given."))


@require_POST
@signed_in
def measure_withdraw(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take back the step that waits."""
    return _pressed(request, dossier_id, withdraw_step, _("The step is withdrawn."))


@require_POST
@signed_in
def measure_close(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """End a dossier without a further measure; what was cut for the time being comes back."""
    return _pressed(request, dossier_id, close_dossier, _("The dossier is closed."))


@require_POST
@signed_in
def measure_readmit(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Let an excluded person join again."""
    return _pressed(request, dossier_id, let_rejoin, _("The person may join again."))


@ask_or_take
@signed_in
def measure_sent(request: ActorRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Note how and when a letter was sent."""
    seen = dossier_for(request.actor, dossier_id)
    ladder = Ladder(seen.dossier.ladder)
    if kind not in IN_WRITING:
        raise NotFound
    if not seen.functions & set(SIGNERS[ladder][StepKind(kind)]):
        raise NotAllowed
    form = SentForm(request.POST if request.method == "POST" else None)

    def note(told: dict[str, Any]) -> None:
        note_sent(request.actor, dossier_id, StepKind(kind), now=timezone.now(), **told)

    return _form(request, dossier_id, form, note, _("How was the letter sent?"))


@ask_or_take
@signed_in
def measure_appeal(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Enter an appeal with the day on which it was sent."""
    seen = dossier_for(request.actor, dossier_id)
    if not (seen.is_own or seen.functions & {Function.CHIEF, Function.MAYOR}):
        raise NotAllowed
    form = SentForm(request.POST if request.method == "POST" else None)

    def enter(told: dict[str, Any]) -> None:
        enter_appeal(request.actor, dossier_id, now=timezone.now(), **told)

    return _form(request, dossier_id, form, enter, _("Enter an appeal"))


@ask_or_take
@signed_in
def measure_outcome(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Note how an appeal ended."""
    if Function.MAYOR not in dossier_for(request.actor, dossier_id).functions:
        raise NotAllowed
    form = OutcomeForm(request.POST if request.method == "POST" else None)

    def settle(told: dict[str, Any]) -> None:
        settle_appeal(request.actor, dossier_id, now=timezone.now(), **told)

    return _form(request, dossier_id, form, settle, _("How did the appeal end?"))


def _form(
    request: ActorRequest,
    dossier_id: UUID,
    form: SentForm | OutcomeForm,
    act: Callable[[dict[str, Any]], None],
    heading: str,
) -> HttpResponse:
    """Ask, do it once and go back to the dossier; what was typed stays beside a refusal."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, refusal.message())
        else:
            messages.success(request, _("It is noted in the dossier."))
            return redirect("measure", dossier_id)
    context = {"dossier_id": dossier_id, "form": form, "heading": heading}
    return render(request, "measures/form.html", context)
