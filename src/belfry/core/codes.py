"""Short codes that people read aloud, type from paper and find again."""

import secrets
from typing import Final

# Letters and digits that nobody takes for another when they are read aloud or typed from paper.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a random code of two groups of four, such as 7F3K-92QX (39 bits: it cannot be guessed)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"
