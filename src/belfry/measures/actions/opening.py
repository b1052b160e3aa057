"""A dossier is opened, ends without a further measure or by itself, and is erased in the end."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.measures.checks import check_words
from belfry.measures.errors import AlreadyOpen, CoordinatesHere, FactsMissing
from belfry.measures.kinds import Ground
from belfry.measures.models import Dossier, Step
from belfry.measures.policies import check_is_another
from belfry.measures.queries import (
    dossier_for,
    functions_on,
    is_gone,
    running,
    unfinished,
)
from belfry.measures.telling import tell
from belfry.measures.workflow import (
    OPENERS,
    DossierState,
    Function,
    Ladder,
    StepKind,
    check_move,
)
from belfry.networks.actions.measures import let_join_again, restore_functions, restore_member
from belfry.networks.mandates import functions_of
from belfry.networks.neighbours import members_named
from belfry.networks.queries import leading_zones, memberships_by_person
from belfry.networks.zone_rules import zone_rules
from belfry.people.actions import hold_person
from belfry.people.queries import languages_of

# How long a dossier is kept once nothing more is decided (Q11, decision 0014).
KEPT_AFTER_DEFINITIVE: Final = timedelta(days=5 * 365)
KEPT: Final = timedelta(days=365)


@transaction.atomic
def open_dossier(
    actor: Actor,
    network_id: UUID,
    person_id: UUID,
    ladder: Ladder,
    told: tuple[str, str],
    *,
    now: datetime,
) -> Dossier:
    """Open a dossier on a member, or on a coordinator or deputy, who is told at once; `told` is ground and facts.

    Raises NotFound, NotAllowed, ConcernsYou, CoordinatesHere, AlreadyOpen, FactsMissing, TooLong, FromPoliceFile.
    """
    if not OPENERS[ladder] & functions_on(actor, network_id):
        raise NotAllowed
    check_is_another(actor, person_id)
    _check_is(ladder, network_id, person_id, on=local(now).date())
    # Two who open at once wait for each other here.
    hold_person(person_id)
    if running(network_id, person_id, ladder):
        raise AlreadyOpen
    ground, facts = told
    if not facts.strip():
        raise FactsMissing
    assert actor.person_id is not None
    dossier = Dossier(
        network_id=network_id,
        person_id=person_id,
        ladder=ladder,
        ground=Ground(ground),
        facts=checked(facts, actor, network_id, now),
        opened_by_id=actor.person_id,
        opened_at=now,
    )
    dossier.save(force_insert=True)
    note("measures.opened", dossier, actor, now)
    tell_person(dossier, now)
    return dossier


def _check_is(ladder: Ladder, network_id: UUID, person_id: UUID, *, on: date) -> None:
    """Raise NotFound for somebody who is not what the ladder is about, CoordinatesHere for the wrong ladder."""
    has_function = functions_of(network_id, person_id, on=on).exists()
    if ladder is Ladder.COORDINATOR:
        if not has_function:
            raise NotFound
    elif not memberships_by_person(network_id, [person_id]):
        raise NotFound
    elif has_function:
        raise CoordinatesHere


@transaction.atomic
def find_member(actor: Actor, network_id: UUID, name: str, *, now: datetime) -> UUID | None:
    """Return the member who bears exactly this name, for an officer, to whom no list is shown; None for nobody or two.

    Each question is recorded, so that nobody looks up who is a member. Raises NotFound, NotAllowed.
    """
    if Function.OFFICER not in functions_on(actor, network_id):
        raise NotAllowed
    found = members_named(network_id, name)
    record(
        "measures.member_asked",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"found": len(found)},
    )
    return found[0] if len(found) == 1 else None


@transaction.atomic
def close_dossier(actor: Actor, dossier_id: UUID, *, now: datetime) -> Dossier:
    """End a dossier without a further measure, as who may open one or the chief; a provisional one is lifted.

    What was cut is given back exactly as it was. Raises NotFound, NotAllowed, ConcernsYou, MoveNotAllowed.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    dossier = seen.dossier
    check_is_another(actor, dossier.person_id)
    if not seen.functions & (OPENERS[Ladder(dossier.ladder)] | {Function.CHIEF}):
        raise NotAllowed
    was_cut = dossier.state == DossierState.PROVISIONAL
    check_move(dossier.ladder, dossier.state, DossierState.CLOSED)
    dossier.steps.filter(taken_at=None).delete()
    end(dossier, DossierState.CLOSED, KEPT, now)
    if was_cut:
        give_back(actor, dossier, dossier.steps.get(kind=StepKind.PROVISIONAL), now)
    note("measures.closed", dossier, actor, now)
    tell_person(dossier, now)
    return dossier


