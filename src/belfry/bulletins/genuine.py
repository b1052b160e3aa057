"""Whether a message is genuine: what anybody learns who has its code."""

from dataclasses import dataclass
from datetime import datetime

from belfry.bulletins.codes import as_code
from belfry.bulletins.models import Bulletin
from belfry.bulletins.workflow import BulletinState
from belfry.networks.kinds import BulletinClass
from belfry.territory.models import PoliceZone


@dataclass(frozen=True, slots=True)
class Genuine:
    """Which police (or a coordinator there) sent what kind of message when, and whether it was taken back; no word of it, and no network."""

    zone: PoliceZone
    bulletin_class: str
    sent_at: datetime
    by_network: bool
    is_taken_back: bool


def genuine(typed: str) -> Genuine | None:
    """Return what is known of the message with a code, however it is typed; None where none was sent."""
    found = (
        Bulletin.objects.filter(code=as_code(typed), releases__released_at__isnull=False)
        .select_related("zone")
        .prefetch_related("releases", "followed_by")
        .distinct()
        .first()
    )
    if found is None:
        return None
    sent = [release.released_at for release in found.releases.all() if release.released_at]
    corrected = any(
        one.bulletin_class == BulletinClass.CORRECTION
        and one.state in {BulletinState.APPROVED, BulletinState.CLOSED}
        for one in found.followed_by.all()
    )
    return Genuine(
        found.zone,
        found.bulletin_class,
        min(sent),
        found.by_network,
        corrected or found.state == BulletinState.WITHDRAWN,
    )
