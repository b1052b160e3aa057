"""The phones of the demonstration, as files that local suppliers write and obey.

Each thing that arrived is a file `<folder>/<number or figure>/<nanoseconds>-<number>.json`; a figure is a
device for notifications. `control.json` says which phones are off, and `outgoing/` holds texts to us.
"""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import NotFound
from belfry.delivery.addresses import is_landline
from belfry.delivery.kinds import AddressKind

FILE_NAME: Final = re.compile(r"[0-9]{1,20}-[0-9]{1,9}", re.ASCII)
NUMBER: Final = re.compile(r"\+[0-9]{6,15}", re.ASCII)
SHOWN: Final = 30
LONGEST_TEXT: Final = 160
# A gateway lets a phone ring for half a minute; then the call is over, whatever its file says.
RINGS_FOR: Final = timedelta(seconds=32)
RINGING: Final = "ringing"
ANSWERS: Final[dict[str, Promise]] = {
    "key": _("answered, and 1 was pressed"),
    "no_key": _("answered, and nothing was pressed"),
    "hung_up": _("hung up"),
    "voicemail": _("the voicemail answered"),
    "busy": _("busy"),
    "no_answer": _("not answered"),
}
# What somebody who plays the owner may do with a call.
CHOICES: Final = ("key", "hung_up", "voicemail")


class Power(StrEnum):
    """Whether a phone is reached: by all, by SMS and calls only, by all but SMS, or by nothing."""

    ON = "on"
    OFFLINE = "offline"
    FULL = "full"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Handset:
    """A phone: its number ("" for none) and the device ("" for none) on which notifications are shown."""

    number: str
    device: str

    @property
    def is_landline(self) -> bool:
        """Whether it can only be called."""
        return is_landline(AddressKind.PHONE, self.number) if self.number else False


@dataclass(frozen=True, slots=True)
class Thing:
    """A notification, an SMS or a call on a phone; `is_sent` for an SMS that its owner wrote."""

    name: str
    channel: str
    at: datetime
    text: str
    language: str
    sender: str
    page: str
    answer: str
    is_sent: bool

    @property
    def how(self) -> str:
        """How a call was answered, in words."""
        return str(ANSWERS.get(self.answer, ANSWERS["no_answer"]))

    def is_ringing(self, now: datetime) -> bool:
        """Whether it is a call that can be answered."""
        return self.answer == RINGING and now - self.at < RINGS_FOR


@dataclass(frozen=True, slots=True)
class Known:
    """A number that something arrived for: how many things, and when the newest did."""

    number: str
    count: int
    newest_at: datetime


def numbers_known(folder: Path) -> list[Known]:
    """Return every number that got something, the one with the newest thing first."""
    found = []
    for phone in folder.iterdir() if folder.is_dir() else ():
        names = _names(phone) if NUMBER.fullmatch(phone.name) else []
        if names:
            newest = datetime.fromtimestamp(_order(names[0])[0] // 10**9, tz=UTC)
            found.append(Known(phone.name, len(names), newest))
    return sorted(found, key=lambda one: one.newest_at, reverse=True)


def things_on(folder: Path, handset: Handset) -> list[Thing]:
    """Return the newest things on a phone, the newest first."""
    found = [(name, phone) for phone in _folders(folder, handset) for name in _names(phone)[:SHOWN]]
    found.sort(key=lambda one: _order(one[0]), reverse=True)
    return [_read(phone / f"{name}.json") for name, phone in found[:SHOWN]]


def thing_on(folder: Path, handset: Handset, name: str) -> Thing:
    """Return one thing of a phone; raise NotFound."""
    return _read(_path(folder, handset, name))


def power_of(folder: Path, handset: Handset) -> Power:
    """Return whether a phone is on."""
    off = _control(folder).get("off", [])
    powers = (one for one in (Power.OFF, Power.FULL, Power.OFFLINE) if off_when(handset, one))
    return next((one for one in powers if off_when(handset, one) <= set(off)), Power.ON)


def switch(folder: Path, handset: Handset, power: Power) -> None:
    """Switch a phone on or off; suppliers see it with the next thing they send."""
    control = _control(folder)
    others = set(control.get("off", [])) - off_when(handset, *Power)
    off = sorted(others | off_when(handset, power))
    _write(folder / "control.json", {**control, "off": off})


def off_when(handset: Handset, *powers: Power) -> set[str]:
    """Return what `control.json` calls off for these states of a phone."""
    number, device = handset.number, handset.device
    told = {
        Power.ON: [],
        Power.OFFLINE: [device],
        Power.FULL: [f"sms:{number}" if number else ""],
        Power.OFF: [number, device],
    }
    return {name for power in powers for name in told[power] if name}


def answer(folder: Path, handset: Handset, name: str, how: str) -> None:
    """Answer a call that rings; raise NotFound."""
    path = _path(folder, handset, name)
    if how not in CHOICES or _read(path).answer != RINGING:
        raise NotFound
    path.with_suffix(".answer").write_text(how, encoding="utf-8")


def say(folder: Path, handset: Handset, text: str, *, now: datetime) -> None:
    """Send an SMS from a phone to our number, and keep it on the phone; raise NotFound for a landline."""
    if not handset.number or handset.is_landline:
        raise NotFound
    name = f"{time.time_ns()}-0.json"
    told = {"channel": "sms", "at": now.isoformat(), "text": text[:LONGEST_TEXT], "is_sent": True}
    _write(folder / handset.number / name, told)
    _write(folder / "outgoing" / name, {"from": handset.number, "text": text[:LONGEST_TEXT]})


def _folders(folder: Path, handset: Handset) -> Sequence[Path]:
    return [folder / name for name in (handset.number, handset.device) if name]


def _names(phone: Path) -> list[str]:
    """Return the names of the things on a phone, the newest first."""
    files = phone.glob("*.json") if phone.is_dir() else ()
    names = [file.stem for file in files if FILE_NAME.fullmatch(file.stem)]
    return sorted(names, key=_order, reverse=True)


def _order(name: str) -> tuple[int, int]:
    nanoseconds, _, number = name.partition("-")
    return int(nanoseconds), int(number)


def _path(folder: Path, handset: Handset, name: str) -> Path:
    if FILE_NAME.fullmatch(name):
        for phone in _folders(folder, handset):
            if (phone / f"{name}.json").exists():
                return phone / f"{name}.json"
    raise NotFound


def _read(path: Path) -> Thing:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Thing(
        path.stem,
        told["channel"],
        datetime.fromisoformat(told["at"]),
        told["text"],
        # A voice is named by its language: "nl-BE".
        told.get("language") or told.get("voice", "")[:2],
        told.get("from", ""),
        told.get("page", ""),
        told.get("answer", ""),
        told.get("is_sent", False),
    )


def _control(folder: Path) -> dict[str, Any]:
    path = folder / "control.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _write(path: Path, told: object) -> None:
    """Write a file in one step; a supplier that looks sees all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}")
    unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    unfinished.rename(path)
