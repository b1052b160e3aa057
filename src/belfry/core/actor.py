"""Who acts: a person with the mandates held and the networks belonged to at one instant."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a dated mandate entitles to; the field's own words (glossary)."""

    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    OFFICER = "officer"
    CHIEF = "chief"
    DISPATCHER = "dispatcher"
    CLERK = "clerk"
    MAYOR = "mayor"
    ADVISER = "adviser"
    REVIEWER = "reviewer"
    CENTRE = "centre"
    OPERATOR = "operator"


NETWORK_ROLES = frozenset({Role.COORDINATOR, Role.DEPUTY})
POLICE_ROLES = frozenset({Role.OFFICER, Role.CHIEF})


@dataclass(frozen=True, slots=True)
class Held:
    """One mandate in force: a role and exactly one scope (all None means the nation)."""

    role: Role
    network_id: UUID | None = None
    zone_id: UUID | None = None
    municipality_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at an instant; built once per request or job and passed by hand.

    `person_id` None is somebody who is not signed in: every door is closed. Only `installation`
    makes the actor to whom all doors are open (a command on the machine itself, a periodic job).
    """

    person_id: UUID | None
    at: datetime
    mandates: frozenset[Held] = field(default_factory=frozenset)
    member_of: frozenset[UUID] = field(default_factory=frozenset)
    is_installation: bool = False

    @classmethod
    def installation(cls, at: datetime) -> "Actor":
        """Return the installation itself; never for a request."""
        return cls(None, at, is_installation=True)

    def holds(
        self,
        *roles: Role,
        network_id: UUID | None = None,
        zone_id: UUID | None = None,
        municipality_id: UUID | None = None,
    ) -> bool:
        """Whether a mandate of one of these roles is held on exactly this scope."""
        return any(
            Held(role, network_id, zone_id, municipality_id) in self.mandates for role in roles
        )

    def zones(self, *roles: Role) -> frozenset[UUID]:
        """Return the police zones on which one of these roles is held."""
        return frozenset(
            held.zone_id for held in self.mandates if held.role in roles and held.zone_id
        )

    def networks(self, *roles: Role) -> frozenset[UUID]:
        """Return the networks on which one of these roles is held."""
        return frozenset(
            held.network_id for held in self.mandates if held.role in roles and held.network_id
        )

    def municipalities(self, *roles: Role) -> frozenset[UUID]:
        """Return the municipalities on which one of these roles is held."""
        return frozenset(
            held.municipality_id
            for held in self.mandates
            if held.role in roles and held.municipality_id
        )
