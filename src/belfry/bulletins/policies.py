"""What each class of bulletin asks for, how it travels, and who may do what with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime, time, timedelta
from math import ceil
from typing import Final, TypeAlias
from uuid import UUID

from belfry.bulletins.kinds import NightReason
from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.types import Completeness, Draft, Rights, Words
from belfry.bulletins.workflow import BULLETIN_MOVES, BulletinState
from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.clock import after_quiet
from belfry.delivery.workflow import Lane
from belfry.networks.kinds import BulletinClass, Releaser
from belfry.networks.policies import IN_PROGRESS, is_police_of
from belfry.people.models import Preference

# Quiet hours by the Belgian clock: both ends, or none.
Hours: TypeAlias = tuple[time | None, time | None]

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
    BulletinClass.CORRECTION: ("title", "what"),
}

# What a coordinator writes about the network itself: no behaviour, and nobody is described.
OWN_FIELDS: Final = ("title", "what", "where", "when")

LANES: Final[Mapping[str, Lane]] = {
    BulletinClass.ALERT: Lane.URGENT,
    BulletinClass.REQUEST: Lane.POLICE,
    BulletinClass.WARNING: Lane.POLICE,
    BulletinClass.OUTCOME: Lane.POLICE,
    BulletinClass.ADVICE: Lane.BULK,
    BulletinClass.ORGANISATIONAL: Lane.COORDINATOR,
    BulletinClass.CORRECTION: Lane.URGENT,
}

# Classes whose readers are told that an outcome will follow.
OWES_OUTCOME: Final = frozenset({BulletinClass.ALERT, BulletinClass.REQUEST, BulletinClass.WARNING})
# Of these, those that cannot be closed without one.
NEEDS_OUTCOME: Final = frozenset({BulletinClass.ALERT, BulletinClass.REQUEST})
# Who works at a console: they send texts that were approved beforehand.
CONSOLE_ROLES: Final = POLICE_ROLES | {Role.DISPATCHER}
# Classes about crime, which the police judge before they write.
JUDGED: Final = OWES_OUTCOME


# How a web address begins, or ends where somebody leaves out the beginning.
LINK: Final = re.compile(
    r"\bhttps?:/|\bwww\.|[\w-]\.(?:be|brussels|com|de|eu|fr|gent|info|io|ly|me|net|nl|org|vlaanderen)\b",
    re.IGNORECASE,
)


# A person's looks are told only beside so many other details.
LEAST_DETAILS: Final = 2
# Beyond so many people, or so many times as many as usual, two officers agree (issue of the wall, "Safe sending").
WIDE: Final = 500
UNUSUAL: Final = 3

# Of an audience over `WIDE` this share goes first; the others after a pause, unless somebody stops it meanwhile.
FIRST_WAVE: Final = 0.05
WAVE_PAUSES: Final = {True: timedelta(seconds=10), False: timedelta(seconds=30)}


def first_wave_of(persons: int, recipients: int) -> int:
    """Return how many of the recipients go first, before the others; 0 where all go at once."""
    return ceil(recipients * FIRST_WAVE) if persons > WIDE else 0


def wave_pause(bulletin_class: str) -> timedelta:
    """Return how long the others wait, for somebody to see that it was a mistake."""
    return WAVE_PAUSES[is_urgent(bulletin_class)]


def rests_on_looks(words: Words) -> bool:
    """Whether words describe a person without saying what was done and enough that stood out (H7)."""
    if not words.description.strip():
        return False
    details = [line for line in words.details.splitlines() if line.strip()]
    return not words.behaviour.strip() or len(details) < LEAST_DETAILS


def is_wide(persons: int, usual: int | None) -> bool:
    """Whether a message goes to so many people that two officers have to agree; `usual` counts people too."""
    return persons > WIDE or (usual is not None and persons > UNUSUAL * usual)


def goes_beyond(bulletin: Bulletin, draft: Draft) -> bool:
    """Whether it reaches beyond the own zone; what follows a message goes no further than that one."""
    return bulletin.follows_id is None and bool(draft.asked_ids)


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


def may_release(actor: Actor, release: Release, zone_ids: Collection[UUID]) -> bool:
    """Whoever the plan names: coordinator and deputies, or the police; the police too where nobody answered."""
    if may_hold(actor, release):
        return release.held_at is None
    by_police = Releaser.POLICE in (release.released_by_role, release.asked)
    return by_police and is_police_of(actor, release.network_id, zone_ids)


def may_hold(actor: Actor, release: Release) -> bool:
    """Coordinator and deputies, where the plan lets them choose the moment."""
    by_coordinator = release.released_by_role == Releaser.COORDINATOR
    return by_coordinator and actor.holds(*NETWORK_ROLES, network_id=release.network_id)


def serves(actor: Actor, network_id: UUID, zone_ids: Collection[UUID]) -> bool:
    """Whether police or a dispatcher of the network acts, who send texts that were approved beforehand."""
    is_dispatcher = bool(actor.zones(Role.DISPATCHER) & set(zone_ids))
    return is_dispatcher or is_police_of(actor, network_id, zone_ids)


def is_in_progress(fact_at: datetime | None, now: datetime) -> bool:
    """Whether a fact was seen in the last 15 minutes ("heterdaad", 2-practice 2.2)."""
    return fact_at is not None and timedelta() <= now - fact_at <= IN_PROGRESS


def hours_alone(wish: Preference | None, night: Hours, *, rings: bool) -> Hours:
    """Return the hours that a reader chose; else, for what rings, the `night` of the network's plan (H29)."""
    if wish is not None and wish.quiet_from is not None:
        return wish.quiet_from, wish.quiet_until
    return night if rings else (None, None)


