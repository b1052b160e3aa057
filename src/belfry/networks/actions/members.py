"""The member list: add, correct, remove, leave, import. Coordinators and deputies only (H15)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from belfry.core.actor import Actor
from belfry.networks.models import Import, Membership
from belfry.networks.types import Imported, MemberRow
from belfry.people.types import PersonDetails, UnitDetails


def add_member(
    actor: Actor,
    network_id: UUID,
    person: PersonDetails,
    unit: UnitDetails,
    *,
    now: datetime,
) -> Membership:
    """Put one person on the list; raise AlreadyMember, NameMissing, AddressUnusable."""
    raise NotImplementedError


def correct_member(
    actor: Actor,
    membership_id: UUID,
    person: PersonDetails,
    unit: UnitDetails,
    *,
    now: datetime,
) -> None:
    """Make a member's names, language, addresses and unit what is given."""
    raise NotImplementedError


def remove_member(actor: Actor, membership_id: UUID, *, now: datetime) -> None:
    """Take somebody off the list; what still waits for them is not sent."""
    raise NotImplementedError


def leave_network(actor: Actor, network_id: UUID, *, now: datetime) -> None:
    """Leave in one step (H26); what still waits is not sent."""
    raise NotImplementedError


def import_members(
    actor: Actor,
    network_id: UUID,
    rows: Sequence[MemberRow],
    *,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Put every row on the list that is not on it already; safe to repeat, doubles nobody.

    A row is known when somebody on the list has the same name and shares an e-mail address, a phone
    number or the postal address. 5,000 rows take less than 10 s.
    """
    raise NotImplementedError


def read_import(
    actor: Actor, network_id: UUID, data: bytes, filename: str, *, now: datetime
) -> Import:
    """Read an uploaded list and keep the reading, sealed, until it is confirmed or a day old.

    Raises lists.errors.NotAMemberList for what is no list.
    """
    raise NotImplementedError


def confirm_import(
    actor: Actor, import_id: UUID, *, good_rows_only: bool, now: datetime
) -> Import:
    """Start importing in the background; raise ImportHasBadRows, ImportAlreadyConfirmed."""
    raise NotImplementedError


def run_import(import_id: UUID, *, now: datetime) -> None:
    """Do a confirmed import, counting as it goes (the background job; safe to repeat)."""
    raise NotImplementedError
