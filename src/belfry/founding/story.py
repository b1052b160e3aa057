"""The story of a dossier on one page, and what waits for whom in all of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.founding.kinds import Initiative
from belfry.founding.models import (
    Candidate,
    Consultation,
    Dossier,
    DossierTown,
    DossierZone,
    Founder,
    MoveMade,
    PaperVersion,
    Signatory,
    Signature,
)
from belfry.founding.queries import TOWN_ROLES, dossiers_visible_to, facts_of, holds_pen, steps_of
from belfry.founding.signing import SIGNED_IN
from belfry.founding.types import Step, Want
from belfry.founding.workflow import (
    OVER,
    SUPPLIERS,
    WAYS,
    Condition,
    DossierKind,
    DossierState,
    Partner,
    moves_from,
)
from belfry.people.queries import persons_by_id

# Where a dossier goes next from a state beside the straight way.
RETURNS: Final[Mapping[DossierState, DossierState]] = {
    DossierState.NO_MAJORITY: DossierState.CONSULTED,
    DossierState.UNSUITABLE: DossierState.PROPOSED,
    DossierState.CORRECTION: DossierState.SUBMITTED,
}
OWNERS: Final[Mapping[str, Partner]] = {
    Initiative.TOWN: Partner.TOWN,
    Initiative.POLICE: Partner.POLICE,
}
MOST_WAITING: Final = 50
# Before the residents are asked for the first time, and before they are asked again.
CONSULTING: Final = frozenset({DossierState.IDEA, DossierState.NO_MAJORITY})


@dataclass(frozen=True, slots=True)
class Story:
    """What is done, what comes next and how long it took.

    `target` is the state that comes next, None when it is over; `wants` is what it takes. `days` count from
    the opening to the end or to now, `days_here` from the last move.
    """

    steps: Sequence[Step]
    target: DossierState | None
    wants: Sequence[Want]
    movers: frozenset[Partner]
    since: datetime
    days: int
    days_here: int

    @property
    def missing(self) -> Sequence[Want]:
        """What of the next step is not there yet."""
        return [want for want in self.wants if not want.holds]


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who holds the pen."""

    founder_id: int
    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What a zone or town answered last to the idea; `agrees` is None before it did."""

    place_id: UUID
    is_zone: bool
    agrees: bool | None = None
    remark: str = ""
    at: datetime | None = None


class Owed(StrEnum):
    """What nobody else can give: a candidate's word, a signature."""

    CANDIDACY = "candidacy"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that waits for the actor: for what the actor alone owes, for a condition, or for a press."""

    dossier: Dossier
    since: datetime
    target: DossierState
    condition: Condition | None
    owed: Owed | None = None


def target_of(kind: str, state: str, facts: Collection[Condition]) -> DossierState | None:
    """Return the state that comes next on the way to recognition; None when it is over."""
    here = DossierState(state)
    if here in OVER:
        return None
    if here in RETURNS:
        return RETURNS[here]
    if here == DossierState.DRAFTED and Condition.NO_SIGNATURE_NEEDED in facts:
        return DossierState.RECOGNISED
    way = WAYS[DossierKind(kind)]
    return way[way.index(here) + 1]


def story_of(dossier: Dossier, *, now: datetime) -> Story:
    """Return the story of a dossier that the caller may see, in three queries."""
    facts = facts_of(dossier.pk)
    steps = steps_of(dossier, facts)
    target = target_of(dossier.kind, dossier.state, facts)
    last = dossier.moves.order_by("-at", "-pk").first()
    since = last.at if last else dossier.opened_at
    until = now if target else since
    move = moves_from(dossier.kind, dossier.state)[target] if target else None
    return Story(
        steps,
        target,
        [Want(one, one in facts, SUPPLIERS[one]) for one in move.conditions] if move else [],
        move.by if move else frozenset(),
        since,
        (until - dossier.opened_at).days,
        (until - since).days,
    )


def facts_by_dossier(ids: Collection[UUID]) -> Mapping[UUID, frozenset[Condition]]:
    """Return the conditions that hold for each dossier, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, founding_facts(id) FROM founding_dossier WHERE id = ANY(%s)", [list(ids)]
        )
        return {pk: frozenset(map(Condition, names)) for pk, names in cursor.fetchall()}


def with_idea_owner(
    partners: frozenset[Partner], initiative: str, *, is_founded: bool
) -> frozenset[Partner]:
    """Return these partners, with the founders' part where nobody holds the pen and the idea is theirs."""
    if not is_founded and OWNERS.get(initiative) in partners:
        return partners | {Partner.FOUNDERS}
    return partners


def hands_of(dossier: Dossier) -> list[Hand]:
    """Return who holds the pen, in the order in which they came, in two queries."""
    rows = list(dossier.founders.filter(until__isnull=True).order_by("since", "pk"))
    persons = persons_by_id([row.person_id for row in rows])
    return [Hand(row.pk, row.person_id, persons[row.person_id].full_name) for row in rows]


def voices_of(dossier: Dossier) -> list[Voice]:
    """Return what each town and zone answered last, the leading ones first, in three queries."""
    newest: dict[UUID, Consultation] = {}
    for row in dossier.consultations.order_by("at", "pk"):
        place = row.zone_id or row.municipality_id
        assert place is not None
        newest[place] = row
    towns = dossier.towns.order_by("-leading", "pk").values_list("municipality_id", flat=True)
    zones = dossier.zones.order_by("-leading", "pk").values_list("zone_id", flat=True)
    places = [(pk, False) for pk in towns] + [(pk, True) for pk in zones]
    return [_voice(place, is_zone, newest.get(place)) for place, is_zone in places]


