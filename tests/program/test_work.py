import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from belfry.program.work import take_up_left_jobs

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
