"""The person concerned answers; letters are sent, and an appeal runs its course (M22, C22)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.dates import day
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.measures.actions.opening import (
    KEPT_AFTER_DEFINITIVE,
    checked,
    end,
    give_back,
    note,
    tell_person,
)
from belfry.measures.errors import (
    AlreadySent,
    AppealKnown,
    AppealTooLate,
    DatesWrong,
    FactsMissing,
    NotYetSent,
)
from belfry.measures.kinds import AppealBody, Means, Outcome
from belfry.measures.models import Appeal, Dossier, Step
from belfry.measures.policies import check_is_another
from belfry.measures.queries import dossier_for, signers_now
from belfry.measures.telling import tell
from belfry.measures.workflow import (
    IN_WRITING,
    SIGNERS,
    DossierState,
    Function,
    Ladder,
    StepKind,
    appeal_until,
    check_move,
)


@transaction.atomic
def add_view(actor: Actor, dossier_id: UUID, words: str, *, now: datetime) -> Dossier:
    """Write down, or change, what the person concerned says about the dossier, whatever its state.

    Raises NotFound, NotAllowed for anybody else, FactsMissing for nothing, TooLong, FromPoliceFile.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    if not seen.is_own:
        raise NotAllowed
    if not words.strip():
        raise FactsMissing
    dossier = seen.dossier
    dossier.view, dossier.viewed_at = checked(words, actor, dossier.network_id, now), now
    dossier.save(update_fields=["view", "viewed_at"])
    note("measures.view_added", dossier, actor, now)
    return dossier


@transaction.atomic
def note_sent(
    actor: Actor, dossier_id: UUID, kind: StepKind, sent_on: date, means: str, *, now: datetime
) -> Step:
    """Note when and how the letter of a step went to the person; once, by one of those who sign such a step.

    Raises NotFound, NotAllowed, ConcernsYou, NotYetSent, AlreadySent, DatesWrong.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    check_is_another(actor, seen.dossier.person_id)
    step = seen.dossier.steps.filter(
        kind=kind, kind__in=sorted(IN_WRITING), taken_at__isnull=False
    ).first()
    if step is None:
        raise NotYetSent
    if not seen.functions & set(SIGNERS[Ladder(seen.dossier.ladder)][kind]):
        raise NotAllowed
    if step.sent_on is not None:
        raise AlreadySent
    assert step.decided_on is not None
    if not step.decided_on <= sent_on <= local(now).date():
        raise DatesWrong
    step.sent_on, step.means = sent_on, Means(means)
    step.save(update_fields=["sent_on", "means"])
    note(f"measures.{kind}.sent", seen.dossier, actor, now)
    return step


@transaction.atomic
def enter_appeal(
    actor: Actor, dossier_id: UUID, sent_on: date, means: str, *, now: datetime
) -> Appeal:
    """Enter an appeal against a definitive removal with the day on which it was sent.

    The person concerned enters it within three weeks; chief and mayor also later, where it was sent in time. Raises NotFound,
    NotAllowed, AppealKnown, MoveNotAllowed, DatesWrong, AppealTooLate.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    dossier, today = seen.dossier, local(now).date()
    if not (seen.is_own or seen.functions & {Function.CHIEF, Function.MAYOR}):
        raise NotAllowed
    if Appeal.objects.filter(dossier=dossier).exists():
        raise AppealKnown
    check_move(dossier.ladder, dossier.state, DossierState.APPEALED)
    decided_on = _removal(dossier).decided_on
    assert decided_on is not None
    last = appeal_until(decided_on)
    if not decided_on <= sent_on <= today:
        raise DatesWrong
    if (today if seen.is_own else sent_on) > last:
        raise AppealTooLate(day=day(last))
    assert actor.person_id is not None
    appeal = Appeal.objects.create(
        dossier=dossier,
        sent_on=sent_on,
        means=Means(means),
        entered_by_id=actor.person_id,
        entered_at=now,
    )
    dossier.state, dossier.erase_on = DossierState.APPEALED, None
    dossier.save(update_fields=["state", "erase_on"])
    note("measures.appealed", dossier, actor, now)
    told = signers_now(dossier, [Function.CHIEF, Function.MAYOR], on=today)
    tell(told | {dossier.person_id}, f"/measures/{dossier.pk}/", now=now)
    return appeal


@transaction.atomic
def settle_appeal(
    actor: Actor, dossier_id: UUID, body: str, outcome: str, decided_on: date, *, now: datetime
) -> Appeal:
    """Note how an appeal ended, as the mayor; one that is granted gives the function back as it was.

    Raises NotFound, NotAllowed, ConcernsYou, MoveNotAllowed, DatesWrong.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    dossier = seen.dossier
    check_is_another(actor, dossier.person_id)
    if Function.MAYOR not in seen.functions:
        raise NotAllowed
    if dossier.state != DossierState.APPEALED:
        raise MoveNotAllowed
    appeal = Appeal.objects.get(dossier=dossier)
    if not appeal.sent_on <= decided_on <= local(now).date():
        raise DatesWrong
    appeal.body, appeal.outcome = AppealBody(body), Outcome(outcome)
    appeal.decided_on = decided_on
    appeal.save(update_fields=["body", "outcome", "decided_on"])
    is_granted = appeal.outcome == Outcome.GRANTED
    state = DossierState.ANNULLED if is_granted else DossierState.CONFIRMED
    check_move(dossier.ladder, dossier.state, state)
    end(dossier, state, KEPT_AFTER_DEFINITIVE, now)
    if is_granted:
        give_back(actor, dossier, _removal(dossier), now)
    note("measures.appeal_settled", dossier, actor, now)
    tell_person(dossier, now)
    return appeal


def _removal(dossier: Dossier) -> Step:
    return dossier.steps.get(kind=StepKind.DEFINITIVE, taken_at__isnull=False)
