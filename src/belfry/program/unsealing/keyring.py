"""The file of private keys, which only `belfry unseal` and the commands on keys ever read.

One key a line: `owners <base64>`, `installation <version> <base64>`, `<zone id> <version> <base64>`.
"""

import base64
import fcntl
import hmac
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from belfry.config import environment
from belfry.config.environment import KEY_BYTES
from belfry.core.sealed import CannotOpen
from belfry.program.errors import CannotStart

VARIABLE: Final = "BELFRY_SEAL_KEYS_FILE"
OWNERS, INSTALLATION = "owners", "installation"
OF_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key of the owners' tags, and private keys by zone (None is the installation) and version."""

    owners: bytes = field(repr=False)
    private: Mapping[tuple[UUID | None, int], bytes] = field(default_factory=dict, repr=False)

    def key(self, zone_id: UUID | None, version: int) -> bytes:
        """Return a private key (X25519, 32 bytes); raise CannotOpen when it is not here."""
        try:
            return self.private[zone_id, version]
        except KeyError:
            raise CannotOpen from None

    def tag_of(self, person_id: UUID, report_id: UUID) -> bytes:
        """Return what a report keeps in place of its author.

        It is another one for each report, or a copy would show which reports have one author.
        """
        return hmac.digest(self.owners, f"{person_id}|{report_id}".encode(), "sha256")

    def versions(self, zone_id: UUID | None) -> list[int]:
        """Return the versions of a zone's key that are here, oldest first."""
        return sorted(version for zone, version in self.private if zone == zone_id)

    def with_key(self, zone_id: UUID | None, version: int, key: bytes) -> "Keyring":
        """Return a keyring that has one key more."""
        return replace(self, private={**self.private, (zone_id, version): key})


def keyring_path() -> Path | None:
    """Return where the private keys are, None when nobody said so."""
    named = environment.text(VARIABLE)
    return Path(named).absolute() if named else None


def new_keyring() -> Keyring:
    """Return a keyring without any key of a zone."""
    return Keyring(secrets.token_bytes(KEY_BYTES))


def read_keyring(path: Path) -> Keyring:
    """Return what is in the file; raise CannotStart when it is damaged, or others may read it."""
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & OF_OTHERS:
                raise CannotStart(f"{path.absolute()} may be read by others: `chmod 600` it.")
            lines = [line.split() for line in file if line.strip()]
        return _keyring(lines)
    except FileNotFoundError:
        raise CannotStart(
            f"{path.absolute()} is not there: `belfry seal-key new` makes it."
        ) from None
    except (ValueError, KeyError):
        raise CannotStart(f"{path.absolute()} holds no keys, or is damaged.") from None


def write_keyring(path: Path, keyring: Keyring) -> None:
    """Replace the file at once, for its owner alone; who owned it keeps it."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "w", encoding="ascii", opener=_private) as file:
        if path.exists():
            kept = path.stat()
            os.fchown(file.fileno(), kept.st_uid, kept.st_gid)
        file.writelines(f"{line}\n" for line in _lines(keyring))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Let nobody else change the file meanwhile; raise CannotStart when its folder is not there."""
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        raise CannotStart(
            f"{path.parent} is not there: make it, for the account that keeps the keys alone."
        ) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _keyring(lines: list[list[str]]) -> Keyring:
    owners, private = b"", {}
    for name, *version, encoded in lines:
        key = base64.b64decode(encoded, validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError
        if name == OWNERS:
            owners = key
        else:
            zone = None if name == INSTALLATION else UUID(name)
            private[zone, int(version[0])] = key
    if not owners:
        raise KeyError
    return Keyring(owners, private)


def _lines(keyring: Keyring) -> Iterator[str]:
    yield f"{OWNERS} {base64.b64encode(keyring.owners).decode()}"
    for (zone, version), key in keyring.private.items():
        yield f"{zone or INSTALLATION} {version} {base64.b64encode(key).decode()}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
