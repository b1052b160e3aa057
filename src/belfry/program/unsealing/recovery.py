"""A private key as somebody can read it from paper and type it: 88 letters and digits with a check sum.

What is written is `zone id (16 bytes, zeros for the installation) | version (2) | key (32) | check sum (5)`, in base32 (RFC 4648).
Version 0 of the installation is the key of the owners' tags.
"""

import base64
import hashlib
import re
from typing import Final
from uuid import UUID

from belfry.config.environment import KEY_BYTES
from belfry.program.errors import CannotStart

NOBODY: Final = UUID(int=0)
OWNERS_VERSION: Final = 0
ID_BYTES, VERSION_BYTES, SUM_BYTES = 16, 2, 5
WRITTEN: Final = ID_BYTES + VERSION_BYTES + KEY_BYTES + SUM_BYTES
LETTERS: Final = WRITTEN * 8 // 5
GROUP: Final = 4
# What eyes and fingers confuse; none of the digits stands in base32.
CONFUSED: Final = str.maketrans("018", "OIB")


def written(zone_id: UUID | None, version: int, key: bytes) -> str:
    """Return a key in groups of four letters."""
    told = (zone_id or NOBODY).bytes + version.to_bytes(VERSION_BYTES, "big") + key
    letters = base64.b32encode(told + _sum(told)).decode()
    return " ".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read(text: str) -> tuple[UUID | None, int, bytes]:
    """Return zone (None is the installation), version and key; raise CannotStart for a slip of the finger."""
    letters = re.sub(r"[\s.-]", "", text).upper().translate(CONFUSED)
    if len(letters) != LETTERS:
        raise CannotStart(
            f"The code has {len(letters)} letters, and {LETTERS} are needed: {LETTERS // GROUP} groups of {GROUP}."
        )
    try:
        told = base64.b32decode(letters)
    except ValueError:
        told = b""
    body, found = told[:-SUM_BYTES], told[-SUM_BYTES:]
    if not told or found != _sum(body):
        raise CannotStart(
            "A letter of the code is wrong: compare it with the paper, group by group."
        )
    zone_id = UUID(bytes=body[:ID_BYTES])
    version = int.from_bytes(body[ID_BYTES : ID_BYTES + VERSION_BYTES], "big")
    return (None if zone_id == NOBODY else zone_id), version, body[-KEY_BYTES:]


def _sum(told: bytes) -> bytes:
    return hashlib.blake2b(told, digest_size=SUM_BYTES, person=b"belfry paper").digest()
