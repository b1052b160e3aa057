"""National numbers, account numbers and phone numbers in a text, by parsing them."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import phonenumbers
from stdnum import iban
from stdnum.be import ssn

from belfry.wording.types import ZoneWords

HOME: Final = "BE"
DIGIT: Final = re.compile(r"\d")
NOT_A_DIGIT: Final = re.compile(r"\D")
NATIONAL: Final = re.compile(
    r"(?<![\d+.-])\d{2}[ .\-/\u00a0]{0,2}\d{2}[ .\-/\u00a0]{0,2}\d{2}[\s.\-/\u2013\u2014_\u00a0]{0,3}\d{3}[ .\-/\u00a0]{0,2}\d{2}(?![\d-]|[.,]\d)"
)
WRITTEN_AS_NATIONAL: Final = re.compile(r"\d\d\.\d\d\.\d\d\s?[-\u2013]\s?\d{3}[.\-]\d\d")
IBAN: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .\-\u00a0]?\d{2}(?:[\s.\-/\u00a0\u2013]{0,3}[A-Za-z0-9]){11,30}"
)
# How Belgian accounts were written before 2014: three digits, seven, and two that check them.
OLD_ACCOUNT: Final = re.compile(r"(?<![\d-])(\d{3})[- ](\d{7})[- ](\d{2})(?![\d-])")
IBAN_LENGTHS: Final = {"BE": 16, "NL": 18, "FR": 27, "DE": 22, "LU": 20}
SHORTEST_IBAN: Final = 15
PHONE: Final = re.compile(
    r"(?<![\w+.,])(?<!\d\d\d )(?:\+|00(?=[1-9])|\(0|0)[\d()][\d\s().\-/]{5,22}\d(?![\w])"
)
# With a country's code but without plus sign, or a mobile number that lost its zero: "gsm 472 12 34 56".
BARE_PHONE: Final = re.compile(
    r"(?<![\w+.,/-])(?:32[ ./]?4|4)[5-9]\d[ ./]?\d\d[ ./]?\d\d[ ./]?\d\d(?![\w/-])"
)
SEPARATORS: Final = re.compile(r"[\s().\-/]+")
DATE_LIKE: Final = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d)|(?:19|20)\d\d-\d\d-\d\d(?!\d)"
)
SHORTEST_PHONE: Final = 8

# Nine digits of a fixed line, or ten of a mobile one, parted as people part them: a number made up, or of a
# block that is not in use yet, is somebody's all the same.
WRITTEN_AS_PHONE: Final = re.compile(
    r"0[1-9](?:[ /]\d{3}|\d[ /]\d{2})[ .]\d{2}[ .]\d{2}|04[5-9]\d[ /.-]\d{2}[ .-]?\d{2}[ .-]?\d{2}"
)

Near = Callable[[int, int], bool]


def national_numbers(text: str, is_named: Near) -> Iterator[tuple[int, int]]:
    """Return Belgian national numbers: the check digits fit, or the words beside it say so.

    `is_named(start, end)` tells whether the words before characters `start` speak of one.
    """
    for match in NATIONAL.finditer(text):
        digits = NOT_A_DIGIT.sub("", match[0])
        if ssn.is_valid(digits) or is_named(*match.span()):
            yield match.span()
        elif WRITTEN_AS_NATIONAL.fullmatch(match[0]) and _is_a_birthday(digits):
            # A slip in one digit still names a person; a file number is not written so.
            yield match.span()


def _is_a_birthday(digits: str) -> bool:
    # Bis numbers add 20 or 40 to the month.
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    return month <= 12 and day <= 31


def ibans(text: str, is_named: Near) -> Iterator[tuple[int, int]]:
    """Return account numbers: the checksum fits, or the words beside it speak of an account."""
    for match in IBAN.finditer(text):
        start = match.start()
        country = match[0][:2].upper()
        length = IBAN_LENGTHS.get(country)
        ends = _ends(text, start, match.end(), length)
        valid = next((end for end in ends if _adds_up(text[start:end])), None)
        if valid:
            yield start, valid
        elif length and ends and is_named(start, ends[0]):
            yield start, ends[0]
    for match in OLD_ACCOUNT.finditer(text):
        if (int(match[1] + match[2]) % 97 or 97) == int(match[3]):
            yield match.span()


def _adds_up(written: str) -> bool:
    # Not the country's own rules: a list of banks of today would miss yesterday's and tomorrow's.
    return iban.is_valid(written, check_country=False)


def _ends(text: str, start: int, end: int, length: int | None) -> list[int]:
    """Return where an account number may end: at its country's length, else after any sign."""
    places = [at for at in range(start, end) if text[at].isalnum()]
    if length:
        return [places[length - 1] + 1] if len(places) >= length else []
    return [place + 1 for place in reversed(places[SHORTEST_IBAN - 1 :])]


def phones(text: str, zone: ZoneWords, is_official: Near) -> Iterator[tuple[int, int]]:
    """Return phone numbers that are neither a service's nor the zone's own.

    `is_official(start, end)` tells whether the words beside a number say that it is the police's, the
    town's or a help line's; a mobile number is a person's all the same.
    """
    own = {e164 for number in zone.phones if (e164 := _e164(number))}
    for pattern in (PHONE, BARE_PHONE):
        for match in pattern.finditer(text):
            start, end = match.span()
            number = _parsed(match[0])
            if number is None and WRITTEN_AS_PHONE.fullmatch(match[0]):
                number = phonenumbers.parse(match[0], HOME)
            if number is None or _is_no_phone(match[0]):
                continue
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if e164 in own or _is_service(number):
                continue
            if is_official(start, end) and not _is_mobile(number):
                continue
            yield start, end


def _parsed(written: str) -> phonenumbers.PhoneNumber | None:
    digits = SEPARATORS.sub("", written.replace("(0)", ""))
    if len(NOT_A_DIGIT.sub("", digits)) < SHORTEST_PHONE:
        return None
    if not digits.startswith(("+", "0")):
        digits = f"+{digits}" if digits.startswith("32") else f"0{digits}"
    for region in (HOME, "NL", "FR", "DE", "LU"):
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None


def _is_no_phone(written: str) -> bool:
    """Whether digits are a date ("01-05-2026 14 00") rather than a number to call."""
    return bool(DATE_LIKE.match(written))


def _e164(written: str) -> str:
    number = _parsed(written)
    if number is None:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_service(number: phonenumbers.PhoneNumber) -> bool:
    kinds = phonenumbers.PhoneNumberType
    return phonenumbers.number_type(number) in {
        kinds.TOLL_FREE,
        kinds.SHARED_COST,
        kinds.UAN,
    }


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
