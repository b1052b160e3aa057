"""Read the public keys."""

from uuid import UUID

from belfry.sealing.errors import NoZoneKey
from belfry.sealing.models import ZoneKey


def newest_key(zone_id: UUID) -> ZoneKey:
    """Return the key to which a report to this police zone is sealed now; raise NoZoneKey."""
    return _in_use(zone_id)


def letters_key() -> ZoneKey:
    """Return the key of the installation, to which letters are sealed for their reporter; raise NoZoneKey."""
    return _in_use(None)


def published_keys() -> list[ZoneKey]:
    """Return every key of zones and of the installation, retired ones too, oldest first."""
    return list(ZoneKey.objects.order_by("pk"))


def _in_use(zone_id: UUID | None) -> ZoneKey:
    key = ZoneKey.objects.filter(zone_id=zone_id, retired_at__isnull=True).first()
    if key is None:
        raise NoZoneKey
    return key
