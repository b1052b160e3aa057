"""Number plates of Belgium, the Netherlands, France, Germany and Luxembourg in a text."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

# Shapes that nothing else has.
# Written in capitals or with hyphens; "om 8 uur 101" must not be one.
BELGIAN: Final = (
    r"[1-9](?:[-\u2013.·/]| [-\u2013] )[A-Za-z]{3}(?:[-\u2013.·/ ]| [-\u2013] )\d{3}|[1-9] ?[A-Z]{3} ?-? ?\d{3}|[1-9][a-z]{3}\d{3}"
    r"|[1-9] [a-z]{3}-\d{3}"
    r"|[TMOGQUZ][-\u2013. ][A-Z]{3}[-\u2013. ]\d{3}|[TO][-\u2013][A-Z]{2}[A-Z]?[-\u2013]\d{3,4}"  # taxi, motorcycle, old-timer
)
FRENCH: Final = r"[A-Za-z]{2}-\d{3}-[A-Za-z]{2}|[A-Z]{2}[ .]?\d{3}[ .]?[A-Z]{2}"
DUTCH: Final = (
    r"[a-z]{2}-\d\d-\d\d|\d\d-[a-z]{2}-\d\d|\d\d-\d\d-[a-z]{2}|[a-z]{2}-\d\d-[a-z]{2}|[a-z]{2}-[a-z]{2}-\d\d"
    r"|\d\d-[a-z]{2}-[a-z]{2}|\d\d-[a-z]{3}-\d|\d-[a-z]{3}-\d\d|[a-z]{2}-\d{3}-[a-z]|[a-z]-\d{3}-[a-z]{2}"
    r"|[a-z]{3}-\d\d-[a-z]|[a-z]-\d\d-[a-z]{3}|\d-[a-z]{2}-\d{3}|\d{3}-[a-z]{2}-\d"
)
CERTAIN: Final = re.compile(rf"(?<![\w-])(?:{BELGIAN}|{FRENCH}|(?i:{DUTCH}))(?![\w-])")
GERMAN_DASHED: Final = re.compile(r"(?<![\w-])([A-ZÄÖÜ]{1,3})-[A-Z]{1,2}[- ]?\d{1,4}[EH]?(?![\w-])")
# Only when the words beside them speak of a vehicle or a plate.
IN_COMPANY: Final = re.compile(
    r"(?<![\w-])(?:"
    r"[A-Z]{3}[- .]?\d{3}|\d{3}[- .]?[A-Z]{3}|[A-Z]{2}[- .]?\d{4}|[1-9][- ]?[A-Z]{3}[- ]?\d{1,3}|[A-Z]-?\d{4,5}"
    r"|\d{2,4} ?[A-Z]{2,3} ?\d{2}|[A-Z]{2}[- ]?\d{2,3}[- ]?[A-Z]{1,2}|\d{2}[- ]?[A-Z]{2,3}[- ]?\d{1,2}"
    r"|[A-Z]{1,2}[- ]?\d{2,3}[- ]?[A-Z]{2,3}|[A-Z]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}|[A-Z]{2}[- ]?\d{2}[- ]?\d{2}|[A-Z]{2,4}[- ]?\d{3,5}"
    r"|[1-9][- ]?[A-Z]{3}(?![- ]?\d)|[1-9]-[A-Z]{1,3}|[A-Z]{3}-\?+"
    r")(?![\w-])"
)
SMALL: Final = re.compile(
    r"(?<![\w-])(?:[1-9] ?-?[a-z]{3} ?-?\d{3}|[a-z]{3}-\d{3}|\d{3}-[a-z]{3})(?![\w-])"
)
AFTER_PLATE_WORD: Final = re.compile(
    r"\b(?:nummerplaat|nrplaat|nrplt|plaat|kenteken\w*|plaque|immatricul\w+|kennzeichen|nummernschild|plate|licen[cs]e)\b"
    r"[^.!?\n]{0,25}?[\s:\"“«'(]((?-i:(?=[A-Z0-9\- ]{0,8}\d)(?=[0-9\- ]{0,6}[A-Z])[A-Z0-9][A-Z0-9\- ]{2,9}[A-Z0-9]|[A-Z]{4,8}|\d{5}))(?![\w-])",
    re.IGNORECASE,
)
MAY_BE_PLATE: Final = re.compile(r"\d|plaat|kenteken|plaque|plate|kennzeichen", re.IGNORECASE)
# Roads, models and dates that look like plates beside words for vehicles.
NO_PLATE: Final = re.compile(
    r"(?:[ENARBL]\d{1,3}|[A-Z]{1,3} ?(?:19|20)\d\d|\d{1,2} ?(?:JAN|FEB|MAR|MRT|APR|MAY|MAI|MEI|JUN|JUL|AUG|SEP|OCT|OKT|NOV|DEC)\w* ?\d{0,4}"
    r"|BE ?\d+|COVID-?19|BMW ?\w+|VW ?\w+|CX-?\d+|[A-Z]+-KLASSE)",
    re.IGNORECASE,
)
# Of the districts near Belgium and of large towns, besides those of one letter.
GERMAN_DISTRICTS: Final = frozenset(
    [
        "AC",
        "ACH",
        "DN",
        "DÜR",
        "EU",
        "MON",
        "HS",
        "GK",
        "ERK",
        "VIE",
        "MG",
        "KR",
        "NE",
        "GV",
        "BM",
        "SU",
        "BN",
        "K",
        "D",
        "DU",
        "E",
        "W",
        "WES",
        "KLE",
        "BOR",
        "BOT",
        "BO",
        "DO",
        "GE",
        "OB",
        "MH",
        "HA",
        "UN",
        "HAM",
        "MS",
        "B",
        "M",
        "F",
        "S",
        "H",
        "L",
        "P",
        "J",
        "G",
        "R",
        "HH",
        "HB",
        "KI",
        "DA",
        "MZ",
        "KO",
        "TR",
        "BIT",
        "DAU",
        "WIL",
        "SB",
        "SLS",
        "NK",
        "MZG",
        "WND",
        "ZW",
        "PS",
        "KL",
        "LU",
        "MA",
        "HD",
        "KA",
        "FR",
        "OG",
        "AK",
        "NR",
        "MYK",
        "COC",
        "AW",
        "SIM",
        "BIR",
        "PRÜ",
        "GER",
        "JÜL",
        "SLE",
        "AH",
        "GLA",
        "GL",
        "LEV",
        "SG",
        "RS",
        "ME",
        "EN",
        "OS",
        "OL",
        "BI",
        "PB",
        "GT",
        "MI",
        "N",
        "A",
        "AU",
        "BA",
        "BT",
        "DD",
        "LE",
        "HAL",
        "MD",
        "EF",
        "WE",
        "ROS",
    ]
)

Near = Callable[[int, int], bool]


def plates(text: str, beside_vehicle: Near) -> Iterator[tuple[int, int]]:
    """Return number plates; `beside_vehicle(start, end)` tells whether words near speak of a vehicle."""
    if not MAY_BE_PLATE.search(text):
        return
    certain = (one for one in CERTAIN.finditer(text) if not NO_PLATE.fullmatch(one[0]))
    german = (one for one in GERMAN_DASHED.finditer(text) if one[1] in GERMAN_DISTRICTS)
    for match in chain(certain, german):
        yield match.span()
    for match in AFTER_PLATE_WORD.finditer(text):
        yield match.span(1)
    for match in chain(IN_COMPANY.finditer(text), SMALL.finditer(text)):
        if not NO_PLATE.fullmatch(match[0]) and beside_vehicle(*match.span()):
            yield match.span()
