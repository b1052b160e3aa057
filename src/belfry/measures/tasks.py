"""Background work of measures."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.measures.actions.opening import end_gone, erase_dossiers


@app.periodic(cron="*/10 * * * *")
@app.task(name="measures.end_gone", queueing_lock="end_gone_dossiers")
def end_gone_job(timestamp: int) -> None:
    """Every ten minutes: end the dossiers of those who left meanwhile."""
    end_gone(now=timezone.now())


@app.periodic(cron="25 4 * * *")
@app.task(name="measures.erase", queueing_lock="erase_dossiers")
def erase_dossiers_job(timestamp: int) -> None:
    """Once a night: erase the dossiers whose day has come."""
    erase_dossiers(now=timezone.now())
