"""Ask the police of other networks whether they take over a bulletin."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from belfry.audit.actions import Detail, record
from belfry.bulletins.models import Bulletin, Release
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery.actions import send_notice
from belfry.delivery.kinds import Kind
from belfry.networks.nearby import networks_elsewhere
from belfry.networks.queries import approver_ids
from belfry.networks.zone_rules import zone_rules
from belfry.people.queries import email_endpoints_of, languages_of


def check_of_others(zone_id: UUID, network_ids: Collection[UUID], now: datetime) -> None:
    """Raise NotFound for a network that is not active, or is of this police zone itself."""
    found = networks_elsewhere(network_ids, zone_id=zone_id, on=local(now).date())
    if {one.network_id for one in found} != set(network_ids):
        raise NotFound


def ask_neighbours(bulletin: Bulletin, *, now: datetime) -> None:
    """Ask the police of every network that has to take it over and was not asked yet.

    They may as long as a message of its class is worth sending.
    """
    life = zone_rules(bulletin.zone_id, at=now).times[bulletin.bulletin_class].life
    waiting = bulletin.releases.filter(by_acceptance=True, state="", expires_at=None)
    for release in waiting.select_related("network").order_by("network_id"):
        release.expires_at = now + life
        release.save(update_fields=["expires_at"])
        record_of("release.offered_by_others", release, None, now)
        _tell(release, now)


def _tell(release: Release, now: datetime) -> None:
    """Send a notice, without a word of the bulletin, to the officers and chiefs of the network."""
    who = approver_ids([release.network_id], on=local(now).date())
    languages = languages_of(list(who))
    for person_id, endpoint_id in email_endpoints_of(who).items():
        send_notice(
            Kind.TO_TAKE_OVER,
            endpoint_id,
            language=languages[person_id],
            slots={
                "network": release.network.name,
                "url": f"{settings.BASE_URL}/bulletins/{release.bulletin_id}/",
            },
            now=now,
            expires_at=release.expires_at,
        )


def record_of(
    act: str, release: Release, actor: Actor | None, now: datetime, detail: Detail | None = None
) -> None:
    """Write down on the chain of a network what was done with a bulletin there."""
    record(
        act,
        subject=f"release:{release.pk}",
        person_id=actor.person_id if actor else None,
        at=now,
        network_id=release.network_id,
        detail=detail,
    )
