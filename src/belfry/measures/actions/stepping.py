"""A step is prepared, signed by everybody who must, and only then cuts what it cuts (O15, H27)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.measures.actions.opening import (
    KEPT_AFTER_DEFINITIVE,
    checked,
    note,
    tell_person,
)
from belfry.measures.errors import (
    AlreadySigned,
    CoordinatesHere,
    DatesWrong,
    NoStepWaits,
    NotHeard,
    NotTheSigner,
    PersonGone,
    ReasonsMissing,
    ReportMissing,
    StepWaits,
)
from belfry.measures.kinds import Hearing
from belfry.measures.models import Dossier, Signature, Step
from belfry.measures.policies import check_is_another, names_of, signs_as, still_needed
from belfry.measures.queries import (
    Seen,
    dossier_for,
    is_gone,
    lapsed_signatures,
    signers_now,
    waiting_step,
)
from belfry.measures.telling import tell
from belfry.measures.types import StepDetails
from belfry.measures.workflow import (
    AFTER_OFFENCE,
    HEARD_BEFORE,
    IN_WRITING,
    LEADS_TO,
    SIGNERS,
    Ladder,
    StepKind,
    check_move,
)
from belfry.networks.actions.measures import end_functions, exclude_member, suspend_member
from belfry.networks.mandates import functions_of, reviewers
from belfry.people.queries import languages_of


@transaction.atomic
def prepare_step(
    actor: Actor, dossier_id: UUID, kind: StepKind, details: StepDetails, *, now: datetime
) -> Step:
    """Write down the next step of a ladder, as one of those who sign it, and sign it where it is one's turn.

    Raises NotFound, ConcernsYou, PersonGone, CoordinatesHere, NotTheSigner, MoveNotAllowed, StepWaits, ReasonsMissing, NotHeard,
    ReportMissing, DatesWrong, TooLong, FromPoliceFile.
    """
    seen = _held(actor, dossier_id, now)
    dossier = seen.dossier
    signers = SIGNERS[Ladder(dossier.ladder)].get(kind, ())
    check_move(dossier.ladder, dossier.state, LEADS_TO[kind])
    if not seen.functions & set(signers):
        raise NotTheSigner(signers=names_of(signers))
    if waiting_step(dossier) is not None:
        raise StepWaits
    check_details(kind, details, today=local(now).date())
    assert actor.person_id is not None
    step = Step(
        dossier=dossier,
        kind=kind,
        reasons=checked(details.reasons, actor, dossier.network_id, now)
        if kind in IN_WRITING
        else "",
        invited_on=details.invited_on,
        heard=details.heard,
        heard_on=details.heard_on,
        statement=checked(details.statement, actor, dossier.network_id, now),
        reported_on=details.reported_on if kind in AFTER_OFFENCE else None,
        prepared_by_id=actor.person_id,
        prepared_at=now,
    )
    step.save(force_insert=True)
    note(f"measures.{kind}.prepared", dossier, actor, now)
    missing = still_needed(dossier.ladder, kind, ())
    ready = missing if len(missing) == 1 else missing[:-1]
    if seen.functions & set(ready):
        return _sign(actor, seen, step, now)
    _tell_signers(dossier, step, now)
    return step


def check_details(kind: StepKind, details: StepDetails, *, today: date) -> None:
    """Raise ReasonsMissing, NotHeard, ReportMissing, DatesWrong for what a step lacks."""
    if kind in IN_WRITING and not details.reasons.strip():
        raise ReasonsMissing
    if kind in HEARD_BEFORE:
        _check_hearing(details, today)
    if kind in AFTER_OFFENCE:
        if details.reported_on is None:
            raise ReportMissing
        if details.reported_on > today:
            raise DatesWrong


def _check_hearing(details: StepDetails, today: date) -> None:
    if details.heard not in Hearing.values or not (details.invited_on and details.heard_on):
        raise NotHeard
    if details.heard != Hearing.STAYED_AWAY and not details.statement.strip():
        raise NotHeard
    if not details.invited_on <= details.heard_on <= today:
        raise DatesWrong


@transaction.atomic
def sign_step(actor: Actor, dossier_id: UUID, *, now: datetime) -> Step:
    """Give the actor's signature on the step that waits; the last one makes it take effect.

    Signatures of those who lost their mandate since count no more. Raises NotFound, ConcernsYou, PersonGone,
    CoordinatesHere, NoStepWaits, NotTheSigner, AlreadySigned, SignedTooEarly.
    """
    seen = _held(actor, dossier_id, now)
    step = waiting_step(seen.dossier)
    if step is None:
        raise NoStepWaits
    return _sign(actor, seen, step, now)


@transaction.atomic
def withdraw_step(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Take back a step that waits for signatures, as one of those who sign it.

    Raises NotFound, ConcernsYou, NoStepWaits, NotTheSigner.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    check_is_another(actor, seen.dossier.person_id)
    step = waiting_step(seen.dossier)
    if step is None:
        raise NoStepWaits
    signers = SIGNERS[Ladder(seen.dossier.ladder)][StepKind(step.kind)]
    if not seen.functions & set(signers):
        raise NotTheSigner(signers=names_of(signers))
    step.delete()
    note(f"measures.{step.kind}.withdrawn", seen.dossier, actor, now)


def _held(actor: Actor, dossier_id: UUID, now: datetime) -> Seen:
    """Return a locked dossier in which the actor may take a step at all."""
    seen = dossier_for(actor, dossier_id, lock=True)
    dossier, today = seen.dossier, local(now).date()
    check_is_another(actor, dossier.person_id)
    if is_gone(dossier, on=today):
        raise PersonGone
    has_function = functions_of(dossier.network_id, dossier.person_id, on=today).exists()
    if dossier.ladder == Ladder.MEMBER and has_function:
        raise CoordinatesHere
    return seen


def _sign(actor: Actor, seen: Seen, step: Step, now: datetime) -> Step:
    dossier, today = seen.dossier, local(now).date()
    for lapsed in lapsed_signatures(dossier, step, on=today):
        lapsed.delete()
    given = list(step.signatures.values_list("function", "person_id"))
    have = [function for function, _person in given]
    function = signs_as(dossier.ladder, step.kind, seen.functions, have)
    if any(person_id == actor.person_id for _function, person_id in given):
        raise AlreadySigned
    assert actor.person_id is not None
    Signature.objects.create(step=step, function=function, person_id=actor.person_id, at=now)
    note(f"measures.{step.kind}.signed", dossier, actor, now)
    if still_needed(dossier.ladder, step.kind, [*have, function]):
        _tell_signers(dossier, step, now)
    else:
        _take(actor, dossier, step, now)
    return step


def _take(actor: Actor, dossier: Dossier, step: Step, now: datetime) -> None:
    """Let a step that everybody signed take effect, and tell those whom it concerns."""
    kind, today = StepKind(step.kind), local(now).date()
    step.taken_at, step.decided_on = now, today
    step.language = languages_of([dossier.person_id])[dossier.person_id]
    step.save(update_fields=["taken_at", "decided_on", "language"])
    dossier.state = LEADS_TO[kind]
    if kind is StepKind.DEFINITIVE:
        dossier.erase_on = today + KEPT_AFTER_DEFINITIVE
    dossier.save(update_fields=["state", "erase_on"])
    _cut(actor, dossier, step, now)
    note(f"measures.{kind}.taken", dossier, actor, now)
    tell_person(dossier, now)
    if kind is StepKind.DEFINITIVE and dossier.ladder == Ladder.COORDINATOR:
        tell(reviewers(on=today), "/removals/", now=now)


def _cut(actor: Actor, dossier: Dossier, step: Step, now: datetime) -> None:
    network_id, person_id = dossier.network_id, dossier.person_id
    if step.kind not in {StepKind.PROVISIONAL, StepKind.DEFINITIVE}:
        return
    if dossier.ladder == Ladder.COORDINATOR:
        relieved = dossier.steps.filter(kind=StepKind.PROVISIONAL, ended_at=None).first()
        before = dict(relieved.kept) if relieved and relieved.pk != step.pk else {}
        # Of a removal after a relief, the relief knows what was.
        step.kept = {**end_functions(actor, network_id, person_id, now=now), **before}
    elif step.kind == StepKind.PROVISIONAL:
        step.kept = dict(suspend_member(actor, network_id, person_id, now=now))
    else:
        exclude_member(actor, network_id, person_id, now=now)
    step.save(update_fields=["kept"])


def _tell_signers(dossier: Dossier, step: Step, now: datetime) -> None:
    """Tell those whose signature can come next."""
    given = list(step.signatures.values_list("function", flat=True))
    missing = still_needed(dossier.ladder, step.kind, given)
    ready = missing if len(missing) == 1 else missing[:-1]
    path = f"/measures/{dossier.pk}/"
    tell(signers_now(dossier, ready, on=local(now).date()), path, now=now)
