"""`belfry upgrade-database`: moves the embedded database to the newest major version of PostgreSQL.

The old cluster is read and never written; the new one is made beside it, compared, and only then put into
its place. Cut short at any moment, it begins anew or finishes when it is run again.
"""

import argparse
import os
import shutil
from pathlib import Path
from typing import Final

from belfry.config import environment
from belfry.core.mode import IS_HOME, MAKE_HOME
from belfry.program.copies import sync
from belfry.program.dumping import (
    differences,
    facts,
    finish,
    load_dump,
    major_of,
    opened,
    set_remark,
    snapshot,
    start_dump,
)
from belfry.program.errors import CannotStart
from belfry.program.postgres import UPGRADE, Postgres, stop_left_server
from belfry.program.postgres_programs import client_programs, cluster_version
from belfry.program.surroundings import names_database

HOME: Final = "audit_home"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the data folder, and where the old version's programs are."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder")
    parser.add_argument(
        "--programs", type=Path, metavar="DIR",
        help="folder with the programs of the old version, where Belfry does not find them",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Upgrade the database of the data folder, if there is anything to upgrade."""
    if names_database():
        raise CannotStart(
            "BELFRY_DATABASE_URL names a server of yours: upgrade it with its own means."
        )
    if options.data:
        os.environ["BELFRY_DATA_DIR"] = str(options.data.resolve())
    folder = environment.data_dir()
    old = Postgres(folder, programs=options.programs, frozen=True)
    old.hold()
    try:
        return _upgrade(old)
    finally:
        old.stop()


def _upgrade(old: Postgres) -> int:
    beside = old.home / UPGRADE
    stop_left_server(beside / "postgres")
    before = cluster_version(old.cluster)
    if before is None:
        if not (beside / "postgres").exists():
            raise CannotStart(f"{old.data_dir} has no database.")
        # It was compared before the old cluster was moved away.
        _put_in_place(old, beside)
        print("The upgrade that was cut short is finished.")
        return 0
    newest = old.newer
    if newest is None:
        print(f"The database is of PostgreSQL {before}: there is no newer one here.")
        return 0
    kept = old.home / f"postgres-{before}"
    if kept.exists():
        raise CannotStart(f"{kept} is left of an earlier upgrade: remove it first.")
    print(f"Copying the database from PostgreSQL {before} to {newest} ...", flush=True)
    shutil.rmtree(beside, ignore_errors=True)
    old.start()
    with Postgres(beside, wanted=newest) as new:
        _copy(old, new)
    old.end()
    old.cluster.rename(kept)
    _put_in_place(old, beside)
    print(f"The database is of PostgreSQL {newest} now; remove {kept} when all is well.")
    return 0


def _copy(old: Postgres, new: Postgres) -> None:
    """Copy everything; raise CannotStart unless all of it arrived."""
    dump = new.home / "dump"
    with opened(new.url) as target:
        major, programs = client_programs(major_of(target))
        with snapshot(old.url) as (source, name):
            finish(start_dump(old.url, source, name, dump, programs=programs, without=[HOME]))
            before = facts(source, [HOME])
            home = source.execute("SELECT to_regclass(%s) IS NOT NULL", [HOME]).fetchone() == (
                True,
            )
            home = home and source.execute(IS_HOME).fetchone() == (True,)
        load_dump(new.url, target, dump, major)
        for line in differences(before, facts(target, [HOME])):
            raise CannotStart(f"The new database is not like the old one, which stays: {line}.")
        set_remark(target, before["remark"])
        if home:
            target.execute(MAKE_HOME)


def _put_in_place(old: Postgres, beside: Path) -> None:
    (beside / "postgres").rename(old.cluster)
    sync(old.home)
    shutil.rmtree(beside)
