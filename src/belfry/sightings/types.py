"""What a member tells, as it is sealed: one JSON text for what was seen, one for who saw it."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

from belfry.territory.folding import folded

# Of all that is written together, in signs.
LONGEST: Final = 6000
MOST_PHOTOGRAPHS: Final = 3


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The card of a vehicle, by the fields of the ministry's identification card."""

    kind: str = ""
    colour: str = ""
    make: str = ""
    plate: str = ""
    marks: str = ""
    direction: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Suspect:
    """The card of a person, by the same card: nothing of origin, religion or colour of skin."""

    sex: str = ""
    age: str = ""
    height: str = ""
    build: str = ""
    hair: str = ""
    clothes: str = ""
    carried: str = ""
    marks: str = ""
    direction: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody saw. `place` and `house` are words; `point` is (longitude, latitude) where it was pressed on a map.

    `day` and `hour` (Belgian clock) are None where only `moment` was given. `photographs` were drawn anew
    (`paperwork.photographs`); each is sealed by itself, and no text has them.
    """

    behaviour: str
    moment: str
    place: str
    house: str = ""
    point: tuple[float, float] | None = None
    words: str = ""
    day: date | None = None
    hour: time | None = None
    vehicle: Vehicle = Vehicle()
    suspect: Suspect = Suspect()
    # By which channel somebody wrote it who did not fill in the form; nothing but `words` is told then.
    channel: str = ""
    photographs: tuple[bytes, ...] = ()

    @property
    def written(self) -> str:
        """All that was typed, for the wording check: each field a sentence of its own."""
        cards = [
            getattr(card, one.name)
            for card in (self.vehicle, self.suspect)
            for one in fields(card)
            if one.name not in CHOSEN
        ]
        return "\n\n".join(filter(None, [self.words, *cards]))


# What is chosen on a card, not typed; a number plate is no sentence either.
CHOSEN: Final = frozenset({"kind", "sex", "height", "build", "plate"})


class Received(NamedTuple):
    """The receipt of a report that is kept; `repeated`: its author wrote about the same person or home lately."""

    receipt: str
    repeated: bool


def about_lines(told: Told, names: Collection[str]) -> list[str]:
    """Return the persons and homes that a report is about, each as one normalised line."""
    homes = [f"home {folded(told.place)} {folded(told.house)}"] if told.house else []
    return [*homes, *(f"person {folded(name)}" for name in names)]


def text_to_seal(told: Told, about: Collection[str], *, now: datetime) -> bytes:
    """Return what was seen, with the hour at which it was reported."""
    plain = asdict(told) | {"about": list(about), "reported_at": now.isoformat()}
    del plain["photographs"]
    return json.dumps(plain, default=_isoformat).encode()


def told_in(plain: str) -> tuple[Told, datetime]:
    """Return what was seen and when it was reported, of a text that was opened."""
    kept = json.loads(plain)
    told = Told(
        behaviour=kept["behaviour"],
        moment=kept["moment"],
        place=kept["place"],
        house=kept["house"],
        point=tuple(kept["point"]) if kept["point"] else None,
        words=kept["words"],
        day=date.fromisoformat(kept["day"]) if kept["day"] else None,
        hour=time.fromisoformat(kept["hour"]) if kept["hour"] else None,
        vehicle=Vehicle(**kept["vehicle"]),
        suspect=Suspect(**kept["suspect"]),
        channel=kept.get("channel", ""),
    )
    return told, datetime.fromisoformat(kept["reported_at"])


def _isoformat(value: Any) -> str:
    return str(value.isoformat())
