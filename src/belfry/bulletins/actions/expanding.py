"""Write a release into the ledger, chunk by chunk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from belfry.bulletins.audience import hash_of
from belfry.bulletins.models import AudienceMember, Release
from belfry.bulletins.policies import Hours, hours_alone, quiet_hours
from belfry.bulletins.workflow import ReleaseState
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed
from belfry.delivery.actions import write_envelopes, write_envelopes_of
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Broadcast
from belfry.delivery.policies import is_urgent
from belfry.delivery.queries import kinds_wanted, ringing_channels
from belfry.delivery.types import Recipient
from belfry.networks.nights import night_of
from belfry.networks.queries import is_member
from belfry.people.queries import made_choices, reach_of, reads_endpoint, wishes_of

# Whoever presses waits for the first chunk, and so do all that it is sent to. Each next one is a few times
# what is written already, so that the dispatchers have work while it is written.
FIRST_CHUNK: Final = 250
GROWTH: Final = 4
MOST_CHUNK: Final = 5000
# Frozen rows of which nothing is to be looked at again, as `write_envelopes_of` wants them.
UNCHANGED: Final = """
SELECT endpoint_id, channel, language,
       CASE WHEN channel = ANY(%(ringing)s) THEN %(quiet_from)s::time END AS quiet_from,
       CASE WHEN channel = ANY(%(ringing)s) THEN %(quiet_until)s::time END AS quiet_until, chain, step
FROM bulletins_audiencemember
WHERE release_id = %(release)s AND id > %(after)s AND id <= %(through)s AND endpoint_id IS NOT NULL
  AND id <> ALL(%(but)s)
"""
# Where every chunk was written.
WRITTEN: Final = (ReleaseState.SENDING, ReleaseState.SENT)
COUNTS: Final = ("recipient_count", "person_count", "audience_hash")
# For so long the rest of a release is left to its own job.
PATIENCE: Final = timedelta(minutes=5)


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


@transaction.atomic
def expand_release(release_id: UUID, *, now: datetime) -> bool:
    """Write the next chunk of envelopes (the press, then the background job); return whether more is left."""
    rows = Release.objects.select_for_update(of=("self",)).select_related("broadcast")
    release = rows.get(pk=release_id)
    if release.state != ReleaseState.RELEASED or release.broadcast_id is None:
        return False
    done = release.written_count + release.suppressed_count + release.shared_count
    most = min(MOST_CHUNK, max(FIRST_CHUNK, GROWTH * done))
    due = now
    if done < release.first_wave:
        most = min(most, release.first_wave - done)
    elif release.rest_at:
        due = max(now, release.rest_at)
    chunk = _waiting(release).order_by("pk")[:most].aggregate(last=Max("pk"), number=Count("pk"))
    if chunk["number"]:
        _write(release, chunk["last"], due, now)
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


@transaction.atomic
def join_late(release_id: UUID, rows: Sequence[AudienceMember], *, now: datetime) -> None:
    """Let more people get what follows a message, which reached them after that was sent."""
    release = Release.objects.select_for_update().get(pk=release_id)
    for row in rows:
        row.release = release
    AudienceMember.objects.bulk_create(rows)
    everybody = list(AudienceMember.objects.filter(release=release))
    release.recipient_count = sum(row.endpoint_id is not None for row in everybody)
    release.person_count = len({row.person_id for row in everybody if row.endpoint_id})
    release.audience_hash = hash_of(everybody)
    if release.state in WRITTEN:
        # One change of the row: what was sent always adds up.
        _write(release, max(row.pk for row in everybody), now, now, *COUNTS)
    else:
        release.save(update_fields=COUNTS)


def _waiting(release: Release) -> QuerySet[AudienceMember]:
    """Return who is reached and has no envelope yet."""
    return AudienceMember.objects.filter(
        release=release, pk__gt=release.expanded_through, endpoint__isnull=False
    )


def _write(release: Release, through: int, due: datetime, now: datetime, *counts: str) -> None:
    """Write the next envelopes: one by one where something changed since, all others without a look."""
    broadcast = _broadcast(release)
    changed = _changed(release, through)
    night = night_of(release.network_id)
    values = {
        "release": release.pk,
        "after": release.expanded_through,
        "through": through,
        "but": [row.pk for row in changed],
        "ringing": ringing_channels(),
        "quiet_from": night[0],
        "quiet_until": night[1],
    }
    plain = write_envelopes_of(broadcast, UNCHANGED, values, due=due)
    recipients = _recipients(changed, release, night, now)
    by_hand = write_envelopes(broadcast, recipients, due=due)
    # Somebody who left or closed a channel since the approval counts as one who does not want it.
    unwanted = len(changed) - len(recipients)
    release.expanded_through = through
    release.written_count += plain.written + by_hand.written
    release.suppressed_count += plain.suppressed + by_hand.suppressed + unwanted
    release.shared_count += plain.shared + by_hand.shared
    release.save(
        update_fields=[
            "expanded_through",
            "written_count",
            "suppressed_count",
            "shared_count",
            *counts,
        ]
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


def _recipients(
    rows: Sequence[Frozen], release: Release, night: Hours, now: datetime
) -> list[Recipient]:
    """Return who of some frozen rows still gets it, as their wishes stand now.

    Where somebody chose no quiet hours, phone and device are silent in the `night` of the network's plan (H29).
    """
    if not rows:
        return []
    ringing = ringing_channels()
    wishes = wishes_of(row.person_id for row in rows)
    closed = {(key, channel) for key, wish in wishes.items() for channel in wish.without_channels}
    # Counted with those who do not want it, so that nobody reads who is away (H30).
    today = local(now).date()
    closed |= {
        (key, name) for key, wish in wishes.items() if wish.is_away(today) for name in ringing
    }
    kept = [row for row in rows if row.is_member and (row.person_id, row.channel) not in closed]
    now_at = _moved(kept)
    recipients = []
    for row in kept:
        wish, endpoint_id = wishes.get(row.person_id), now_at.get(row.pk, row.endpoint_id)
        if endpoint_id is not None:
            quiet = quiet_hours(
                hours_alone(wish, night, rings=row.channel in ringing),
                agreed=bool(wish and wish.may_be_woken),
                night=release.bulletin.night,
                fact_at=release.bulletin.fact_at,
                now=now,
            )
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
