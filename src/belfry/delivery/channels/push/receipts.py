"""What ties a push to its row: the token with which our service worker tells that it showed it, and the topic."""

from typing import Final

from belfry.core.signing import is_signature, signature
from belfry.delivery.channels.contract import Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.workflow import State

SHOWN: Final = b"push shown"
TOPIC: Final = b"push topic"


def token_for(reference: str) -> str:
    """Return the signed token for our reference of a row; it holds ids only."""
    return f"{reference}:{signature(SHOWN, reference)}"


def read_token(token: str) -> Receipt:
    """Return the receipt that a token stands for; raise Forged."""
    reference, _, given = token.rpartition(":")
    if not is_signature(given, SHOWN, reference):
        raise Forged
    return Receipt(f"{reference}:shown", State.DELIVERED, reference)


def topic_of(reference: str) -> str:
    """Return the topic of a push: the same on every attempt, so that copies collapse; it tells nothing.

    RFC 8030, 5.4 allows it 32 signs of base64url.
    """
    return signature(TOPIC, reference)
