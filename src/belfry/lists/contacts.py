"""E-mail addresses and phone numbers out of cells as people fill them in."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from belfry.lists.words import AND

LONGEST_ADDRESS: Final = 254
BRACKETED: Final = re.compile(r"\([^()@]*\)|\[[^\[\]@]*\]")
NAMED: Final = re.compile(
    r"(\"[^\"]*\"|[^<>;,\n]*)\s*<\s*(?:mailto:)?([^<>]*@[^<>]*)>", re.IGNORECASE
)
# The only address of a cell: what stands before it is the name, commas and all.
LONE: Final = re.compile(r"([^<>;@\n]*)<\s*(?:mailto:)?([^<>]*@[^<>]*)>[\s;,]*", re.IGNORECASE)
ONE_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PARTS: Final = re.compile(r"[;,|/\n]+|\s+")
LABEL: Final = re.compile(r"[^\s@:;,]+\s*:\s*(?=\S+@)")
ENDS: Final = " .;,:<>()[]\"'"


@dataclass(frozen=True, slots=True)
class Emails:
    """The addresses of a cell, and the name written before one ("Jan Peeters <jan@…>")."""

    addresses: tuple[str, ...]
    name: str = ""


def read_emails(cell: str) -> Emails | None:
    """Return the addresses in a cell, in lower case; None when any of it is no address."""
    if ONE_ADDRESS.fullmatch(cell):
        address = _address(cell.lower())
        return Emails((address,)) if address else None
    pattern = LONE if LONE.fullmatch(cell) else NAMED
    named = pattern.findall(cell)
    text = pattern.sub(lambda match: f" {match[2].strip()} ", cell)
    text = LABEL.sub(" ", BRACKETED.sub(" ", text.replace("mailto:", "")))
    found: list[str] = []
    for part in PARTS.split(text):
        written = part.strip(ENDS)
        if not written or written.lower() in AND or written in "&+-":
            continue
        address = _address(written.lower())
        if not address:
            return None
        found.append(address)
    name = next((name.strip(" \"'") for name, _ in named), "")
    return Emails(tuple(dict.fromkeys(found)), name) if found else None


@lru_cache(1024)
def _domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode()
        validate_email(f"a@{ascii_domain}")
    except (UnicodeError, ValidationError):
        return ""
    return domain if "." in domain else ""


def _address(address: str) -> str:
    """Return an address that can be mailed to, or nothing; an umlaut may stand in its domain only."""
    name, _, domain = address.rpartition("@")
    if not name.isascii() or len(address) > LONGEST_ADDRESS or not _domain(domain):
        return ""
    try:
        validate_email(f"{name}@mail.example")
    except ValidationError:
        return ""
    return address


DATE: Final = re.compile(
    r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([/.-])\d{1,2}\2\d{1,2}"
)
SCIENTIFIC: Final = re.compile(r"(\d)[.,](\d+)E\+?(\d{1,2})", re.IGNORECASE)
DECIMALS: Final = re.compile(r"(\d{8,})[.,]0+")
TRUNK_IN_BRACKETS: Final = re.compile(r"\(\s*0\s*\)")
NOTE: Final = re.compile(r"\([^()]*[^\W\d][^()]*\)")
TIMES: Final = re.compile(
    r"\b\d{1,2}\s*(?:u|h|uur|uhr|heures?)\d{0,2}\b|\b\d?[^\W\d_][\w'-]*", re.IGNORECASE
)
ONLY_DIGITS: Final = re.compile(r"[\d\s./+-]*")
GROUP: Final = re.compile(r"\+?\d+")
MOST_GROUPS: Final = 40
# General display of a spreadsheet keeps six digits: what was written so is lost.
DIGITS_SHOWN: Final = 6
BELGIUM: Final = "32"
MOBILE: Final = re.compile(r"4[5-9]\d{7}")
OTHER: Final = re.compile(r"[1-9]\d{7}")
ZERO_LOST: Final = re.compile(r"4[5-9]\d{7}|[1-9]\d{7}")


@dataclass(frozen=True, slots=True)
class Phones:
    """The numbers of a cell as E.164, and whether a lost first zero was put back."""

    numbers: tuple[str, ...]
    repaired: bool = False


def read_phones(cell: str) -> Phones | None:
    """Return the numbers in a cell; None when any of it cannot be one. Without a country: Belgian.

    Any sign may stand between digits and between numbers, so a cell is cut where numbers come out.
    """
    text = _digits_restored(cell)
    if text is None:
        return None
    if "(" in text:
        text = NOTE.sub(" ; ", TRUNK_IN_BRACKETS.sub(" ", text))
    bare = text if ONLY_DIGITS.fullmatch(text) else TIMES.sub(" ; ", text)
    groups = GROUP.findall(re.sub(r"\+[\s(]*", "+", bare))
    if not groups or len(groups) > MOST_GROUPS:
        return None
    noted = bare != text
    numbers = _cut(tuple(groups))
    if numbers is None and all(map(MOBILE.fullmatch, groups)):
        return Phones(tuple(f"+{BELGIUM}{group}" for group in dict.fromkeys(groups)), repaired=True)
    if numbers is None and noted:
        numbers = _without_rest(groups)
    if numbers is None and not noted:
        whole = "".join(groups)
        if ZERO_LOST.fullmatch(whole):
            return Phones((f"+{BELGIUM}{whole}",), repaired=True)
    return Phones(tuple(dict.fromkeys(numbers))) if numbers else None


def _digits_restored(cell: str) -> str | None:
    """Undo what spreadsheets do to long numbers; None when digits are lost for good."""
    if DATE.fullmatch(cell):
        return None
    if whole := DECIMALS.fullmatch(cell):
        return whole[1]
    written = SCIENTIFIC.fullmatch(cell)
    if not written:
        return cell
    digits, length = written[1] + written[2], int(written[3]) + 1
    return digits.ljust(length, "0") if DIGITS_SHOWN < len(digits) <= length else None


def _cut(groups: tuple[str, ...]) -> list[str] | None:
    """Cut groups of digits into numbers, none left over; the longest first number that fits wins."""
    if not groups:
        return []
    ends = [
        end
        for end in range(1, len(groups) + 1)
        if len("".join(groups[:end])) < 17 and not any(g.startswith("+") for g in groups[1:end])
    ]
    for end in reversed(ends):
        number = _number("".join(groups[:end]))
        rest = _cut(groups[end:]) if number else None
        if number and rest is not None:
            return [number, *rest]
    return None


def _without_rest(groups: list[str]) -> list[str] | None:
    """Return numbers among digits that belong to a note, such as an hour or a floor."""
    kept = [group for group in groups if len(group) > 1]
    for end in range(len(kept), 0, -1):
        if numbers := _cut(tuple(kept[:end])):
            rest = "".join(kept[end:])
            return numbers if len(rest) < 5 else None
    return None


def _number(digits: str) -> str:
    """Return one number as E.164, or nothing."""
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith(BELGIUM) and len(digits) in (10, 11):
        digits = f"+{digits}"
    if digits.startswith(f"+{BELGIUM}"):
        return _belgian(digits.removeprefix(f"+{BELGIUM}").removeprefix("0"))
    if digits.startswith("0"):
        return _belgian(digits[1:])
    return _foreign(digits) if digits.startswith("+") else ""


def _belgian(national: str) -> str:
    right = MOBILE if national[:1] == "4" and national[1:2] in "56789" else OTHER
    return f"+{BELGIUM}{national}" if right.fullmatch(national) else ""


def _foreign(digits: str) -> str:
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
