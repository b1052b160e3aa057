"""The doors to the member list as its keepers see it: blind until a member agrees, or a reason is given (H15)."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from belfry.audit.actions import record
from belfry.audit.queries import entries_on
from belfry.core.actor import Actor
from belfry.networks.kinds import ListPart, Opening
from belfry.networks.models import Membership
from belfry.networks.neighbours import members_named
from belfry.networks.queries import details_of_member, kept_network, membership_for, memberships_of
from belfry.networks.types import ListedMember, MemberDetails, OwnOpening
from belfry.networks.workflow import MembershipState
from belfry.people.masks import covered_email, covered_phone
from belfry.people.queries import details_of, units_by_id
from belfry.people.reachability import addresses_told, has_doubtful_address, has_proved_address
from belfry.people.types import UnitDetails

LONGEST_NUMBER: Final = 9
# So many of one's own are shown.
OPENINGS: Final = 10


def _parts(network_id: UUID) -> dict[ListPart, Q]:
    return {
        ListPart.EVERYBODY: Q(),
        ListPart.DOUBTFUL: Q(has_doubtful_address(network_id)),
        ListPart.UNCONFIRMED: Q(addresses_told(network_id)) & ~Q(has_proved_address()),
        ListPart.OFFLINE: ~Q(addresses_told(network_id)),
    }


def _active(network_id: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(network_id=network_id, state=MembershipState.ACTIVE)


def listed(actor: Actor, network_id: UUID, part: ListPart) -> QuerySet[Membership]:
    """Return the members of a part of the list by number; raise NotFound, NotAllowed. Nothing is opened."""
    kept_network(actor, network_id)
    return _active(network_id).filter(_parts(network_id)[part]).order_by("number", "pk")


@transaction.atomic
def opened_lines(
    actor: Actor, network_id: UUID, rows: Iterable[Membership]
) -> Sequence[ListedMember]:
    """Return some rows of the list as a page shows them; recorded. Raises NotFound, NotAllowed.

    `rows` come from `listed`. Of who did not agree, name and street are not even opened.
    """
    kept_network(actor, network_id)
    rows = list(rows)
    doubtful = _active(network_id).filter(
        has_doubtful_address(network_id), pk__in=[row.pk for row in rows]
    )
    is_doubtful = set(doubtful.values_list("pk", flat=True))
    units = units_by_id({row.unit_id for row in rows if row.unit_id and row.named_at})
    persons = details_of([row.person_id for row in rows], told_to=network_id)
    found = []
    for row in rows:
        person = persons[row.person_id]
        unit = (units.get(row.unit_id) if row.unit_id else None) or UnitDetails()
        found.append(
            ListedMember(
                row.pk,
                row.person_id,
                row.number,
                row.joined_at,
                person.language,
                (person.full_name or unit.organisation) if row.named_at else "",
                unit.street if row.named_at else "",
                (*map(covered_email, person.emails), *map(covered_phone, person.phones)),
                row.pk in is_doubtful,
                row.relay_person_id is not None,
            )
        )
    record(
        "members.opened",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=actor.at,
        network_id=network_id,
        detail={"count": len(found), "named": sum(1 for row in found if row.name)},
    )
    return found


@transaction.atomic
def member_for(actor: Actor, membership_id: UUID, reason: Opening) -> MemberDetails:
    """Return one member of a list the actor keeps, opened for a reason that the member reads; raise NotFound."""
    membership = membership_for(actor, membership_id)
    record(
        "member.opened",
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=actor.at,
        network_id=membership.network_id,
        detail={"reason": reason.value},
    )
    return details_of_member(membership)


@transaction.atomic
def find_on_list(actor: Actor, network_id: UUID, text: str) -> UUID | None:
    """Return the one membership with this number, or of who bears exactly this name; recorded.

    None when it is nobody or several; raises NotFound, NotAllowed. Nobody is found by a part of a name.
    """
    kept_network(actor, network_id)
    record(
        "members.searched",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=actor.at,
        network_id=network_id,
        detail={"by": "number" if text.isdecimal() else "name"},
    )
    rows = _active(network_id)
    if text.isdecimal():
        # No list has more members than a number holds.
        rows = rows.filter(number=int(text[:LONGEST_NUMBER]))
    else:
        rows = rows.filter(person_id__in=members_named(network_id, text))
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def openings_of_own(actor: Actor) -> Sequence[OwnOpening]:
    """Return when and why keepers of lists opened the actor's own data: the newest ones, in two queries."""
    own = {f"membership:{row.pk}": row.network.name for row in memberships_of(actor)}
    # What was opened before reasons were asked has none.
    entries = entries_on(own, act="member.opened").filter(detail__has_key="reason")[:OPENINGS]
    return [
        OwnOpening(entry.at, own[entry.subject], str(Opening(entry.detail["reason"]).label))
        for entry in entries
    ]
