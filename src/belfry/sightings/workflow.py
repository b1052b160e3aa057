"""The table of moves of a report; the database keeps the same one (`0002_the_table_of_moves`)."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class SightingState(models.TextChoices):
    """How far a report is, for the police and for who reported (M13)."""

    RECEIVED = "received", _("received")
    WITH_POLICE = "with_police", _("with the police")
    NEEDS_DETAIL = "needs_detail", _("the police ask you something")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


S = SightingState
MOVES: Final[Mapping[SightingState, frozenset[SightingState]]] = {
    S.RECEIVED: frozenset({S.WITH_POLICE}),
    S.WITH_POLICE: frozenset({S.NEEDS_DETAIL, S.ANSWERED}),
    # A reply brings it back; the police need not wait for one.
    S.NEEDS_DETAIL: frozenset({S.WITH_POLICE, S.ANSWERED}),
    S.ANSWERED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
}
# What still owes an answer to who reported.
OWES_ANSWER: Final = frozenset({S.RECEIVED, S.WITH_POLICE, S.NEEDS_DETAIL})


def seen_by_network(state: str) -> SightingState:
    """Return how far a report is for a coordinator: that the reporter is asked something would tell when one answers."""
    found = SightingState(state)
    return S.WITH_POLICE if found is S.NEEDS_DETAIL else found


def check_move(old: str, new: SightingState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in MOVES[SightingState(old)]:
        raise MoveNotAllowed
