"""A copy made while mails are sent, what comes of it when it is restored, and what is refused."""

import json
import os
import stat
import subprocess
import sys
import threading
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from belfry.audit.queries import newest_backup
from belfry.core.mode import IS_HOME
from belfry.delivery.models import Bundle, Envelope
from belfry.program import backup, copies, restore
from belfry.program.dumping import start_dump
from belfry.program.errors import CannotStart
from tests.delivery.ledger import broadcast_to, states
from tests.delivery.relay import Relay
from tests.delivery.test_dispatcher import running
from tests.waiting import wait_until

ROWS, SNAPSHOT_AT = 600, 250
HELD = "SELECT count(*), count(*) FILTER (WHERE not_before > now()), count(claim_token) FROM delivery_bundle"
UNEQUAL = """
SELECT * FROM (SELECT broadcast_id, state, cause, count(*) FROM delivery_envelope GROUP BY 1, 2, 3
               EXCEPT SELECT broadcast_id, state, cause, count FROM delivery_tally) AS t
"""


def url_of(name: str) -> str:
    found = connection.settings_dict
    return f"postgresql://{found['USER']}@/{name}?host={found['HOST']}&port={found['PORT'] or 5432}"


@contextmanager
def empty_database() -> Iterator[str]:
    name = f"belfry_copy_{uuid4().hex[:8]}"
    with psycopg.connect(url_of(str(connection.settings_dict["NAME"])), autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
        try:
            yield url_of(name)
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            server.execute(drop)


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for copies; commands find the database of the tests, their data folder is new."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("BELFRY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BELFRY_DATABASE_URL", url_of(str(connection.settings_dict["NAME"])))
    old = os.umask(0o022)
    yield tmp_path / "copies"
    os.umask(old)


def back_up(folder: Path, keep: int | None = None) -> Path:
    assert backup.run(Namespace(folder=folder, keep=keep)) == 0
    return copies.copy_in(folder)


def belfry(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "belfry.program.main", *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def answer(url: str, query: str) -> Any:
    with psycopg.connect(url, autocommit=True) as database:
        return database.execute(query.encode()).fetchone()


def test_a_copy_made_in_mid_send_is_of_one_instant_and_sends_nothing_until_somebody_chooses(
    here: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_way, seen = threading.Event(), threading.Event()

    def behave(verb: str, argument: str, count: int) -> None:
        if verb == "DOT" and count == SNAPSHOT_AT:
            half_way.set()
            assert seen.wait(30)

    def start(*given: Any, **named: Any) -> Popen[str]:
        seen.set()
        return start_dump(*given, **named)

    monkeypatch.setattr(backup, "start_dump", start)
    broadcast = broadcast_to(ROWS)
    with Relay(behave) as relay:
        settings.SMTP_URLS = [relay.url]
        with running():
            assert half_way.wait(30)
            wait_until(lambda: "accepted" in states(broadcast))
            copy = back_up(here)
            wait_until(lambda: states(broadcast) == {"accepted": ROWS})
    # The send never noticed.
    assert max(Counter(mail.message_id for mail in relay.journal.accepted()).values()) == 1

    with empty_database() as url:
        monkeypatch.setenv("BELFRY_DATABASE_URL", url)
        assert restore.run(Namespace(folder=here)) == 0
        ready = "SELECT count(*), count(*) FILTER (WHERE state = 'ready') FROM delivery_envelope"
        rows, waiting = answer(url, ready)
        assert rows == ROWS
        assert 0 < waiting < ROWS
        assert answer(url, UNEQUAL) is None
        bundles, held, claimed = answer(url, HELD)
        assert (held, claimed) == (bundles, 0)
        assert answer(url, IS_HOME) == (False,)
        assert "is a copy and sends nothing" in belfry("check").stdout

        undecided = belfry("go-live")
        assert undecided.returncode == 2
        assert f"1 messages wait for {waiting} deliveries" in undecided.stderr
        assert belfry("go-live", "--send-waiting").returncode == 0
        assert answer(url, IS_HOME) == (True,)
        assert answer(url, HELD)[1] == 0
        with pytest.raises(CannotStart, match="not empty"):
            restore.run(Namespace(folder=copy))


def test_only_its_own_account_reads_a_copy_and_older_ones_go(here: Path) -> None:
    first = back_up(here)
    second = back_up(here)
    assert copies.copies_in(here) == [first, second]
    for path in (here, second, *second.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert newest_backup() == datetime.fromisoformat(copies.read_manifest(second).made_at)
    third = back_up(here, keep=2)
    assert copies.copies_in(here) == [second, third]


def test_an_interrupted_backup_leaves_nothing_that_looks_whole(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(copies, "make_whole", interrupted)
        with pytest.raises(KeyboardInterrupt):
            back_up(here)
    assert not list(here.glob(f"{copies.PREFIX}*"))
    # What a kill leaves is swept away by the next one.
    killed = here / f"{copies.PREFIX}20260101T000000Z{copies.UNFINISHED}"
    killed.mkdir()
    back_up(here)
    assert not killed.exists()


def test_a_backup_beside_another_is_refused(here: Path) -> None:
    here.mkdir()
    with backup._alone(here), pytest.raises(CannotStart, match="Another backup"):
        back_up(here)


def test_nothing_is_restored_from_a_copy_that_was_changed_or_with_other_keys(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = back_up(here)
    with empty_database() as url:
        monkeypatch.setenv("BELFRY_DATABASE_URL", url)
        with monkeypatch.context() as context:
            context.setenv("BELFRY_FIELD_KEYS", f"1:{'A' * 43}=")
            with pytest.raises(CannotStart, match="BELFRY_FIELD_KEYS 1 is another one"):
                restore.run(Namespace(folder=copy))
        told = json.loads((copy / copies.MANIFEST).read_text())
        told["facts"]["counts"]["people_person"] += 1
        (copy / copies.MANIFEST).write_text(json.dumps(told))
        with pytest.raises(CannotStart, match="table people_person had"):
            restore.run(Namespace(folder=copy))
        (copy / copies.DUMP / "toc.dat").write_bytes(b"")
        with pytest.raises(CannotStart, match="is not what was copied"):
            restore.run(Namespace(folder=copy))


def test_a_program_that_is_missing_is_named_in_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "major_of", lambda _: 99)
    with pytest.raises(CannotStart, match="apt-get install postgresql-client-99"):
        back_up(here)
    assert not list(here.glob(f"{copies.PREFIX}*"))


@pytest.mark.django_db
def test_rows_that_waited_are_stopped_if_somebody_chooses_so(here: Path) -> None:
    broadcast = broadcast_to(3)
    assert belfry("fence").returncode == 0
    assert Bundle.objects.count() == 1
    assert belfry("go-live", "--stop-waiting").returncode == 0
    assert states(broadcast) == {"stopped": 3}
    assert not Envelope.objects.filter(state="ready").exists()
