"""The doors to dossiers of measures: who takes part, the person concerned, and the reviewer of removals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.measures.models import Appeal, Dossier, Signature, Step
from belfry.measures.policies import Setting, functions_in, still_needed
from belfry.measures.workflow import (
    IN_WRITING,
    OPENERS,
    READERS,
    RUNNING,
    UNCUT,
    DossierState,
    Function,
    Ladder,
    StepKind,
)
from belfry.networks.mandates import functions_of, holders_of
from belfry.networks.queries import (
    coordinator_ids,
    memberships_by_person,
    network_for,
    networks_visible_to,
    places_of,
)

SIGNING_ROLES: Final = NETWORK_ROLES | {Role.OFFICER, Role.CHIEF, Role.MAYOR}


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier as somebody sees it: in which functions, or as the person concerned."""

    dossier: Dossier
    functions: frozenset[Function]
    is_own: bool


def setting_of(network_id: UUID, *, on: date) -> Setting:
    """Return where a network lies at a date, in three queries."""
    zones, towns = places_of(network_id, on=on)
    coordinators = coordinator_ids(network_id, on=on, roles=[Role.COORDINATOR])
    return Setting(
        network_id, zones[0] if zones else None, towns[0] if towns else None, bool(coordinators)
    )


def functions_on(actor: Actor, network_id: UUID) -> frozenset[Function]:
    """Return the functions that the actor has for a network now; raise NotFound for a stranger's."""
    network_for(actor, network_id)
    return functions_in(actor, setting_of(network_id, on=local(actor.at).date()))


def ladders_open_to(functions: Collection[Function]) -> list[Ladder]:
    """Return on whom somebody with these functions opens a dossier."""
    return [ladder for ladder, openers in OPENERS.items() if openers & set(functions)]


def dossier_for(actor: Actor, dossier_id: UUID, *, lock: bool = False) -> Seen:
    """Return a dossier for those who take part and for the person concerned; raise NotFound for anybody else.

    The person concerned has no function in it, whatever mandates that person has.
    """
    rows = Dossier.objects.select_for_update(of=("self",)) if lock else Dossier.objects.all()
    dossier = rows.select_related("network").filter(pk=dossier_id).first()
    if dossier is None or actor.person_id is None:
        raise NotFound
    if dossier.person_id == actor.person_id:
        return Seen(dossier, frozenset(), is_own=True)
    held = functions_in(actor, setting_of(dossier.network_id, on=local(actor.at).date()))
    functions = held & READERS[Ladder(dossier.ladder)]
    if functions == {Function.MAYOR} and not _concerns_authority(dossier):
        raise NotFound
    if not functions:
        raise NotFound
    return Seen(dossier, functions, is_own=False)


def _concerns_authority(dossier: Dossier) -> bool:
    """Whether a removal is prepared or decided: the mayor reads nothing before."""
    return dossier.steps.filter(kind=StepKind.DEFINITIVE).exists()


def dossiers_of_network(actor: Actor, network_id: UUID) -> QuerySet[Dossier]:
    """Return what the actor may read of a network, the newest first; raise NotFound, NotAllowed."""
    functions = functions_on(actor, network_id)
    ladders = [ladder for ladder, readers in READERS.items() if readers & functions]
    if not ladders:
        raise NotAllowed
    rows = Dossier.objects.filter(network_id=network_id, ladder__in=ladders)
    if functions == {Function.MAYOR}:
        removals = Step.objects.filter(dossier=OuterRef("pk"), kind=StepKind.DEFINITIVE)
        rows = rows.filter(Exists(removals))
    return rows.exclude(person=actor.person_id).order_by("-opened_at", "pk")


