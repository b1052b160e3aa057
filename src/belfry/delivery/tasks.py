"""Background work of delivery."""

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.delivery.ailing import pause_failing
from belfry.delivery.canaries import send_canaries
from belfry.delivery.retention import forget_old


@app.periodic(cron="*/5 * * * *")
@app.task(name="delivery.send_canaries", queueing_lock="send_canaries")
def send_canaries_job(timestamp: int) -> None:
    """Every five minutes: a test message to our own endpoints, where there are some."""
    send_canaries(now=timezone.now())


@app.periodic(cron="40 4 * * *")
@app.task(name="delivery.pause_failing", queueing_lock="pause_failing")
def pause_failing_job(timestamp: int) -> None:
    """Once a night: pause mailboxes that fail day after day, and try those that were paused."""
    pause_failing(now=timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="delivery.forget_old", queueing_lock="forget_old")
def forget_old_job(timestamp: int) -> None:
    """Once a night: drop the part of the ledger that is older than it is kept."""
    forget_old(now=timezone.now())