def own_voices(actor: Actor, dossier: Dossier) -> list[Voice]:
    """Return what the towns and zones for which the actor acts answered last."""
    own = actor.zones(*POLICE_ROLES) | actor.municipalities(*TOWN_ROLES)
    return [one for one in voices_of(dossier) if one.place_id in own]


def may_be_given(dossier: Dossier, voice: Voice) -> bool:
    """Whether a town or zone may answer now: until all agreed, and where the perimeter reached it later."""
    if dossier.state in CONSULTING:
        return True
    letters_are_out = dossier.surveys.filter(closed_at__isnull=True).exists()
    return dossier.state == DossierState.CONSULTED and not voice.agrees and not letters_are_out


def _voice(place: UUID, is_zone: bool, row: Consultation | None) -> Voice:
    if row is None:
        return Voice(place, is_zone)
    return Voice(place, is_zone, row.agrees, row.remark, row.at)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Return what waits for the actor in dossiers, the longest open first; a fixed number of queries."""
    if actor.person_id is None:
        return []
    rows = list(
        dossiers_visible_to(actor)
        .exclude(state__in=OVER)
        .order_by("opened_at", "pk")[:MOST_WAITING]
    )
    ids = [row.pk for row in rows]
    facts, parts = facts_by_dossier(ids), _parts(actor, ids)
    owed = {
        Owed.CANDIDACY: _candidacies(actor.person_id, ids),
        Owed.SIGNATURE: _signatures(actor.person_id, ids),
    }
    moves = MoveMade.objects.filter(dossier_id__in=ids).values_list("dossier_id")
    moved = dict(moves.annotate(at=Max("at")).order_by())
    found = []
    for row in rows:
        since = moved.get(row.pk, row.opened_at)
        target = target_of(row.kind, row.state, facts[row.pk])
        if target is None:
            continue
        own = [
            Waiting(row, since, target, None, one) for one, those in owed.items() if row.pk in those
        ]
        found += own
        if not own:
            first = _first(row, target, facts[row.pk], parts.of(actor, row))
            found += [Waiting(row, since, target, condition) for condition in first]
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """In which dossiers the actor acts for which partner, and which have founders."""

    police: frozenset[UUID]
    town: frozenset[UUID]
    pen: frozenset[UUID]
    founded: frozenset[UUID]

    def of(self, actor: Actor, row: Dossier) -> frozenset[Partner]:
        """Return the partners for whom the actor acts in a dossier."""
        is_mandated = actor.holds(Role.OFFICER, network_id=row.network_id)
        found = {
            Partner.POLICE: row.pk in self.police or (row.network_id is not None and is_mandated),
            Partner.TOWN: row.pk in self.town,
            Partner.FOUNDERS: row.pk in self.pen,
            Partner.INTERIOR: actor.holds(Role.REVIEWER),
        }
        partners = frozenset(partner for partner, holds in found.items() if holds)
        return with_idea_owner(partners, row.initiative, is_founded=row.pk in self.founded)


def _parts(actor: Actor, ids: Collection[UUID]) -> _Parts:
    zones = DossierZone.objects.filter(dossier_id__in=ids, zone_id__in=actor.zones(*POLICE_ROLES))
    towns = DossierTown.objects.filter(
        dossier_id__in=ids, municipality_id__in=actor.municipalities(*TOWN_ROLES)
    )
    founders = Founder.objects.filter(dossier_id__in=ids, until__isnull=True)
    pen = Dossier.objects.filter(holds_pen(actor), pk__in=ids)
    return _Parts(
        frozenset(zones.values_list("dossier_id", flat=True)),
        frozenset(towns.values_list("dossier_id", flat=True)),
        frozenset(pen.values_list("pk", flat=True)),
        frozenset(founders.values_list("dossier_id", flat=True)),
    )


def _candidacies(person_id: UUID, ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the dossiers in which a person is proposed and has not answered yet."""
    rows = Candidate.objects.filter(
        dossier_id__in=ids, person_id=person_id, withdrawn_at__isnull=True, declared_at__isnull=True
    )
    return frozenset(rows.values_list("dossier_id", flat=True))


def _signatures(person_id: UUID, ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the dossiers whose present text a person was invited to sign and has not signed."""
    paper = PaperVersion.objects.filter(
        dossier=OuterRef("dossier"), version=OuterRef("dossier__papers_version")
    )
    given = Signature.objects.filter(
        signatory=OuterRef("pk"),
        voided_at__isnull=True,
        papers_version=OuterRef("dossier__papers_version"),
    )
    rows = Signatory.objects.filter(
        Exists(paper),
        ~Exists(given),
        dossier_id__in=ids,
        dossier__state__in=SIGNED_IN,
        person_id=person_id,
        replaced_at__isnull=True,
        invited_at__isnull=False,
    )
    return frozenset(rows.values_list("dossier_id", flat=True))


def _first(
    row: Dossier, target: DossierState, facts: Collection[Condition], partners: Collection[Partner]
) -> Iterator[Condition | None]:
    """Yield the first thing of a dossier that one of these partners can supply; None for a press."""
    move = moves_from(row.kind, row.state)[target]
    missing = [one for one in move.conditions if one not in facts]
    for condition in missing:
        if SUPPLIERS[condition] in partners:
            yield condition
            return
    if not missing and move.by & set(partners):
        yield None
