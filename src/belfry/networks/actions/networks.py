"""Open a recognised network, change what its charter says, and set its communication plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.kinds import EMAIL, Form
from belfry.delivery.queries import channel_names
from belfry.delivery.ways import form_of, ladder
from belfry.networks.actions.mandates import appoint
from belfry.networks.errors import PlanSigned, RuleOutOfBounds, UnknownChannel
from belfry.networks.kinds import ANSWER, PLANNED, BulletinClass, Releaser
from belfry.networks.model_papers import is_plan_signed
from belfry.networks.models import (
    Charter,
    MunicipalityLink,
    Network,
    Perimeter,
    Plan,
    PlanAnswer,
    PlanChannel,
    ZoneLink,
)
from belfry.networks.policies import is_police_of, may_amend, may_recognise, may_set_plan
from belfry.networks.queries import linked_zone_ids, network_for, places_of, plan_of
from belfry.networks.types import Agreed, PlanDetails, Recognition

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
            for bulletin_class in PLANNED
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
    agreed: Agreed = Agreed(),  # noqa: B008 - frozen
    now: datetime,
) -> Network:
    """Open a recognised network with what its partners agreed; the first zone and municipality lead.

    The reviewer at the recognition, or the installation; nobody else (H22). Without a plan it gets the
    default one. Raises NotAllowed.
    """
    if not may_recognise(actor):
        raise NotAllowed
    since = local(now).date()
    network = Network.objects.create(
        name=name,
        kind=kind,
        languages=list(dict.fromkeys(languages)),
        opened_on=since,
        recognition_number=recognition.number,
        recognised_on=recognition.on,
        circular_id=recognition.circular_id,
        profession=recognition.profession,
        scope=recognition.scope,
    )
    _place(network, zone_ids, municipality_ids, since)
    _write_agreed(network, replace(agreed, plan=agreed.plan or default_plan()), actor, now)
    for role, person_id in agreed.holders:
        appoint(actor, role, person_id, network_id=network.pk, now=now)
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


@transaction.atomic
def amend_network(
    actor: Actor,
    network_id: UUID,
    agreed: Agreed,
    *,
    zone_ids: Sequence[UUID],
    municipality_ids: Sequence[UUID],
    circular_id: int | None = None,
    now: datetime,
) -> Network:
    """Let a network follow an amended charter: its new version, its places, and plan and perimeter where they change.

    The reviewer, or one of the three partners for what needs no new recognition. Raises NotFound, NotAllowed.
    """
    network = Network.objects.select_for_update().filter(pk=network_id).first()
    if network is None:
        raise NotFound
    today = local(now).date()
    zones, towns = places_of(network_id, on=today)
    if not may_amend(actor, network_id, zones, towns):
        raise NotAllowed
    if (zones, towns) != (list(zone_ids), list(municipality_ids)):
        for links in (network.zone_links, network.municipality_links):
            links.filter(until__isnull=True).update(until=today)
        _place(network, zone_ids, municipality_ids, today)
    if circular_id is not None:
        network.circular_id = circular_id
        network.save(update_fields=["circular"])
    if agreed.plan:
        # The paper does not speak of them.
        plan = plan_of(network_id)
        kept = replace(agreed.plan, answers=plan.answers, shows_reports=plan.shows_reports)
        agreed = replace(agreed, plan=kept)
    _write_agreed(network, agreed, actor, now)
    record(
        "network.amended",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={"plan": bool(agreed.plan), "perimeter": bool(agreed.perimeter)},
    )
    return network


def _write_agreed(network: Network, agreed: Agreed, actor: Actor, now: datetime) -> None:
    today = local(now).date()
    if agreed.plan:
        _write_plan(network.pk, agreed.plan, actor, now)
    if agreed.perimeter:
        Perimeter.objects.filter(network=network, until__isnull=True).update(until=today)
        Perimeter.objects.create(
            network=network,
            shape=agreed.perimeter.shape,
            streets=list(agreed.perimeter.streets),
            since=today,
        )
    if agreed.charter:
        Charter.objects.create(
            network=network,
            version=_newest(Charter, network.pk) + 1,
            circular_id=network.circular_id,
            papers=dict(agreed.charter.papers),
            file=agreed.charter.file,
            digest=sha256(agreed.charter.file).hexdigest(),
            valid_from=today,
        )


def _newest(rows: type[Charter] | type[Plan], network_id: UUID) -> int:
    newest = rows.objects.filter(network_id=network_id).aggregate(Max("version"))["version__max"]
    return newest or 0


@transaction.atomic
def set_plan(actor: Actor, network_id: UUID, plan: PlanDetails, *, now: datetime) -> Plan:
    """Make a new version of the communication plan (coordinator, officer or chief).

    Only the police let the coordinator see reports, or no longer. Raises NotFound, NotAllowed, UnknownChannel,
    RuleOutOfBounds, and PlanSigned where it takes a change of the charter.
    """
    network_for(actor, network_id, lock=True)
    zones = linked_zone_ids(network_id, on=local(now).date())
    if not may_set_plan(actor, network_id, zones):
        raise NotAllowed
    if plan.shows_reports != plan_of(network_id).shows_reports and not is_police_of(
        actor, network_id, zones
    ):
        raise NotAllowed
    named = frozenset().union(*plan.channels.values())
    if named != set(ladder(named)):
        raise UnknownChannel
    if not all(ANSWER[0] <= answer <= ANSWER[1] for answer in plan.answers.values()):
        raise RuleOutOfBounds
    if is_plan_signed(network_id) and _signed(plan) != _signed(plan_of(network_id)):
        raise PlanSigned
    row = _write_plan(network_id, plan, actor, now)
    record(
        "plan.changed",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=now,
        network_id=network_id,
        detail={
            "version": row.version,
            "released_by": plan.released_by,
            "shows_reports": plan.shows_reports,
        },
    )
    return row


def _signed(plan: PlanDetails) -> tuple[object, ...]:
    """Return what of a plan the partners sign with the charter."""
    channels = {key: frozenset(names) for key, names in plan.channels.items() if names}
    return plan.released_by, plan.quiet_from, plan.quiet_until, channels


def _write_plan(network_id: UUID, plan: PlanDetails, actor: Actor, now: datetime) -> Plan:
    row = Plan.objects.create(
        network_id=network_id,
        version=_newest(Plan, network_id) + 1,
        released_by=plan.released_by,
        quiet_from=plan.quiet_from,
        quiet_until=plan.quiet_until,
        shows_reports=plan.shows_reports,
        made_at=now,
        made_by_id=actor.person_id,
    )
    PlanAnswer.objects.bulk_create(
        PlanAnswer(plan=row, bulletin_class=bulletin_class, answer=answer)
        for bulletin_class, answer in plan.answers.items()
    )
    PlanChannel.objects.bulk_create(
        PlanChannel(plan=row, bulletin_class=bulletin_class, channel=channel)
        for bulletin_class, channels in plan.channels.items()
        for channel in sorted(channels)
    )
    return row
