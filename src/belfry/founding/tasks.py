"""Background work of founding: what time does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.founding.actions.surveys import close_due_surveys
from belfry.founding.actions.votes import close_due_votes


@app.periodic(cron="3 * * * *")
@app.task(name="founding.close_what_is_due", queueing_lock="close_what_is_due")
def close_what_is_due_job(timestamp: int) -> None:
    """Once an hour: count surveys and votes whose last day is over."""
    now = timezone.now()
    close_due_surveys(now=now)
    close_due_votes(now=now)
