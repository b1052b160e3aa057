"""E-mail: the whole text, at no cost, beside the ladder of an urgent message."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from belfry.core.clock import local
from belfry.core.mode import may_leave
from belfry.delivery import feelings
from belfry.delivery.channels.contract import Channel, Sheet
from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.errors import RelayUrlWrong
from belfry.delivery.channels.email.mail import (
    Letter,
    Mail,
    Sender,
    Words,
    checked_address,
    checked_link,
)
from belfry.delivery.channels.email.relays import RelayAddress, read_relays
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.kinds import EMAIL, AddressKind, Form
from belfry.delivery.policies import is_urgent
from belfry.delivery.unsubscribing import token_for


class Email(Channel):
    """Mail over SMTP (RFC 5321); a bulletin is encoded once per language."""

    name = EMAIL
    label = _("e-mail")
    address = AddressKind.EMAIL
    form = Form.LONG
    setting = "BELFRY_SMTP_URL"

    def __init__(self) -> None:
        """Keep no letter yet."""
        self._letters: dict[tuple[int, str], Letter] = {}
        # Read once: Django's settings cost a microsecond each time, and a mail needs them thrice.
        self._pages = settings.BASE_URL
        self._domain = settings.MAIL_SENDER.rpartition("@")[2]

    def is_configured(self) -> bool:
        """Every installation sends mail; without a relay it waits."""
        return True

    def open_carrier(self) -> Carrier:
        """Return a carrier for the relays of BELFRY_SMTP_URL; raise ImproperlyConfigured."""
        try:
            checked_address(settings.MAIL_SENDER)
            checked_link(settings.BASE_URL)
        except CannotWrite:
            raise ImproperlyConfigured(
                "BELFRY_MAIL_SENDER or BELFRY_BASE_URL cannot stand in a mail."
            ) from None
        addresses = relay_addresses()
        if not may_leave():
            # A restored copy holds real addresses: only a home sends beyond this machine.
            addresses = tuple(address for address in addresses if address.is_loopback)
        return Carrier(addresses)

    def write(self, sheet: Sheet) -> Mail:
        """Return the mail of one recipient, its Message-ID the same on every attempt."""
        link = feeling = b""
        if sheet.bulletin is None:
            letter = _composed(sheet)
        else:
            letter = self._letter(sheet)
            token = token_for(sheet.endpoint_id, sheet.scope)
            link = checked_link(f"{self._pages}/unsubscribe/{token}/")
            if letter.asks:
                asked = feelings.token_for(sheet.bulletin, sheet.scope)
                feeling = checked_link(f"{self._pages}/feel/{asked}/")
        message_id = f"{sheet.message_id}.{sheet.endpoint_id}@{self._domain}".encode()
        recipient = checked_address(sheet.address)
        urgent = is_urgent(sheet.lane)
        return Mail(
            sheet.key,
            letter,
            recipient,
            message_id,
            link,
            sheet.deadline,
            urgent,
            feeling=feeling,
        )

    def forget(self) -> None:
        """Date the next letters anew."""
        self._letters.clear()

    def _letter(self, sheet: Sheet) -> Letter:
        key = (sheet.message_id, sheet.language)
        letter = self._letters.get(key)
        if letter is None:
            letter = self._letters[key] = _composed(sheet)
        return letter


def _composed(sheet: Sheet) -> Letter:
    said = sheet.words
    words = Words(sheet.language, said["subject"], said["text"], said["html"])
    sender = Sender(said["sender"], settings.MAIL_SENDER)
    return Letter(words, sender, made_at=local(sheet.made_at), bulletin=sheet.bulletin)


def relay_addresses() -> Sequence[RelayAddress]:
    """Return the relays that BELFRY_SMTP_URL names; raise ImproperlyConfigured."""
    try:
        return read_relays(",".join(settings.SMTP_URLS))
    except RelayUrlWrong as error:
        raise ImproperlyConfigured(f"BELFRY_SMTP_URL: {error}") from None


CHANNEL = Email()
