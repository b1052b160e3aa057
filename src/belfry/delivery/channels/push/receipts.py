"""What ties a push to its row: the token with which our service worker tells that it showed it, and the topic."""

import functools
import hashlib
import hmac
from typing import Final

from django.conf import settings

from belfry.delivery.channels.base64url import packed
from belfry.delivery.channels.contract import Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.workflow import State

PURPOSE: Final = b"belfry.push"
# RFC 8030, 5.4: at most 32 signs of base64url.
TOPIC_BYTES: Final = 24


def token_for(reference: str) -> str:
    """Return the signed token for our reference of a row; it holds ids only."""
    return f"{reference}:{_signature('shown', reference)}"


def read_token(token: str) -> Receipt:
    """Return the receipt that a token stands for; raise Forged."""
    reference, _, signature = token.rpartition(":")
    right = _signature("shown", reference)
    if not hmac.compare_digest(signature.encode(errors="replace"), right.encode()):
        raise Forged
    return Receipt(f"{reference}:shown", State.DELIVERED, reference)


def topic_of(reference: str) -> str:
    """Return the topic of a push: the same on every attempt, so that copies collapse; it tells nothing."""
    return _signature("topic", reference)


def _signature(purpose: str, reference: str) -> str:
    told = f"{purpose}:{reference}".encode(errors="replace")
    digest = hmac.digest(_key(settings.SECRET_KEY), told, hashlib.sha256)
    return packed(digest[:TOPIC_BYTES])


@functools.lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
