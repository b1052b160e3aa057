"""The life of a network and of a membership, as tables of moves."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class NetworkState(models.TextChoices):
    """Only an active network receives bulletins (H22)."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


NETWORK_MOVES: Final[Mapping[NetworkState, frozenset[NetworkState]]] = {
    NetworkState.ACTIVE: frozenset({NetworkState.SUSPENDED, NetworkState.ENDED}),
    NetworkState.SUSPENDED: frozenset({NetworkState.ACTIVE, NetworkState.ENDED}),
    NetworkState.ENDED: frozenset(),
}


class MembershipState(models.TextChoices):
    """Leaving is free at any time; a removed membership is kept as a row without meaning."""

    ACTIVE = "active", _("member")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed from the list")


MEMBERSHIP_MOVES: Final[Mapping[MembershipState, frozenset[MembershipState]]] = {
    MembershipState.ACTIVE: frozenset({MembershipState.LEFT, MembershipState.REMOVED}),
    # Joining again is free too.
    MembershipState.LEFT: frozenset({MembershipState.ACTIVE}),
    MembershipState.REMOVED: frozenset({MembershipState.ACTIVE}),
}


def check_network_move(old: str, new: NetworkState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in NETWORK_MOVES[NetworkState(old)]:
        raise MoveNotAllowed


def check_membership_move(old: str, new: MembershipState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in MEMBERSHIP_MOVES[MembershipState(old)]:
        raise MoveNotAllowed
