"""Write, submit, approve, send back, withdraw, close."""

import dataclasses
import re
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from belfry.audit.actions import Detail, record
from belfry.bulletins.actions.releasing import Offer, offer, stop_all
from belfry.bulletins.errors import (
    AuthorMayNotApprove,
    ChangedMeanwhile,
    NetworkOfAnotherZone,
    NobodyToReach,
    NoNetworkChosen,
    StillBeingSent,
    TextDoesNotFit,
    TextIncomplete,
)
from belfry.bulletins.models import Approval, AudienceMember, Bulletin, Release, Text
from belfry.bulletins.outlook import Outlook, outlook_of
from belfry.bulletins.policies import (
    FIELDS,
    may_change,
    may_close,
    may_send_back,
    may_withdraw,
    may_write,
)
from belfry.bulletins.prices import check_prices, costs_of
from belfry.bulletins.queries import bulletin_for, draft_of, submission_of
from belfry.bulletins.types import Draft, Words
from belfry.bulletins.workflow import BulletinState, ReleaseState, check_bulletin_move
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.delivery.actions import add_bulletin_message, send_notice
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Message
from belfry.networks.queries import (
    approver_ids,
    leading_zones,
    networks_by_id,
    networks_of_zone,
    zones_of_police,
)
from belfry.people.queries import email_endpoints_of, languages_of

BATCH: Final = 1000
LINE_ENDS: Final = re.compile("\r\n?")


