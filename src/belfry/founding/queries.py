"""The doors to dossiers: every one takes the actor, strangers find nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.kinds import Part
from belfry.founding.models import (
    Candidate,
    Dossier,
    DossierTown,
    DossierZone,
    Founder,
    MoveMade,
    Signatory,
)
from belfry.founding.policies import may_write
from belfry.founding.types import Step, Want
from belfry.founding.workflow import (
    SUPPLIERS,
    WAYS,
    Condition,
    DossierKind,
    DossierState,
    Partner,
    moves_from,
)

TOWN_ROLES = (Role.CLERK, Role.MAYOR)
# What the reviewer sees: nothing that was not submitted once.
REVIEWED = (
    DossierState.SUBMITTED,
    DossierState.CORRECTION,
    DossierState.RECOGNISED,
    DossierState.NAMED,
    DossierState.REFUSED,
)


def holds_pen(actor: Actor) -> Q:
    """Return the condition that the actor, who is signed in, is a founder, stands as a candidate or coordinates the network."""
    assert actor.person_id is not None
    founders = Founder.objects.filter(dossier=OuterRef("pk"), until__isnull=True)
    candidates = Candidate.objects.filter(
        Q(suitable__isnull=True) | Q(suitable=True),
        dossier=OuterRef("pk"),
        withdrawn_at__isnull=True,
    )
    return (
        Q(Exists(founders.filter(person_id=actor.person_id)))
        | Q(Exists(candidates.filter(person_id=actor.person_id)))
        | Q(network_id__in=actor.networks(*NETWORK_ROLES))
    )


def _visible(actor: Actor) -> Q:
    if actor.person_id is None:
        return Q(pk__in=[])
    zones = DossierZone.objects.filter(
        dossier=OuterRef("pk"), zone_id__in=actor.zones(*POLICE_ROLES)
    )
    towns = DossierTown.objects.filter(
        dossier=OuterRef("pk"), municipality_id__in=actor.municipalities(*TOWN_ROLES)
    )
    signs = Signatory.objects.filter(
        dossier=OuterRef("pk"), person_id=actor.person_id, replaced_at__isnull=True
    )
    seen = (
        holds_pen(actor)
        | Q(Exists(zones))
        | Q(Exists(towns))
        | Q(Exists(signs))
        | Q(network_id__in=actor.networks(Role.OFFICER))
    )
    if actor.holds(Role.REVIEWER):
        seen |= Q(state__in=REVIEWED)
    return seen


def dossiers_visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Return the dossiers in which the actor has a part, the newest first."""
    rows = Dossier.objects.order_by("-opened_at", "pk")
    return rows if actor.is_installation else rows.filter(_visible(actor))


def has_dossiers(actor: Actor) -> bool:
    """Whether the actor has a part in any dossier, over or not."""
    return dossiers_visible_to(actor).exists()


def dossier_for(actor: Actor, dossier_id: UUID, *, lock: bool = False) -> Dossier:
    """Return a dossier in which the actor has a part; raise NotFound for any other."""
    rows = dossiers_visible_to(actor)
    try:
        return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=dossier_id)
    except Dossier.DoesNotExist:
        raise NotFound from None


def writable_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return a dossier, locked, that the actor prepares now; raise NotFound, NotAllowed."""
    dossier = dossier_for(actor, dossier_id, lock=True)
    if not (actor.is_installation or may_write(partners_of(actor, dossier), dossier.state)):
        raise NotAllowed
    return dossier


def partners_of(actor: Actor, dossier: Dossier) -> frozenset[Partner]:
    """Return the partners for whom the actor acts in this dossier. At most four queries."""
    if actor.is_installation:
        return frozenset(Partner)
    found = set()
    zones, towns = actor.zones(*POLICE_ROLES), actor.municipalities(*TOWN_ROLES)
    if zones and dossier.zones.filter(zone_id__in=zones).exists():
        found.add(Partner.POLICE)
    if dossier.network_id and actor.holds(Role.OFFICER, network_id=dossier.network_id):
        found.add(Partner.POLICE)
    if towns and dossier.towns.filter(municipality_id__in=towns).exists():
        found.add(Partner.TOWN)
    if actor.holds(Role.REVIEWER) and dossier.state in REVIEWED:
        found.add(Partner.INTERIOR)
    if Dossier.objects.filter(holds_pen(actor), pk=dossier.pk).exists():
        found.add(Partner.FOUNDERS)
    return frozenset(found)


def sought_in(dossier: Dossier) -> Sequence[Part]:
    """Return the tasks for which a dossier seeks somebody: both at a founding."""
    if dossier.kind == DossierKind.SUCCESSION:
        return [part for part in Part if part in dossier.seeks]
    return list(Part) if dossier.kind == DossierKind.FOUNDING else []


def facts_of(dossier_id: UUID) -> frozenset[Condition]:
    """Return the conditions that hold, as the database's own guard sees them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT founding_facts(%s)", [dossier_id])
        (names,) = cursor.fetchone()
    return frozenset(map(Condition, names))


def is_approved(dossier_id: UUID) -> bool:
    """Whether a majority approved those who stand now."""
    return bool(facts_of(dossier_id) & {Condition.APPROVED, Condition.SUCCESSORS_APPROVED})


def steps_of(dossier: Dossier, facts: Collection[Condition]) -> Sequence[Step]:
    """Return the straight way of a dossier: what is done and when, and what the rest takes.

    `facts` are the conditions that hold. One query.
    """
    reached: dict[str, MoveMade] = {}
    for move in MoveMade.objects.filter(dossier=dossier).order_by("at", "pk"):
        reached[move.new] = move
    way = WAYS[DossierKind(dossier.kind)]
    # A dossier that went back has not reached what lies behind its present state.
    place = way.index(DossierState(dossier.state)) if dossier.state in way else None
    steps: list[Step] = []
    before: DossierState | None = None
    since = dossier.opened_at
    for number, state in enumerate(way):
        made = reached.get(state)
        is_behind = place is None or number <= place
        at = dossier.opened_at if number == 0 else made.at if made and is_behind else None
        step = moves_from(dossier.kind, before).get(state) if before else None
        wants = [
            Want(condition, condition in facts, SUPPLIERS[condition])
            for condition in (step.conditions if step else ())
        ]
        by = Partner(made.partner) if made and at else None
        steps.append(Step(state, at, by, wants, (at - since).days if at else None))
        before, since = state, at or since
    return steps
