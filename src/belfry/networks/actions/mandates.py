"""Who is given which mandate, by whom, from when until when."""

from datetime import date, datetime
from uuid import UUID

from belfry.core.actor import Actor, Role
from belfry.networks.models import Mandate
from belfry.people.types import PersonDetails


def open_zone(
    code: str, *, name: str, chief_email: str, language: str, now: datetime
) -> Mandate:
    """Open a police zone and invite its chief (command line only); safe to repeat."""
    raise NotImplementedError


def give_mandate(
    actor: Actor,
    role: Role,
    who: PersonDetails,
    *,
    now: datetime,
    since: date,
    until: date | None = None,
    substitute: bool = False,
    network_id: UUID | None = None,
    zone_id: UUID | None = None,
    municipality_id: UUID | None = None,
) -> Mandate:
    """Name somebody by e-mail address and invite them; a known address keeps its person.

    The chief names officers, substitutes, dispatchers and advisers of the zone, clerks and mayors of
    its municipalities, and officers of its networks. The mayor names clerks. Officers of a linked zone
    and the chief name coordinators and deputies of a network. The installation names everybody else.
    Raises NotAllowed, NotFound for scopes of others, MandateDatesWrong.
    """
    raise NotImplementedError


def end_mandate(actor: Actor, mandate_id: UUID, *, on: date, now: datetime) -> None:
    """Let a mandate end; access is gone at the holder's next request from that day."""
    raise NotImplementedError
