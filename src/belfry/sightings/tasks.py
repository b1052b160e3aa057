"""Background work of reports."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.sightings.actions.erasing import erase_answered, erase_photographs, erase_settled
from belfry.sightings.actions.reminding import remind_officers


@app.periodic(cron="0 7 * * *")
@app.task(name="sightings.remind_officers", queueing_lock="remind_officers")
def remind_officers_job(timestamp: int) -> None:
    """Once a morning: tell officers that reports wait for somebody to take them."""
    remind_officers(now=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="sightings.erase_answered", queueing_lock="erase_answered")
def erase_answered_job(timestamp: int) -> None:
    """Once a night: erase what was reported to police or town and answered 30 days ago, and photographs that came 30 days ago."""
    now = timezone.now()
    erase_answered(now=now)
    erase_photographs(now=now)
    erase_settled(now=now)
