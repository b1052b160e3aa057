"""Streets, house numbers, boxes, postcodes and municipalities out of cells."""

import re
from dataclasses import dataclass, replace
from typing import Final

from belfry.lists import words
from belfry.lists.contacts import DATE
from belfry.lists.words import plain

_BOX: Final = words.alternatives(words.BOX)
_FLOOR: Final = words.alternatives(words.FLOORS)
_LETTERS: Final = r"(?:\s?(?:bis|ter|quater)|(?!\s?b\.?\s*\d)\s?[a-z](?![a-z]))?"
_HOUSE: Final = rf"\d{{1,4}}{_LETTERS}(?:\s?[-+]\s?\d{{1,4}}{_LETTERS})?"
NUMBER: Final = re.compile(
    rf"(?P<number>{_HOUSE})"
    rf"(?:\s*[/,-]?\s*(?:(?:{_BOX})\.?\s*:?\s*|/\s*|\bb\.?\s*(?=\d)|(?<=\d)b(?=\d)|\s(?=\d))"
    rf"(?P<box>\w[\w./-]{{0,9}})"
    rf"|[\s/,]+(?P<floor>{_FLOOR}|\d\s?(?:e|de|ste|ème|eme|er)\s(?:verd|étage|etage|stock)\w*))?",
    re.IGNORECASE,
)
WITHOUT: Final = re.compile(
    rf"[\s,]*\b(?:{words.alternatives(words.WITHOUT_NUMBER)})\.?$", re.IGNORECASE
)
NUMERO: Final = re.compile(
    rf"(?:(?:{words.alternatives(words.NUMBER)})[.:]?|n°|nº|№)\s*(?=\d)", re.IGNORECASE
)
NUMERO_AT_END: Final = re.compile(
    rf"[\s,]+(?:(?:{words.alternatives(words.NUMBER)})\.?|n°|nº)$", re.IGNORECASE
)
BOX_AT_END: Final = re.compile(
    rf"[\s,]+(?:{_BOX})\.?\s*:?\s*(?P<box>\w[\w./-]{{0,9}})$", re.IGNORECASE
)
NUMBER_AT_START: Final = re.compile(
    rf"({_HOUSE})(?:\s*/\s*(\w+)|[\s,]+(?:{_BOX})\.?\s*(\w+)(?=\s*,))?\s*,?\s+(?=[^\W\d])(.+)$",
    re.IGNORECASE,
)
NOTE: Final = re.compile(r"\s*\([^()]*\)")
_COUNTRY: Final = words.alternatives(words.COUNTRIES)
COUNTRY: Final = re.compile(rf"[\s,(]+(?:{_COUNTRY})[)\s.]*$", re.IGNORECASE)
_CODE: Final = r"(?:(?:B|BE)\s*-?\s*)?(?P<postcode>[1-9]\d{3})"
_FOREIGN: Final = r"(?:D|DE|F|FR|L|LU|NL|GB|CH|A|AT|ES|IT|PT|PL)\s*-\s*\d{4,5}(?:\s?[A-Z]{2})?|[1-9]\d{3}\s?(?!AS)[A-Z]{2}(?=\s|$)"
POSTCODE_DIGITS: Final = 4
THOUSANDS: Final = re.compile(r"^(\d)[ .](\d{3})$")
POSTCODE: Final = re.compile(rf"{_CODE}(?:[.,]0+)?", re.IGNORECASE)
FOREIGN: Final = re.compile(_FOREIGN)
_TOWN_NAME: Final = r"(?P<municipality>[^\W\d][^\d,;@]+)"
TOWN: Final = re.compile(rf"{_CODE}\s*[,-]?\s*{_TOWN_NAME}", re.IGNORECASE)
TOWN_BEFORE_CODE: Final = re.compile(rf"{_TOWN_NAME}[\s,(]+{_CODE}\)?", re.IGNORECASE)
TOWN_AT_END: Final = re.compile(
    rf"^(?P<street>.*?)[\s,;/-]+{_CODE}[\s,-]+{_TOWN_NAME}$", re.IGNORECASE
)
TOWN_AT_START: Final = re.compile(rf"^{_CODE}\s+{_TOWN_NAME}[,;]\s*(?P<street>.+)$", re.IGNORECASE)
TOWN_IN_BRACKETS: Final = re.compile(r"\s*\(((?:B-?)?[1-9]\d{3} [^()\d]+)\)", re.IGNORECASE)
TOWN_ALONE: Final = re.compile(rf"\s*(?!(?:{_BOX}|{_FLOOR})\b)[^\W\d][^\d,;@]{{2,}}", re.IGNORECASE)
BEFORE_TOWN: Final = re.compile(r"\s+(?:à|te|in)$", re.IGNORECASE)
CODE_AT_END: Final = re.compile(rf"^(?P<street>.*\d.*?)[,;]\s*{_CODE}$", re.IGNORECASE)
WRONG_CODE: Final = re.compile(
    rf"[,;]\s*\d{{1,3}}\s+(?!(?:bis|ter|quater|{_BOX}|{_FLOOR})\b)[^\W\d]{{3,}}[^\d]*$"
    r"|[,;]\s*\d{5,}\s+[^\W\d][^\d]*$",
    re.IGNORECASE,
)
MUNICIPALITY: Final = re.compile(r"[^\W\d](?:[^\d@]|\d{1,2}\b)*")
STREET: Final = re.compile(r"[^@]*[^\W\d]{2}[^@]*")
BOX: Final = re.compile(
    rf"(?:(?:(?:{_BOX})\.?|b[. ]|(?-i:b)(?=\d))\s*:?\s*(?=\w))?(?P<box>\w[\w./ -]{{0,11}})",
    re.IGNORECASE,
)
PHONE_LIKE: Final = re.compile(r"(?:\d[\s./-]*){9,}")


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address, as far as a cell tells it."""

    street: str = ""
    number: str = ""
    box: str = ""
    postcode: str = ""
    municipality: str = ""

    def completed(self, other: "Place") -> "Place":
        """Return this place; what it leaves open is taken from another."""
        return Place(
            self.street or other.street,
            self.number or other.number,
            self.box or other.box,
            self.postcode or other.postcode,
            self.municipality or other.municipality,
        )


def read_address(cell: str) -> Place | None:
    """Return a street with all that may follow it; None when there is no street in the cell."""
    text = re.sub(r"(?<=[\d)])\n|\n(?=(?:B-?)?\d)", ", ", cell).replace("\n", " ")
    text = TOWN_IN_BRACKETS.sub(r", \1", COUNTRY.sub("", text))
    text = text.strip(" ,;")
    for pattern in (TOWN_AT_END, TOWN_AT_START, CODE_AT_END):
        match = pattern.match(text)
        if match and not _is_number_part(match):
            told = match.groupdict()
            place = _street(BEFORE_TOWN.sub("", told["street"]))
            town = Place(postcode=told["postcode"], municipality=_town(told.get("municipality")))
            return place and place.completed(town)
    if WRONG_CODE.search(text):
        return None
    line, _, last = text.rpartition(",")
    ending = TOWN_BEFORE_CODE.fullmatch(last.strip())
    if ending and (place := _street(line)) and place.number:
        name = _town(ending["municipality"])
        return replace(place, postcode=ending["postcode"], municipality=name)
    if line and TOWN_ALONE.fullmatch(last) and (place := _street(line)) and place.number:
        return replace(place, municipality=last.strip())
    return _street(text)


def _is_number_part(match: re.Match[str]) -> bool:
    """Whether what looks like a town is a box or letter after a long number ("Steenweg 1200 bus A")."""
    town = plain(match.groupdict().get("municipality") or "")
    first = town.split(" ")[0]
    return bool(town) and (len(town) < 2 or first in words.BOX | words.FLOORS | {"bis", "ter"})


def _town(name: str | None) -> str:
    return (name or "").strip(" ,;.-")


def _street(text: str) -> Place | None:
    """Return street, number and box of a line such as "Meerstraat 12/3" or "12, rue Haute bte 4"."""
    text = NOTE.sub("", text).strip(" ,;.")
    if not STREET.fullmatch(text) or PHONE_LIKE.search(text):
        return None
    if WITHOUT.search(text):
        return Place(street=WITHOUT.sub("", text).strip(" ,;"))
    for gap in re.finditer(r"[\s,]+(?=\S*\d)|(?<=[^\W\d])\.?(?=\d)", text):
        street, rest = text[: gap.start()].rstrip(" ,"), NUMERO.sub("", text[gap.end() :].strip())
        match = NUMBER.fullmatch(rest)
        if (
            match
            and re.search(r"[^\W\d]{2}", street)
            and not street[0].isdigit() | _ends_open(street)
        ):
            return replace(_numbered(match), street=NUMERO_AT_END.sub("", street))
    return _number_first(text)


def _ends_open(street: str) -> bool:
    """Whether a street cannot end here: "Meerstraat 12 bus" goes on with its box."""
    return bool(re.search(rf"\d\s*\w?[\s,/]+(?:{_BOX}|b)\.?$", street, re.IGNORECASE))


def _number_first(text: str) -> Place:
    """Return a French line that begins with its number; without any number it is all street."""
    text = NUMERO.sub("", text, count=1) if NUMERO.match(text) else text
    box = BOX_AT_END.search(text)
    bare = text[: box.start()] if box else text
    match = NUMBER_AT_START.match(bare)
    trailing = re.fullmatch(rf"(\d.*?[^\W\d]{{3}}\w*)[\s,]+({NUMBER.pattern})", text, re.IGNORECASE)
    found = NUMBER.fullmatch(trailing[2]) if trailing else None
    if trailing and found and plain(trailing[1]).split()[-1] not in words.BOX:
        return replace(_numbered(found), street=trailing[1])
    if not match:
        return Place(street=text)
    box_name = box["box"] if box else match[2] or match[3] or ""
    return Place(match[4].strip(" ,"), tidy_number(match[1]), box_name)


def _numbered(match: re.Match[str]) -> Place:
    box = match["box"] or (match["floor"] or "")
    return Place(number=tidy_number(match["number"]), box=box.strip(" ."))


def tidy_number(number: str) -> str:
    """Return a house number without blanks: "12 B" is 12B, "12 - 14" is 12-14."""
    return re.sub(r"\s+", "", number)


def read_number(cell: str) -> Place | None:
    """Return number and box of a cell of house numbers; None when it is none."""
    text = NOTE.sub("", NUMERO.sub("", cell)).strip(" ,;.")
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    if WITHOUT.fullmatch(text):
        return Place()
    match = None if DATE.fullmatch(text) else NUMBER.fullmatch(text)
    return _numbered(match) if match else None


def read_box(cell: str) -> str | None:
    """Return a box; None when the cell cannot be one."""
    if DATE.fullmatch(cell):
        return None
    match = BOX.fullmatch(re.sub(r"^(\d+)[.,]0+$", r"\1", cell).strip(" ."))
    return match["box"].strip() if match and not PHONE_LIKE.search(cell) else None


def read_town(cell: str) -> Place | None:
    """Return postcode, municipality or both of a cell; None when it is neither."""
    if len(cell) == POSTCODE_DIGITS and cell.isdecimal() and cell[0] != "0":
        return Place(postcode=cell)
    text = COUNTRY.sub("", cell.replace("\n", " ")).strip(" ,;")
    if match := FOREIGN.match(text):
        return Place(postcode=match[0], municipality=_town(text[match.end() :]))
    for pattern in (POSTCODE, TOWN, TOWN_BEFORE_CODE):
        if match := pattern.fullmatch(text):
            told = match.groupdict()
            return Place(postcode=told["postcode"], municipality=_town(told.get("municipality")))
    bare = text.removeprefix("B-").strip()
    return Place(municipality=bare) if MUNICIPALITY.fullmatch(bare) else None


def read_postcode(cell: str) -> Place | None:
    """Return the postcode of a cell, with the municipality if it is there too; None for anything else."""
    place = read_town(THOUSANDS.sub(r"\1\2", cell))
    return place if place and place.postcode else None
