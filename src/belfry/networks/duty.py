"""The doors to the message duty: who has it today, who is away, and which networks lack somebody who could have it.

Whoever keeps the list and the police of the network read it; members never (H30).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.models import Absence, Mandate, MunicipalityLink, Network, Silence
from belfry.networks.policies import may_keep_list, may_see_names, may_see_register
from belfry.networks.queries import (
    coordinator_ids,
    in_force,
    kept_network,
    linked_zone_ids,
    network_for,
    networks_of_zone,
)
from belfry.networks.workflow import NetworkState

# After so long without a sign-in a coordinator counts as silent, and after as long again the police are asked.
SILENT_AFTER: Final = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is asked on one day: coordinators who are there, then deputies; where both are none, the police.

    `away` tells whom each absent person named, `silent` of which coordinators nothing was seen for long.
    """

    coordinators: frozenset[UUID]
    deputies: frozenset[UUID]
    away: Mapping[UUID, "AbsenceDetails"]
    silent: frozenset[UUID]

    @property
    def holders(self) -> frozenset[UUID]:
        """Who is asked first."""
        return self.coordinators or self.deputies


class AbsenceDetails(NamedTuple):
    """A period, the first day back excluded, in which somebody else has the duty."""

    absence_id: UUID
    person_id: UUID
    deputy_id: UUID
    since: date
    until: date


class Need(NamedTuple):
    """What a network lacks to have two key holders, or of whom nothing is seen."""

    network: Network
    has_coordinator: bool
    has_deputy: bool
    is_silent: bool


def duty_of(network_id: UUID, *, on: date) -> Duty:
    """Return who has the message duty of a network at a date, in three queries (judges no access)."""
    mandates = Mandate.objects.filter(
        in_force(on), network_id=network_id, role__in=NETWORK_ROLES
    ).values_list("role", "person_id")
    holding: dict[str, set[UUID]] = {role.value: set() for role in NETWORK_ROLES}
    for role, person_id in mandates:
        holding[role].add(person_id)
    coordinators, every = holding[Role.COORDINATOR], set().union(*holding.values())
    away = {
        row.person_id: AbsenceDetails(row.pk, row.person_id, row.deputy_id, row.since, row.until)
        for row in Absence.objects.filter(in_force(on), network_id=network_id)
        if row.person_id in every
    }
    silent = frozenset(_silences(network_id).values_list("person_id", flat=True)) & coordinators
    present = every - away.keys() - silent
    there = coordinators & present
    named = {away[one].deputy_id for one in coordinators if one in away} & present
    deputies = (named - there) if named and not there else present - there
    return Duty(frozenset(there), frozenset(deputies), away, silent)


def _silences(network_id: UUID) -> QuerySet[Silence]:
    return silences_now().filter(network_id=network_id)


def silences_now() -> QuerySet[Silence]:
    """Return the silences that no sign-in has broken."""
    heard = Q(person__last_login__gt=F("noticed_at"))
    return Silence.objects.filter(ended_at__isnull=True).exclude(heard)


def duty_for(actor: Actor, network_id: UUID) -> Duty:
    """Return who has the duty today, for keepers of the list and police; raise NotFound, NotAllowed."""
    network_for(actor, network_id)
    today = local(actor.at).date()
    if not may_see_names(actor, network_id, linked_zone_ids(network_id, on=today)):
        raise NotAllowed
    return duty_of(network_id, on=today)


def keepers_there(network_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return coordinator and deputies who are not away; all of them where nobody is there."""
    every = coordinator_ids(network_id, on=on)
    away = Absence.objects.filter(in_force(on), network_id=network_id, person_id__in=every)
    return every - frozenset(away.values_list("person_id", flat=True)) or every


def absences_of(actor: Actor, network_id: UUID) -> Sequence[AbsenceDetails]:
    """Return absences of today and later, for who keeps the list; raise NotFound, NotAllowed."""
    kept_network(actor, network_id)
    today = local(actor.at).date()
    rows = Absence.objects.filter(network_id=network_id, until__gt=today)
    return [
        AbsenceDetails(row.pk, row.person_id, row.deputy_id, row.since, row.until)
        for row in rows.order_by("since", "pk")
    ]


def own_absence(actor: Actor, absence_id: UUID, *, lock: bool = False) -> Absence:
    """Return an absence of the actor's own, in a network whose list the actor keeps; raise NotFound."""
    if actor.person_id is None:
        raise NotFound
    rows = Absence.objects.select_for_update(of=("self",)) if lock else Absence.objects.all()
    try:
        found = rows.select_related("network").get(pk=absence_id, person_id=actor.person_id)
    except Absence.DoesNotExist:
        raise NotFound from None
    if not may_keep_list(actor, found.network_id):
        raise NotFound
    return found


def covering(network_id: UUID, *, since: date, until: date) -> frozenset[UUID]:
    """Return who is coordinator or deputy during a whole period."""
    rows = Mandate.objects.filter(
        Q(until__isnull=True) | Q(until__gte=until),
        network_id=network_id,
        role__in=NETWORK_ROLES,
        since__lte=since,
    )
    return frozenset(rows.values_list("person_id", flat=True))


def _holders(role: Role, on: date) -> Exists:
    return Exists(Mandate.objects.filter(in_force(on), network_id=OuterRef("pk"), role=role))


def networks_in_need(actor: Actor, zone_id: UUID) -> Sequence[Need]:
    """Return active networks of a zone without coordinator or deputy, or with a silent one, for its police."""
    today = local(actor.at).date()
    rows = networks_of_zone(actor, zone_id).annotate(
        has_coordinator=_holders(Role.COORDINATOR, today),
        has_deputy=_holders(Role.DEPUTY, today),
        is_silent=Exists(silences_now().filter(network_id=OuterRef("pk"))),
    )
    lacking = Q(has_coordinator=False) | Q(has_deputy=False) | Q(is_silent=True)
    return [
        Need(row, row.has_coordinator, row.has_deputy, row.is_silent)
        for row in rows.filter(lacking)
    ]


def vacancies(actor: Actor) -> Mapping[UUID, int]:
    """Return {municipality: networks without a coordinator today}, for reviewer and knowledge centre.

    A dormant one seeks a coordinator, too; one that is suspended or ended does not.
    """
    if not may_see_register(actor):
        raise NotAllowed
    today = local(actor.at).date()
    without = Network.objects.filter(
        ~_holders(Role.COORDINATOR, today), state__in=[NetworkState.ACTIVE, NetworkState.DORMANT]
    )
    links = MunicipalityLink.objects.filter(
        in_force(today), leading=True, network_id__in=without.values("pk")
    )
    return Counter(links.values_list("municipality_id", flat=True))
