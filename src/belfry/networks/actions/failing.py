"""Mailboxes that take nothing any more: who can mend it is told, by a way that works."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from belfry.core.clock import local
from belfry.delivery.actions import send_notice
from belfry.delivery.ailing import newly_broken, note_told
from belfry.delivery.kinds import Kind
from belfry.networks.duty import keepers_there
from belfry.networks.models import Membership
from belfry.networks.queries import networks_by_id
from belfry.networks.telling import ways_to
from belfry.networks.workflow import MembershipState
from belfry.people.queries import email_endpoints_of, languages_of, readers_of


@transaction.atomic
def tell_of_failing(*, now: datetime) -> int:
    """Tell coordinators and deputies how many mailboxes of members broke, and each member; return how many broke."""
    broken = newly_broken()
    persons = {one.pk for readers in readers_of(broken).values() for one in readers}
    rows = Membership.objects.filter(person_id__in=persons, state=MembershipState.ACTIVE)
    members: dict[UUID, set[UUID]] = defaultdict(set)
    for network_id, person_id in rows.values_list("network_id", "person_id"):
        members[network_id].add(person_id)
    _tell_coordinators(members, now)
    _tell_members(set().union(*members.values()), now)
    note_told(broken, now=now)
    return len(broken)


def _tell_coordinators(members: Mapping[UUID, Collection[UUID]], now: datetime) -> None:
    for network_id, network in networks_by_id(members).items():
        whom = keepers_there(network_id, on=local(now).date())
        languages = languages_of(list(whom))
        slots = {
            "network": network.name,
            "number": str(len(members[network_id])),
            "url": f"{settings.BASE_URL}/networks/{network_id}/members/",
        }
        for person_id, endpoint_id in email_endpoints_of(whom).items():
            send_notice(
                Kind.ADDRESS_FAILS,
                endpoint_id,
                language=languages[person_id],
                slots=slots,
                now=now,
            )


def _tell_members(person_ids: Collection[UUID], now: datetime) -> None:
    """Tell each member by a mailbox that works, else by SMS; who has neither, the coordinator tells."""
    languages = languages_of(list(person_ids))
    for person_id, (endpoint_id, channel) in ways_to(person_ids).items():
        send_notice(
            Kind.OWN_ADDRESS_FAILS,
            endpoint_id,
            language=languages[person_id],
            slots={},
            now=now,
            channel=channel,
        )
