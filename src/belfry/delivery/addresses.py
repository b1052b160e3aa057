"""One way to write each address, so that the same address is found again."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from belfry.delivery.channels.push.subscription import read_subscription
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind

LONGEST_ADDRESS = 254
# Most numbers come in this form already: the nine digits of a mobile number, the eight of another.
BELGIAN = re.compile(r"\+32(?:4\d{8}|[1-9]\d{7})", re.ASCII)
BELGIAN_MOBILE = re.compile(r"\+324\d{8}", re.ASCII)


def normalised(kind: str, address: str) -> str:
    """Return an e-mail address in lower case with an ASCII domain, a number as E.164, or a browser's subscription.

    Numbers without a country are Belgian. Raises AddressUnusable.
    """
    if kind == AddressKind.PUSH:
        return _subscription(address)
    return _email(address) if kind == AddressKind.EMAIL else _phone(address)


def _subscription(address: str) -> str:
    try:
        return read_subscription(address).written()
    except ValueError:
        raise AddressUnusable from None


def _email(address: str) -> str:
    name, _, domain = address.strip().lower().rpartition("@")
    try:
        written = f"{name}@{domain.encode('idna').decode()}"
        validate_email(written)
    except (UnicodeError, ValidationError):
        raise AddressUnusable from None
    # A local part outside ASCII needs SMTPUTF8, which most Belgian mailboxes do not take.
    if not written.isascii() or len(written) > LONGEST_ADDRESS:
        raise AddressUnusable
    return written


def _phone(address: str) -> str:
    if BELGIAN.fullmatch(address):
        return address
    try:
        number = phonenumbers.parse(address, "BE")
    except phonenumbers.NumberParseException:
        raise AddressUnusable from None
    if not phonenumbers.is_possible_number(number):
        raise AddressUnusable
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_landline(kind: str, address: str) -> bool:
    """Whether a normalised address is a number of a phone that is certainly no mobile phone."""
    if kind != AddressKind.PHONE:
        return False
    if BELGIAN.fullmatch(address):
        return not BELGIAN_MOBILE.fullmatch(address)
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
