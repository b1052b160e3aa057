"""The worker: takes up what dead ones left, and ends so that whoever started it knows why."""

import os
import signal
import subprocess
import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from belfry.program.work import run, take_up_left_jobs
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def job_in_progress(*, of_living_worker: bool, lock: str = "") -> int:
    job_id = app.configure_task("tests.work", queueing_lock=lock or None).defer()
    age = "0 s" if of_living_worker else "5 min"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)"
            " RETURNING id",
            [age],
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker_id, job_id],
        )
    return job_id


def status_of(job_id: int) -> str | None:
    return ProcrastinateJob.objects.filter(pk=job_id).values_list("status", flat=True).first()


def take_up() -> int:
    return async_to_sync(take_up_left_jobs)(now=timezone.now())


def test_the_job_of_a_silent_worker_is_taken_up() -> None:
    job_id = job_in_progress(of_living_worker=False)
    assert take_up() == 1
    assert status_of(job_id) == "todo"


def test_the_job_of_a_worker_whose_row_is_gone_is_taken_up() -> None:
    job_id = job_in_progress(of_living_worker=False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert take_up() == 1
    assert status_of(job_id) == "todo"


def test_the_job_of_a_living_worker_is_left_alone() -> None:
    job_id = job_in_progress(of_living_worker=True)
    assert take_up() == 0
    assert status_of(job_id) == "doing"


def test_work_that_waits_already_does_not_wait_twice() -> None:
    job_id = job_in_progress(of_living_worker=False, lock="once")
    app.configure_task("tests.work", queueing_lock="once").defer()
    assert take_up() == 1
    assert status_of(job_id) is None


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that works on the database of the tests."""
    found = connection.settings_dict
    url = (
        f"postgresql://{found['USER']}@/{found['NAME']}?host={found['HOST']}"
        f"&port={found['PORT'] or 5432}"
    )
    paths = os.pathsep.join(filter(None, sys.path))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    with subprocess.Popen(
        [sys.executable, "-m", "belfry.program.main", "work"],
        env={
            **os.environ,
            "BELFRY_DATABASE_URL": url,
            "BELFRY_DATA_DIR": str(tmp_path),
            "PYTHONPATH": paths,
        },
    ) as process:
        try:
            wait_until(ProcrastinateWorker.objects.exists)
            yield process
        finally:
            process.kill()


def test_a_worker_that_is_told_to_stop_ends_well(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert not ProcrastinateWorker.objects.exists()


class BrokenApp:
    """The library's worker, when one of its side tasks lost the database: it returns as if all were well."""

    @asynccontextmanager
    async def open_async(self) -> AsyncIterator[None]:
        yield

    async def run_worker_async(self, **options: object) -> None:
        assert options["install_signal_handlers"] is False
        assert {"bulletins.expand_release", "networks.run_import"} <= set(app.tasks)

    @contextmanager
    def replace_connector(self, _: object) -> Iterator["BrokenApp"]:
        yield self


def test_a_worker_that_ends_by_itself_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Watchman", "Postbox"):
        monkeypatch.setattr(f"belfry.program.work.{name}.start", lambda _: None)
    monkeypatch.setattr(app, "replace_connector", BrokenApp().replace_connector)
    assert run(Namespace(jobs=2)) == 1
    assert "lost its database" in caplog.text
