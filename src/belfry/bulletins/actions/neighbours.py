"""Offer an approved bulletin to the networks of other police, who take it over word for word or decline it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.approving import offer_in
from belfry.bulletins.actions.asking import ask_neighbours, check_of_others, record_of
from belfry.bulletins.errors import (
    AuthorMayNotApprove,
    NobodyToReach,
    NoNetworkChosen,
    NumberNotTyped,
    ReasonMissing,
)
from belfry.bulletins.following import corrections_of
from belfry.bulletins.models import Acceptance, Bulletin, Release
from belfry.bulletins.neighbours import ASKED, answer_of, offered_release_for
from belfry.bulletins.outlook import audience_of, outlook_in
from belfry.bulletins.policies import may_change, may_offer
from belfry.bulletins.prices import check_prices, costs_of
from belfry.bulletins.queries import bulletin_for
from belfry.bulletins.telling import approvers_of, note
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.queries import message_of

LONGEST: Final = 300


@transaction.atomic
def offer_to_neighbours(
    actor: Actor, bulletin_id: UUID, network_ids: Collection[UUID], *, now: datetime
) -> Bulletin:
    """Offer an approved bulletin to networks of other zones (its author, officers and chiefs); twice is once.

    Raises NotFound, NotAllowed, NoNetworkChosen, and MoveNotAllowed for what is not approved, was taken back or
    follows another.
    """
    bulletin = bulletin_for(actor, bulletin_id, lock=True)
    if not may_offer(actor, bulletin, approvers_of(bulletin, now)):
        raise NotAllowed
    if not _stands(bulletin) or bulletin.follows_id is not None:
        raise MoveNotAllowed
    if not network_ids:
        raise NoNetworkChosen
    check_of_others(bulletin.zone_id, network_ids, now)
    known = set(bulletin.releases.values_list("network_id", flat=True))
    new = sorted(set(network_ids) - known)
    if new:
        note("bulletin.offered_to", bulletin, actor, now, {"networks": [str(key) for key in new]})
    Release.objects.bulk_create(
        Release(bulletin=bulletin, network_id=network_id, by_acceptance=True) for network_id in new
    )
    ask_neighbours(bulletin, now=now)
    return bulletin


@transaction.atomic
def accept_bulletin(
    actor: Actor, release_id: UUID, *, now: datetime, number: int | None = None
) -> Release:
    """Take over what other police approved, word for word, for a network of the actor (officer or chief).

    Its audience is frozen now, and it is offered as the network's own plan says; twice is once. `number` is what
    was typed to confirm a wide audience. Raises NotFound, AuthorMayNotApprove, NobodyToReach, NumberNotTyped,
    CeilingReached, and MoveNotAllowed for what was declined, withdrawn, taken back or is too old.
    """
    release = offered_release_for(actor, release_id)
    if release.state:
        return release
    bulletin = _open_bulletin(actor, release, now)
    outlook = outlook_in(bulletin, [release.network_id])
    rows = outlook.rows[release.network_id]
    if outlook.is_of_nobody or not any(row.endpoint_id for row in rows):
        raise NobodyToReach
    audience = audience_of(outlook)
    if audience.is_wide and number != audience.persons:
        raise NumberNotTyped(number=audience.persons)
    check_prices(costs_of(outlook), bulletin.bulletin_class, now=now)
    checksum = bulletin.approval.checksum
    assert actor.person_id is not None
    Acceptance.objects.create(
        release=release, officer_id=actor.person_id, accepted_at=now, checksum=checksum
    )
    # Both sides see it: the zone's chain before that of the network, as everywhere.
    note("bulletin.accepted", bulletin, actor, now, {"network": str(release.network_id)})
    record_of("release.accepted", release, actor, now, {"checksum": checksum})
    offer_in(actor, bulletin, outlook, message_of(bulletin.pk), now=now)
    release.refresh_from_db()
    return release


@transaction.atomic
def decline_bulletin(actor: Actor, release_id: UUID, *, reason: str, now: datetime) -> Release:
    """Decline what other police offer, with a reason that they read (at most 300 characters).

    Raises NotFound, ReasonMissing, and MoveNotAllowed for what was answered already or is too old.
    """
    release = offered_release_for(actor, release_id)
    if not reason.strip():
        raise ReasonMissing
    bulletin = _open_bulletin(actor, release, now)
    release.held_at, release.held_by_id = now, actor.person_id
    release.held_reason = reason.strip()[:LONGEST]
    release.save(update_fields=["held_at", "held_by", "held_reason"])
    note("bulletin.declined", bulletin, actor, now, {"network": str(release.network_id)})
    record_of("release.declined", release, actor, now)
    return release


def _open_bulletin(actor: Actor, release: Release, now: datetime) -> Bulletin:
    """Return the bulletin of an offer that still stands, locked."""
    bulletin = Bulletin.objects.select_for_update().get(pk=release.bulletin_id)
    if may_change(actor, bulletin):
        raise AuthorMayNotApprove
    if not _stands(bulletin) or answer_of(release, now) != ASKED:
        raise MoveNotAllowed
    return bulletin


def _stands(bulletin: Bulletin) -> bool:
    """Whether the words are approved, and nobody took them back."""
    return bulletin.state == BulletinState.APPROVED and not corrections_of([bulletin.pk])
