"""Ask which homes, streets and letter addresses a perimeter has. No answer names a person."""

from collections.abc import Sequence
from datetime import date

from belfry.territory.types import PostalAddress, Shape, StreetRange


def homes_in_shape(shape: Shape, on: date) -> int:
    """Return the exact number of homes in a shape at a date; show it as `rounded` only."""
    raise NotImplementedError


def homes_in_ranges(ranges: Sequence[StreetRange], on: date) -> int:
    """Return the exact number of homes of a street list at a date; show it as `rounded` only."""
    raise NotImplementedError


def rounded(homes: int) -> str:
    """Return a number of homes as it may be shown: "about 120", or "fewer than 10"."""
    raise NotImplementedError


def streets_in_shape(shape: Shape, on: date) -> list[StreetRange]:
    """Return the street list of a shape: every house number in it, and none that is wholly outside."""
    raise NotImplementedError


def addresses_in_shape(shape: Shape, on: date, *, language: str) -> list[PostalAddress]:
    """Return one address for each home of a shape, for letters, in walking order."""
    raise NotImplementedError


def addresses_in_ranges(
    ranges: Sequence[StreetRange], on: date, *, language: str
) -> list[PostalAddress]:
    """Return one address for each home of a street list, for letters, in walking order."""
    raise NotImplementedError