def own_dossiers(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers on the actor, the newest first."""
    own = [actor.person_id] if actor.person_id else []
    rows = Dossier.objects.filter(person_id__in=own).select_related("network")
    return rows.order_by("-opened_at", "pk")


def waiting_step(dossier: Dossier) -> Step | None:
    """Return the step that waits for signatures."""
    rows = dossier.steps.filter(taken_at=None).select_related("dossier")
    return rows.prefetch_related("signatures").first()


def steps_taken(dossier: Dossier) -> Sequence[Step]:
    """Return the steps that were taken, in their order, each with its signatures."""
    order = list(StepKind)
    rows = dossier.steps.filter(taken_at__isnull=False).prefetch_related("signatures")
    return sorted(rows, key=lambda step: (step.taken_at, order.index(StepKind(step.kind))))


def appeal_of(dossier: Dossier) -> Appeal | None:
    """Return the appeal that was entered in a dossier."""
    return Appeal.objects.filter(dossier=dossier).first()


def letter_for(actor: Actor, step_id: UUID) -> Step:
    """Return a step whose letter the actor may read: who reads the dossier, and the reviewer of a removal.

    Raises NotFound.
    """
    rows = Step.objects.select_related("dossier__network").prefetch_related("signatures")
    step = rows.filter(pk=step_id, taken_at__isnull=False, kind__in=sorted(IN_WRITING)).first()
    if step is None:
        raise NotFound
    if not (actor.holds(Role.REVIEWER) and is_removal(step)):
        dossier_for(actor, step.dossier_id)
    return step


def is_removal(step: Step) -> bool:
    """Whether a step is the definitive removal of a coordinator or deputy."""
    return step.kind == StepKind.DEFINITIVE and step.dossier.ladder == Ladder.COORDINATOR


def removals(actor: Actor) -> QuerySet[Step]:
    """Return every definitive removal of a coordinator or deputy for the reviewer, the newest first (L6).

    Raises NotAllowed.
    """
    if not actor.holds(Role.REVIEWER):
        raise NotAllowed
    rows = Step.objects.filter(
        kind=StepKind.DEFINITIVE, taken_at__isnull=False, dossier__ladder=Ladder.COORDINATOR
    )
    return rows.select_related("dossier__network").order_by("-taken_at", "pk")


def asked_of(actor: Actor) -> tuple[list[Step], list[Dossier]]:
    """Return what a first page says: steps that wait for the actor's signature now, open dossiers on the actor.

    The oldest first; one query where there is nothing.
    """
    running = Q(person=actor.person_id, state__in=sorted(RUNNING | {DossierState.DEFINITIVE}))
    if {held.role for held in actor.mandates} & SIGNING_ROLES:
        waiting = Step.objects.filter(dossier=OuterRef("pk"), taken_at=None)
        seen = networks_visible_to(actor).order_by().values("pk")
        running |= Q(Exists(waiting), network__in=seen) & ~Q(person=actor.person_id)
    rows = Dossier.objects.filter(running).select_related("network").order_by("opened_at", "pk")
    found = list(rows.prefetch_related("steps__signatures"))
    own = [one for one in found if one.person_id == actor.person_id]
    today = local(actor.at).date()
    functions = {
        network_id: functions_in(actor, setting_of(network_id, on=today))
        for network_id in {one.network_id for one in found if one not in own}
    }
    steps = [
        step
        for dossier in found
        if dossier not in own
        for step in dossier.steps.all()
        if step.taken_at is None
        and _may_sign_now(actor, dossier, step, functions[dossier.network_id])
    ]
    return steps, own


def _may_sign_now(
    actor: Actor, dossier: Dossier, step: Step, functions: frozenset[Function]
) -> bool:
    given = list(step.signatures.all())
    if any(one.person_id == actor.person_id for one in given):
        return False
    missing = still_needed(dossier.ladder, step.kind, [one.function for one in given])
    ready = missing if len(missing) == 1 else missing[:-1]
    return bool(functions & set(ready))


def is_gone(dossier: Dossier, *, on: date) -> bool:
    """Whether the person stopped being what an unfinished dossier is about: a member, a coordinator or deputy."""
    if dossier.state not in UNCUT:
        return False
    if dossier.ladder == Ladder.COORDINATOR:
        return not functions_of(dossier.network_id, dossier.person_id, on=on).exists()
    return not memberships_by_person(dossier.network_id, [dossier.person_id])


def signers_now(dossier: Dossier, functions: Collection[Function], *, on: date) -> frozenset[UUID]:
    """Return who has one of these functions for a dossier's network at a date, without the person concerned."""
    setting = setting_of(dossier.network_id, on=on)
    found: set[UUID] = set()
    if Function.COORDINATOR in functions:
        role = Role.COORDINATOR if setting.has_coordinator else Role.DEPUTY
        found |= coordinator_ids(dossier.network_id, on=on, roles=[role])
    if Function.OFFICER in functions:
        zone = setting.zone_id
        found |= holders_of(Role.OFFICER, zone_id=zone, on=on)
        found |= holders_of(Role.OFFICER, network_id=dossier.network_id, on=on)
    if Function.CHIEF in functions:
        found |= holders_of(Role.CHIEF, zone_id=setting.zone_id, on=on)
    if Function.MAYOR in functions:
        found |= holders_of(Role.MAYOR, town_id=setting.town_id, on=on)
    return frozenset(found - {dossier.person_id})


def lapsed_signatures(dossier: Dossier, step: Step, *, on: date) -> list[Signature]:
    """Return signatures on a waiting step whose givers lost the function since: they count no more."""
    return [
        one
        for one in step.signatures.all()
        if one.person_id not in signers_now(dossier, [Function(one.function)], on=on)
    ]


def running(network_id: UUID, person_id: UUID, ladder: Ladder) -> bool:
    """Whether a dossier of this ladder on this person is not over."""
    return Dossier.objects.filter(
        network_id=network_id, person_id=person_id, ladder=ladder, state__in=sorted(RUNNING)
    ).exists()


def unfinished() -> QuerySet[Dossier]:
    """Return dossiers in which nothing was cut yet (periodic work only)."""
    return Dossier.objects.filter(state__in=sorted(UNCUT)).order_by("opened_at", "pk")
