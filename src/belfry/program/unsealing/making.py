"""Make keys: the private half into the file, the public half into the database."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from belfry.core.clock import local
from belfry.program.unsealing.keyring import (
    Keyring,
    changing,
    keyring_path,
    new_keyring,
    read_keyring,
    write_keyring,
)
from belfry.sealing.actions import publish_key
from belfry.sealing.boxes import new_private_key, public_key_of
from belfry.sealing.models import ZoneKey
from belfry.sealing.queries import published_keys
from belfry.territory.queries import zones_at


def make_missing_keys(*, now: datetime) -> bool:
    """Give a key to each zone that has none, and to the installation; return whether a file for them is named."""
    path = keyring_path()
    if path is None:
        return False
    known = {key.zone_id for key in published_keys()}
    wanted = [None, *zones_at(local(now).date()).values_list("pk", flat=True)]
    for zone_id in wanted:
        if zone_id not in known:
            make_key(path, zone_id, now=now)
    return True


def make_key(path: Path, zone_id: UUID | None, *, now: datetime) -> int:
    """Make a new key of a zone, or of the installation; from now on it is written to. Return its version.

    Raises CannotStart for a damaged file, OSError for one that may not be written.
    """
    with changing(path):
        keyring = read_keyring(path) if path.exists() else new_keyring()
        version = 1 + max([0, *keyring.versions(zone_id), *_published(zone_id)])
        key = new_private_key()
        # First where it cannot be lost: what is sealed to a key that is nowhere stays sealed.
        write_keyring(path, keyring.with_key(zone_id, version, key))
        publish_key(zone_id, version, public_key_of(key), now=now)
    return version


def lacking(keyring: Keyring) -> list[tuple[UUID | None, int]]:
    """Return the published keys whose private half is not in the keyring, or is another's."""
    return [(row.zone_id, row.version) for row in published_keys() if not _fits(keyring, row)]


def _fits(keyring: Keyring, row: ZoneKey) -> bool:
    key = keyring.private.get((row.zone_id, row.version))
    return key is not None and public_key_of(key) == bytes(row.public_key)


def _published(zone_id: UUID | None) -> list[int]:
    return [key.version for key in published_keys() if key.zone_id == zone_id]
