"""Stand-ins for the channels that cost money: all four are there, whatever is installed."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from django.utils.functional import Promise

from belfry.delivery.channels.contract import Carrier, Channel
from belfry.delivery.channels.registry import all_channels
from belfry.delivery.kinds import AddressKind, Form

LONGEST_SMS = 160
LONGEST_CALL = 1500
# Ten-thousandths of a euro.
SMS_COST, CALL_COST = 600, 1500


class StandIn(Channel):
    """A channel that is installed, and through which nothing is ever sent."""

    setting = ""

    def is_configured(self) -> bool:
        """It is there."""
        return True

    def open_carrier(self) -> Carrier:
        """Nothing is sent in these tests."""
        raise NotImplementedError


class Push(StandIn):
    """The first step: a sign on a screen."""

    name, label, address, form, step = "push", "push", AddressKind.PUSH, Form.SIGN, 0


class Sms(StandIn):
    """The second step: mobile phones only, and one part."""

    name, label, address, form, step = "sms", "SMS", AddressKind.PHONE, Form.SHORT, 1

    def takes(self, address: str) -> bool:
        """Belgian mobile numbers."""
        return address.startswith("+324") and len(address) == len("+32470112233")

    def cost(self, text: str, address: str = "") -> int:
        """Six cents for each part."""
        return SMS_COST * -(-len(text) // LONGEST_SMS)

    def faults(self, text: str, language: str) -> Sequence[str | Promise]:
        """More than one part."""
        return ["It does not fit in one SMS."] if len(text) > LONGEST_SMS else ()


class Voice(StandIn):
    """The last step: any phone, for those who chose it."""

    name, label, address, form, step = "voice", "phone call", AddressKind.PHONE, Form.SPOKEN, 2
    by_choice = True

    def cost(self, text: str, address: str = "") -> int:
        """Fifteen cents."""
        return CALL_COST

    def faults(self, text: str, language: str) -> Sequence[str | Promise]:
        """A call of minutes on end."""
        return ["It is too long to be read aloud."] if len(text) > LONGEST_CALL else ()


@pytest.fixture
def every_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mail, push, SMS and calls are installed."""
    known = cast("dict[str, Any]", all_channels())
    for channel in (Push(), Sms(), Voice()):
        monkeypatch.setitem(known, channel.name, channel)
