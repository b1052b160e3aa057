"""The doors to contributions: keepers of the list see who paid, a member the own state, nobody else anything."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from belfry.contributions.kinds import DueState
from belfry.contributions.models import Due, Year
from belfry.contributions.types import DueLine, OwnDue, Standing
from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.networks.kinds import ListPart
from belfry.networks.member_list import listed, opened_lines
from belfry.networks.queries import kept_network, memberships_of


class Household(NamedTuple):
    """One home or business on a list: the member who has been there longest, and its address where it is known."""

    person_id: UUID
    unit_id: UUID | None


def years_of(actor: Actor, network_id: UUID) -> QuerySet[Year]:
    """Return the years in which a network asks a contribution, the newest first; raise NotFound, NotAllowed."""
    kept_network(actor, network_id)
    return Year.objects.filter(network_id=network_id).order_by("-year")


def year_for(actor: Actor, year_id: UUID, *, lock: bool = False) -> Year:
    """Return a year with its network, for who keeps the list there; raise NotFound, NotAllowed."""
    rows = Year.objects.select_for_update(of=("self",)) if lock else Year.objects.all()
    year = rows.select_related("network").filter(pk=year_id).first()
    if year is None:
        raise NotFound
    kept_network(actor, year.network_id)
    return year


def due_for(actor: Actor, due_id: UUID, *, lock: bool = False) -> Due:
    """Return what one home or business owes, for who keeps the list there; raise NotFound, NotAllowed."""
    rows = Due.objects.select_for_update(of=("self",)) if lock else Due.objects.all()
    due = rows.select_related("year__network").filter(pk=due_id).first()
    if due is None:
        raise NotFound
    kept_network(actor, due.year.network_id)
    return due


def dues_of(actor: Actor, year: Year, state: DueState | None) -> QuerySet[Due]:
    """Return what is owed of a year, or the part that stands so, in the order of the references."""
    kept_network(actor, year.network_id)
    rows = Due.objects.filter(year=year)
    return (rows.filter(state=state) if state else rows).order_by("number", "pk")


def lines_of(actor: Actor, year: Year, dues: Sequence[Due]) -> list[DueLine]:
    """Return lines with the members as the list shows them: by number until they agree to more; recorded."""
    rows = listed(actor, year.network_id, ListPart.EVERYBODY)
    asked = rows.filter(person_id__in=[due.person_id for due in dues])
    found = {one.person_id: one for one in opened_lines(actor, year.network_id, asked)}
    return [DueLine(due, found.get(due.person_id)) for due in dues]


def standing_of(actor: Actor, year: Year) -> Standing:
    """Return how many homes and businesses stand how, and how many joined since; raise NotFound, NotAllowed."""
    newcomers = len(not_asked(actor, year))
    counts = Due.objects.filter(year=year).aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in DueState}
    )
    return Standing(**counts, newcomers=newcomers)


def households_of(actor: Actor, network_id: UUID) -> list[Household]:
    """Return every home and business on a list once, the oldest members first; raise NotFound, NotAllowed."""
    found: dict[UUID, Household] = {}
    for row in listed(actor, network_id, ListPart.EVERYBODY).only("person_id", "unit_id"):
        found.setdefault(row.unit_id or row.person_id, Household(row.person_id, row.unit_id))
    return list(found.values())


def not_asked(actor: Actor, year: Year) -> list[Household]:
    """Return homes and businesses that joined after a year was opened; who moved within is asked once.

    Raises NotFound, NotAllowed.
    """
    dues = Due.objects.filter(year=year).only("person_id", "unit_id")
    known = {one for due in dues for one in (due.person_id, due.unit_id) if one}
    homes = households_of(actor, year.network_id)
    return [one for one in homes if known.isdisjoint(filter(None, one))]


def own_dues(actor: Actor) -> list[OwnDue]:
    """Return what the own homes and businesses are asked for, the newest year first."""
    own = Q(pk__in=[])
    for row in memberships_of(actor):
        asked = Q(person_id=row.person_id)
        if row.unit_id:
            asked |= Q(unit_id=row.unit_id)
        own |= Q(year__network_id=row.network_id) & asked
    found = Due.objects.filter(own).select_related("year__network")
    return [OwnDue(due, due.year) for due in found.order_by("-year__year", "number")]
