"""What follows from a NIS code and a date: region, province, language regime (`official.toml`)."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from belfry.territory.kinds import LanguageArea
from belfry.territory.types import Division, Regime

FILE: Final = Path(__file__).with_name("official.toml")
BILINGUAL: Final = ("nl", "fr")
# The districts of Belgium. What was added by hand under another code is no business of official files.
OFFICIAL_NIS: Final = re.compile(
    r"(?:1[1-3]|21|2[3-5]|3[1-8]|4[1-6]|5[1-8]|6[1-4]|7[1-3]|8[1-5]|9[1-3])\d{3}"
)


@cache
def _rows() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _at(kind: str, on: date) -> Iterator[dict[str, Any]]:
    for row in _rows()[kind]:
        if row["from"] <= on and (row.get("until") is None or on < row["until"]):
            yield row


def _by_prefix(kind: str, nis: str, on: date) -> dict[str, Any] | None:
    if not OFFICIAL_NIS.fullmatch(nis):
        return None
    fitting = [
        (len(prefix), row)
        for row in _at(kind, on)
        for prefix in row.get("prefixes", ())
        if nis.startswith(prefix)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def _division(row: dict[str, Any]) -> Division:
    return Division(row["nis"], {key: row[f"name_{key}"] for key in ("nl", "fr", "de")})


def province_of(nis: str, on: date) -> Division | None:
    """Return the province of a municipality at a date; None in Brussels and for a code of no province."""
    row = _by_prefix("province", nis, on)
    return _division(row) if row else None


def region_of(nis: str, on: date) -> Division | None:
    """Return the region of a municipality at a date; None for a code of no region."""
    province = _by_prefix("province", nis, on)
    row = _by_prefix("region", nis, on)
    if province:
        row = next((one for one in _at("region", on) if one["nis"] == province["region"]), None)
    return _division(row) if row else None


def regime_of(nis: str, on: date) -> Regime | None:
    """Return what the language laws ask for in a municipality at a date; None for an unknown code."""
    row = _by_prefix("language_area", nis, on)
    if row is None:
        return None
    area = LanguageArea(row["area"])
    own = BILINGUAL if area is LanguageArea.BILINGUAL else (area.value,)
    facility = next((one["language"] for one in _at("facility", on) if nis in one["nis"]), "")
    return Regime(area, (*own, facility) if facility else own, facility)


def languages_for_the_public(nis: str, wanted: Sequence[str], on: date) -> list[str]:
    """Return the languages of papers for the public in a municipality, the first one first.

    Those that the language laws ask for, then what else is `wanted`; in Brussels, where the law leaves the
    order open, as wanted. An unknown code asks for nothing.
    """
    regime = regime_of(nis, on)
    if regime is None:
        return list(wanted)
    if regime.area is LanguageArea.BILINGUAL:
        return list(dict.fromkeys([*wanted, *regime.languages]))
    return list(dict.fromkeys([*regime.languages, *wanted]))


def facility_municipalities(on: date) -> dict[str, str]:
    """Return {NIS code: language of the facility} of all facility municipalities at a date."""
    return {nis: row["language"] for row in _at("facility", on) for nis in row["nis"]}


def licence_of(region: str) -> tuple[str, str]:
    """Return licence and attribution of the addresses of a region."""
    row = next(one for one in _rows()["source"] if one["region"] == region)
    return row["licence"], row["attribution"]
