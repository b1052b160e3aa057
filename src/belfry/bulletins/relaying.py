"""Who is told by a neighbour: the call list of whoever keeps the list, and what the neighbour reads."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from belfry.audit.actions import record
from belfry.bulletins.models import AudienceMember, Release
from belfry.bulletins.queries import READABLE
from belfry.bulletins.types import Neighbour, ToTell
from belfry.core.actor import Actor
from belfry.networks.neighbours import relays_of, told_by
from belfry.networks.policies import may_keep_list
from belfry.networks.queries import memberships_by_person
from belfry.people.queries import details_of, units_by_id
from belfry.people.types import UnitDetails

# A household that chose one phone is told by it.
OUT_OF_REACH = Q(endpoint__isnull=True) & ~Q(unreachable=AudienceMember.Unreachable.HOUSEHOLD)


@transaction.atomic
def call_list(actor: Actor, release: Release, *, now: datetime) -> Sequence[ToTell]:
    """Return by name who must be told by a neighbour, those first for whom there is none yet.

    That is who has such a neighbour, and who has no address by which it goes. Empty before it is sent, and
    for whoever does not keep the list. Every opening is recorded in the network's audit chain.
    """
    if release.state not in READABLE or not may_keep_list(actor, release.network_id):
        return []
    everybody = set(release.audience.values_list("person_id", flat=True))
    relays = {one.person_id: one for one in relays_of(release.network_id, everybody)}
    unreached = set(release.audience.filter(OUT_OF_REACH).values_list("person_id", flat=True))
    memberships = memberships_by_person(release.network_id, unreached | set(relays))
    if not memberships:
        return []
    _record("neighbours.opened", release, actor, now, len(memberships))
    names = details_of({*memberships, *(one.neighbour_id for one in relays.values())})
    found = [
        ToTell(
            names[person_id].full_name,
            names[relays[person_id].neighbour_id].full_name if person_id in relays else "",
            membership_id,
        )
        for person_id, membership_id in memberships.items()
    ]
    return sorted(found, key=lambda one: (one.neighbour, one.name))


@transaction.atomic
def neighbours_to_tell(actor: Actor, release: Release, *, now: datetime) -> Sequence[Neighbour]:
    """Return first name and street of those whom the actor agreed to tell; recorded like a list."""
    asked = told_by(actor, release.network_id)
    audience = release.audience.filter(person_id__in=[one.person_id for one in asked])
    reached = set(audience.values_list("person_id", flat=True))
    told = [one for one in asked if one.person_id in reached]
    if not told:
        return []
    _record("neighbours.opened", release, actor, now, len(told))
    names = details_of([one.person_id for one in told], told_to=release.network_id)
    units = units_by_id({one.unit_id for one in told if one.unit_id})
    homes = [
        units.get(one.unit_id, UnitDetails()) if one.unit_id else UnitDetails() for one in told
    ]
    return [
        Neighbour(names[one.person_id].given_name or home.organisation, home.street)
        for one, home in zip(told, homes, strict=True)
    ]


def _record(act: str, release: Release, actor: Actor, now: datetime, count: int) -> None:
    record(
        act,
        subject=f"release:{release.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=release.network_id,
        detail={"count": count},
    )
