"""Phone calls: the text read aloud, for those who chose it or have nothing else."""

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from belfry.config.environment import secret
from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Callback, Carrier, Channel, Inbound, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.suppliers import dearest_price, names_suppliers, read_urls
from belfry.delivery.channels.voice.caller import Caller
from belfry.delivery.channels.voice.plain import Plain
from belfry.delivery.channels.voice.script import minutes_of
from belfry.delivery.channels.voice.vonage import Vonage
from belfry.delivery.kinds import AddressKind, Form

NAMED: Final[Mapping[str, type[Caller]]] = {"voice": Plain, "vonage": Vonage}
# Without TLS only on this machine.
SCHEMES: Final = tuple(f"{name}+{plain}" for name in NAMED for plain in ("https", "http"))
# What one `talk` of an NCCO takes; read twice, it is a call of four minutes.
LONGEST_TEXT: Final = 1_500


class Voice(Channel):
    """Calls by an HTTP voice gateway, to mobile phones and landlines."""

    name = "voice"
    label = gettext_lazy("phone call")
    address = AddressKind.PHONE
    form = Form.SPOKEN
    setting = "BELFRY_VOICE_URL"
    # A call is heavy work for a gateway, and takes a line of it for minutes.
    bundle = 20
    step = 2
    by_choice = True
    # The phone may have rung: a person decides whether it rings again.
    repeats_unknown = False

    def is_configured(self) -> bool:
        """Whether there is a voice gateway."""
        return names_suppliers(self)

    def open_carrier(self) -> Carrier:
        """Return a carrier for the voice gateways; raise ImproperlyConfigured."""
        return SupplierCarrier(self.name, list(self._opened().values()))

    def cost(self, text: str) -> int:
        """Return what a call costs that says this text, at the dearest gateway."""
        return dearest_price(self, SCHEMES) * minutes_of(text)

    def faults(self, text: str, language: str) -> Sequence[str | Promise]:
        """Return why a text may not be read aloud."""
        if len(text) <= LONGEST_TEXT:
            return ()
        return (
            _(
                "The text to read aloud may have %(most)d characters. Please make it shorter."
                " It has %(now)d now."
            )
            % {"most": LONGEST_TEXT, "now": len(text)},
        )

    def read(
        self, supplier: str, callback: Callback, *, now: datetime
    ) -> Sequence[Receipt | Inbound]:
        """Return what a gateway tells of a call; raise Forged."""
        known = _readers(secret(self.setting), settings.MODE)
        if supplier not in known:
            raise Forged
        return known[supplier].read(callback, now=now)

    def _opened(self) -> dict[str, Caller]:
        return {
            url.name: NAMED[url.scheme.partition("+")[0]](url) for url in read_urls(self, SCHEMES)
        }


@functools.lru_cache(maxsize=2)
def _readers(urls: str, mode: str) -> Mapping[str, Caller]:
    # For the settings of this moment: a burst of callbacks reads no key file each time.
    return CHANNEL._opened()


CHANNEL = Voice()
