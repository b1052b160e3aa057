"""What happens to persons. Who may do it is for the caller's context to judge."""

from datetime import datetime
from uuid import UUID

from belfry.people.models import ContactPoint, Person, Unit
from belfry.people.types import PersonDetails, Settings, UnitDetails


def add_person(details: PersonDetails, *, now: datetime) -> Person:
    """Return a new person with its contact points; raise delivery.AddressUnusable."""
    raise NotImplementedError


def correct_person(person_id: UUID, details: PersonDetails, *, now: datetime) -> None:
    """Make names, language and contact points what `details` says."""
    raise NotImplementedError


def add_unit(kind: str, details: UnitDetails) -> Unit:
    """Return a new household or establishment (`Unit.Kind`)."""
    raise NotImplementedError


def correct_unit(unit_id: UUID, details: UnitDetails) -> None:
    """Make the sealed address what `details` says."""
    raise NotImplementedError


def verify_contact_point(person_id: UUID, endpoint_id: UUID, *, now: datetime) -> ContactPoint:
    """Note that the person proved to read this address."""
    raise NotImplementedError


def choose_settings(person_id: UUID, settings: Settings, *, now: datetime) -> None:
    """Keep a person's own choices; waiting deliveries follow them."""
    raise NotImplementedError


def end_sessions(person_id: UUID) -> None:
    """Sign the person out everywhere at once."""
    raise NotImplementedError
