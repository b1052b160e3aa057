"""Find persons: by id, or by an address that somebody types. There is no search by name."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from belfry.people.models import Person
from belfry.people.types import PersonDetails, Reach, Settings


def persons_by_id(ids: Collection[UUID]) -> Mapping[UUID, Person]:
    """Return persons by id, in one query."""
    raise NotImplementedError


def persons_reading(channel: str, address: str) -> list[Person]:
    """Return who reads an address, the longest known first; nobody for an unknown one."""
    raise NotImplementedError


def details_of(ids: Collection[UUID]) -> Mapping[UUID, PersonDetails]:
    """Return names, language and addresses of persons, opened, in a fixed number of queries."""
    raise NotImplementedError


def reach_of(ids: Collection[UUID], channels: Collection[str]) -> Iterator[Reach]:
    """Yield how each person can be reached by each wanted channel: its preferred endpoint there.

    A person without an endpoint of a channel yields nothing for it. Nothing is decrypted.
    """
    raise NotImplementedError


def settings_of(person_id: UUID) -> Settings:
    """Return a person's own choices."""
    raise NotImplementedError


def email_endpoint_of(person_id: UUID) -> UUID | None:
    """Return the endpoint to which notices for one person go, or None."""
    raise NotImplementedError
