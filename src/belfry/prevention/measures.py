"""What helps against what, in the reader's language; the words stand in `library/*.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from belfry.networks.kinds import Phenomenon
from belfry.prevention.kinds import ForWhom, MeasureKind
from belfry.prevention.types import Measure, Theme

FOLDER: Final = Path(__file__).with_name("library")
ORDER: Final = tuple(MeasureKind)


@cache
def themes(language: str) -> tuple[Theme, ...]:
    """Return the whole library in one of the four languages, in the order that its files give."""
    files = [
        (path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in FOLDER.glob("*.toml")
    ]
    files.sort(key=lambda one: one[1]["order"])
    return tuple(_theme(code, told, language) for code, told in files)


def _theme(code: str, told: dict[str, Any], language: str) -> Theme:
    measures = [_measure(row, language) for row in told["measure"]]
    return Theme(code, told["name"][language], tuple(_in_order(measures)))


def _measure(row: dict[str, Any], language: str) -> Measure:
    return Measure(
        code=row["code"],
        phenomena=frozenset(map(Phenomenon, row["phenomena"])),
        kind=MeasureKind(row["kind"]),
        for_whom=ForWhom(row["for_whom"]),
        at_once=row["at_once"],
        at_home=row[language]["at_home"],
        text=row[language]["text"],
    )


def _in_order(measures: list[Measure]) -> list[Measure]:
    return sorted(measures, key=lambda one: ORDER.index(one.kind))


def measures_for(phenomenon: str, language: str, *, at_once: bool = False) -> list[Measure]:
    """Return what helps against a phenomenon: organisational before structural before electronic.

    `at_once` leaves only what fits an urgent message. Nothing for a phenomenon that the library does
    not know.
    """
    return _in_order(
        [
            one
            for theme in themes(language)
            for one in theme.measures
            if phenomenon in one.phenomena and (one.at_once or not at_once)
        ]
    )
