"""The doors to networks: every one takes the actor, strangers find nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from belfry.audit.actions import record
from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Held, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.kinds import NetworkKind
from belfry.networks.matching import Remembered, by_name
from belfry.networks.models import (
    Import,
    Mandate,
    Membership,
    MunicipalityLink,
    Network,
    Plan,
    ZoneLink,
)
from belfry.networks.policies import may_keep_list
from belfry.networks.types import MemberDetails, PlanDetails
from belfry.networks.workflow import MembershipState, NetworkState
from belfry.people.queries import details_of, units_by_id
from belfry.people.types import UnitDetails

TOWN_ROLES = (Role.CLERK, Role.MAYOR)
ZONE_ROLES = (Role.OFFICER, Role.CHIEF, Role.DISPATCHER, Role.ADVISER)


def in_force(on: date, prefix: str = "") -> Q:
    """Return the condition "dated row that counts on this day" (`until` is the first day without)."""
    return Q(**{f"{prefix}since__lte": on}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": on})
    )


def actor_for(person_id: UUID, *, at: datetime) -> Actor:
    """Return the actor: mandates in force on that Belgian day, active memberships. Two queries."""
    mandates = Mandate.objects.filter(in_force(local(at).date()), person_id=person_id)
    rows = mandates.values_list("role", "network_id", "zone_id", "municipality_id")
    memberships = Membership.objects.filter(
        person_id=person_id, state=MembershipState.ACTIVE, joined_at__lte=at
    )
    return Actor(
        person_id,
        at,
        frozenset(Held(Role(role), *scope) for role, *scope in rows),
        frozenset(memberships.values_list("network_id", flat=True)),
    )


def _visible(actor: Actor) -> Q:
    today = local(actor.at).date()
    zones = ZoneLink.objects.filter(in_force(today), zone_id__in=actor.zones(*ZONE_ROLES))
    towns = MunicipalityLink.objects.filter(
        in_force(today), municipality_id__in=actor.municipalities(*TOWN_ROLES)
    )
    own = actor.member_of | actor.networks(*NETWORK_ROLES, Role.OFFICER)
    return (
        Q(pk__in=own) | Q(pk__in=zones.values("network_id")) | Q(pk__in=towns.values("network_id"))
    )


def network_for(actor: Actor, network_id: UUID, *, lock: bool = False) -> Network:
    """Return a network the actor belongs to, serves or supervises; raise NotFound for any other."""
    rows = Network.objects.select_for_update() if lock else Network.objects.all()
    if not actor.is_installation:
        rows = rows.filter(_visible(actor))
    try:
        return rows.get(pk=network_id)
    except Network.DoesNotExist:
        raise NotFound from None


def kept_network(actor: Actor, network_id: UUID, *, lock: bool = False) -> Network:
    """Return a network whose member list the actor keeps; raise NotFound, NotAllowed."""
    network = network_for(actor, network_id, lock=lock)
    if not may_keep_list(actor, network_id):
        raise NotAllowed
    return network


def networks_visible_to(actor: Actor) -> QuerySet[Network]:
    """Return the networks the actor belongs to, serves or supervises, by name."""
    rows = Network.objects.order_by("name", "pk")
    return rows if actor.is_installation else rows.filter(_visible(actor))


def networks_by_id(ids: Collection[UUID]) -> Mapping[UUID, Network]:
    """Return networks by id, in one query (for contexts above that judged access already)."""
    return Network.objects.in_bulk(list(ids))


def networks_of_zone(actor: Actor, zone_id: UUID) -> QuerySet[Network]:
    """Return active networks linked now to a zone of the actor's police mandate, by name."""
    today = local(actor.at).date()
    links = ZoneLink.objects.filter(in_force(today), zone_id=zone_id).values("network_id")
    rows = Network.objects.filter(pk__in=links, state=NetworkState.ACTIVE)
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        rows = rows.filter(pk__in=actor.networks(Role.OFFICER))
    return rows.order_by("name", "pk")


def zones_of_police(actor: Actor) -> frozenset[UUID]:
    """Return zones for which the actor writes: by a mandate on the zone or on a network in it."""
    own = actor.zones(*POLICE_ROLES)
    networks = actor.networks(Role.OFFICER)
    if not networks:
        return own
    links = ZoneLink.objects.filter(in_force(local(actor.at).date()), network_id__in=networks)
    return own | set(links.values_list("zone_id", flat=True))


def plan_of(network_id: UUID) -> PlanDetails:
    """Return the newest communication plan of a network."""
    return plans_of([network_id])[network_id]


def plans_of(network_ids: Collection[UUID]) -> Mapping[UUID, PlanDetails]:
    """Return the newest plans of networks, in a fixed number of queries."""
    newest = (
        Plan.objects.filter(network_id__in=list(network_ids))
        .order_by("network_id", "-version")
        .distinct("network_id")
        .prefetch_related("channels", "answers")
    )
    found = {}
    for plan in newest:
        channels: dict[str, set[str]] = defaultdict(set)
        for row in plan.channels.all():
            channels[row.bulletin_class].add(row.channel)
        found[plan.network_id] = PlanDetails(
            plan.released_by,
            plan.quiet_from,
            plan.quiet_until,
            {key: frozenset(value) for key, value in channels.items()},
            plan.version,
            {row.bulletin_class: row.answer for row in plan.answers.all()},
            plan.shows_reports,
        )
    return found


