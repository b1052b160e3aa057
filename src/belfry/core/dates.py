"""How a language writes days and hours; the language is the active one, the clock the Belgian one."""

from datetime import date, datetime, time
from typing import Final

from django.utils import dateformat, translation

from belfry.core.clock import local

_DAYS: Final = {"nl": "l j F Y", "fr": "l j F Y", "de": "l, j. F Y", "en": "l j F Y"}
_CLOCKS: Final = {"nl": r"H.i \u\u\r", "fr": r"G \h i", "de": r"G:i \U\h\r", "en": "H:i"}


def day(value: date) -> str:
    """Write weekday and date; an instant counts by Belgian time."""
    shown = local(value) if isinstance(value, datetime) else value
    # French calls only the first of the month by its ordinal: "samedi 1er août".
    is_first = _language() == "fr" and shown.day == 1
    return dateformat.format(shown, r"l j\e\r F Y" if is_first else _DAYS[_language()])


def clock(value: datetime | time) -> str:
    """Write a time of day; of an instant that on the Belgian clock."""
    shown = local(value) if isinstance(value, datetime) else value
    return dateformat.time_format(shown, _CLOCKS[_language()])


def _language() -> str:
    language = (translation.get_language() or "en")[:2]
    return language if language in _DAYS else "en"
