"""Addresses of channels as others see them: enough to recognise one's own, too little to use it."""

from typing import Final

_COUNTRY: Final = 3
_END: Final = 2


def covered_email(address: str) -> str:
    """Return "j…@…be" for "jan@mail.be"."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@…{domain.rpartition('.')[2]}"


def covered_phone(number: str) -> str:
    """Return "+32 4… 12" for "+32470123412": the country, the first digit and the last two."""
    return f"{number[:_COUNTRY]} {number[_COUNTRY : _COUNTRY + 1]}… {number[-_END:]}"