@transaction.atomic
def let_rejoin(actor: Actor, dossier_id: UUID, *, now: datetime) -> Dossier:
    """Let somebody who was definitively excluded join again, as mandated officer or chief.

    Raises NotFound, NotAllowed, ConcernsYou, MoveNotAllowed.
    """
    seen = dossier_for(actor, dossier_id, lock=True)
    dossier = seen.dossier
    check_is_another(actor, dossier.person_id)
    if not seen.functions & {Function.OFFICER, Function.CHIEF}:
        raise NotAllowed
    check_move(dossier.ladder, dossier.state, DossierState.READMITTED)
    end(dossier, DossierState.READMITTED, KEPT, now)
    dossier.steps.filter(kind=StepKind.DEFINITIVE).update(ended_at=now)
    let_join_again(actor, dossier.network_id, dossier.person_id, now=now)
    note("measures.readmitted", dossier, actor, now)
    tell_person(dossier, now)
    return dossier


@transaction.atomic
def end_gone(*, now: datetime) -> int:
    """End what concerns somebody who left, or has the function no more (periodic); return how many."""
    actor, today, ended = Actor.installation(now), local(now).date(), 0
    for dossier in unfinished().select_for_update():
        if is_gone(dossier, on=today):
            dossier.steps.filter(taken_at=None).delete()
            end(dossier, DossierState.ENDED, KEPT, now)
            note("measures.ended", dossier, actor, now)
            ended += 1
    return ended


@transaction.atomic
def erase_dossiers(*, now: datetime) -> int:
    """Erase dossiers whose day has come, with all that is in them (periodic); return how many.

    Nobody is marked by what is erased: who was excluded may join again.
    """
    actor, erased = Actor.installation(now), 0
    rows = Dossier.objects.select_for_update().filter(erase_on__lte=local(now).date())
    for dossier in rows.order_by("pk"):
        if dossier.ladder == Ladder.MEMBER and dossier.state == DossierState.DEFINITIVE:
            let_join_again(actor, dossier.network_id, dossier.person_id, now=now)
        note("measures.erased", dossier, actor, now)
        dossier.delete()
        erased += 1
    return erased


def end(dossier: Dossier, state: DossierState, kept: timedelta, now: datetime) -> None:
    """Let a dossier be over, and say when it is erased."""
    dossier.state, dossier.erase_on = state, local(now).date() + kept
    dossier.save(update_fields=["state", "erase_on"])


def give_back(actor: Actor, dossier: Dossier, step: Step, now: datetime) -> None:
    """Give back what a step cut, exactly as it was."""
    step.ended_at = now
    step.save(update_fields=["ended_at"])
    if dossier.ladder == Ladder.MEMBER:
        restore_member(actor, dossier.network_id, dossier.person_id, step.kept, now=now)
    else:
        restore_functions(actor, step.kept, now=now)


def checked(words: str, actor: Actor, network_id: UUID, now: datetime) -> str:
    """Return what the actor wrote, checked by the words of the zone; raise TooLong, FromPoliceFile."""
    assert actor.person_id is not None
    zone = leading_zones([network_id], on=local(now).date())[network_id]
    language = languages_of([actor.person_id])[actor.person_id]
    return check_words(words, language, zone_rules(zone, at=now).wording)


def tell_person(dossier: Dossier, now: datetime) -> None:
    """Tell the person concerned that something changed in the own dossier."""
    tell([dossier.person_id], f"/measures/{dossier.pk}/", now=now)


def note(act: str, dossier: Dossier, actor: Actor, now: datetime) -> None:
    """Record an act in the chain of the network: which dossier, never what stands in it."""
    record(
        act,
        subject=f"measures:{dossier.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=dossier.network_id,
    )
