"""Take a new key into use."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.sealing.models import ZoneKey


@transaction.atomic
def publish_key(zone_id: UUID | None, version: int, public_key: bytes, *, now: datetime) -> ZoneKey:
    """Write from now on to this key of a zone, or of the installation; the one before is retired.

    For a command on the machine itself, which holds the private key: there is no actor.
    """
    ZoneKey.objects.filter(zone_id=zone_id, retired_at__isnull=True).update(retired_at=now)
    key = ZoneKey.objects.create(zone_id=zone_id, version=version, public_key=public_key, since=now)
    record(
        "sealing.key_published",
        subject=f"zone:{zone_id}" if zone_id else "installation",
        person_id=None,
        at=now,
        zone_id=zone_id,
        detail={"version": version},
    )
    return key
