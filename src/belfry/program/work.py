"""`belfry work`: does the work in the background, and takes up what dead workers left."""

import argparse
import asyncio
import logging
import signal
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import Status

from belfry.delivery.canaries import canary_addresses
from belfry.program.postbox import Postbox
from belfry.program.texts import Texts
from belfry.program.watch import Watchman

logger = logging.getLogger(__name__)

# A worker says every 10 s that it lives; after this long it is given up.
VANISHED: Final = timedelta(seconds=60)


@app.periodic(cron="* * * * *")
@app.task(name="program.take_up_left_jobs", queueing_lock="take_up_left_jobs")
async def take_up_left_jobs_job(timestamp: int) -> None:
    """Once a minute: put back the jobs of workers that are no more."""
    await take_up_left_jobs(now=timezone.now())


async def take_up_left_jobs(*, now: datetime) -> int:
    """Put back jobs in progress whose worker vanished; return how many there were.

    The library finds them only until another worker clears the row of the dead one (procrastinate
    issue 1518), so the question here is whether a living worker holds the job.
    """
    living = ProcrastinateWorker.objects.filter(
        pk=OuterRef("worker_id"), last_heartbeat__gte=now - VANISHED
    )
    in_progress = ProcrastinateJob.objects.filter(status=Status.DOING.value)
    left = [job async for job in in_progress.exclude(Exists(living))]
    waiting = ProcrastinateJob.objects.filter(status=Status.TODO.value)
    for job in left:
        lock = job.queueing_lock
        if lock and await waiting.filter(queueing_lock=lock).aexists():
            # The same work waits already, and may not wait twice.
            await app.job_manager.finish_job_by_id_async(job.pk, Status.FAILED, delete_job=True)
        else:
            await app.job_manager.retry_job_by_id_async(job.pk, retry_at=now)
    return len(left)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how much to do at once."""
    parser.add_argument("--jobs", type=int, default=2, help="jobs at once")


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM, then finish the jobs in flight; the status is 1 when the work ended by itself."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    autodiscover_modules("tasks")
    # Refused here, not every five minutes.
    canary_addresses()
    Watchman().start()
    Postbox().start()
    Texts().start()
    with app.replace_connector(connector.get_worker_connector()) as worker:
        was_told = asyncio.run(_work(worker, options.jobs))
    if not was_told:
        logger.error("The worker lost its database; whoever started it starts another.")
    return 0 if was_told else 1


async def _work(worker: App, jobs: int) -> bool:
    """Work until somebody says stop, or the database is lost; return whether somebody said so.

    The library's own signal handlers would not let the two be told apart.
    """
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=jobs, delete_jobs="successful", install_signal_handlers=False
            )
        )
        told = asyncio.Event()

        def stop() -> None:
            # A second cancellation would not wait for the jobs.
            if not told.is_set():
                told.set()
                working.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        with suppress(asyncio.CancelledError):
            await working
        return told.is_set()