def quiet_hours(
    quiet: Hours,
    *,
    agreed: bool,
    night: str,
    fact_at: datetime | None,
    now: datetime,
) -> Hours:
    """Return the hours in which a reader is left alone by a message: none of who agreed, where it may wake (H29).

    `night` is why it may: what happens now wakes nobody once it is older than 15 minutes, a correction only whom
    the wrong alert (`fact_at` is when that was sent) found in these hours.
    """
    wakes = (
        night == NightReason.MISSING
        or (night == NightReason.IN_PROGRESS and is_in_progress(fact_at, now))
        or (
            night == NightReason.CORRECTED
            and fact_at is not None
            and after_quiet(fact_at, *quiet) > fact_at
        )
    )
    return (None, None) if agreed and wakes else quiet


def may_write_own(actor: Actor, network_id: UUID) -> bool:
    """Coordinator and deputies write about the network itself, in their own name."""
    return actor.person_id is not None and actor.holds(*NETWORK_ROLES, network_id=network_id)


def may_change(actor: Actor, bulletin: Bulletin) -> bool:
    """Say whether the actor is the author, whose a draft is."""
    return actor.person_id is not None and bulletin.author_id == actor.person_id


def may_send_back(actor: Actor, bulletin: Bulletin, approvers: Collection[UUID]) -> bool:
    """Whoever may approve it gives it back; its author takes it back."""
    return may_change(actor, bulletin) or actor.person_id in approvers


def may_offer(actor: Actor, bulletin: Bulletin, approvers: Collection[UUID]) -> bool:
    """Whether the actor offers an approved bulletin to other police: its author, and who may approve it."""
    is_own = may_change(actor, bulletin) or actor.person_id in approvers
    return is_own and bulletin.bulletin_class != BulletinClass.ORGANISATIONAL


def may_lift(actor: Actor, bulletin: Bulletin) -> bool:
    """Say whether the actor is a chief of its zone who did not write it, while it waits for approval."""
    waits = bulletin.state in {BulletinState.SUBMITTED, BulletinState.SECOND_READING}
    is_chief = bulletin.zone_id in actor.zones(Role.CHIEF)
    return waits and is_chief and not may_change(actor, bulletin)


def may_hand_over(actor: Actor, bulletin: Bulletin, officers: Collection[UUID]) -> bool:
    """Whoever owes its outcome, and the officers and chief of its networks."""
    owns = actor.person_id is not None and bulletin.outcome_owner_id == actor.person_id
    return owns or actor.person_id in officers


def may_close(actor: Actor, bulletin: Bulletin, approvers: Collection[UUID]) -> bool:
    """Its author and whoever could approve it."""
    return may_change(actor, bulletin) or actor.person_id in approvers


def may_withdraw(actor: Actor, bulletin: Bulletin, approver_id: UUID | None) -> bool:
    """Its author, who approved it, and the chief of its zone.

    A coordinator's own is stopped, with a reason; a correction stands.
    """
    if bulletin.by_network or bulletin.bulletin_class == BulletinClass.CORRECTION:
        return False
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