def plan_versions(actor: Actor, network_id: UUID) -> QuerySet[Plan]:
    """Return every version of a network's communication plan, newest first; raise NotFound."""
    network = network_for(actor, network_id)
    return network.plans.order_by("-version").prefetch_related("channels")


def linked_zone_ids(network_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the police zones a network is linked to at a date."""
    return zones_of_networks([network_id], on=on)[network_id]


def zones_of_networks(network_ids: Collection[UUID], *, on: date) -> Mapping[UUID, frozenset[UUID]]:
    """Return the police zones that each network is linked to at a date, in one query."""
    found: dict[UUID, set[UUID]] = {network_id: set() for network_id in network_ids}
    links = ZoneLink.objects.filter(in_force(on), network_id__in=list(network_ids))
    for network_id, zone_id in links.values_list("network_id", "zone_id"):
        found[network_id].add(zone_id)
    return {network_id: frozenset(zones) for network_id, zones in found.items()}


def leading_zones(network_ids: Collection[UUID], *, on: date) -> Mapping[UUID, UUID]:
    """Return {network: its leading police zone} at a date, in one query: who pays for its messages."""
    links = ZoneLink.objects.filter(in_force(on), network_id__in=list(network_ids), leading=True)
    return dict(links.values_list("network_id", "zone_id"))


# A sectoral network spans zones: of it, only the leading town certainly lies in the leading zone.
_LIES_IN_ITS_ZONE = Q(leading=True) | ~Q(network__kind=NetworkKind.SECTORAL)


def towns_of_zone(zone_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return municipalities that, by the networks of a date, lie in a police zone."""
    networks = ZoneLink.objects.filter(in_force(on), zone_id=zone_id, leading=True)
    links = MunicipalityLink.objects.filter(
        in_force(on), _LIES_IN_ITS_ZONE, network_id__in=networks.values("network_id")
    )
    return frozenset(links.values_list("municipality_id", flat=True))


def zones_of_town(municipality_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return police zones in which, by the networks of a date, a municipality lies."""
    networks = MunicipalityLink.objects.filter(
        in_force(on), _LIES_IN_ITS_ZONE, municipality_id=municipality_id
    )
    links = ZoneLink.objects.filter(
        in_force(on), network_id__in=networks.values("network_id"), leading=True
    )
    return frozenset(links.values_list("zone_id", flat=True))


def places_of(network_id: UUID, *, on: date) -> tuple[list[UUID], list[UUID]]:
    """Return (zone ids, municipality ids) of a network at a date, the leading one first."""
    zones = ZoneLink.objects.filter(in_force(on), network_id=network_id)
    towns = MunicipalityLink.objects.filter(in_force(on), network_id=network_id)
    return (
        list(zones.order_by("-leading", "pk").values_list("zone_id", flat=True)),
        list(towns.order_by("-leading", "pk").values_list("municipality_id", flat=True)),
    )


def _opened(rows: Iterable[Membership], network_id: UUID) -> list[MemberDetails]:
    rows = list(rows)
    persons = details_of([row.person_id for row in rows], told_to=network_id)
    units = units_by_id({row.unit_id for row in rows if row.unit_id})
    return [
        MemberDetails(
            row.pk,
            row.person_id,
            row.joined_at,
            persons[row.person_id],
            units.get(row.unit_id, UnitDetails()) if row.unit_id else UnitDetails(),
        )
        for row in rows
    ]


@transaction.atomic
def member_list(actor: Actor, network_id: UUID, *, now: datetime) -> Sequence[MemberDetails]:
    """Return the whole list, opened and sorted by name; coordinator and deputies only.

    Every opening is recorded in the network's audit chain.
    """
    kept_network(actor, network_id)
    rows = Membership.objects.filter(network_id=network_id, state=MembershipState.ACTIVE)
    members = list(by_name(_opened(rows, network_id)))
    record(
        "members.opened",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"count": len(members)},
    )
    return members


def everybody_ever(network_id: UUID) -> list[Remembered]:
    """Return members and former members, to recognise who comes again (networks only)."""
    rows = list(Membership.objects.filter(network_id=network_id))
    return [
        Remembered(member, row.unit_id, frozenset(row.traces))
        for member, row in zip(_opened(rows, network_id), rows, strict=True)
    ]


def details_of_member(membership: Membership) -> MemberDetails:
    """Return one membership opened (networks only: nobody is asked and nothing is recorded)."""
    return _opened([membership], membership.network_id)[0]


def membership_for(actor: Actor, membership_id: UUID, *, lock: bool = False) -> Membership:
    """Return an active membership of a list the actor keeps; raise NotFound for any other."""
    rows = Membership.objects.select_for_update() if lock else Membership.objects.all()
    if not actor.is_installation:
        rows = rows.filter(network_id__in=actor.networks(*NETWORK_ROLES))
    try:
        return rows.get(pk=membership_id, state=MembershipState.ACTIVE)
    except Membership.DoesNotExist:
        raise NotFound from None


def memberships_of(actor: Actor) -> QuerySet[Membership]:
    """Return the actor's own active memberships with their networks."""
    own = [actor.person_id] if actor.person_id else []
    return (
        Membership.objects.filter(person_id__in=own, state=MembershipState.ACTIVE)
        .select_related("network")
        .order_by("network__name")
    )


def members_by_network(
    network_ids: Collection[UUID],
) -> Mapping[UUID, Mapping[UUID, UUID | None]]:
    """Return {network: {member: home or business}} to whom a bulletin goes, in one query (bulletins only)."""
    found: dict[UUID, dict[UUID, UUID | None]] = {network_id: {} for network_id in network_ids}
    rows = Membership.objects.filter(network_id__in=list(found), state=MembershipState.ACTIVE)
    for network_id, person_id, unit_id in rows.order_by("person_id").values_list(
        "network_id", "person_id", "unit_id"
    ):
        found[network_id][person_id] = unit_id
    return found


def import_for(actor: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """Return an import of a list the actor keeps; raise NotFound."""
    rows = Import.objects.select_for_update() if lock else Import.objects.all()
    if not actor.is_installation:
        rows = rows.filter(network_id__in=actor.networks(*NETWORK_ROLES))
    try:
        return rows.get(pk=import_id)
    except Import.DoesNotExist:
        raise NotFound from None


def approvers_by_network(
    network_ids: Collection[UUID], *, on: date
) -> Mapping[UUID, frozenset[UUID]]:
    """Return the officers and chiefs of each network at a date, in two queries."""
    zones = zones_of_networks(network_ids, on=on)
    every_zone = frozenset().union(*zones.values())
    rows = Mandate.objects.filter(
        Q(network_id__in=list(network_ids)) | Q(zone_id__in=every_zone),
        in_force(on),
        role__in=POLICE_ROLES,
    )
    scopes: dict[UUID, set[UUID]] = defaultdict(set)
    for person_id, *scope in rows.values_list("person_id", "network_id", "zone_id"):
        scopes[person_id].update(filter(None, scope))
    return {
        network_id: frozenset(
            person_id for person_id, held in scopes.items() if held & {network_id, *linked}
        )
        for network_id, linked in zones.items()
    }


def approver_ids(network_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return persons who are officer or chief for every one of these networks at a date."""
    found = approvers_by_network(network_ids, on=on)
    return frozenset.intersection(*found.values()) if found else frozenset()


def member_counts(network_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return how many active members each network has, in one query."""
    rows = Membership.objects.filter(
        network_id__in=list(network_ids), state=MembershipState.ACTIVE
    ).values_list("network_id")
    return dict(rows.annotate(number=Count("pk")).order_by())


def memberships_by_person(network_id: UUID, person_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return {person: membership} for those of these persons who are members now."""
    rows = Membership.objects.filter(
        network_id=network_id, person_id__in=list(person_ids), state=MembershipState.ACTIVE
    )
    return dict(rows.values_list("person_id", "pk"))


def coordinator_ids(
    network_id: UUID, *, on: date, roles: Collection[Role] = NETWORK_ROLES
) -> frozenset[UUID]:
    """Return the coordinator and deputies of a network at a date, or those of one of these roles."""
    rows = Mandate.objects.filter(in_force(on), network_id=network_id, role__in=roles)
    return frozenset(rows.values_list("person_id", flat=True))


def officials_of(
    *, zone_ids: Collection[UUID] = (), town_ids: Collection[UUID] = (), on: date
) -> frozenset[UUID]:
    """Return officers and chiefs of these zones, clerks and mayors of these towns, at a date."""
    rows = Mandate.objects.filter(
        Q(zone_id__in=list(zone_ids), role__in=POLICE_ROLES)
        | Q(municipality_id__in=list(town_ids), role__in=TOWN_ROLES),
        in_force(on),
    )
    return frozenset(rows.values_list("person_id", flat=True))


def network_ids_of_police(actor: Actor) -> frozenset[UUID]:
    """Return networks that the actor supervises as police, now."""
    links = ZoneLink.objects.filter(
        in_force(local(actor.at).date()), zone_id__in=actor.zones(*POLICE_ROLES)
    )
    own = actor.networks(Role.OFFICER)
    if not actor.zones(*POLICE_ROLES):
        return own
    return own | set(links.values_list("network_id", flat=True))


def is_member(network_id: UUID) -> Exists:
    """Return the condition on rows with a `person_id`: that person is a member of the network now."""
    return Exists(
        Membership.objects.filter(
            network_id=network_id, person_id=OuterRef("person_id"), state=MembershipState.ACTIVE
        )
    )
