"""Offer, release, expand, stop, try again: a bulletin in one network."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from belfry.audit.actions import Detail, record
from belfry.bulletins.actions.expanding import expand_release
from belfry.bulletins.actions.offering import TURNS, ask_first, tell_of
from belfry.bulletins.actions.owing import owe
from belfry.bulletins.audience import hash_of
from belfry.bulletins.errors import NetworkPaused, NothingToRetry, ReasonMissing
from belfry.bulletins.models import AudienceMember, Bulletin, Release
from belfry.bulletins.policies import (
    LANES,
    first_wave_of,
    may_hold,
    may_release,
    wave_pause,
)
from belfry.bulletins.prices import check_prices
from belfry.bulletins.queries import meters_of, release_for
from belfry.bulletins.workflow import RELEASE_MOVES, ReleaseState, check_release_move
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.actions import (
    open_broadcast,
    retry_failed,
    set_expiry,
    stop_broadcast,
)
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Message
from belfry.networks.kinds import Releaser
from belfry.networks.policies import is_police_of
from belfry.networks.queries import linked_zone_ids
from belfry.networks.types import ZoneRules, scope_of
from belfry.networks.workflow import NetworkState
from belfry.networks.zone_rules import zone_rules

PRESSED: Final = (ReleaseState.RELEASED, ReleaseState.SENDING, ReleaseState.SENT)


class Offer(NamedTuple):
    """What is frozen for one network: its audience, who releases there, who pays, and how much at most."""

    frozen: Sequence[AudienceMember]
    released_by: str
    payer: UUID | None
    most_cost: int


def offer(
    actor: Actor, release: Release, offered: Offer, message: Message, *, now: datetime
) -> None:
    """Offer an approved bulletin to whom the plan names; the police's own go out at once.

    An offer waits as long as somebody is asked and then as long as it is worth sending. Raises NetworkPaused.
    """
    _check_active(release)
    rules = zone_rules(release.bulletin.zone_id, at=now)
    times = rules.times[release.bulletin.bulletin_class]
    expires_at = now + times.life + TURNS * times.answer
    reached = sum(row.endpoint_id is not None for row in offered.frozen)
    release.person_count = len({row.person_id for row in offered.frozen if row.endpoint_id})
    release.audience_hash = hash_of(offered.frozen)
    release.broadcast = open_broadcast(
        message,
        release.pk,
        lane=LANES[release.bulletin.bulletin_class],
        scope=scope_of(release.network_id),
        now=now,
        expires_at=expires_at,
        payer=offered.payer,
        sender=release.bulletin.author_id,
    )
    release.state, release.offered_at, release.expires_at = ReleaseState.OFFERED, now, expires_at
    release.released_by_role = offered.released_by
    release.recipient_count = reached
    release.unreachable_count = len(offered.frozen) - reached
    release.most_cost = offered.most_cost
    release.save(
        update_fields=[
            "broadcast",
            "state",
            "offered_at",
            "expires_at",
            "released_by_role",
            "recipient_count",
            "person_count",
            "audience_hash",
            "unreachable_count",
            "most_cost",
        ]
    )
    if offered.released_by == Releaser.POLICE or release.bulletin.by_network:
        # Whoever let it pass the wall may send it, too.
        _send(actor, release, rules, now)
    else:
        ask_first(release, now=now)


@transaction.atomic
def release_bulletin(actor: Actor, release_id: UUID, *, now: datetime) -> Release:
    """Send an offered bulletin to its frozen audience; twice is once.

    The coordinator or a deputy where the plan says so, else officer or chief. Writes the first 250
    envelopes in this transaction and leaves the rest to the worker. Raises CeilingReached, NetworkPaused.
    """
    release = release_for(actor, release_id, lock=True)
    zones = linked_zone_ids(release.network_id, on=local(now).date())
    if not may_release(actor, release, zones):
        raise NotAllowed
    if release.state in PRESSED:
        return release
    _check_active(release)
    _send(actor, release, zone_rules(release.bulletin.zone_id, at=now), now)
    return release


def _check_active(release: Release) -> None:
    """Raise NetworkPaused for something new where nothing new is sent; what ends an earlier message goes out."""
    if release.bulletin.follows_id is None and release.network.state != NetworkState.ACTIVE:
        raise NetworkPaused(network=release.network.name)


def _send(actor: Actor, release: Release, rules: ZoneRules, now: datetime) -> None:
    check_release_move(release.state, ReleaseState.RELEASED)
    if release.expires_at and release.expires_at <= now:
        raise MoveNotAllowed
    kind = release.bulletin.bulletin_class
    check_prices({release.network_id: release.most_cost}, kind, now=now)
    # Nothing is handed over once it is too old to help.
    release.expires_at = now + rules.times[kind].life
    if release.broadcast is not None:
        set_expiry(release.broadcast, release.expires_at)
    release.state, release.released_at = ReleaseState.RELEASED, now
    release.released_by_id = actor.person_id
    _part_in_waves(release, now)
    release.save(
        update_fields=[
            "state",
            "expires_at",
            "released_at",
            "released_by",
            "first_wave",
            "rest_at",
        ]
    )
    _record("release.released", release, actor, now, {"recipients": release.recipient_count})
    owe(release.bulletin, rules, now=now)
    if expand_release(release.pk, now=now):
        app.configure_task("bulletins.expand_release").defer(release_id=str(release.pk))
    release.refresh_from_db(fields=["state"])


def _part_in_waves(release: Release, now: datetime) -> None:
    """Let a large audience get it in two waves; what follows a message goes to its readers at once."""
    if release.bulletin.follows_id is None:
        release.first_wave = first_wave_of(release.person_count, release.recipient_count)
    if release.first_wave:
        release.rest_at = now + wave_pause(release.bulletin.bulletin_class)


@transaction.atomic
def settle_releases(*, now: datetime) -> int:
    """Call "sent" what is fully written and waits for nothing more (periodic); return how many.

    "Sent" means settled: accepted, failed or not wanted, each with its row; never "read".
    """
    settled = 0
    sending = Release.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=ReleaseState.SENDING
    )
    releases = list(sending.order_by("network_id"))
    counts = meters_of(releases)
    for release in releases:
        count = counts[release.pk]
        if not count.waiting:
            release.state = ReleaseState.SENT
            release.save(update_fields=["state"])
            _record("release.sent", release, None, now, {"accepted": count.accepted})
            settled += 1
    return settled


@transaction.atomic
def stop_release(actor: Actor, release_id: UUID, *, now: datetime, reason: str = "") -> Release:
    """Stop what is not yet handed over (police, or the coordinator who sent it); an offer is held back instead.

    Police who stop a coordinator's own message say why in at most 300 characters, and its author is told. Raises
    NotAllowed, MoveNotAllowed, ReasonMissing.
    """
    release = release_for(actor, release_id, lock=True)
    zones = linked_zone_ids(release.network_id, on=local(now).date())
    was_sent = release.state != ReleaseState.OFFERED and may_release(actor, release, zones)
    if not (was_sent or is_police_of(actor, release.network_id, zones)):
        raise NotAllowed
    check_release_move(release.state, ReleaseState.STOPPED)
    _stop(release, actor, now)
    if release.bulletin.by_network and not may_hold(actor, release):
        _say_why(release, actor, reason.strip(), now)
    return release


def _say_why(release: Release, actor: Actor, reason: str, now: datetime) -> None:
    """Keep why the police stopped a coordinator's own message, and let its author read it."""
    if not reason:
        raise ReasonMissing
    release.held_at, release.held_by_id, release.held_reason = now, actor.person_id, reason
    release.save(update_fields=["held_at", "held_by", "held_reason"])
    tell_of(release, Kind.OWN_STOPPED, {release.bulletin.author_id}, now)


