"""Background work of networks, found by name by those who defer it."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.networks.actions.imports import forget_readings, run_import


@app.task(name="networks.run_import", retry=5)
def run_import_job(import_id: str) -> None:
    """Do a confirmed import."""
    run_import(UUID(import_id), now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="networks.forget_readings", queueing_lock="forget_readings")
def forget_readings_job(timestamp: int) -> None:
    """Once an hour: wipe lists that were read and never confirmed."""
    forget_readings(now=timezone.now())
