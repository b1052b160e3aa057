"""By which way a person is told something that no setting of theirs silences."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from belfry.delivery.kinds import EMAIL
from belfry.delivery.queries import ends_of
from belfry.delivery.ways import open_among
from belfry.people.queries import email_endpoints_of, reach_of

SMS: Final = "sms"


def email_ways(person_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return {person: (endpoint, channel)} for those who have a mailbox."""
    return {one: (end, EMAIL) for one, end in email_endpoints_of(person_ids).items()}


def ways_to(person_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return {person: (endpoint, channel)}: a mailbox that works, else a phone that takes SMS."""
    mailboxes = email_endpoints_of(person_ids)
    ends = ends_of(mailboxes.values())
    ways = {one: (end, EMAIL) for one, end in mailboxes.items() if not ends[end].broken}
    for reach in reach_of(sorted(person_ids), open_among([SMS])):
        if not (reach.broken or reach.unwanted):
            ways.setdefault(reach.person_id, (reach.endpoint_id, SMS))
    return ways
