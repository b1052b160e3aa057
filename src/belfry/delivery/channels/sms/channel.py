"""SMS: a short text to mobile phones, the second step of an urgent message's ladder."""

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import phonenumbers
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from belfry.config.environment import secret, text
from belfry.delivery.channels.carrying import Supplier, SupplierCarrier
from belfry.delivery.channels.contract import (
    Callback,
    Carrier,
    Channel,
    Inbound,
    Parcel,
    Receipt,
    Sheet,
    SupplierUrl,
)
from belfry.delivery.channels.errors import CannotWrite, Forged
from belfry.delivery.channels.sms.encoding import (
    EXTENSION,
    MOST_PARTS,
    dear_signs,
    excess,
    is_gsm,
    parts,
    prepare,
)
from belfry.delivery.channels.sms.gateways import opening
from belfry.delivery.channels.sms.gateways.gateway import Gateway
from belfry.delivery.channels.sms.smpp import smsc
from belfry.delivery.channels.suppliers import dearest_price, names_suppliers, read_urls
from belfry.delivery.kinds import AddressKind, Form

SCHEMES: Final = (*smsc.SCHEMES, *opening.SCHEMES)
# Belgium and its neighbours: numbers elsewhere, and those that cost extra, are how texts are made dear
# by strangers (security, 62).
COUNTRIES: Final = "32 31 33 49 352"
COUNTRIES_SETTING: Final = "BELFRY_SMS_COUNTRIES"
BELGIAN_MOBILE: Final = re.compile(r"\+324[5-9]\d{7}", re.ASCII)
MOBILE: Final = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
)
MOST_NAMED: Final = 6


class Sms(Channel):
    """Texts over SMPP or by gateways that speak HTTP."""

    name = "sms"
    label = gettext_lazy("SMS")
    address = AddressKind.PHONE
    form = Form.SHORT
    setting = "BELFRY_SMS_URL"
    bundle = 20
    step = 1

    def takes(self, address: str) -> bool:
        """Whether it is a mobile number of a country that BELFRY_SMS_COUNTRIES names."""
        countries = _countries(text(COUNTRIES_SETTING, COUNTRIES))
        if BELGIAN_MOBILE.fullmatch(address):
            return phonenumbers.country_code_for_region("BE") in countries
        try:
            number = phonenumbers.parse(address)
        except phonenumbers.NumberParseException:
            return False
        return number.country_code in countries and phonenumbers.number_type(number) in MOBILE

    def cost(self, text: str) -> int:
        """Return the price of a text's parts at the dearest supplier, in ten-thousandths of a euro."""
        return dearest_price(self, SCHEMES) * parts(prepare(text))

    def faults(self, text: str, language: str) -> Sequence[str | Promise]:
        """Return why a text does not fit one part: how much is too much, and which characters cost most."""
        over = excess(prepare(text))
        if not over:
            return ()
        if is_gsm(prepare(text)):
            said = ngettext(
                "The SMS is %(over)d character too long. Please make it shorter.",
                "The SMS is %(over)d characters too long. Please make it shorter.",
                over,
            )
            return (said % {"over": over}, *_doubled(prepare(text)))
        signs = dear_signs(text)
        said = ngettext(
            "The SMS is %(over)d character too long, because it contains %(signs)s."
            " With such a character an SMS may have 70 characters, without it 160."
            " Please write it in another way, or make the SMS shorter.",
            "The SMS is %(over)d characters too long, because it contains %(signs)s."
            " With such a character an SMS may have 70 characters, without it 160."
            " Please write it in another way, or make the SMS shorter.",
            over,
        )
        return (said % {"over": over, "signs": _named(signs)},)

    def is_configured(self) -> bool:
        """Whether there is a supplier of SMS."""
        return names_suppliers(self)

    def open_carrier(self) -> Carrier:
        """Return a carrier for the suppliers of BELFRY_SMS_URL; raise ImproperlyConfigured."""
        _countries(text(COUNTRIES_SETTING, COUNTRIES))
        return SupplierCarrier(self.name, [_open(url) for url in read_urls(self, SCHEMES)])

    def write(self, sheet: Sheet) -> Parcel:
        """Return a text ready to travel; raise CannotWrite for a number that gets none."""
        parcel: Parcel = super().write(sheet)
        parcel.text = prepare(parcel.text)
        if not self.takes(sheet.address) or parts(parcel.text) > MOST_PARTS:
            raise CannotWrite
        return parcel

    def read(
        self, supplier: str, callback: Callback, *, now: datetime
    ) -> Sequence[Receipt | Inbound]:
        """Return what a gateway tells; raise Forged."""
        known = _gateways(secret(self.setting), settings.MODE)
        if supplier not in known:
            raise Forged
        return known[supplier].read(callback, now=now)


def _open(url: SupplierUrl) -> Supplier:
    if url.scheme in smsc.SCHEMES:
        return smsc.Smsc(url)
    return opening.open_gateway(url)


@functools.lru_cache(maxsize=2)
def _gateways(urls: str, mode: str) -> Mapping[str, Gateway]:
    # For the settings of this moment: a burst of callbacks reads no key file each time.
    return {
        url.name: opening.open_gateway(url)
        for url in read_urls(CHANNEL, SCHEMES)
        if url.scheme in opening.SCHEMES
    }


@functools.lru_cache(maxsize=2)
def _countries(codes: str) -> frozenset[int]:
    """Return the country codes in a setting; raise ImproperlyConfigured."""
    found = codes.replace("+", " ").replace(",", " ").split()
    if not all(code.isdecimal() for code in found):
        raise ImproperlyConfigured(f'{COUNTRIES_SETTING} must look like "{COUNTRIES}".')
    return frozenset(map(int, found))


def _doubled(text: str) -> Sequence[str]:
    """Return a sentence on the characters of a text that count for two, if it has any."""
    signs = [sign for sign in dict.fromkeys(text) if sign in EXTENSION.values()]
    if not signs:
        return ()
    return (_("In an SMS, each %(signs)s counts for two characters.") % {"signs": _named(signs)},)


def _named(signs: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(_shown(sign) for sign in signs[:MOST_NAMED]))


def _shown(sign: str) -> str:
    """Return a character as a person can find it."""
    if sign.isprintable() and not unicodedata.combining(sign):
        return sign
    return _("an invisible character")


CHANNEL = Sms()
