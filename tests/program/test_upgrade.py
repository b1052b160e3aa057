"""A database of Debian's PostgreSQL 15 is moved to the one that Belfry brings."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from belfry.core.mode import IS_HOME, MAKE_HOME
from belfry.program import upgrade
from belfry.program.errors import CannotStart
from belfry.program.postgres import Postgres
from belfry.program.postgres_programs import cluster_version, installed_programs, programs_for

OLD, NEW = 15, max(installed_programs(), default=0)
ROWS = 2000
MAKE = f"""
CREATE TABLE kept AS SELECT number FROM generate_series(1, {ROWS}) AS number;
CREATE TABLE audit_home (system bigint NOT NULL, number bigint NOT NULL);
{MAKE_HOME};
CREATE TABLE audit_chain (id int PRIMARY KEY, network_id uuid, zone_id uuid, length bigint, head bytea);
CREATE TABLE audit_entry (chain_id int, number bigint, digest bytea);
INSERT INTO audit_chain VALUES (1, NULL, NULL, 2, '\\x02');
INSERT INTO audit_entry VALUES (1, 1, '\\x01'), (1, 2, '\\x02');
COMMENT ON DATABASE belfry IS 'a remark';
"""
ANY = Namespace(data=None, programs=None)

pytestmark = pytest.mark.skipif(
    OLD not in installed_programs() or NEW == OLD,
    reason=f"this machine has no PostgreSQL {OLD} beside a newer one (apt-get install postgresql-15)",
)


@pytest.fixture(scope="module")
def original(open_folder: Path) -> Path:
    """A data folder of PostgreSQL 15, stopped."""
    with Postgres(open_folder / "original", wanted=OLD, durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(MAKE)
        return server.data_dir


@pytest.fixture
def folder(original: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own that holds the same."""
    folder = open_folder / uuid4().hex[:8]
    folder.mkdir(mode=0o711)
    (original / "postgres").rename(folder / "postgres")
    monkeypatch.setenv("BELFRY_DATA_DIR", str(folder))
    monkeypatch.delenv("BELFRY_DATABASE_URL")
    yield folder
    old = folder / f"postgres-{OLD}"
    (old if old.exists() else folder / "postgres").rename(original / "postgres")


def kept_rows(folder: Path) -> tuple[int, int, str, bool]:
    """Return version, rows, remark, and whether it is the database that sends."""
    with Postgres(folder) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, (SELECT count(*) FROM kept),"
            " (SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'belfry')"
        ).fetchone()
        home = connection.execute(IS_HOME).fetchone()
    assert row is not None
    assert home is not None
    return (*row, *home)


def test_everything_is_moved_and_the_old_cluster_stays_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Postgres(folder) as server:
        assert server.newer == NEW
    assert upgrade.run(ANY) == 0
    assert cluster_version(folder / f"postgres-{OLD}") == OLD
    assert kept_rows(folder) == (NEW, ROWS, "a remark", True)
    assert f"remove {folder / f'postgres-{OLD}'}" in capsys.readouterr().out
    assert not (folder / "upgrade").exists()
    assert upgrade.run(ANY) == 0
    assert "no newer one" in capsys.readouterr().out


def test_one_that_was_cut_short_between_the_moves_is_finished(folder: Path) -> None:
    upgrade.run(ANY)
    (folder / "upgrade").mkdir(mode=0o711)
    (folder / "postgres").rename(folder / "upgrade" / "postgres")
    with pytest.raises(CannotStart, match="`belfry upgrade-database` finishes it"):
        Postgres(folder).__enter__()
    assert upgrade.run(ANY) == 0
    assert kept_rows(folder)[:2] == (NEW, ROWS)


def test_a_new_database_that_is_not_like_the_old_one_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as context:
        context.setattr(upgrade, "differences", lambda before, after: iter(["a row is gone"]))
        with pytest.raises(CannotStart, match="a row is gone"):
            upgrade.run(ANY)
    assert kept_rows(folder) == (OLD, ROWS, "a remark", True)
    # What is left of that is thrown away by the next one.
    assert upgrade.run(ANY) == 0
    assert kept_rows(folder)[:2] == (NEW, ROWS)


def test_nobody_writes_to_the_old_one_meanwhile(folder: Path) -> None:
    with (
        Postgres(folder, frozen=True) as server,
        psycopg.connect(server.url) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("INSERT INTO kept VALUES (0)")


def test_the_programs_of_the_old_version_may_be_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PG_VERSION").write_text(f"{OLD}\n", encoding="ascii")
    elsewhere = installed_programs()[OLD]
    monkeypatch.setattr(
        "belfry.program.postgres_programs.installed_programs", lambda: {NEW: elsewhere}
    )
    with pytest.raises(CannotStart, match="belfry upgrade-database"):
        programs_for(tmp_path)
    assert programs_for(tmp_path, elsewhere=elsewhere) == (OLD, elsewhere)
