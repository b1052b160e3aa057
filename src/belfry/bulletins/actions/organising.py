"""Messages of coordinators and deputies about the network itself: written, sent at once, seen by the police (C10)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.bulletins.actions.approving import let_pass
from belfry.bulletins.actions.offering import tell_of
from belfry.bulletins.actions.writing import keep_words
from belfry.bulletins.checks import check_whole
from belfry.bulletins.errors import ChangedMeanwhile, NobodyToReach, OnlyAboutTheNetwork
from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.outlook import outlook_of
from belfry.bulletins.policies import OWN_FIELDS, may_write_own
from belfry.bulletins.prices import check_prices, costs_of
from belfry.bulletins.proofreading import check_words, describes_person, remarks_on_own
from belfry.bulletins.queries import draft_of, own_message_for, words_of, words_seal
from belfry.bulletins.rendering import proposed
from belfry.bulletins.telling import approvers_of, note
from belfry.bulletins.types import Words
from belfry.bulletins.workflow import BulletinState, check_bulletin_move
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed
from belfry.delivery.kinds import Kind
from belfry.networks.kinds import BulletinClass
from belfry.networks.models import Network
from belfry.networks.queries import leading_zones, network_for
from belfry.networks.workflow import NetworkState
from belfry.networks.zone_rules import zone_rules
from belfry.territory.queries import zones_by_id


@transaction.atomic
def write_own(
    actor: Actor, network_id: UUID, words: Mapping[str, Words], *, now: datetime
) -> Bulletin:
    """Begin a message about a network itself (its coordinator or a deputy); it is sent by `send_own`.

    Raises NotFound, NotAllowed, MoveNotAllowed for a network that is not active, OnlyAboutTheNetwork.
    """
    network = network_for(actor, network_id)
    if not may_write_own(actor, network_id) or actor.person_id is None:
        raise NotAllowed
    zone_id = leading_zones([network_id], on=local(now).date()).get(network_id)
    if network.state != NetworkState.ACTIVE or zone_id is None:
        raise MoveNotAllowed
    bulletin = Bulletin.objects.create(
        zone_id=zone_id,
        author_id=actor.person_id,
        bulletin_class=BulletinClass.ORGANISATIONAL,
        by_network=True,
        made_at=now,
    )
    Release.objects.create(bulletin=bulletin, network=network)
    _keep(bulletin, network, words)
    note("bulletin.written", bulletin, actor, now)
    return bulletin


@transaction.atomic
def change_own(
    actor: Actor, bulletin_id: UUID, words: Mapping[str, Words], *, now: datetime
) -> Bulletin:
    """Change what was not sent yet (its author, while coordinator or deputy)."""
    bulletin = own_message_for(actor, bulletin_id, lock=True)
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    _keep(bulletin, bulletin.releases.get().network, words)
    note("bulletin.changed", bulletin, actor, now)
    return bulletin


@transaction.atomic
def drop_own(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Throw away what was not sent (its author)."""
    bulletin = own_message_for(actor, bulletin_id, lock=True)
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    bulletin.state, bulletin.settled_at = BulletinState.WITHDRAWN, now
    bulletin.save(update_fields=["state", "settled_at"])
    note("bulletin.withdrawn", bulletin, actor, now)
    return bulletin


def _keep(bulletin: Bulletin, network: Network, words: Mapping[str, Words]) -> None:
    """Keep the words, with a short text for phones made of them."""
    if any(_others(one) for one in words.values()):
        raise OnlyAboutTheNetwork
    zone = zones_by_id([bulletin.zone_id])[bulletin.zone_id]
    kept = {
        language: replace(
            one, short=proposed(one, bulletin.bulletin_class, language, zone, network.name)
        )
        for language, one in words.items()
    }
    keep_words(bulletin, kept)


def _others(words: Words) -> bool:
    """Whether something stands where a coordinator has nothing to write."""
    return any(
        getattr(words, name).strip()
        for name in Words.__slots__
        if name not in (*OWN_FIELDS, "short")
    )


@transaction.atomic
def send_own(
    actor: Actor, bulletin_id: UUID, *, now: datetime, seen: str | None = None
) -> Bulletin:
    """Send a message about the network itself to its members, at once and without approval; twice is once.

    Its author, coordinator or deputy of its one network. The wording check holds back more than in a message of the
    police (`remarks_on_own`), and nobody lifts it. Officers and chief are told, see it in their list, and may stop
    it. `seen` is `words_seal` of what was read. Raises NotFound, WordsHeldBack, OnlyAboutTheNetwork, TextIncomplete,
    TextDoesNotFit, NobodyToReach, ChangedMeanwhile, CeilingReached, and TooManyThisHour for a sender of many.
    """
    bulletin = own_message_for(actor, bulletin_id, lock=True)
    if bulletin.state == BulletinState.APPROVED:
        return bulletin
    check_bulletin_move(bulletin.state, BulletinState.SUBMITTED)
    if seen is not None and seen != words_seal(words_of(bulletin)):
        raise ChangedMeanwhile
    assert actor.person_id is not None
    outlook = outlook_of(bulletin)
    check_whole(outlook)
    draft = draft_of(bulletin)
    if describes_person(draft):
        raise OnlyAboutTheNetwork
    check_words(remarks_on_own(draft, zone_rules(bulletin.zone_id, at=now)), ())
    if not any(row.endpoint_id for rows in outlook.rows.values() for row in rows):
        raise NobodyToReach
    check_prices(costs_of(outlook), bulletin.bulletin_class, now=now)
    bulletin.state, bulletin.submitted_at = BulletinState.SUBMITTED, now
    bulletin.save(update_fields=["state", "submitted_at"])
    approval = Approval(
        bulletin=bulletin, approver_id=actor.person_id, approved_at=now, texts=outlook.letters
    )
    let_pass(actor, approval, outlook, now=now)
    release = bulletin.releases.get()
    tell_of(release, Kind.OWN_MESSAGE, approvers_of(bulletin, now) - {actor.person_id}, now)
    return bulletin
