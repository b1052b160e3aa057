"""A network is suspended or dormant for a while, and goes on; whoever it concerns is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from belfry.audit.actions import record
from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.errors import NobodyLooksAfter, StillLookedAfter
from belfry.networks.mandates import reviewers
from belfry.networks.models import Membership, Network, Pause
from belfry.networks.pausing import network_to_pause, pause_of
from belfry.networks.queries import coordinator_ids, officials_of, places_of
from belfry.networks.telling import email_ways, ways_to
from belfry.networks.workflow import (
    PAUSED_BY,
    MembershipState,
    NetworkState,
    PauseReason,
    check_network_move,
)
from belfry.people.queries import languages_of

BATCH: Final = 250
TOLD: Final[Mapping[str, str | Promise]] = {
    NetworkState.SUSPENDED: _(
        "The chief of police suspended the network %(network)s: %(reason)s. No new messages are sent in it for now."
    ),
    NetworkState.DORMANT: _(
        "The network %(network)s is dormant: %(reason)s. No new messages are sent in it until there is a coordinator "
        "again."
    ),
    NetworkState.ACTIVE: _("The network %(network)s is active again. Messages are sent as before."),
}


@transaction.atomic
def pause_network(actor: Actor, network_id: UUID, reason: str, *, now: datetime) -> Pause:
    """Suspend a network as its chief, or find it dormant as its police; partners, reviewer and members are told.

    What is being sent goes on, and what ends an earlier message still goes out. Raises NotFound, NotAllowed,
    MoveNotAllowed, StillLookedAfter.
    """
    found = network_to_pause(actor, network_id, lock=True)
    why = PauseReason(reason)
    if why not in found.reasons or actor.person_id is None:
        raise NotAllowed
    state = PAUSED_BY[why]
    check_network_move(found.network.state, state)
    if state == NetworkState.DORMANT and coordinator_ids(network_id, on=local(now).date()):
        raise StillLookedAfter
    pause = Pause.objects.create(
        network=found.network, reason=why, since=now, begun_by_id=actor.person_id
    )
    _become(found.network, state, pause, actor, now)
    return pause


@transaction.atomic
def resume_network(actor: Actor, network_id: UUID, *, now: datetime) -> Network:
    """Let a network go on: its chief after a suspension, its police with a new coordinator where it was dormant.

    Raises NotFound, NotAllowed, MoveNotAllowed, NobodyLooksAfter.
    """
    found = network_to_pause(actor, network_id, lock=True)
    network, pause = found.network, pause_of(network_id)
    check_network_move(network.state, NetworkState.ACTIVE)
    if not found.may_resume or pause is None or actor.person_id is None:
        raise NotAllowed
    coordinators = coordinator_ids(network_id, on=local(now).date(), roles=[Role.COORDINATOR])
    if network.state == NetworkState.DORMANT and not coordinators:
        raise NobodyLooksAfter
    pause.until, pause.ended_by_id, pause.told_to = now, actor.person_id, None
    pause.save(update_fields=["until", "ended_by", "told_to"])
    _become(network, NetworkState.ACTIVE, pause, actor, now)
    return network


def _become(
    network: Network, state: NetworkState, pause: Pause, actor: Actor, now: datetime
) -> None:
    network.state = state
    network.save(update_fields=["state"])
    record(
        f"network.{state}",
        subject=f"network:{network.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=network.pk,
        detail={"reason": pause.reason},
    )
    _tell_partners(network, pause, now)
    app.configure_task("networks.tell_members").defer(pause_id=str(pause.pk))


def _tell_partners(network: Network, pause: Pause, now: datetime) -> None:
    """Tell coordinator and deputies, police, municipality, and the reviewer, who reads it in the register."""
    today = local(now).date()
    zones, towns = places_of(network.pk, on=today)
    officials = officials_of(zone_ids=zones, town_ids=towns, on=today)
    partners = officials | coordinator_ids(network.pk, on=today)
    _tell(email_ways(partners), network, pause, f"/networks/{network.pk}/", now)
    _tell(email_ways(reviewers(on=today) - partners), network, pause, "/register/", now)


@transaction.atomic
def tell_members(pause_id: UUID, *, now: datetime) -> bool:
    """Tell the next 250 members how it is with their network now; return whether there may be more.

    Each by a mailbox that works, else by SMS; who has neither reads it on the own page.
    """
    pause = Pause.objects.select_for_update().select_related("network").get(pk=pause_id)
    rows = Membership.objects.filter(network_id=pause.network_id, state=MembershipState.ACTIVE)
    if pause.told_to is not None:
        rows = rows.filter(pk__gt=pause.told_to)
    batch = list(rows.order_by("pk").values_list("pk", "person_id")[:BATCH])
    if not batch:
        return False
    persons = {person_id for _pk, person_id in batch}
    _tell(ways_to(persons), pause.network, pause, "/", now)
    pause.told_to = batch[-1][0]
    pause.save(update_fields=["told_to"])
    return len(batch) == BATCH


def _tell(
    ways: Mapping[UUID, tuple[UUID, str]], network: Network, pause: Pause, path: str, now: datetime
) -> None:
    languages = languages_of(list(ways))
    for person_id, (endpoint_id, channel) in ways.items():
        with translation.override(languages[person_id]):
            reason = PauseReason(pause.reason).label
            told = str(TOLD[network.state]) % {"network": network.name, "reason": reason}
        send_notice(
            Kind.NETWORK_STATE,
            endpoint_id,
            language=languages[person_id],
            slots={"network": network.name, "told": told, "url": f"{settings.BASE_URL}{path}"},
            now=now,
            channel=channel,
        )
