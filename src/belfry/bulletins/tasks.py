"""Background work of bulletins: the rest of a large release, and what time does by itself."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from belfry.bulletins.actions.complaining import forget_complaints
from belfry.bulletins.actions.expanding import expand_release, expand_releases
from belfry.bulletins.actions.following import tell_late_readers
from belfry.bulletins.actions.offering import pass_on_offers
from belfry.bulletins.actions.releasing import expire_releases, settle_releases


@app.task(name="bulletins.expand_release", retry=10)
def expand_release_job(release_id: str) -> None:
    """Write what the press of "send" left: chunk by chunk, safe to repeat."""
    while expand_release(UUID(release_id), now=timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="bulletins.look_after_releases", queueing_lock="look_after_releases")
def look_after_releases_job(timestamp: int) -> None:
    """Once a minute: ask the next in line, expire what is too late, write what was left, call sent what is settled, tell late readers."""
    now = timezone.now()
    pass_on_offers(now=now)
    expire_releases(now=now)
    expand_releases(now=now)
    settle_releases(now=now)
    tell_late_readers(now=now)


@app.periodic(cron="40 3 * * *")
@app.task(name="bulletins.forget_complaints", queueing_lock="forget_complaints")
def forget_complaints_job(timestamp: int) -> None:
    """Once a night: wipe complaints that were answered a year ago."""
    forget_complaints(now=timezone.now())
