"""Notifications on devices: a sign that there is something to read, by web push."""

import json
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Carrier, Channel, Parcel, Sheet
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.channels.push.hosts import FAMILIES, LOCAL, SETTING, open_families
from belfry.delivery.channels.push.posting import Push, PushService
from belfry.delivery.channels.push.receipts import token_for
from belfry.delivery.channels.push.subscription import mark_of, read_subscription
from belfry.delivery.channels.push.vapid import Signatures, vapid_key
from belfry.delivery.channels.push.wire import Wire
from belfry.delivery.kinds import AddressKind, Form
from belfry.delivery.workflow import Lane

# What the service worker knows: which of its fixed sentences to show.
NEW: Final = "new"
URGENT: Final = "urgent"


class WebPush(Channel):
    """Pushes to browsers; no word of a message leaves by it."""

    name = "push"
    label = gettext_lazy("notification on your device")
    address = AddressKind.PUSH
    form = Form.SIGN
    setting = SETTING
    step = 0

    def is_configured(self) -> bool:
        """Whether there is a key to send with and a push service to send to."""
        return vapid_key() is not None and bool(open_families())

    def open_carrier(self) -> Carrier:
        """Return a carrier with a supplier for each family of push services; raise ImproperlyConfigured."""
        key = vapid_key()
        if key is None:
            raise ImproperlyConfigured("BELFRY_VAPID_KEY is missing.")
        signatures, wire, allowed = Signatures(key), Wire(), open_families()
        services = [PushService(family, signatures, wire, allowed) for family in (*FAMILIES, LOCAL)]
        return SupplierCarrier(self.name, services, home=_family_of)

    def write(self, sheet: Sheet) -> Push:
        """Return the push; raise CannotWrite for a subscription that cannot be used, or for another key."""
        try:
            subscription = read_subscription(sheet.address)
        except ValueError:
            raise CannotWrite from None
        key = vapid_key()
        if key is None or subscription.made_for != mark_of(key.public):
            raise CannotWrite
        return Push(
            sheet.key,
            sheet.reference,
            sheet.address,
            sheet.language,
            _content_of(sheet),
            sheet.page,
            sheet.lane,
            sheet.seconds_to_live,
            sheet.deadline,
            subscription=subscription,
        )


def _content_of(sheet: Sheet) -> str:
    parts = urlsplit(sheet.page)
    return json.dumps(
        {
            "t": URGENT if sheet.lane == Lane.URGENT else NEW,
            "l": sheet.language,
            "u": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            "r": token_for(sheet.reference),
        },
        separators=(",", ":"),
    )


def _family_of(parcel: Parcel) -> str:
    assert isinstance(parcel, Push)
    return parcel.subscription.endpoint.family


CHANNEL = WebPush()
