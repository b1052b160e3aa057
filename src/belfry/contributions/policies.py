"""What a contribution may be, and how long it is known who paid."""

from typing import Final

from stdnum import iban
from stdnum.exceptions import ValidationError

from belfry.contributions.errors import AboveCosts, AccountUnusable

# The year itself and so many before it are kept.
YEARS_KEPT: Final = 2


def check_within_costs(amount: int, households: int, costs: int) -> None:
    """Raise AboveCosts where all together would pay more than is needed."""
    if amount * households > costs:
        raise AboveCosts(households=households)


def account_of(typed: str) -> str:
    """Return an account number without blanks; raise AccountUnusable."""
    try:
        # Without the list of banks that the library knows: new ones open.
        return str(iban.validate(typed, check_country=False))
    except ValidationError:
        raise AccountUnusable from None
