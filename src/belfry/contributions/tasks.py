"""Background work of contributions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.contributions.actions.forgetting import forget_years


@app.periodic(cron="35 4 1 * *")
@app.task(name="contributions.forget", queueing_lock="forget_contributions")
def forget_contributions_job(timestamp: int) -> None:
    """Once a month: erase who paid in years that are over for long."""
    forget_years(now=timezone.now())
