"""An offer is answered: whoever has the message duty is asked, then a deputy, then the police; or it is held back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from belfry.audit.actions import record
from belfry.bulletins.errors import ReasonMissing
from belfry.bulletins.kinds import Asked
from belfry.bulletins.models import Release
from belfry.bulletins.policies import may_hold
from belfry.bulletins.queries import release_for
from belfry.bulletins.workflow import ReleaseState
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.duty import duty_of
from belfry.networks.queries import approver_ids
from belfry.networks.zone_rules import zone_rules
from belfry.people.queries import email_endpoints_of, languages_of

# Who is asked when nobody answered, one after the other; each has the answer time of the class.
NEXT: Final = {Asked.COORDINATOR: Asked.DEPUTY, Asked.DEPUTY: Asked.POLICE}
# How often somebody is given the answer time before the police send it themselves.
TURNS: Final = 2


def ask_first(release: Release, *, now: datetime) -> None:
    """Ask the coordinator of an offered release, or who comes next where there is none or none is there."""
    _ask(release, Asked.COORDINATOR, now)


def _ask(release: Release, whom: Asked, now: datetime) -> None:
    """Ask these, or the next in line where there are none."""
    who = _who(release, whom, now)
    while not who and whom in NEXT:
        whom = NEXT[whom]
        who = _who(release, whom, now)
    release.asked = whom
    release.answer_by = None if whom is Asked.POLICE else now + answer_time(release, now)
    release.save(update_fields=["asked", "answer_by"])
    tell_of(release, Kind.UNANSWERED if whom is Asked.POLICE else Kind.TO_RELEASE, who, now)


def answer_time(release: Release, now: datetime) -> timedelta:
    """Return how long somebody has to answer an offer of this class."""
    rules = zone_rules(release.bulletin.zone_id, at=now)
    return rules.times[release.bulletin.bulletin_class].answer


def _who(release: Release, whom: Asked, now: datetime) -> Collection[UUID]:
    on = local(now).date()
    if whom is Asked.POLICE:
        return approver_ids([release.network_id], on=on)
    duty = duty_of(release.network_id, on=on)
    return duty.coordinators if whom is Asked.COORDINATOR else duty.deputies


def tell_of(release: Release, kind: str, who: Collection[UUID], now: datetime) -> None:
    """Send a notice about a release, without a word of it, to those who have an e-mail address."""
    languages = languages_of(list(who))
    for person_id, endpoint_id in email_endpoints_of(who).items():
        send_notice(
            kind,
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
def pass_on_offers(*, now: datetime) -> int:
    """Ask the next in line for every offer whose answer time is over (periodic); return how many."""
    rows = Release.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=ReleaseState.OFFERED, answer_by__lte=now, held_at=None
    )
    late = list(rows.select_related("bulletin", "network").order_by("network_id"))
    for release in late:
        _record("release.unanswered", release, None, now, asked=release.asked)
        _ask(release, NEXT[Asked(release.asked)], now)
    return len(late)


@transaction.atomic
def hold_offer(actor: Actor, release_id: UUID, *, reason: str, now: datetime) -> Release:
    """Hold an offer back (coordinator or deputy), with a reason of at most 300 characters that the police read.

    The police are told and decide. Raises NotAllowed, ReasonMissing, and MoveNotAllowed for what was sent or
    held back already.
    """
    release = release_for(actor, release_id, lock=True)
    if not may_hold(actor, release):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    if release.state != ReleaseState.OFFERED or release.held_at is not None:
        raise MoveNotAllowed
    release.held_at, release.held_by_id, release.held_reason = now, actor.person_id, reason.strip()
    release.asked, release.answer_by = Asked.POLICE, None
    release.save(update_fields=["held_at", "held_by", "held_reason", "asked", "answer_by"])
    _record("release.held", release, actor, now)
    tell_of(release, Kind.HELD_BACK, _who(release, Asked.POLICE, now), now)
    return release


def _record(act: str, release: Release, actor: Actor | None, now: datetime, **detail: str) -> None:
    record(
        act,
        subject=f"release:{release.pk}",
        person_id=actor.person_id if actor else None,
        at=now,
        network_id=release.network_id,
        detail=detail,
    )
