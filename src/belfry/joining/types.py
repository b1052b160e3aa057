"""Values that cross the border of joining."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from belfry.people.types import PersonDetails, UnitDetails


class Rule(NamedTuple):
    """A section of the house rules: its title and its text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The house rules of a network as they count on a day, in one language."""

    source: str
    version: int
    language: str
    valid_from: date
    rules: Sequence[Rule] = ()

    @property
    def mark(self) -> str:
        """By what a page remembers which version it showed."""
        return f"{self.source} {self.version} {self.language}"


class Signed(NamedTuple):
    """A form on paper: the day on it, and whether the address was proved at the door."""

    on: date
    is_proved: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody tells who wants to join; the person has one address, or by a form on paper none."""

    person: PersonDetails
    unit: UnitDetails
    tie: str
