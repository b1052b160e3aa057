"""Values that cross the border of networks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from belfry.core.actor import Role
from belfry.people.types import PersonDetails, UnitDetails


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """A member as the coordinator's list shows it."""

    membership_id: UUID
    person_id: UUID
    joined_at: datetime
    person: PersonDetails
    unit: UnitDetails


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """A communication plan: who releases, quiet hours (Belgian clock), channels per class."""

    released_by: str
    quiet_from: time
    quiet_until: time
    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class MandateDetails:
    """A mandate as pages show it: by function, with the holder's name for those who may see it."""

    mandate_id: UUID
    person_id: UUID
    name: str
    role: Role
    substitute: bool
    since: date
    until: date | None
    network_id: UUID | None = None
    zone_id: UUID | None = None
    municipality_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of a member list that is to be imported (contract, "Fields of an imported member")."""

    line: int
    given_name: str
    family_name: str
    organisation: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    number: str
    box: str
    postcode: str
    municipality: str
    language: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: persons added, rows that were members already."""

    added: int
    known: int
