"""What a coordinator asks, and what the pages show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from belfry.contributions.models import Due, Year
    from belfry.networks.types import ListedMember


@dataclass(frozen=True, slots=True)
class Asking:
    """What a network asks in one year; amount of a home and all costs in cents, the account as it was typed."""

    year: int
    amount: int
    costs: int
    covers: tuple[str, ...]
    account: str
    payee: str


class Standing(NamedTuple):
    """How many homes and businesses stand how, and who joined since without being asked."""

    open: int
    paid: int
    waived: int
    newcomers: int


class DueLine(NamedTuple):
    """A line of the list: what is owed, and by whom as the member list shows them; None who left it."""

    due: "Due"
    member: "ListedMember | None"


class OwnDue(NamedTuple):
    """What a member's own home or business is asked for."""

    due: "Due"
    year: "Year"