@transaction.atomic
def write_bulletin(actor: Actor, zone_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Begin a bulletin (officer or chief of the zone); incomplete words are kept as they are.

    Raises NotFound for another zone, NetworkOfAnotherZone.
    """
    if not may_write(actor, zones_of_police(actor), zone_id) or actor.person_id is None:
        raise NotFound
    bulletin = Bulletin.objects.create(
        zone_id=zone_id,
        author_id=actor.person_id,
        bulletin_class=draft.bulletin_class,
        made_at=now,
    )
    _keep(actor, bulletin, draft)
    _record("bulletin.written", bulletin, actor, now)
    return bulletin


@transaction.atomic
def change_bulletin(actor: Actor, bulletin_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Change a draft (its author only)."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_change(actor, bulletin):
        raise NotAllowed
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    bulletin.bulletin_class = draft.bulletin_class
    bulletin.save(update_fields=["bulletin_class"])
    _keep(actor, bulletin, draft)
    _record("bulletin.changed", bulletin, actor, now)
    return bulletin


def _keep(actor: Actor, bulletin: Bulletin, draft: Draft) -> None:
    """Make words and networks what the draft says."""
    own = {network.pk for network in networks_of_zone(actor, bulletin.zone_id)}
    if not set(draft.network_ids) <= own:
        raise NetworkOfAnotherZone
    bulletin.releases.exclude(network_id__in=draft.network_ids).delete()
    chosen = set(bulletin.releases.values_list("network_id", flat=True))
    Release.objects.bulk_create(
        Release(bulletin=bulletin, network_id=network_id)
        for network_id in dict.fromkeys(draft.network_ids)
        if network_id not in chosen
    )
    begun = {key: tidy for key, words in draft.words.items() if (tidy := _tidy(words)) != Words()}
    bulletin.texts.exclude(language__in=begun).delete()
    for language, words in begun.items():
        Text.objects.update_or_create(
            bulletin=bulletin, language=language, defaults=dataclasses.asdict(words)
        )


def _tidy(words: Words) -> Words:
    """Return words with one kind of line end; a title is one line, for it becomes a subject."""
    lines = (LINE_ENDS.sub("\n", getattr(words, name)).strip() for name in FIELDS)
    tidy = Words(*lines)
    return dataclasses.replace(tidy, title=" ".join(tidy.title.split()))


@transaction.atomic
def submit_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Ask for approval; approvers get a notice.

    Raise TextIncomplete, TextDoesNotFit, NoNetworkChosen.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_change(actor, bulletin):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.SUBMITTED)
    draft = draft_of(bulletin)
    if not draft.network_ids:
        raise NoNetworkChosen
    _check_whole(outlook_of(bulletin))
    bulletin.state, bulletin.submitted_at, bulletin.remark = BulletinState.SUBMITTED, now, ""
    bulletin.save(update_fields=["state", "submitted_at", "remark"])
    _record("bulletin.submitted", bulletin, actor, now)
    _tell(Kind.TO_APPROVE, _approvers(bulletin, now) - {bulletin.author_id}, bulletin, now)
    return bulletin


def _check_whole(outlook: Outlook) -> None:
    """Raise TextIncomplete for what is missing, TextDoesNotFit for what a channel cannot carry."""
    if any(one.missing for one in outlook.completeness):
        raise TextIncomplete
    for one in outlook.completeness:
        for fault in one.faults:
            raise TextDoesNotFit(language=Language(one.language).label, fault=fault)


@transaction.atomic
def send_back(actor: Actor, bulletin_id: UUID, *, remark: str, now: datetime) -> Bulletin:
    """Give a submitted bulletin back to its author with a remark of at most 500 characters."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_send_back(actor, bulletin, _approvers(bulletin, now)):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.DRAFT)
    bulletin.state, bulletin.remark = BulletinState.DRAFT, remark
    bulletin.save(update_fields=["state", "remark"])
    _record("bulletin.sent_back", bulletin, actor, now)
    if actor.person_id != bulletin.author_id:
        _tell(Kind.SENT_BACK, {bulletin.author_id}, bulletin, now)
    return bulletin


@transaction.atomic
def approve_bulletin(
    actor: Actor, bulletin_id: UUID, *, now: datetime, seen: str | None = None
) -> Bulletin:
    """Approve exactly these words: render, freeze by checksum, freeze the audience, offer.

    Officer or chief for every network, never the author. Networks whose plan says "police" are
    released at once by the approver; coordinators of the others get a notice. `seen` is `submission_of`
    what the approver read, where time passed since. Raises AuthorMayNotApprove, NotAllowed, NobodyToReach,
    ChangedMeanwhile, CeilingReached, and what `submit_bulletin` raises, since plans change meanwhile.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    check_bulletin_move(bulletin.state, BulletinState.APPROVED)
    if seen is not None and seen != submission_of(bulletin):
        raise ChangedMeanwhile
    if actor.person_id == bulletin.author_id:
        raise AuthorMayNotApprove
    if actor.person_id is None or actor.person_id not in _approvers(bulletin, now):
        raise NotAllowed
    outlook = outlook_of(bulletin)
    if not any(row.endpoint_id for rows in outlook.rows.values() for row in rows):
        raise NobodyToReach
    _check_whole(outlook)
    check_prices(costs_of(outlook), bulletin.bulletin_class, now=now)
    approval = Approval.objects.create(
        bulletin=bulletin,
        approver_id=actor.person_id,
        approved_at=now,
        texts=outlook.letters,
    )
    approval.refresh_from_db(fields=["checksum"])
    bulletin.state, bulletin.settled_at = BulletinState.APPROVED, now
    bulletin.save(update_fields=["state", "settled_at"])
    message = add_bulletin_message(bulletin.pk, approval.texts, approval.checksum, now=now)
    _record("bulletin.approved", bulletin, actor, now, {"checksum": approval.checksum})
    _offer_everywhere(actor, bulletin, outlook, message, now)
    return bulletin


def _offer_everywhere(
    actor: Actor,
    bulletin: Bulletin,
    outlook: Outlook,
    message: Message,
    now: datetime,
) -> None:
    """Freeze the audience of each network, and offer the bulletin there."""
    costs = costs_of(outlook)
    zones = leading_zones(outlook.rows, on=local(now).date())
    # In this order everywhere: whoever records on several networks' chains waits for no circle.
    for release in bulletin.releases.select_related("network").order_by("network_id"):
        frozen = outlook.rows[release.network_id]
        plan = outlook.plans[release.network_id]
        for row in frozen:
            row.release = release
        AudienceMember.objects.bulk_create(frozen, batch_size=BATCH)
        release.bulletin = bulletin
        offer(
            actor,
            release,
            Offer(
                frozen, plan.released_by, zones.get(release.network_id), costs[release.network_id]
            ),
            message,
            now=now,
        )


def _approvers(bulletin: Bulletin, now: datetime) -> frozenset[UUID]:
    return approver_ids(draft_of(bulletin).network_ids, on=local(now).date())


@transaction.atomic
def withdraw_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Withdraw (author, approver or chief): offers end, what still waits is stopped."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    approval = Approval.objects.filter(bulletin=bulletin).only("approver_id").first()
    if not may_withdraw(actor, bulletin, approval.approver_id if approval else None):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.WITHDRAWN)
    bulletin.state, bulletin.settled_at = BulletinState.WITHDRAWN, now
    bulletin.save(update_fields=["state", "settled_at"])
    # The zone's chain before those of networks, as at approval: two who act at once wait in one order.
    _record("bulletin.withdrawn", bulletin, actor, now)
    stop_all(actor, bulletin, now=now)
    return bulletin


@transaction.atomic
def close_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Close a bulletin whose releases are all settled; raise StillBeingSent."""
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_close(actor, bulletin, _approvers(bulletin, now)):
        raise NotAllowed
    check_bulletin_move(bulletin.state, BulletinState.CLOSED)
    settled = (ReleaseState.SENT, ReleaseState.STOPPED, ReleaseState.EXPIRED)
    if bulletin.releases.exclude(state__in=settled).exists():
        raise StillBeingSent
    bulletin.state = BulletinState.CLOSED
    bulletin.save(update_fields=["state"])
    _record("bulletin.closed", bulletin, actor, now)
    return bulletin


def _tell(kind: str, person_ids: Collection[UUID], bulletin: Bulletin, now: datetime) -> None:
    """Send a notice to those of them who have an e-mail address."""
    languages = languages_of(list(person_ids))
    draft = draft_of(bulletin)
    names = ", ".join(sorted(net.name for net in networks_by_id(draft.network_ids).values()))
    for person_id, endpoint_id in email_endpoints_of(person_ids).items():
        send_notice(
            kind,
            endpoint_id,
            language=languages[person_id],
            slots={"networks": names, "url": f"{settings.BASE_URL}/bulletins/{bulletin.pk}/"},
            now=now,
        )


def _record(
    act: str, bulletin: Bulletin, actor: Actor, now: datetime, detail: Detail | None = None
) -> None:
    record(
        act,
        subject=f"bulletin:{bulletin.pk}",
        person_id=actor.person_id,
        at=now,
        zone_id=bulletin.zone_id,
        detail=detail,
    )
