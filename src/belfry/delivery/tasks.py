"""Background work of delivery."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.delivery.canaries import send_canaries


@app.periodic(cron="*/5 * * * *")
@app.task(name="delivery.send_canaries", queueing_lock="send_canaries")
def send_canaries_job(timestamp: int) -> None:
    """Every five minutes: a test message to our own endpoints, where there are some."""
    send_canaries(now=timezone.now())
