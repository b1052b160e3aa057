"""The link of an urgent mail by which a reader says how they feel: signed, random, and nobody's."""

import secrets
from typing import Final
from uuid import UUID

from belfry.core.signing import is_signature, signature
from belfry.delivery.errors import LinkNotValid

PURPOSE: Final = b"feeling"
RANDOM_BYTES: Final = 12


def token_for(reference: UUID, scope: str) -> str:
    """Return a fresh token for one mail of a message; it holds the message, the network, and a random number."""
    value = f"{reference.hex}.{scope}.{secrets.token_hex(RANDOM_BYTES)}"
    return f"{value}:{signature(PURPOSE, value)}"


def read(token: str) -> tuple[UUID, str]:
    """Return message and scope of a token; raise LinkNotValid."""
    value, _, given = token.rpartition(":")
    if not is_signature(given, PURPOSE, value):
        raise LinkNotValid
    reference, scope, _ = value.split(".")
    return UUID(reference), scope
