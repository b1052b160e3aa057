"""The states of a network, and of a membership as a table of moves."""

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


class MembershipState(models.TextChoices):
    """Leaving is free at any time; a removed membership is kept as a row without meaning."""

    ACTIVE = "active", _("member")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed from the list")
    SUSPENDED = "suspended", _("provisionally excluded")
    EXCLUDED = "excluded", _("excluded")


MEMBERSHIP_MOVES: Final[Mapping[MembershipState, frozenset[MembershipState]]] = {
    MembershipState.ACTIVE: frozenset(
        {
            MembershipState.LEFT,
            MembershipState.REMOVED,
            MembershipState.SUSPENDED,
            MembershipState.EXCLUDED,
        }
    ),
    # Joining again is free too.
    MembershipState.LEFT: frozenset({MembershipState.ACTIVE}),
    MembershipState.REMOVED: frozenset({MembershipState.ACTIVE}),
    # The two that only a measure brings about and ends; to join again is free once it is over.
    MembershipState.SUSPENDED: frozenset({MembershipState.ACTIVE, MembershipState.EXCLUDED}),
    MembershipState.EXCLUDED: frozenset({MembershipState.LEFT}),
}
# Who is in one of these comes back by the measure only, whoever keeps the list.
UNDER_MEASURE: Final = frozenset({MembershipState.SUSPENDED, MembershipState.EXCLUDED})


def check_membership_move(old: str, new: MembershipState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in MEMBERSHIP_MOVES[MembershipState(old)]:
        raise MoveNotAllowed
