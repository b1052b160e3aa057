"""Read the record and prove that nobody touched it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from belfry.audit.models import Alarm, Backup, Chain, Entry


def entries_about(subject: str) -> QuerySet[Entry]:
    """Return what happened to one subject ("kind:id"), oldest first."""
    return Entry.objects.filter(subject=subject).order_by("at", "pk")


def entries_on(subjects: Collection[str], *, act: str) -> QuerySet[Entry]:
    """Return how often one act was done to these subjects, newest first."""
    return Entry.objects.filter(subject__in=list(subjects), act=act).order_by("-at", "-pk")


def entries_of_network(network_id: UUID) -> QuerySet[Entry]:
    """Return the chain of one network, newest first."""
    return Entry.objects.filter(chain__network_id=network_id).order_by("-number")


def alarms_since(instant: datetime) -> QuerySet[Alarm]:
    """Return the alarms raised since then, newest first."""
    return Alarm.objects.filter(raised_at__gte=instant).order_by("-raised_at")


def newest_backup() -> datetime | None:
    """Return the instant of the newest whole backup that Belfry made, wherever; None before the first."""
    return Backup.objects.values_list("made_at", flat=True).first()


def verify_chains() -> Iterator[str]:
    """Yield one line per chain that was changed, cut or has a gap; nothing when all is whole."""
    for chain in Chain.objects.order_by("pk").iterator():
        fault = _fault(chain)
        if fault:
            yield fault


def _fault(chain: Chain) -> str | None:
    digest, expected = chain.origin, 1
    for entry in chain.entries.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            return f"audit chain {chain.pk}: entry {expected} is missing"
        digest = entry.digest_after(digest)
        if digest != bytes(entry.digest):
            return f"audit chain {chain.pk}: entry {entry.number} was changed"
        expected += 1
    if expected - 1 != chain.length or digest != (bytes(chain.head) or chain.origin):
        return f"audit chain {chain.pk}: its end does not fit its head"
    return None
