"""The states of a request to join, as a table of moves."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class RequestState(models.TextChoices):
    """Whoever lives outside the perimeter waits for the police first, then for the coordinator."""

    AT_POLICE = "at_police", _("with the police")
    WAITING = "waiting", _("waits for the coordinator")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not accepted")
    EXPIRED = "expired", _("nobody answered in time")


REQUEST_MOVES: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    RequestState.AT_POLICE: frozenset(
        {RequestState.WAITING, RequestState.DECLINED, RequestState.EXPIRED}
    ),
    RequestState.WAITING: frozenset(
        {RequestState.ACCEPTED, RequestState.DECLINED, RequestState.EXPIRED}
    ),
    RequestState.ACCEPTED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.EXPIRED: frozenset(),
}
OPEN: Final = tuple(state for state, moves in REQUEST_MOVES.items() if moves)


def check_request_move(old: str, new: RequestState) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in REQUEST_MOVES[RequestState(old)]:
        raise MoveNotAllowed
