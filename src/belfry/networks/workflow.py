"""The states of a network and of a membership, each as a table of moves."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class NetworkState(models.TextChoices):
    """Only an active network receives bulletins (H22)."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    DORMANT = "dormant", _("dormant")
    ENDED = "ended", _("ended")


class PauseReason(models.TextChoices):
    """Why nothing new is sent in a network for a while: a closed list, since members read it."""

    CHARTER = "charter", _("the charter or the circular is not respected")
    DATA = "data", _("data of members are not safe")
    PARTNERS = "partners", _("the partners no longer work together")
    NO_COORDINATOR = "no_coordinator", _("there is no coordinator or deputy any more")
    NOBODY_ACTIVE = "nobody_active", _("nobody is active in it any more")


# The database keeps this table too (`0014_pauses`).
NETWORK_MOVES: Final[Mapping[NetworkState, frozenset[NetworkState]]] = {
    NetworkState.ACTIVE: frozenset(
        {NetworkState.SUSPENDED, NetworkState.DORMANT, NetworkState.ENDED}
    ),
    NetworkState.SUSPENDED: frozenset({NetworkState.ACTIVE, NetworkState.ENDED}),
    NetworkState.DORMANT: frozenset({NetworkState.ACTIVE, NetworkState.ENDED}),
    NetworkState.ENDED: frozenset(),
}
# The network of a reason is suspended by the chief, or dormant by the police because nobody looks after it.
PAUSED_BY: Final[Mapping[PauseReason, NetworkState]] = {
    PauseReason.CHARTER: NetworkState.SUSPENDED,
    PauseReason.DATA: NetworkState.SUSPENDED,
    PauseReason.PARTNERS: NetworkState.SUSPENDED,
    PauseReason.NO_COORDINATOR: NetworkState.DORMANT,
    PauseReason.NOBODY_ACTIVE: NetworkState.DORMANT,
}
PAUSED: Final = frozenset(PAUSED_BY.values())


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


def check_network_move(old: str, new: NetworkState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in NETWORK_MOVES[NetworkState(old)]:
        raise MoveNotAllowed


def check_membership_move(old: str, new: MembershipState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in MEMBERSHIP_MOVES[MembershipState(old)]:
        raise MoveNotAllowed
