"""The code by which a reader sees that a message is genuine."""

from belfry.core.codes import ALPHABET, new_code

__all__ = ["ALPHABET", "as_code", "new_code"]


def as_code(typed: str) -> str:
    """Return a code as it is kept, however somebody types it: in small letters, without the hyphen, with blanks."""
    signs = "".join(sign for sign in typed.upper() if sign in ALPHABET)
    return f"{signs[:4]}-{signs[4:8]}"
