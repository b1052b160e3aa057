"""Release, expand, stop, try again."""

from datetime import datetime
from uuid import UUID

from belfry.bulletins.models import Release
from belfry.core.actor import Actor


def release_bulletin(actor: Actor, release_id: UUID, *, now: datetime) -> Release:
    """Send an offered bulletin to its frozen audience; twice is once.

    The coordinator or a deputy where the plan says so, else officer or chief. Writes the first 5,000
    envelopes in this transaction and leaves the rest to the worker.
    """
    raise NotImplementedError


def expand_release(release_id: UUID, *, now: datetime) -> bool:
    """Write the next chunk of envelopes (the background job); return whether more is left."""
    raise NotImplementedError


def stop_release(actor: Actor, release_id: UUID, *, now: datetime) -> Release:
    """Stop what is not yet handed over (police, or the coordinator who released)."""
    raise NotImplementedError


def retry_failed_deliveries(actor: Actor, release_id: UUID, *, now: datetime) -> int:
    """Try again only those that failed; return how many. Raise NothingToRetry."""
    raise NotImplementedError


def expire_releases(*, now: datetime) -> int:
    """Let offers and sends whose time is over expire (periodic job); return how many."""
    raise NotImplementedError
