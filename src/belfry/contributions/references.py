"""The structured reference of a Belgian credit transfer (OGM, VCS): ten digits and two that check them."""

from typing import Final

from stdnum.be import ogm_vcs
from stdnum.exceptions import ValidationError

DIGITS: Final = 10


def reference_of(number: int) -> str:
    """Return the reference of a number as a transfer shows it: +++000/0000/00101+++."""
    base = f"{number:0{DIGITS}d}"
    return f"+++{ogm_vcs.format(base + ogm_vcs.calc_check_digits(base))}+++"


def number_of(reference: str) -> int | None:
    """Return the number behind a reference, however it is written; None where its check digits are wrong."""
    try:
        return int(ogm_vcs.validate(reference)[:DIGITS])
    except ValidationError:
        return None
