"""The doors to mandates: who holds which, who reads the names, who may end them."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.models import Mandate, Network, ZoneLink
from belfry.networks.policies import (
    may_name_for_network,
    may_name_for_town,
    may_name_for_zone,
    may_see_names,
)
from belfry.networks.queries import (
    TOWN_ROLES,
    ZONE_ROLES,
    approver_ids,
    in_force,
    linked_zone_ids,
    network_for,
    networks_visible_to,
    towns_of_zone,
    zones_of_town,
)
from belfry.networks.types import MandateDetails
from belfry.people.queries import persons_by_id

MayEnd = Callable[[Mandate], bool]


def mandates_on_zone(actor: Actor, zone_id: UUID, *, on: date) -> Sequence[MandateDetails]:
    """Return mandates of a zone and of its municipalities, for its chief and officers.

    Those that are in force at the date or still to come; by role and beginning.
    """
    if not (actor.is_installation or actor.holds(*POLICE_ROLES, zone_id=zone_id)):
        raise NotFound
    towns = towns_of_zone(zone_id, on=on)

    def may_end(mandate: Mandate) -> bool:
        role = Role(mandate.role)
        if mandate.municipality_id:
            return may_name_for_town(actor, role, mandate.municipality_id, [zone_id])
        return may_name_for_zone(actor, role, zone_id, towns)

    scope = Q(zone_id=zone_id) | Q(municipality_id__in=towns)
    return _details(_not_over(on).filter(scope), may_end=may_end)


def mandates_on_town(actor: Actor, municipality_id: UUID, *, on: date) -> Sequence[MandateDetails]:
    """Return mayor, clerks and the advisers of its zones, for its mayor and the zones' chiefs.

    A clerk of the town is refused (NotAllowed), everybody else finds nothing.
    """
    zones = zones_of_town(municipality_id, on=on)
    is_mayor = actor.holds(Role.MAYOR, municipality_id=municipality_id)
    if not (is_mayor or actor.zones(Role.CHIEF) & zones):
        if actor.holds(Role.CLERK, municipality_id=municipality_id):
            raise NotAllowed
        raise NotFound

    def may_end(mandate: Mandate) -> bool:
        role = Role(mandate.role)
        if mandate.zone_id:
            return may_name_for_zone(actor, role, mandate.zone_id, [municipality_id])
        return may_name_for_town(actor, role, municipality_id, zones)

    scope = Q(municipality_id=municipality_id) | Q(zone_id__in=zones, role=Role.ADVISER)
    return _details(_not_over(on).filter(scope), may_end=may_end)


def mandates_on_network(actor: Actor, network_id: UUID, *, on: date) -> Sequence[MandateDetails]:
    """Return who coordinates and who is mandated for a network, for those who see the network.

    Police, coordinator and deputies read names; everybody else reads functions only.
    """
    network_for(actor, network_id)
    zones = linked_zone_ids(network_id, on=on)

    def may_end(mandate: Mandate) -> bool:
        own = mandate.network_id == network_id
        return own and may_name_for_network(actor, Role(mandate.role), network_id, zones)

    scope = Q(network_id=network_id) | Q(zone_id__in=zones, role__in=POLICE_ROLES)
    named = may_see_names(actor, network_id, zones)
    return _details(_not_over(on).filter(scope), may_end=may_end, named=named)


def supervised_networks(actor: Actor) -> QuerySet[Network, UUID]:
    """Return the ids of networks that the actor supervises as police now, for a condition of another query."""
    links = ZoneLink.objects.filter(
        in_force(local(actor.at).date()), zone_id__in=actor.zones(*POLICE_ROLES)
    )
    own = Q(pk__in=actor.networks(Role.OFFICER))
    rows = Network.objects.filter(own | Q(pk__in=links.values("network_id")))
    return rows.values_list("pk", flat=True)


def approvers_of(network_ids: Collection[UUID], *, on: date) -> Sequence[MandateDetails]:
    """Return who may approve for every one of these networks at a date, one line per person.

    For police pages: it names colleagues.
    """
    rows = Mandate.objects.filter(
        in_force(on), person_id__in=approver_ids(network_ids, on=on), role__in=POLICE_ROLES
    ).order_by("role", "substitute", "since", "pk")
    found = _details(rows, may_end=lambda _: False)
    return list({mandate.person_id: mandate for mandate in reversed(found)}.values())[::-1]


def _not_over(on: date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(Q(until__isnull=True) | Q(until__gt=on)).order_by(
        "role", "substitute", "since", "pk"
    )


def _details(
    rows: QuerySet[Mandate], *, may_end: MayEnd, named: bool = True
) -> list[MandateDetails]:
    mandates = list(rows)
    persons = persons_by_id({mandate.person_id for mandate in mandates}) if named else {}
    return [
        MandateDetails(
            mandate.pk,
            mandate.person_id,
            persons[mandate.person_id].full_name if named else "",
            Role(mandate.role),
            mandate.substitute,
            mandate.since,
            mandate.until,
            mandate.network_id,
            mandate.zone_id,
            mandate.municipality_id,
            may_end=may_end(mandate),
        )
        for mandate in mandates
    ]


def holders_of(
    role: Role,
    *,
    network_id: UUID | None = None,
    zone_id: UUID | None = None,
    town_id: UUID | None = None,
    on: date,
) -> frozenset[UUID]:
    """Return who holds a role on exactly one scope at a date; nobody where no scope is given.

    For contexts above, which judged access already.
    """
    if network_id is None and zone_id is None and town_id is None:
        return frozenset()
    scope = Q(network_id=network_id, zone_id=zone_id, municipality_id=town_id)
    rows = Mandate.objects.filter(in_force(on), scope, role=role)
    return frozenset(rows.values_list("person_id", flat=True))


def police_of(
    *, zone_ids: Collection[UUID], network_ids: Collection[UUID], on: date
) -> frozenset[UUID]:
    """Return officers and chiefs of these zones at a date, and officers who are mandated for one of these networks."""
    rows = Mandate.objects.filter(
        Q(zone_id__in=list(zone_ids), role__in=POLICE_ROLES)
        | Q(network_id__in=list(network_ids), role=Role.OFFICER),
        in_force(on),
    )
    return frozenset(rows.values_list("person_id", flat=True))


def functions_of(network_id: UUID, person_id: UUID, *, on: date) -> QuerySet[Mandate]:
    """Return what somebody coordinates in a network at a date or later, as coordinator or deputy.

    For contexts above, which judged access already.
    """
    return _not_over(on).filter(network_id=network_id, person_id=person_id, role__in=NETWORK_ROLES)


def reviewers(*, on: date) -> frozenset[UUID]:
    """Return who reviews charters for the FPS Interior at a date."""
    rows = Mandate.objects.filter(in_force(on), role=Role.REVIEWER)
    return frozenset(rows.values_list("person_id", flat=True))


def mandate_for(actor: Actor, mandate_id: UUID, *, lock: bool = False) -> Mandate:
    """Return a mandate on a scope the actor can see; raise NotFound."""
    rows = Mandate.objects.select_for_update() if lock else Mandate.objects.all()
    try:
        mandate = rows.get(pk=mandate_id)
    except Mandate.DoesNotExist:
        raise NotFound from None
    if actor.is_installation or _sees_scope(actor, mandate):
        return mandate
    raise NotFound


def mandate_to_end(actor: Actor, mandate_id: UUID) -> MandateDetails:
    """Return a mandate that the actor may end; raise NotFound, NotAllowed."""
    mandate = mandate_for(actor, mandate_id)
    check_may_name(actor, mandate, on=local(actor.at).date())
    rows = Mandate.objects.filter(pk=mandate.pk)
    return _details(rows, may_end=lambda _: True)[0]


def check_may_name(actor: Actor, mandate: Mandate, *, on: date) -> None:
    """Raise NotAllowed (NotFound for networks of others) unless the actor may give this mandate."""
    if actor.is_installation:
        return
    role = Role(mandate.role)
    if mandate.network_id:
        network_for(actor, mandate.network_id)
        zones = linked_zone_ids(mandate.network_id, on=on)
        allowed = may_name_for_network(actor, role, mandate.network_id, zones)
    elif mandate.zone_id:
        towns = towns_of_zone(mandate.zone_id, on=on)
        allowed = may_name_for_zone(actor, role, mandate.zone_id, towns)
    elif mandate.municipality_id:
        zones = zones_of_town(mandate.municipality_id, on=on)
        allowed = may_name_for_town(actor, role, mandate.municipality_id, zones)
    else:
        allowed = False
    if not allowed:
        raise NotAllowed


def _sees_scope(actor: Actor, mandate: Mandate) -> bool:
    today = local(actor.at).date()
    if mandate.network_id:
        return networks_visible_to(actor).filter(pk=mandate.network_id).exists()
    if mandate.zone_id:
        if mandate.zone_id in actor.zones(*ZONE_ROLES):
            return True
        towns = actor.municipalities(*TOWN_ROLES)
        return bool(towns) and bool(towns & towns_of_zone(mandate.zone_id, on=today))
    town = mandate.municipality_id
    if town is None:
        return False
    zones = zones_of_town(town, on=today)
    return town in actor.municipalities(*TOWN_ROLES) or bool(actor.zones(Role.CHIEF) & zones)
