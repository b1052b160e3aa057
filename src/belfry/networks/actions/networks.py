"""Open a network and set its communication plan."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from belfry.audit.actions import record
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.delivery.kinds import EMAIL, Form
from belfry.delivery.queries import channel_names
from belfry.delivery.ways import form_of, ladder
from belfry.networks.errors import NotInYourZone, TownOfAnotherZone, UnknownChannel
from belfry.networks.kinds import BulletinClass, NetworkKind, Releaser
from belfry.networks.models import MunicipalityLink, Network, Plan, PlanChannel, ZoneLink
from belfry.networks.policies import may_open_networks, may_set_plan
from belfry.networks.queries import linked_zone_ids, network_for, zones_of_town
from belfry.networks.types import PlanDetails, Recognition

# A mail, and a sign on a screen: neither rings.
QUIET_FORMS = (Form.LONG, Form.SIGN)


def default_plan() -> PlanDetails:
    """Return the plan of a new network, with the ways by which this installation can send.

    An alert travels by all of them; anything else by those that cost nothing to speak of.
    """
    installed = channel_names()
    quiet = {EMAIL, *(name for name in installed if form_of(name) in QUIET_FORMS)}
    return PlanDetails(
        Releaser.COORDINATOR,
        time(22, 0),
        time(7, 0),
        {
            bulletin_class: frozenset(installed) | {EMAIL}
            if bulletin_class == BulletinClass.ALERT
            else frozenset(quiet)
            for bulletin_class in BulletinClass
        },
    )


@transaction.atomic
def open_network(  # noqa: PLR0913 - one act, every part named
    actor: Actor,
    *,
    name: str,
    kind: str,
    languages: Sequence[str],
    zone_ids: Sequence[UUID],
    municipality_ids: Sequence[UUID],
    recognition: Recognition,
    now: datetime,
    parent_id: UUID | None = None,
    opened_on: date | None = None,
) -> Network:
    """Open a recognised network with a default plan; the first zone and municipality lead.

    Officers and the chief of the leading zone may. Only a sectoral network spans zones. Raises NotAllowed,
    NotInYourZone, TownOfAnotherZone, and NotFound for a parent that the actor does not see.
    """
    if not may_open_networks(actor):
        raise NotAllowed
    if not actor.is_installation:
        _check_places(actor, kind, zone_ids, municipality_ids, on=local(now).date())
    since = opened_on or local(now).date()
    parent = network_for(actor, parent_id) if parent_id else None
    network = Network.objects.create(
        name=name,
        kind=kind,
        languages=list(dict.fromkeys(languages)),
        parent=parent,
        opened_on=since,
        recognition_number=recognition.number,
        recognised_on=recognition.on,
        circular_id=recognition.circular_id,
        profession=recognition.profession,
        scope=recognition.scope,
    )
    _place(network, zone_ids, municipality_ids, since)
    _write_plan(network.pk, default_plan(), actor, now)
    record(
        "network.opened",
        subject=f"network:{network.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=network.pk,
        detail={"kind": kind, "zones": list(map(str, zone_ids)), "number": recognition.number},
    )
    return network


def _place(
    network: Network, zone_ids: Sequence[UUID], municipality_ids: Sequence[UUID], since: date
) -> None:
    ZoneLink.objects.bulk_create(
        ZoneLink(network=network, zone_id=zone_id, leading=not place, since=since)
        for place, zone_id in enumerate(dict.fromkeys(zone_ids))
    )
    MunicipalityLink.objects.bulk_create(
        MunicipalityLink(network=network, municipality_id=town, leading=not place, since=since)
        for place, town in enumerate(dict.fromkeys(municipality_ids))
    )


def _check_places(
    actor: Actor, kind: str, zone_ids: Sequence[UUID], towns: Sequence[UUID], *, on: date
) -> None:
    """Raise NotInYourZone, and TownOfAnotherZone for a town that networks place elsewhere already.

    What lies in a zone is in the hands of its chief: nobody takes another zone's town by a network.
    """
    leading = zone_ids[0] if zone_ids else None
    is_sectoral = kind == NetworkKind.SECTORAL
    if leading not in actor.zones(*POLICE_ROLES) or (len(set(zone_ids)) > 1 and not is_sectoral):
        raise NotInYourZone
    for town in towns[:1] if is_sectoral else towns:
        zones = zones_of_town(town, on=on)
        if zones and leading not in zones:
            raise TownOfAnotherZone


@transaction.atomic
def set_plan(actor: Actor, network_id: UUID, plan: PlanDetails, *, now: datetime) -> Plan:
    """Make a new version of the communication plan (coordinator, officer or chief).

    Raises UnknownChannel.
    """
    network_for(actor, network_id, lock=True)
    zones = linked_zone_ids(network_id, on=local(now).date())
    if not may_set_plan(actor, network_id, zones):
        raise NotAllowed
    named = frozenset().union(*plan.channels.values())
    if named != set(ladder(named)):
        raise UnknownChannel
    row = _write_plan(network_id, plan, actor, now)
    record(
        "plan.changed",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"version": row.version, "released_by": plan.released_by},
    )
    return row


def _write_plan(network_id: UUID, plan: PlanDetails, actor: Actor, now: datetime) -> Plan:
    newest = Plan.objects.filter(network_id=network_id).aggregate(Max("version"))["version__max"]
    row = Plan.objects.create(
        network_id=network_id,
        version=(newest or 0) + 1,
        released_by=plan.released_by,
        quiet_from=plan.quiet_from,
        quiet_until=plan.quiet_until,
        made_at=now,
        made_by_id=actor.person_id,
    )
    PlanChannel.objects.bulk_create(
        PlanChannel(plan=row, bulletin_class=bulletin_class, channel=channel)
        for bulletin_class, channels in plan.channels.items()
        for channel in sorted(channels)
    )
    return row
