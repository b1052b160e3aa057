"""`belfry backup`: a consistent copy of the database, without the keys that open it."""

import argparse
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from belfry import __version__
from belfry.audit.actions import note_backup
from belfry.config import environment
from belfry.program import copies
from belfry.program.dumping import facts, finish, major_of, snapshot, start_dump
from belfry.program.errors import CannotStart
from belfry.program.postgres_programs import client_programs

LOCK: Final = ".belfry-lock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to, and how many copies stay."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the dated copy goes")
    parser.add_argument("--keep", type=int, metavar="N", help="remove all copies but the newest N")


def run(options: argparse.Namespace) -> int:
    """Make a dated copy in DIR; say what it is and which keys it needs."""
    if options.keep is not None and options.keep < 1:
        raise CannotStart("--keep must be 1 or more.")
    # Whoever may read a copy is the account that made it.
    os.umask(0o077)
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with _alone(folder):
        for left in folder.glob(f"{copies.PREFIX}*{copies.UNFINISHED}"):
            shutil.rmtree(left)
        now = timezone.now()
        copy = make_copy(folder, now=now)
        old = copies.copies_in(folder)[: -options.keep] if options.keep else []
        for one in old:
            copies.remove(one)
    copies.remember(folder)
    _note(now)
    _tell(copy, time.monotonic() - began)
    if old:
        print(f"Removed: {', '.join(one.name for one in old)}.")
    return 0


def make_copy(folder: Path, *, now: datetime) -> Path:
    """Copy the database as it is at one instant into `folder`; return the copy. Raise CannotStart.

    Nothing waits for it and it waits for nobody, but a table or partition is not dropped meanwhile.
    """
    copy = copies.unused_name(folder, now)
    unfinished = copy.with_name(copy.name + copies.UNFINISHED)
    unfinished.mkdir(mode=0o700)
    try:
        url = environment.secret("BELFRY_DATABASE_URL")
        with snapshot(url) as (connection, name):
            major, programs = client_programs(major_of(connection))
            dump = start_dump(url, connection, name, unfinished / copies.DUMP, programs=programs)
            try:
                found = facts(connection)
                finish(dump)
            finally:
                dump.kill()
                dump.wait()
        copies.write_manifest(unfinished, copies.Manifest(
            belfry=__version__, made_at=now.isoformat(), mode=settings.MODE,
            programs=major, facts=found, keys=copies.fingerprints(),
            files=copies.digests(unfinished),
        ))  # fmt: skip
        copies.make_whole(unfinished, copy)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return copy


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one backup at a time write into a folder; raise CannotStart."""
    with (folder / LOCK).open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"Another backup is being made in {folder}.") from None
        yield


def _note(at: datetime) -> None:
    """Let the watchmen know; a copy that was made of a standby is whole all the same."""
    try:
        note_backup(at=at)
    except DatabaseError as error:
        print(f"note: the database cannot remember this backup ({type(error).__name__}).")


def _tell(copy: Path, seconds: float) -> None:
    manifest = copies.read_manifest(copy)
    rows = sum(manifest.facts["counts"].values())
    size = sum(path.stat().st_size for path in copy.rglob("*") if path.is_file())
    print(f"Copied to {copy}: {rows} rows, {size / 1e6:.1f} MB, in {seconds:.1f} s.")
    keys = ", ".join(f"{name} ({mark})" for name, mark in manifest.keys.items())
    print(f"It needs these keys, which are not in it (fingerprints): {keys}.")