def stop_all(actor: Actor, bulletin: Bulletin, *, now: datetime) -> None:
    """Stop every release of a withdrawn bulletin that can still be stopped."""
    releases = bulletin.releases.select_for_update().exclude(state="")
    for release in releases.order_by("network_id"):
        if ReleaseState.STOPPED in RELEASE_MOVES[ReleaseState(release.state)]:
            _stop(release, actor, now)


def _stop(release: Release, actor: Actor, now: datetime) -> None:
    if release.broadcast is not None:
        stop_broadcast(release.broadcast, now=now)
    release.state = ReleaseState.STOPPED
    release.save(update_fields=["state"])
    _record("release.stopped", release, actor, now)


@transaction.atomic
def retry_failed_deliveries(actor: Actor, release_id: UUID, *, now: datetime) -> int:
    """Try again only those that failed, while the message is of use; return how many.

    Raises NothingToRetry, and MoveNotAllowed once the message expired.
    """
    release = release_for(actor, release_id, lock=True)
    if release.broadcast is None or release.state not in PRESSED:
        raise NothingToRetry
    if release.expires_at and release.expires_at <= now:
        raise MoveNotAllowed
    count = retry_failed(release.broadcast, now=now)
    if not count:
        raise NothingToRetry
    _record("release.retried", release, actor, now, {"count": count})
    return count


@transaction.atomic
def expire_releases(*, now: datetime) -> int:
    """Let offers that nobody sent in time expire (periodic job); return how many."""
    offered = Release.objects.select_for_update(skip_locked=True).filter(
        state=ReleaseState.OFFERED, expires_at__lte=now
    )
    late = list(offered.order_by("network_id"))
    for release in late:
        release.state = ReleaseState.EXPIRED
        release.save(update_fields=["state"])
        _record("release.expired", release, None, now)
    return len(late)


def _record(
    act: str, release: Release, actor: Actor | None, now: datetime, detail: Detail | None = None
) -> None:
    record(
        act,
        subject=f"release:{release.pk}",
        person_id=actor.person_id if actor else None,
        at=now,
        network_id=release.network_id,
        detail=detail,
    )
