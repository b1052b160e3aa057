"""Offer, release, expand, stop, try again: a bulletin in one network."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from procrastinate.contrib.django import app

from belfry.audit.actions import Detail, record
from belfry.bulletins.errors import NothingToRetry
from belfry.bulletins.models import AudienceMember, Bulletin, Release
from belfry.bulletins.policies import LANES, LIFETIMES, may_release
from belfry.bulletins.prices import check_prices
from belfry.bulletins.queries import meters_of, release_for
from belfry.bulletins.workflow import RELEASE_MOVES, ReleaseState, check_release_move
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.actions import (
    open_broadcast,
    retry_failed,
    send_notice,
    stop_broadcast,
    write_envelopes,
    write_envelopes_of,
)
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.models import Broadcast, Message
from belfry.delivery.policies import is_urgent
from belfry.delivery.queries import kinds_wanted
from belfry.delivery.types import Recipient
from belfry.networks.kinds import Releaser
from belfry.networks.policies import is_police_of
from belfry.networks.queries import coordinator_ids, is_member, linked_zone_ids
from belfry.networks.types import scope_of
from belfry.people.queries import (
    email_endpoints_of,
    languages_of,
    made_choices,
    reach_of,
    reads_endpoint,
    wishes_of,
)

# Whoever presses waits for the first, and so do all that it is sent to.
FIRST_CHUNK: Final = 1000
CHUNK: Final = 5000
# Frozen rows of which nothing is to be looked at again, as `write_envelopes_of` wants them.
UNCHANGED: Final = """
SELECT endpoint_id, channel, language, NULL::time AS quiet_from, NULL::time AS quiet_until, chain, step
FROM bulletins_audiencemember
WHERE release_id = %(release)s AND id > %(after)s AND id <= %(through)s AND endpoint_id IS NOT NULL
  AND id <> ALL(%(but)s)
"""
# For so long the rest of a release is left to its own job.
PATIENCE: Final = timedelta(minutes=5)
PRESSED: Final = (ReleaseState.RELEASED, ReleaseState.SENDING, ReleaseState.SENT)


class Frozen(NamedTuple):
    """A reached row of the audience to look at, and whether its person is a member and reads there now."""

    pk: int
    person_id: UUID
    endpoint_id: UUID
    channel: str
    language: str
    chain: UUID | None
    step: int
    is_member: bool
    reads: bool


class Offer(NamedTuple):
    """What is frozen for one network: its audience, who releases there, who pays, and how much at most."""

    frozen: Sequence[AudienceMember]
    released_by: str
    payer: UUID | None
    most_cost: int


def offer(
    actor: Actor, release: Release, offered: Offer, message: Message, *, now: datetime
) -> None:
    """Offer an approved bulletin to whom the plan names; the police's own go out at once."""
    expires_at = now + LIFETIMES[release.bulletin.bulletin_class]
    reached = sum(row.endpoint_id is not None for row in offered.frozen)
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
            "unreachable_count",
            "most_cost",
        ]
    )
    if offered.released_by == Releaser.POLICE:
        release_bulletin(actor, release.pk, now=now)
    else:
        _ask_coordinators(release, now)


def _ask_coordinators(release: Release, now: datetime) -> None:
    who = coordinator_ids(release.network_id, on=local(now).date())
    languages = languages_of(list(who))
    for person_id, endpoint_id in email_endpoints_of(who).items():
        send_notice(
            Kind.TO_RELEASE,
            endpoint_id,
            language=languages[person_id],
            slots={
                "network": release.network.name,
                "url": f"{settings.BASE_URL}/releases/{release.pk}/",
            },
            now=now,
            expires_at=release.expires_at,
        )


@transaction.atomic
def release_bulletin(actor: Actor, release_id: UUID, *, now: datetime) -> Release:
    """Send an offered bulletin to its frozen audience; twice is once.

    The coordinator or a deputy where the plan says so, else officer or chief. Writes the first 1,000
    envelopes in this transaction and leaves the rest to the worker. Raises CeilingReached.
    """
    release = release_for(actor, release_id, lock=True)
    zones = linked_zone_ids(release.network_id, on=local(now).date())
    if not may_release(actor, release.released_by_role, release.network_id, zones):
        raise NotAllowed
    if release.state in PRESSED:
        return release
    check_release_move(release.state, ReleaseState.RELEASED)
    if release.expires_at and release.expires_at <= now:
        raise MoveNotAllowed
    check_prices({release.network_id: release.most_cost}, release.bulletin.bulletin_class, now=now)
    release.state, release.released_at = ReleaseState.RELEASED, now
    release.released_by_id = actor.person_id
    release.save(update_fields=["state", "released_at", "released_by"])
    _record("release.released", release, actor, now, {"recipients": release.recipient_count})
    if expand_release(release.pk, now=now, most=FIRST_CHUNK):
        app.configure_task("bulletins.expand_release").defer(release_id=str(release.pk))
    release.refresh_from_db(fields=["state"])
    return release


