"""Signatures of ids in links: a keyed digest (BLAKE2b, RFC 7693), its key made from BELFRY_SECRET_KEY."""

import functools
import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Final

from django.conf import settings

# 192 bits, which base64url writes in 32 signs without padding.
SIGNATURE_BYTES: Final = 24


def signature(purpose: bytes, text: str) -> str:
    """Return the signature (32 signs of base64url) of a text for one purpose (at most 16 bytes)."""
    digest = _keyed(settings.SECRET_KEY, purpose).copy()
    digest.update(text.encode(errors="replace"))
    return urlsafe_b64encode(digest.digest()).decode()


def is_signature(given: str, purpose: bytes, text: str) -> bool:
    """Whether `given` is the signature of a text; how long it takes tells nothing."""
    return hmac.compare_digest(given.encode(errors="replace"), signature(purpose, text).encode())


@functools.lru_cache(maxsize=16)
def _keyed(secret: str, purpose: bytes) -> "hashlib.blake2b":
    key = hashlib.blake2b(secret.encode()).digest()
    return hashlib.blake2b(digest_size=SIGNATURE_BYTES, key=key, person=purpose)
