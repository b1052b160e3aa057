"""The phones of the demonstration: who has which, what shows notifications, and who answers calls."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from belfry.core.errors import NotFound
from belfry.delivery.devices import note_shown, push_key
from belfry.people.actions import add_device
from belfry.program.cast import FIGURES, person_named
from belfry.program.demo_choices import PHONES
from belfry.program.suppliers.control import ASK
from belfry.program.suppliers.devices import Devices
from belfry.program.suppliers.phones import CONTROL, DEVICES

# The mobile phone or landline of each figure that has one.
NUMBERS: Final[Mapping[str, str]] = {
    **{figure.name: figure.phone for figure in FIGURES.values() if figure.phone},
    **PHONES,
}
# Whose phone shows notifications: before yesterday's alert, and only after it.
EARLY, LATE = "member-chloe", "deputy-sofia"


def rehearse() -> None:
    """Let phones answer for themselves while the year is told, and texts tell at once that they came."""
    _let({"receipts": "early"})


def hand_out() -> None:
    """Switch every phone on; whoever plays a figure answers its calls."""
    _let({"receipts": "early", "numbers": dict.fromkeys(NUMBERS.values(), ASK), "off": []})


def _let(wishes: Mapping[str, object]) -> None:
    folder = settings.PHONES_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{CONTROL}"
    unfinished.write_text(json.dumps(wishes), encoding="utf-8")
    unfinished.rename(folder / CONTROL)


def show_notifications(name: str, *, now: datetime) -> None:
    """Let the phone of a figure show notifications, as its browser would; raise what `add_device` does."""
    if not push_key():
        raise NotFound
    device = Devices(settings.PHONES_DIR / DEVICES).make(push_key(), name)
    origin = os.environ["BELFRY_PUSH_URL"]
    add_device(person_named(name), device.subscription(origin), device="Firefox/Android", now=now)


def tell_shown(now: datetime) -> None:
    """Tell that the phone with notifications showed its newest, as its browser would while pages are served."""
    shown = sorted((settings.PHONES_DIR / EARLY).glob("*.json"))
    if shown:
        note_shown(json.loads(shown[-1].read_text(encoding="utf-8"))["token"], now=now)