@transaction.atomic
def expand_release(release_id: UUID, *, now: datetime, most: int = CHUNK) -> bool:
    """Write the next chunk of envelopes (the background job); return whether more is left."""
    release = Release.objects.select_for_update().get(pk=release_id)
    if release.state != ReleaseState.RELEASED or release.broadcast_id is None:
        return False
    chunk = _waiting(release).order_by("pk")[:most].aggregate(last=Max("pk"), number=Count("pk"))
    if chunk["number"]:
        _write(release, chunk["last"], now)
    if chunk["number"] == most:
        return True
    release.state = ReleaseState.SENDING
    release.save(update_fields=["state"])
    return False


def expand_releases(*, now: datetime) -> int:
    """Write what the job of a press left behind, should it have died (periodic); return how many."""
    left = Release.objects.filter(state=ReleaseState.RELEASED, released_at__lte=now - PATIENCE)
    ids = list(left.values_list("pk", flat=True))
    for release_id in ids:
        while expand_release(release_id, now=now):
            pass
    return len(ids)


def _waiting(release: Release) -> QuerySet[AudienceMember]:
    """Return who is reached and has no envelope yet."""
    return AudienceMember.objects.filter(
        release=release, pk__gt=release.expanded_through, endpoint__isnull=False
    )


def _write(release: Release, through: int, now: datetime) -> None:
    """Write the next envelopes: one by one where something changed since, all others without a look."""
    broadcast = _broadcast(release)
    changed = _changed(release, through)
    values = {
        "release": release.pk,
        "after": release.expanded_through,
        "through": through,
        "but": [row.pk for row in changed],
    }
    plain = write_envelopes_of(broadcast, UNCHANGED, values, now=now)
    recipients = _recipients(changed)
    by_hand = write_envelopes(broadcast, recipients, now=now)
    # Somebody who left or closed a channel since the approval counts as one who does not want it.
    unwanted = len(changed) - len(recipients)
    release.expanded_through = through
    release.written_count += plain.written + by_hand.written
    release.suppressed_count += plain.suppressed + by_hand.suppressed + unwanted
    release.shared_count += plain.shared + by_hand.shared
    release.save(
        update_fields=["expanded_through", "written_count", "suppressed_count", "shared_count"]
    )


def _changed(release: Release, through: int) -> list[Frozen]:
    """Return the rows of a chunk to look at one by one: who left, reads elsewhere or chose something.

    Of an urgent message all: its ladders are joined where several meet at one address.
    """
    member, reads = is_member(release.network_id), reads_endpoint()
    chunk = _waiting(release).filter(pk__lte=through).annotate(is_member=member, reads=reads)
    if not is_urgent(_broadcast(release).lane):
        # In one condition: three would be joins, for which a planner without statistics reads the whole
        # list of members again for each of them.
        chunk = chunk.filter(~member | ~reads | made_choices())
    return [Frozen(*row) for row in chunk.order_by("pk").values_list(*Frozen._fields)]


def _recipients(rows: Sequence[Frozen]) -> list[Recipient]:
    """Return who of some frozen rows still gets it, as their wishes stand now."""
    wishes = wishes_of(row.person_id for row in rows)
    closed = {(key, channel) for key, wish in wishes.items() for channel in wish.without_channels}
    kept = [row for row in rows if row.is_member and (row.person_id, row.channel) not in closed]
    now_at = _moved(kept)
    recipients = []
    for row in kept:
        wish, endpoint_id = wishes.get(row.person_id), now_at.get(row.pk, row.endpoint_id)
        if endpoint_id is not None:
            quiet = (wish.quiet_from, wish.quiet_until) if wish else (None, None)
            recipients.append(
                Recipient(endpoint_id, row.channel, row.language, *quiet, row.chain, row.step)
            )
    return recipients


def _moved(rows: Sequence[Frozen]) -> dict[int, UUID | None]:
    """Return where those read now whose frozen address is not theirs any more; None is nowhere.

    It was corrected since the approval: the old mailbox may be a stranger's by now. A device has no other in its
    place: each of a person's devices has its own row.
    """
    moved = [row for row in rows if not row.reads]
    devices = kinds_wanted({row.channel for row in moved}).get(AddressKind.PUSH, ())
    ways = {
        (way.person_id, way.channel): way.endpoint_id
        for way in reach_of([row.person_id for row in moved], {row.channel for row in moved})
        if way.channel not in devices
    }
    found = {row.pk: ways.get((row.person_id, row.channel)) for row in moved}
    followed = [AudienceMember(pk=pk, endpoint_id=to) for pk, to in found.items() if to]
    AudienceMember.objects.bulk_update(followed, ["endpoint_id"])
    return found


def _broadcast(release: Release) -> Broadcast:
    if release.broadcast is None:
        raise MoveNotAllowed
    return release.broadcast


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
def stop_release(actor: Actor, release_id: UUID, *, now: datetime) -> Release:
    """Stop what is not yet handed over (police, or the coordinator who may release it)."""
    release = release_for(actor, release_id, lock=True)
    zones = linked_zone_ids(release.network_id, on=local(now).date())
    if not (
        is_police_of(actor, release.network_id, zones)
        or may_release(actor, release.released_by_role, release.network_id, zones)
    ):
        raise NotAllowed
    check_release_move(release.state, ReleaseState.STOPPED)
    _stop(release, actor, now)
    return release


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
