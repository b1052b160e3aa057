"""Background work of joining."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.joining.actions.waiting import remind_and_expire


@app.periodic(cron="50 7 * * *")
@app.task(name="joining.remind_and_expire", queueing_lock="remind_and_expire")
def remind_and_expire_job(timestamp: int) -> None:
    """Once a morning: remind who has to answer, and tell who asked that nobody did."""
    remind_and_expire(now=timezone.now())
