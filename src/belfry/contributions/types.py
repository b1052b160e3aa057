"""What a coordinator asks, and what the pages show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from belfry.contributions.kinds import Mismatch
    from belfry.contributions.models import Due, Year
    from belfry.contributions.statements import Payment
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


class Unsettled(NamedTuple):
    """An amount that came in and settles nothing by itself."""

    payment: "Payment"
    why: "Mismatch"


class Reconciled(NamedTuple):
    """What a file of the bank settled now, what it had settled before, and the rest."""

    paid: int
    known: int
    unsettled: "Sequence[Unsettled]"
