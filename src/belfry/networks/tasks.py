"""Background work of networks, found by name by those who defer it."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.networks.actions.duty import note_silence
from belfry.networks.actions.failing import tell_of_failing
from belfry.networks.actions.imports import forget_readings, run_import
from belfry.networks.actions.pausing import tell_members


@app.task(name="networks.run_import", retry=5)
def run_import_job(import_id: str) -> None:
    """Do a confirmed import."""
    run_import(UUID(import_id), now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="networks.forget_readings", queueing_lock="forget_readings")
def forget_readings_job(timestamp: int) -> None:
    """Once an hour: wipe lists that were read and never confirmed."""
    forget_readings(now=timezone.now())


@app.periodic(cron="45 7 * * *")
@app.task(name="networks.tell_of_failing", queueing_lock="tell_of_failing")
def tell_of_failing_job(timestamp: int) -> None:
    """Once a morning: tell who can mend it that mailboxes take nothing any more."""
    tell_of_failing(now=timezone.now())


@app.periodic(cron="40 7 * * *")
@app.task(name="networks.note_silence", queueing_lock="note_silence")
def note_silence_job(timestamp: int) -> None:
    """Once a morning: pass on the duty of coordinators of whom nothing is seen."""
    note_silence(now=timezone.now())


@app.task(name="networks.tell_members", retry=5)
def tell_members_job(pause_id: str) -> None:
    """Tell every member that their network is paused, or goes on."""
    while tell_members(UUID(pause_id), now=timezone.now()):
        pass
