"""What each class of bulletin asks for, how it travels, and who may do what with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Final
from uuid import UUID

from belfry.bulletins.models import Bulletin
from belfry.bulletins.types import Completeness, Draft, Rights, Words
from belfry.bulletins.workflow import BULLETIN_MOVES, BulletinState
from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.delivery.workflow import Lane
from belfry.networks.kinds import BulletinClass, Releaser
from belfry.networks.policies import is_police_of

FIELDS: Final = tuple(field.name for field in fields(Words))

# What, where, when, how, what to do (deck, "communication"); behaviour is never asked, only offered:
# it describes acts, not people.
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    BulletinClass.ALERT: ("title", "what", "where", "when", "what_to_do"),
    BulletinClass.REQUEST: ("title", "what", "where", "when", "what_to_do"),
    BulletinClass.WARNING: ("title", "what", "where", "what_to_do"),
    BulletinClass.OUTCOME: ("title", "what"),
    BulletinClass.ADVICE: ("title", "what_to_do"),
    BulletinClass.ORGANISATIONAL: ("title", "what"),
}

LANES: Final[Mapping[str, Lane]] = {
    BulletinClass.ALERT: Lane.URGENT,
    BulletinClass.REQUEST: Lane.POLICE,
    BulletinClass.WARNING: Lane.POLICE,
    BulletinClass.OUTCOME: Lane.POLICE,
    BulletinClass.ADVICE: Lane.BULK,
    BulletinClass.ORGANISATIONAL: Lane.COORDINATOR,
}

LIFETIMES: Final[Mapping[str, timedelta]] = {
    BulletinClass.ALERT: timedelta(hours=24),
    BulletinClass.REQUEST: timedelta(days=7),
    BulletinClass.WARNING: timedelta(days=7),
    BulletinClass.OUTCOME: timedelta(days=14),
    BulletinClass.ADVICE: timedelta(days=14),
    BulletinClass.ORGANISATIONAL: timedelta(days=14),
}

# Classes whose readers are told that an outcome will follow (dispatch of outcomes: issue of the debt).
OWES_OUTCOME: Final = frozenset({BulletinClass.ALERT, BulletinClass.REQUEST, BulletinClass.WARNING})


# How a web address begins, or ends where somebody leaves out the beginning.
LINK: Final = re.compile(
    r"\bhttps?:/|\bwww\.|[\w-]\.(?:be|brussels|com|de|eu|fr|gent|info|io|ly|me|net|nl|org|vlaanderen)\b",
    re.IGNORECASE,
)


def is_urgent(bulletin_class: str) -> bool:
    """Whether a class goes before all others, and by the ladder."""
    return LANES[bulletin_class] == Lane.URGENT


def holds_link(short: str) -> bool:
    """Whether a typed short text holds a web address: a link in an SMS of the police leads to Belfry only."""
    return LINK.search(short) is not None


def completeness(
    draft: Draft, languages: Collection[str], *, short: bool = False
) -> list[Completeness]:
    """Return what is missing per language: those asked for first, then others already begun.

    `short` says that it also goes out by SMS.
    """
    asked = (*ASKED[draft.bulletin_class], "short") if short else ASKED[draft.bulletin_class]
    begun = [key for key, words in draft.words.items() if words != Words()]
    found = []
    for language in dict.fromkeys([*languages, *begun]):
        words = draft.words.get(language, Words())
        missing = tuple(name for name in asked if not getattr(words, name).strip())
        found.append(Completeness(language, missing))
    return found


def may_write(actor: Actor, zone_ids: Collection[UUID], zone_id: UUID) -> bool:
    """Officers and chief write for the zones they serve."""
    return zone_id in zone_ids and actor.person_id is not None


def may_release(
    actor: Actor, released_by: str, network_id: UUID, zone_ids: Collection[UUID]
) -> bool:
    """Whoever the plan names, and nobody else: coordinator and deputies, or the police."""
    if released_by == Releaser.COORDINATOR:
        return actor.holds(*NETWORK_ROLES, network_id=network_id)
    return is_police_of(actor, network_id, zone_ids)


def may_change(actor: Actor, bulletin: Bulletin) -> bool:
    """Say whether the actor is the author, whose a draft is."""
    return actor.person_id is not None and bulletin.author_id == actor.person_id


def may_send_back(actor: Actor, bulletin: Bulletin, approvers: Collection[UUID]) -> bool:
    """Whoever may approve it gives it back; its author takes it back."""
    return may_change(actor, bulletin) or actor.person_id in approvers


def may_close(actor: Actor, bulletin: Bulletin, approvers: Collection[UUID]) -> bool:
    """Its author and whoever could approve it."""
    return may_change(actor, bulletin) or actor.person_id in approvers


def may_withdraw(actor: Actor, bulletin: Bulletin, approver_id: UUID | None) -> bool:
    """Its author, who approved it, and the chief of its zone."""
    is_approver = approver_id is not None and actor.person_id == approver_id
    return may_change(actor, bulletin) or is_approver or bulletin.zone_id in actor.zones(Role.CHIEF)


def rights_on(
    actor: Actor, bulletin: Bulletin, approvers: Collection[UUID], approver_id: UUID | None
) -> Rights:
    """Return what the actor may do now; `approver_id` is who approved it, if anybody did."""
    moves = BULLETIN_MOVES[BulletinState(bulletin.state)]
    is_author = may_change(actor, bulletin)
    return Rights(
        change=is_author and bulletin.state == BulletinState.DRAFT,
        approve=actor.person_id in approvers and not is_author and BulletinState.APPROVED in moves,
        send_back=may_send_back(actor, bulletin, approvers) and BulletinState.DRAFT in moves,
        withdraw=may_withdraw(actor, bulletin, approver_id) and BulletinState.WITHDRAWN in moves,
        close=may_close(actor, bulletin, approvers) and BulletinState.CLOSED in moves,
    )
