"""Approve: by one reader, or by two."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.asking import ask_neighbours
from belfry.bulletins.actions.releasing import Offer, offer
from belfry.bulletins.checks import check_judged, check_whole
from belfry.bulletins.errors import (
    AuthorMayNotApprove,
    ChangedMeanwhile,
    NobodyToReach,
    NumberNotTyped,
    ReadBySomebodyElse,
)
from belfry.bulletins.models import Approval, AudienceMember, Bulletin, Reading
from belfry.bulletins.outlook import Outlook, audience_of, outlook_of
from belfry.bulletins.policies import is_urgent
from belfry.bulletins.prices import check_prices, costs_of
from belfry.bulletins.proofreading import check_words, remarks_on
from belfry.bulletins.queries import bulletin_for, draft_of, lifted_labels, submission_of
from belfry.bulletins.telling import approvers_of, note, tell
from belfry.bulletins.workflow import BulletinState, check_bulletin_move
from belfry.core.actor import Actor
from belfry.core.clock import after_quiet, local
from belfry.core.errors import NotAllowed
from belfry.delivery.actions import add_bulletin_message
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Message
from belfry.networks.kinds import Releaser
from belfry.networks.queries import leading_zones
from belfry.networks.types import PlanDetails
from belfry.networks.zone_rules import zone_rules

BATCH: Final = 1000


@transaction.atomic
def approve_bulletin(
    actor: Actor,
    bulletin_id: UUID,
    *,
    now: datetime,
    seen: str | None = None,
    number: int | None = None,
) -> Bulletin:
    """Approve exactly these words: render, freeze by checksum, freeze the audience, offer.

    Officer or chief for every network, never the author. Where two readers are needed (a description of a
    person, or a wide audience) the first only notes that this person agrees. Networks whose plan says "police" are
    released at once by the approver; coordinators of the others get a notice. `seen` is `submission_of`
    what the approver read, where time passed since; `number` is what was typed to confirm a wide audience.
    Raises AuthorMayNotApprove, NotAllowed, ReadBySomebodyElse, NumberNotTyped, NobodyToReach, ChangedMeanwhile,
    CeilingReached, and what `submit_bulletin` raises, since plans change meanwhile.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    check_bulletin_move(bulletin.state, BulletinState.APPROVED)
    if seen is not None and seen != submission_of(bulletin):
        raise ChangedMeanwhile
    if actor.person_id == bulletin.author_id:
        raise AuthorMayNotApprove
    if actor.person_id is None or actor.person_id not in approvers_of(bulletin, now):
        raise NotAllowed
    outlook = outlook_of(bulletin)
    if not any(row.endpoint_id for rows in outlook.rows.values() for row in rows):
        raise NobodyToReach
    check_judged(draft_of(bulletin))
    check_whole(outlook)
    remarks = remarks_on(draft_of(bulletin), zone_rules(bulletin.zone_id, at=now))
    check_words(remarks, lifted_labels(bulletin))
    check_prices(costs_of(outlook), bulletin.bulletin_class, now=now)
    audience = audience_of(outlook)
    if audience.is_wide and number != audience.persons:
        raise NumberNotTyped(number=audience.persons)
    reading = Reading.objects.filter(bulletin=bulletin).first()
    if reading is None and (bulletin.needs_second_reader or audience.is_wide):
        return _read(actor, bulletin, number, now)
    if reading is not None and reading.reader_id == actor.person_id:
        raise ReadBySomebodyElse
    approval = Approval(
        bulletin=bulletin,
        approver_id=actor.person_id,
        approved_at=now,
        reader_id=reading.reader_id if reading else None,
        texts=outlook.letters,
    )
    return let_pass(actor, approval, outlook, now=now)


def let_pass(actor: Actor, approval: Approval, outlook: Outlook, *, now: datetime) -> Bulletin:
    """Keep an approval, which the database judges, freeze what it is of, and offer it everywhere."""
    bulletin = approval.bulletin
    approval.save(force_insert=True)
    approval.refresh_from_db(fields=["checksum"])
    check_bulletin_move(bulletin.state, BulletinState.APPROVED)
    bulletin.state, bulletin.settled_at = BulletinState.APPROVED, now
    bulletin.save(update_fields=["state", "settled_at"])
    message = add_bulletin_message(bulletin.pk, approval.texts, approval.checksum, now=now)
    note("bulletin.approved", bulletin, actor, now, {"checksum": approval.checksum})
    offer_in(actor, bulletin, outlook, message, now=now)
    ask_neighbours(bulletin, now=now)
    return bulletin


def _read(actor: Actor, bulletin: Bulletin, number: int | None, now: datetime) -> Bulletin:
    """Note that the first of two readers agrees, and ask for another."""
    assert actor.person_id is not None
    Reading.objects.create(bulletin=bulletin, reader_id=actor.person_id, read_at=now, number=number)
    check_bulletin_move(bulletin.state, BulletinState.SECOND_READING)
    bulletin.state = BulletinState.SECOND_READING
    bulletin.save(update_fields=["state"])
    note("bulletin.read", bulletin, actor, now)
    others = approvers_of(bulletin, now) - {bulletin.author_id, actor.person_id}
    tell(Kind.TO_APPROVE, others, bulletin, now)
    return bulletin


def _releaser(plan: PlanDetails, bulletin: Bulletin, now: datetime) -> str:
    """Return who releases: at night no alert waits for a coordinator, whose own messages are the coordinator's."""
    if bulletin.by_network:
        return Releaser.COORDINATOR
    at_night = after_quiet(now, plan.quiet_from, plan.quiet_until) > now
    if at_night and is_urgent(bulletin.bulletin_class):
        return Releaser.POLICE
    return plan.released_by


def offer_in(
    actor: Actor, bulletin: Bulletin, outlook: Outlook, message: Message, *, now: datetime
) -> None:
    """Freeze the audience of each network of an outlook, and offer the bulletin there."""
    costs = costs_of(outlook)
    zones = leading_zones(outlook.rows, on=local(now).date())
    releases = bulletin.releases.filter(network_id__in=outlook.rows).select_related("network")
    # In this order everywhere: whoever records on several networks' chains waits for no circle.
    for release in releases.order_by("network_id"):
        frozen = outlook.rows[release.network_id]
        released_by = _releaser(outlook.plans[release.network_id], bulletin, now)
        for row in frozen:
            row.release = release
        AudienceMember.objects.bulk_create(frozen, batch_size=BATCH)
        release.bulletin = bulletin
        offer(
            actor,
            release,
            Offer(frozen, released_by, zones.get(release.network_id), costs[release.network_id]),
            message,
            now=now,
        )
