"""Telling police that a bulletin waits for them, and writing down what was done with it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from belfry.audit.actions import Detail, record
from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import draft_of
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.delivery.actions import send_notice
from belfry.networks.queries import approver_ids, networks_by_id
from belfry.people.queries import email_endpoints_of, languages_of


def approvers_of(bulletin: Bulletin, now: datetime) -> frozenset[UUID]:
    """Return the officers and chiefs of every network that the approval is for; its author may be among them."""
    networks = [one.network_id for one in bulletin.releases.all() if not one.by_acceptance]
    return approver_ids(networks, on=local(now).date())


def tell(
    kind: str, person_ids: Collection[UUID], bulletin: Bulletin, now: datetime, page: str = ""
) -> None:
    """Send a notice about a bulletin, without a word of it, to those who have an e-mail address.

    `page` is where it leads on this site: the bulletin's own unless given.
    """
    page = page or f"/bulletins/{bulletin.pk}/"
    languages = languages_of(list(person_ids))
    names = ", ".join(
        sorted(net.name for net in networks_by_id(draft_of(bulletin).network_ids).values())
    )
    for person_id, endpoint_id in email_endpoints_of(person_ids).items():
        send_notice(
            kind,
            endpoint_id,
            language=languages[person_id],
            slots={"networks": names, "url": f"{settings.BASE_URL}{page}"},
            now=now,
        )


def note(
    act: str, bulletin: Bulletin, actor: Actor, now: datetime, detail: Detail | None = None
) -> None:
    """Write down on the zone's chain what an actor did with a bulletin."""
    record(
        act,
        subject=f"bulletin:{bulletin.pk}",
        person_id=actor.person_id,
        at=now,
        zone_id=bulletin.zone_id,
        detail=detail,
    )
