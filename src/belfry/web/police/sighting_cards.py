"""What was sealed in a report, as an officer reads it: lines of a label and what was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.sightings.kinds import Behaviour, Build, Height, Moment, Sex, VehicleKind
from belfry.sightings.types import Told, told_in

Lines = list[tuple[str, str]]

OF_VEHICLE: Final[Mapping[str, str | Promise]] = {
    "kind": _("Kind"),
    "colour": _("Colour"),
    "make": _("Make and model"),
    "plate": _("Number plate"),
    "marks": _("What stood out"),
    "direction": _("Direction"),
}
OF_SUSPECT: Final[Mapping[str, str | Promise]] = {
    "sex": _("Man or woman"),
    "age": _("Age"),
    "height": _("Height"),
    "build": _("Build"),
    "hair": _("Hair, beard, glasses"),
    "clothes": _("Clothes and shoes"),
    "carried": _("Bag or tools"),
    "marks": _("What stood out"),
    "direction": _("Direction"),
}
NOT_ON_THE_FORM: Final = _(
    "not told: it came by mail or text, and in a mail anybody can write in another's name"
)
CHOICES: Final = {"kind": VehicleKind, "sex": Sex, "height": Height, "build": Build}


@dataclass(frozen=True, slots=True)
class ToldShown:
    """A report as it is read; `at` is when it was sent."""

    told: Told
    behaviour: str
    moment: str
    at: datetime
    vehicle: Lines
    suspect: Lines


def told_shown(plain: str) -> ToldShown:
    """Return what was reported, with the words of the closed lists."""
    told, at = told_in(plain)
    return ToldShown(
        told,
        str(Behaviour(told.behaviour).label),
        str(Moment(told.moment).label) if told.moment else str(NOT_ON_THE_FORM),
        at,
        _lines(told.vehicle, OF_VEHICLE),
        _lines(told.suspect, OF_SUSPECT),
    )


def identity_shown(plain: str) -> Lines:
    """Return who reported, and how that person can be reached."""
    kept: dict[str, Any] = json.loads(plain)
    ways = [*kept["phones"], *kept["emails"]]
    return [(kept["name"], ", ".join(ways))]


def _lines(card: object, labels: Mapping[str, str | Promise]) -> Lines:
    found = []
    for name, label in labels.items():
        value = getattr(card, name)
        if value:
            shown = CHOICES[name](value).label if name in CHOICES else value
            found.append((str(label), str(shown)))
    return found
