"""What a browser gives us to reach it: a subscription (Push API; RFC 8030, RFC 8291)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from belfry.delivery.channels.base64url import packed, unpacked
from belfry.delivery.channels.push.encryption import SECRET_BYTES, read_point
from belfry.delivery.channels.push.errors import NoSubscription
from belfry.delivery.channels.push.hosts import Endpoint, read_endpoint

LARGEST_TEXT: Final = 4_000
MARK_SIGNS: Final = 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's endpoint, its key (`p256dh`) and secret (`auth`); `made_for` marks the VAPID key that it takes."""

    url: str
    endpoint: Endpoint
    point: bytes
    secret: bytes
    made_for: str

    def written(self) -> str:
        """Return the one way to write it; `read_subscription` reads it again."""
        parts = {
            "auth": packed(self.secret),
            "endpoint": self.url,
            "made_for": self.made_for,
            "p256dh": packed(self.point),
        }
        return json.dumps(parts, separators=(",", ":"))


def mark_of(public: str) -> str:
    """Return a short mark of a VAPID key: a browser takes nothing from another key (RFC 8292, 4)."""
    return hashlib.sha256(public.encode()).hexdigest()[:MARK_SIGNS]


def read_subscription(text: str) -> Subscription:
    """Return what JSON says, as a browser writes it or as we do; raise ValueError."""
    if len(text) > LARGEST_TEXT:
        raise NoSubscription("too long")
    try:
        told = json.loads(text)
    except RecursionError:
        raise NoSubscription("too deep") from None
    if not isinstance(told, dict):
        raise NoSubscription("no object")
    keys = told.get("keys", told)
    if not isinstance(keys, dict):
        raise NoSubscription("no keys")
    point, secret = unpacked(_text(keys, "p256dh")), unpacked(_text(keys, "auth"))
    if len(secret) != SECRET_BYTES:
        raise NoSubscription("no secret")
    # Every point off the curve, and the one at infinity, is refused here.
    read_point(point)
    url = _text(told, "endpoint")
    made_for = told.get("made_for", "")
    if not isinstance(made_for, str) or len(made_for) > MARK_SIGNS:
        raise NoSubscription("no mark")
    return Subscription(url, read_endpoint(url), point, secret, made_for)


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise NoSubscription(f"no {name}")
    return value
