import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from belfry.program import postgres
from belfry.program.errors import CannotStart
from belfry.program.postgres import Postgres, running_url
from belfry.program.postgres_programs import installed_programs, programs_for

KILLS, ROWS = 20, 5
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")

LEAVE_A_SERVER = """
import os, sys, psycopg
from collections.abc import Iterator
from pathlib import Path
from belfry.program import postgres
postgres.signal_at_death_of = lambda parent, number: None
server = postgres.Postgres(Path(sys.argv[1]))
server.__enter__()
with psycopg.connect(server.url) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module", params=sorted(installed_programs()))
def server(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[Postgres]:
    with Postgres(open_folder / str(request.param), wanted=request.param) as running:
        yield running


def test_no_committed_row_is_lost_when_the_server_is_killed_again_and_again(
    server: Postgres,
) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    for kill in range(1, KILLS + 1):
        with psycopg.connect(server.url, autocommit=True) as connection:
            for _ in range(ROWS):
                connection.execute("INSERT INTO kept VALUES (1)")
            assert server.process is not None
            server.process.kill()
            server.process.wait()
        server.start()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (kill * ROWS,)


def test_nobody_gets_in_but_through_the_private_socket_folder(server: Postgres) -> None:
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert server.cluster.stat().st_mode & 0o077 == 0


def test_the_role_of_the_program_is_no_superuser(server: Postgres) -> None:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == ("belfry", False)


@as_root
def test_the_server_never_runs_as_root(server: Postgres) -> None:
    assert server.process is not None
    assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0


def test_a_second_belfry_leaves_the_server_of_the_first_alone(server: Postgres) -> None:
    with pytest.raises(CannotStart, match="already runs"), Postgres(server.data_dir):
        pass
    assert running_url(server.data_dir) == server.url
    assert server.is_running()


def test_the_next_start_takes_over_from_a_server_that_a_killed_parent_left(
    open_folder: Path,
) -> None:
    folder = open_folder / "left"
    killed = subprocess.run([sys.executable, "-c", LEAVE_A_SERVER, folder], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert running_url(folder)

    with Postgres(folder) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)
    assert running_url(folder) is None


def test_a_server_ends_with_the_parent_that_is_killed(open_folder: Path) -> None:
    folder = open_folder / "ends"
    script = LEAVE_A_SERVER.replace("postgres.signal_at_death_of =", "unused =")
    subprocess.run([sys.executable, "-c", script, folder], check=False)
    deadline = time.monotonic() + 20
    while running_url(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running_url(folder) is None


def test_another_process_with_the_number_of_the_old_server_does_not_keep_it_from_starting(
    open_folder: Path,
) -> None:
    folder = open_folder / "number"
    with Postgres(folder) as server:
        cluster = server.cluster
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster}\n0\n5432\n{cluster}\n")
    with Postgres(folder) as server:
        assert server.is_running()


def test_a_long_path_moves_only_the_socket_and_leaves_nothing_behind(open_folder: Path) -> None:
    folder = open_folder / ("long" * 25)
    with Postgres(folder) as server:
        sockets = Path(server.url.partition("host=")[2])
        assert sockets.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.cluster.is_relative_to(folder)
    assert not sockets.exists()


@pytest.mark.parametrize("major", sorted(installed_programs()))
def test_the_programs_follow_the_version_of_the_data(major: int, tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text(f"{major}\n", encoding="ascii")
    assert programs_for(tmp_path) == (major, installed_programs()[major])


def test_data_of_a_version_without_programs_is_refused_in_one_line(open_folder: Path) -> None:
    cluster = open_folder / "old" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("9\n", encoding="ascii")
    with pytest.raises(CannotStart, match="needs the programs of PostgreSQL 9") as refusal:
        Postgres(open_folder / "old").__enter__()
    assert "\n" not in str(refusal.value)


@as_root
def test_a_folder_that_the_account_cannot_reach_has_its_database_elsewhere(
    open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.parent.chmod(0o700)
    monkeypatch.setattr(postgres, "ELSEWHERE", open_folder / "elsewhere")
    for _ in range(2):
        with Postgres(tmp_path / "var") as server:
            assert server.home.parent == open_folder / "elsewhere"
            assert str(server.home) in server.notice
    assert len(list((open_folder / "elsewhere").iterdir())) == 1


@as_root
def test_programs_that_the_account_cannot_reach_are_copied(
    open_folder: Path, tmp_path: Path
) -> None:
    account = postgres.server_account()
    assert account is not None
    newest = installed_programs()[max(installed_programs())]
    package = newest.parent.parent
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    for part in (package, package.with_name(f"{package.name}.libs")):
        (hidden / part.name).mkdir()
        subprocess.run(["cp", "-r", f"{part}/.", hidden / part.name], check=True)

    folder = postgres.readable_programs(
        hidden / newest.relative_to(package.parent), account, open_folder
    )

    assert folder.is_relative_to(open_folder)
    assert account.can_run(folder / "initdb")
