"""Devices that show a notification: how one is added, and what its service worker tells."""

import json
from dataclasses import replace
from datetime import datetime

from belfry.core.errors import NotFound
from belfry.delivery.actions import endpoint_for
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.push.errors import HostNotAllowed
from belfry.delivery.channels.push.hosts import addresses_of, open_families
from belfry.delivery.channels.push.receipts import read_token
from belfry.delivery.channels.push.subscription import Subscription, mark_of, read_subscription
from belfry.delivery.channels.push.vapid import VapidKey, vapid_key
from belfry.delivery.errors import DeviceUnusable
from belfry.delivery.inbox import take
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint
from belfry.delivery.queries import find_endpoint

PUSH = "push"


def push_key() -> str:
    """Return the public key that browsers ask for, empty where this installation sends no notifications."""
    key = vapid_key()
    return key.public if key and open_families() else ""


def add_device_endpoint(text: str) -> Endpoint:
    """Return the endpoint of a browser's subscription (JSON), made if it is new, and no longer broken.

    Its host is one that we know, and is where it should be at this moment (SSRF). Raises DeviceUnusable, and
    NotFound where this installation sends no notifications.
    """
    key = vapid_key()
    allowed = open_families()
    if key is None or not allowed:
        raise NotFound
    try:
        subscription = _read(text, key)
        if subscription.endpoint.family not in allowed:
            raise HostNotAllowed
        addresses_of(subscription.endpoint)
    except (ValueError, OSError):
        raise DeviceUnusable from None
    endpoint = endpoint_for(AddressKind.PUSH, subscription.written())
    Endpoint.objects.filter(pk=endpoint.pk, broken_at__isnull=False).update(
        broken_at=None, broken_cause=""
    )
    return endpoint


def find_device_endpoint(text: str) -> Endpoint | None:
    """Return the endpoint of a browser's subscription (JSON), None for one that we do not know."""
    key = vapid_key()
    try:
        written = _read(text, key).written() if key else ""
    except ValueError:
        return None
    return find_endpoint(AddressKind.PUSH, written)


def url_of(address: str) -> str:
    """Return the URL by which a browser knows the subscription that an endpoint holds."""
    return str(json.loads(address)["endpoint"])


def note_shown(token: str, *, now: datetime) -> None:
    """Note that a device showed a message; safe to repeat. Raises NotFound for a token that is not ours."""
    try:
        receipt = read_token(token)
    except Forged:
        raise NotFound from None
    take(PUSH, PUSH, [receipt], now=now)


def _read(text: str, key: VapidKey) -> Subscription:
    return replace(read_subscription(text), made_for=mark_of(key.public))
