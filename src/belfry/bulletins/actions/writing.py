"""Write, submit, approve, send back, withdraw, close."""

from datetime import datetime
from uuid import UUID

from belfry.bulletins.models import Bulletin
from belfry.bulletins.types import Draft
from belfry.core.actor import Actor


def write_bulletin(actor: Actor, zone_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Begin a bulletin (officer or chief of the zone); incomplete words are kept as they are."""
    raise NotImplementedError


def change_bulletin(actor: Actor, bulletin_id: UUID, draft: Draft, *, now: datetime) -> Bulletin:
    """Change a draft (its author only)."""
    raise NotImplementedError


def submit_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Ask for approval; approvers get a notice. Raise TextIncomplete, NoNetworkChosen."""
    raise NotImplementedError


def send_back(actor: Actor, bulletin_id: UUID, *, remark: str, now: datetime) -> Bulletin:
    """Give a submitted bulletin back to its author with a remark."""
    raise NotImplementedError


def approve_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Approve exactly these words: render, freeze by checksum, freeze the audience, offer.

    Officer or chief for every network, never the author. Networks whose plan says "police" are
    released at once by the approver; coordinators of the others get a notice.
    Raises AuthorMayNotApprove, NotAllowed, NobodyToReach.
    """
    raise NotImplementedError


def withdraw_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Withdraw (author, approver or chief): offers end, what still waits is stopped."""
    raise NotImplementedError


def close_bulletin(actor: Actor, bulletin_id: UUID, *, now: datetime) -> Bulletin:
    """Close a bulletin whose releases are all settled."""
    raise NotImplementedError
