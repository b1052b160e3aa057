"""A bulletin as it is read aloud: plain sentences, with abbreviations and hours written out.

The wall compares it with what was typed: what is written out keeps every number, and every word of four
letters or more (`migrations/0006_the_wall_for_every_form.py`).
"""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext

from belfry.bulletins.types import Words

ENDS: Final = (".", "!", "?", ":", "…")
BULLET: Final = re.compile(r"^[-\u2013•*]\s+")
ABBREVIATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "bijv.": "bijvoorbeeld",
        "bv.": "bijvoorbeeld",
        "ca.": "ongeveer",
        "enz.": "enzovoort",
        "incl.": "inclusief",
        "km/u": "kilometer per uur",
        "nr.": "nummer",
        "o.a.": "onder andere",
        "t.e.m.": "tot en met",
        "t/m": "tot en met",
    },
    "fr": {
        "bd.": "boulevard",
        "c.-à-d.": "c'est-à-dire",
        "env.": "environ",
        "etc.": "et cetera",
        "km/h": "kilomètres à l'heure",
        "n°": "numéro",
        "p.ex.": "par exemple",
        "p. ex.": "par exemple",
    },
    "de": {
        "bzw.": "beziehungsweise",
        "ca.": "ungefähr",
        "d.h.": "das heißt",
        "km/h": "Kilometer pro Stunde",
        "Nr.": "Nummer",
        "usw.": "und so weiter",
        "z.B.": "zum Beispiel",
        "z. B.": "zum Beispiel",
    },
    "en": {"approx.": "approximately", "e.g.": "for example", "etc.": "et cetera"},
}
# "23u30", "23.30 uur", "23 h 30", "23:30 Uhr": the hour, and the minutes if there are any. Figures with a dot
# are an hour only where the word stands behind them.
HOURS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "nl": (
        re.compile(r"\b(\d{1,2})(?:\s?u\.?\s?(\d{2})?\b(?!\w)|[.:](\d{2})\s?u(?:ur)?\b)"),
        "uur",
    ),
    "fr": (re.compile(r"\b(\d{1,2})\s?h(?:\s?(\d{2}))?\b"), "heures"),
    "de": (re.compile(r"\b(\d{1,2})(?::(\d{2})(?:\sUhr)?|\.(\d{2})\sUhr)\b"), "Uhr"),
}
# French has the singular for none too.
ONE_HOUR: Final = re.compile(r"\b(0?[01]) heures\b")


def read_aloud(words: Words, label: str, opening: str, police_number: str) -> str:
    """Return what a call says in the active language, which `opening`, `label` and words are in."""
    said = [
        opening,
        _sentences(capitalised(label)),
        _sentences(words.title),
        _sentences(words.what),
        _sentences(gettext("Where: %(where)s") % {"where": words.where} if words.where else ""),
        _sentences(words.what_to_do),
        gettext("Is it happening now? Call %(number)s.") % {"number": police_number},
    ]
    return " ".join(filter(None, said))


def capitalised(text: str) -> str:
    """Return a text with its first letter as a sentence begins; the others stay as they are."""
    return text[:1].upper() + text[1:]


def _sentences(text: str) -> str:
    """Return text in one line, each line of which ends as a sentence does."""
    lines = (BULLET.sub("", line.strip()) for line in text.splitlines())
    return " ".join(line if line.endswith(ENDS) else f"{line}." for line in lines if line)


def written_out(text: str, language: str) -> str:
    """Return text with the abbreviations and hours of a language as they are said."""
    for short, long in ABBREVIATIONS[language].items():
        # A space stands between what is written out and a number that stood close by ("n°12").
        pattern = rf"(?<!\w){re.escape(short)}" + (r"(?!\w)" if short[-1].isalnum() else "")
        text = re.sub(rf"{pattern}(?=\w)", f"{long} ", text, flags=re.IGNORECASE)
        text = re.sub(pattern, long, text, flags=re.IGNORECASE)
    if language in HOURS:
        written, hours = HOURS[language]
        text = written.sub(
            lambda found: " ".join(filter(None, [found[1], hours, *found.groups()[1:]])), text
        )
    if language == "fr":
        text = ONE_HOUR.sub(r"\1 heure", text)
    return text
