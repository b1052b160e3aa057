"""What became of a message after it was sent, for the pages of police and coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from belfry.bulletins.complaints import complaints_about
from belfry.bulletins.debts import debt_of
from belfry.bulletins.following import Correction, followers_of
from belfry.bulletins.policies import OWES_OUTCOME, may_hand_over, serves
from belfry.bulletins.queries import STANDS, words_for
from belfry.conversations.queries import answers_to
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import zones_of_networks
from belfry.networks.types import MandateDetails
from belfry.web.debts import DebtLine, line_of

if TYPE_CHECKING:
    from belfry.bulletins.models import Bulletin, Complaint


@dataclass(frozen=True, slots=True)
class After:
    """A message that was sent: taken back or not, ended or owing it, and what readers find wrong with it."""

    correction: Correction | None
    outcomes: Sequence[tuple["Bulletin", str]]
    line: DebtLine | None
    officers: Sequence[MandateDetails]
    complaints: Sequence["Complaint"]
    original: "Bulletin | None"
    original_title: str
    may_correct: bool
    may_tell: bool
    # How many members answered what it asks; 0 for who is not police of a zone.
    answers: int


def after_of(
    actor: Actor, bulletin: "Bulletin", named: Sequence[MandateDetails], language: str
) -> After:
    """Return what became of a bulletin that the actor may see as police; `named` are officers and chief of its networks."""
    followers = followers_of(bulletin)
    debt = debt_of(bulletin, is_told=bool(followers.outcomes), now=actor.at)
    is_sent = any(one.released_at for one in bulletin.releases.all())
    may = is_sent and may_follow(actor, bulletin)
    officers = {one.person_id for one in named}
    original = bulletin.follows
    is_correction = bulletin.bulletin_class == BulletinClass.CORRECTION
    return After(
        correction=followers.correction,
        outcomes=[(one, one.get_ending_display()) for one in followers.outcomes],
        line=line_of(debt, language, now=actor.at),
        officers=named if may_hand_over(actor, bulletin, officers) else [],
        complaints=list(complaints_about(actor, bulletin)),
        original=original,
        original_title=words_for(original, language).title if original else "",
        may_correct=may and followers.correction is None and not is_correction,
        may_tell=may and bulletin.bulletin_class in OWES_OUTCOME and bulletin.state in STANDS,
        answers=answers_to(actor, bulletin.pk),
    )


def may_follow(actor: Actor, bulletin: "Bulletin") -> bool:
    """Whether the actor may take a message back or tell its end: police or dispatcher of all its networks."""
    networks = [one.network_id for one in bulletin.releases.all() if not one.by_acceptance]
    zones = zones_of_networks(networks, on=local(actor.at).date())
    return all(serves(actor, network_id, zones[network_id]) for network_id in networks)


def writes_for(actor: Actor, zone_id: UUID) -> bool:
    """Whether the actor writes messages of a zone, and not only sends what was approved beforehand."""
    return zone_id in actor.zones(*POLICE_ROLES)
