"""The two tables of states: of a bulletin, and of its release in a network (contract, "States")."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class BulletinState(models.TextChoices):
    """A bulletin moves once for everybody."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("to be approved")
    SECOND_READING = "second_reading", _("second reading")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


BULLETIN_MOVES: Final[Mapping[BulletinState, frozenset[BulletinState]]] = {
    BulletinState.DRAFT: frozenset({BulletinState.SUBMITTED, BulletinState.WITHDRAWN}),
    BulletinState.SUBMITTED: frozenset(
        {
            BulletinState.DRAFT,
            BulletinState.SECOND_READING,
            BulletinState.APPROVED,
            BulletinState.WITHDRAWN,
        }
    ),
    BulletinState.SECOND_READING: frozenset(
        {BulletinState.DRAFT, BulletinState.APPROVED, BulletinState.WITHDRAWN}
    ),
    # The approved text never changes again: a correction is a new bulletin.
    BulletinState.APPROVED: frozenset({BulletinState.CLOSED, BulletinState.WITHDRAWN}),
    BulletinState.CLOSED: frozenset(),
    BulletinState.WITHDRAWN: frozenset(),
}


class ReleaseState(models.TextChoices):
    """A release moves in its own network."""

    OFFERED = "offered", _("ready to send")
    RELEASED = "released", _("released")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")
    EXPIRED = "expired", _("expired")


RELEASE_MOVES: Final[Mapping[ReleaseState, frozenset[ReleaseState]]] = {
    ReleaseState.OFFERED: frozenset(
        {ReleaseState.RELEASED, ReleaseState.STOPPED, ReleaseState.EXPIRED}
    ),
    ReleaseState.RELEASED: frozenset(
        {ReleaseState.SENDING, ReleaseState.STOPPED, ReleaseState.EXPIRED}
    ),
    ReleaseState.SENDING: frozenset(
        {ReleaseState.SENT, ReleaseState.STOPPED, ReleaseState.EXPIRED}
    ),
    ReleaseState.SENT: frozenset(),
    ReleaseState.STOPPED: frozenset(),
    ReleaseState.EXPIRED: frozenset(),
}


def check_bulletin_move(old: str, new: BulletinState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in BULLETIN_MOVES[BulletinState(old)]:
        raise MoveNotAllowed


def check_release_move(old: str, new: ReleaseState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in RELEASE_MOVES[ReleaseState(old)]:
        raise MoveNotAllowed
