"""What a copy of the database is: a dated folder with a dump and a manifest, and never a key."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from belfry.config import environment
from belfry.program.errors import CannotStart

PREFIX: Final = "belfry-"
UNFINISHED: Final = ".unfinished"
DUMP: Final = "dump"
MANIFEST: Final = "manifest.json"
# The form of the manifest; one that is newer is not read.
FORM: Final = 1
# Names the folder of the last copy, in the data folder.
POINTER: Final = "copies-are-in"
OLDEST: Final = timedelta(hours=26)
# Without these nothing sealed can be read; a copy is of no use with others.
FIELD_KEYS: Final = "BELFRY_FIELD_KEYS"
# With other ones people sign in anew, links end, and browsers subscribe again.
REPLACEABLE: Final = ("BELFRY_SECRET_KEY", "BELFRY_VAPID_KEY")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the copy says of itself. `facts` is what `dumping.facts` found, `keys` fingerprints by name.

    `files` is {path below the copy: SHA-256}; `programs` the major version of pg_dump that wrote it.
    """

    belfry: str
    made_at: str
    mode: str
    programs: int
    facts: dict[str, Any]
    keys: dict[str, str]
    files: dict[str, str]
    form: int = FORM


def write_manifest(copy: Path, manifest: Manifest) -> None:
    """Write it into the copy; durable once `make_whole` returned."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (copy / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(copy: Path) -> Manifest:
    """Return the manifest of a copy; raise CannotStart."""
    try:
        told = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
        if told["form"] > FORM:
            raise CannotStart(f"{copy} was made by a newer Belfry ({told['belfry']}).")
        return Manifest(**told)
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotStart(f"{copy / MANIFEST} cannot be read.") from None


def digests(copy: Path) -> dict[str, str]:
    """Return {path: SHA-256} of every file of the copy but its manifest."""
    found = {}
    for path in sorted(copy.rglob("*")):
        if path.is_file() and path != copy / MANIFEST:
            with path.open("rb") as file:
                found[str(path.relative_to(copy))] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def file_faults(copy: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what is missing, changed or foreign in the copy."""
    found = digests(copy)
    for name in sorted(found.keys() | manifest.files.keys()):
        if found.get(name) != manifest.files.get(name):
            fault = "is missing" if name not in found else "is not what was copied"
            yield f"{copy / name} {fault}."


def copies_in(folder: Path) -> list[Path]:
    """Return the whole copies in a folder, oldest first; raise OSError."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.startswith(PREFIX)
        and not path.name.endswith(UNFINISHED)
        and (path / MANIFEST).exists()
    )


def copy_in(folder: Path) -> Path:
    """Return `folder` if it is a copy, else the newest copy in it; raise CannotStart."""
    try:
        if (folder / MANIFEST).exists() and not folder.name.endswith(UNFINISHED):
            return folder
        found = copies_in(folder)
    except OSError as error:
        raise CannotStart(f"{folder} cannot be read: {error.strerror}.") from None
    if not found:
        raise CannotStart(f"There is no copy in {folder}.")
    return found[-1]


def unused_name(folder: Path, now: datetime) -> Path:
    """Return the dated name of a new copy; names sort by time."""
    name = f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    number = 1
    while (folder / name).exists():
        number += 1
        name = f"{name.partition('Z')[0]}Z-{number}"
    return folder / name


def make_whole(unfinished: Path, copy: Path) -> None:
    """Give a finished copy its name, once all of it is on the disk."""
    for path in (*unfinished.rglob("*"), unfinished):
        sync(path)
    unfinished.rename(copy)
    sync(copy.parent)


def remove(copy: Path) -> None:
    """Remove a copy so that half of it never looks whole."""
    if not copy.name.endswith(UNFINISHED):
        copy = copy.rename(copy.with_name(copy.name + UNFINISHED))
    shutil.rmtree(copy)


def fingerprints() -> dict[str, str]:
    """Return the fingerprints of the keys in the environment, field keys by version.

    Slow on purpose (scrypt, RFC 7914): a key that somebody thought up should not be guessed from it.
    """
    found = {}
    for entry in environment.field_keys():
        version, _, key = entry.partition(":")
        found[f"{FIELD_KEYS} {int(version)}"] = _fingerprint(key)
    for name in REPLACEABLE:
        if value := environment.secret(name):
            found[name] = _fingerprint(value)
    return found


def key_faults(wanted: Mapping[str, str], given: Mapping[str, str]) -> Iterator[str]:
    """Yield why what is sealed in a copy could not be opened with the keys given."""
    for name, fingerprint in wanted.items():
        if name.startswith(FIELD_KEYS) and given.get(name) != fingerprint:
            fault = "is another one" if name in given else "is missing"
            yield f"{name} {fault}: the copy needs the one with fingerprint {fingerprint}."
    first = min((_version(name) for name in wanted if name.startswith(FIELD_KEYS)), default=0)
    for name in given:
        if name.startswith(FIELD_KEYS) and _version(name) < first:
            yield f"{name} is older than every key of the copy: known addresses would not be found."


def key_notes(wanted: Mapping[str, str], given: Mapping[str, str]) -> Iterator[str]:
    """Yield what changes because a key that can be replaced is another one."""
    for name in REPLACEABLE:
        if name in wanted and given.get(name) != wanted[name]:
            yield (
                f"note: {name} is not the one of the copy ({wanted[name]}): "
                "what it signed is no longer valid."
            )


def remember(folder: Path) -> None:
    """Write down where the copies are, so that `belfry check` tells their age."""
    (environment.data_dir() / POINTER).write_text(f"{folder}\n", encoding="utf-8")


def newest_age(*, now: datetime) -> timedelta | None:
    """Return how old the newest copy is, None when nobody said where copies are; raise CannotStart."""
    folder = _known_folder()
    if folder is None:
        return None
    return now - datetime.fromisoformat(read_manifest(copy_in(folder)).made_at)


def _known_folder() -> Path | None:
    named = environment.text("BELFRY_BACKUP_DIR")
    pointer = environment.data_dir() / POINTER
    if named or not pointer.exists():
        return Path(named) if named else None
    return Path(pointer.read_text(encoding="utf-8").strip())


def _version(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _fingerprint(key: str) -> str:
    salt = b"belfry fingerprint"
    return hashlib.scrypt(key.encode(), salt=salt, n=2**14, r=8, p=1, dklen=8).hex()


def sync(path: Path) -> None:
    """Return once a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
