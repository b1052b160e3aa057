"""Who sends a push: the key of this installation and the tokens signed with it (RFC 8292)."""

import functools
import time
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from belfry.config.environment import secret
from belfry.delivery.channels.base64url import packed, packed_json, unpacked
from belfry.delivery.channels.push.encryption import point_of

SETTING: Final = "BELFRY_VAPID_KEY"
PRIVATE_BYTES: Final = 32
# A token may be good for a day at most (RFC 8292, 2); clocks of push services may be wrong by hours.
GOOD_SECONDS: Final = 12 * 60 * 60
RENEWED_SECONDS: Final = 6 * 60 * 60


class VapidKey:
    """The private key of this installation; `public` is the point that browsers ask for, as text."""

    def __init__(self, text: str) -> None:
        """Take base64url of the 32 bytes; raise ImproperlyConfigured."""
        try:
            private = int.from_bytes(unpacked(text), "big")
            self.private = ec.derive_private_key(private, ec.SECP256R1())
        except ValueError:
            raise ImproperlyConfigured(
                f"{SETTING} must be base64url of 32 bytes; docs/operations.md says how to make one."
            ) from None
        self.public = packed(point_of(self.private.public_key()))

    def token(self, origin: str, now: float) -> str:
        """Return a token for one push service (RFC 7519, signed with ES256); `now` is in seconds since 1970."""
        claims = {
            "aud": origin,
            "exp": int(now) + GOOD_SECONDS,
            "sub": f"mailto:{settings.MAIL_SENDER}",
        }
        signed = f"{packed_json({'typ': 'JWT', 'alg': 'ES256'})}.{packed_json(claims)}"
        found = self.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        # RFC 7518, 3.4: both numbers, side by side.
        numbers = (number.to_bytes(PRIVATE_BYTES, "big") for number in decode_dss_signature(found))
        return f"{signed}.{packed(b''.join(numbers))}"


class Signatures:
    """The `Authorization` of each push service, renewed twice in the life of a token."""

    def __init__(self, key: VapidKey, clock: Callable[[], float] = time.time) -> None:
        """Sign with a key; `clock` tells the seconds since 1970."""
        self._key = key
        self._clock = clock
        self._known: dict[str, tuple[float, str]] = {}

    def header(self, origin: str) -> str:
        """Return the value of the header; safe in threads, where two may sign the same."""
        now = self._clock()
        made_at, value = self._known.get(origin, (0.0, ""))
        if not value or not 0 <= now - made_at < RENEWED_SECONDS:
            value = f"vapid t={self._key.token(origin, now)}, k={self._key.public}"
            self._known[origin] = (now, value)
        return value


def vapid_key() -> VapidKey | None:
    """Return the key of this installation, None where it has none; raise ImproperlyConfigured."""
    text = secret(SETTING)
    return _read(text) if text else None


@functools.lru_cache(maxsize=2)
def _read(text: str) -> VapidKey:
    return VapidKey(text)
