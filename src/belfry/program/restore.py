"""`belfry restore`: a copy becomes a database again, which sends nothing until `belfry go-live`."""

import argparse
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from belfry.config import environment
from belfry.program import copies
from belfry.program.dumping import (
    differences,
    facts,
    load_dump,
    major_of,
    opened,
    refuse_unless_empty,
    set_remark,
)
from belfry.program.errors import CannotStart
from belfry.program.keys import use_keys
from belfry.program.postgres import make_folder, server_for
from belfry.program.surroundings import names_database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which copy."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a copy, or the folder of copies for the newest"
    )


def run(options: argparse.Namespace) -> int:
    """Restore a copy into the empty database of this installation, as one that sends nothing."""
    began = time.monotonic()
    use_keys(environment.data_dir())
    copy = copies.copy_in(options.folder.resolve())
    manifest = copies.read_manifest(copy)
    environment.secret_key()
    given = copies.fingerprints()
    for faults in (
        copies.file_faults(copy, manifest),
        copies.key_faults(manifest.keys, given),
    ):
        for fault in faults:
            raise CannotStart(fault)
    for note in copies.key_notes(manifest.keys, given):
        print(note)
    with ExitStack() as stack:
        if not names_database():
            make_folder(environment.data_dir())
            os.environ["BELFRY_DATABASE_URL"] = stack.enter_context(
                server_for(environment.data_dir())
            )
        _fill(copy, manifest)
        # The tables of this version, then: nothing leaves, and what waited is held.
        for command in ("prepare", "fence"):
            _belfry(command)
    rows = sum(manifest.facts["counts"].values())
    print(f"Restored {copy} ({rows} rows) in {time.monotonic() - began:.1f} s.")
    return 0


def _fill(copy: Path, manifest: copies.Manifest) -> None:
    url = environment.secret("BELFRY_DATABASE_URL")
    with opened(url) as connection:
        refuse_unless_empty(connection)
        original = manifest.facts["postgresql"]
        if major_of(connection) < int(original.partition(".")[0]):
            raise CannotStart(
                f"The copy is of PostgreSQL {original}: take a server of that version or a newer one."
            )
        load_dump(url, connection, copy / copies.DUMP, manifest.programs)
        for line in differences(manifest.facts, facts(connection)):
            raise CannotStart(f"The restored database is not like the copy: {line}.")
        set_remark(connection, manifest.facts["remark"])


def _belfry(command: str) -> None:
    status = subprocess.run(
        [sys.executable, "-m", "belfry.program.main", command], check=False
    ).returncode
    if status:
        raise CannotStart(f"`belfry {command}` failed: the database is restored, but not in order.")
