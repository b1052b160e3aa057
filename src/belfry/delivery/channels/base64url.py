"""Base64 for URLs without padding (RFC 4648, 5), as subscriptions and tokens carry it."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Final

ALPHABET: Final = re.compile(r"[A-Za-z0-9_-]*")


def packed(content: bytes) -> str:
    """Return bytes as text."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def packed_json(value: Mapping[str, object]) -> str:
    """Return a part of a token (RFC 7515, 3)."""
    return packed(json.dumps(value, separators=(",", ":")).encode())


def unpacked(text: str) -> bytes:
    """Return the bytes of a text, padded or not; raise ValueError for any other sign."""
    bare = text.rstrip("=")
    if not ALPHABET.fullmatch(bare):
        raise ValueError("no base64url")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
