"""Values that cross the border of people."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What somebody tells about a person: names, language, addresses of channels."""

    given_name: str = ""
    family_name: str = ""
    language: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name as it is written on a letter."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """A household's or establishment's address; `organisation` is a shop's or firm's name."""

    organisation: str = ""
    street: str = ""
    number: str = ""
    box: str = ""
    postcode: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How one person can be reached by one channel; `broken` and `unwanted` say why not.

    `calls` says that the person chose to be called.
    """

    person_id: UUID
    channel: str
    endpoint_id: UUID
    broken: bool = False
    unwanted: bool = False
    calls: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None


class OwnWay(NamedTuple):
    """A channel by which somebody could be reached, and why it would not work or not be used."""

    channel: str
    is_broken: bool
    is_unwanted: bool
    is_chosen: bool

    @property
    def works(self) -> bool:
        """Whether a message would go this way."""
        return not (self.is_broken or self.is_unwanted)


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's own choices, as the settings page shows and changes them."""

    language: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    without_channels: frozenset[str] = field(default_factory=frozenset)
    # By phone, when it is urgent.
    calls: bool = False
    # In quiet hours, when it happens now or a vulnerable person is missing.
    may_be_woken: bool = False
    # No phone and no device from the one day until the other, the first day back.
    away_from: date | None = None
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that shows notifications: what it seems to be ("Chrome/Android"), and the URL it is known by."""

    endpoint_id: UUID
    name: str
    added_at: datetime
    url: str
