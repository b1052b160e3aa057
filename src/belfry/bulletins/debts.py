"""What is owed: the outcomes that readers wait for, who owes them, and how much time is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from belfry.bulletins.kinds import Standing
from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import READABLE, STANDS
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor, Role
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import zones_of_police

# So long before it is due it stands out.
SOON: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Debt:
    """An outcome that is owed: of which message, until when, by whom (nobody yet is None), and how it stands."""

    bulletin: Bulletin
    due_at: datetime
    owner_id: UUID | None
    standing: Standing

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return self.standing == Standing.LATE


def standing_at(due_at: datetime, now: datetime) -> Standing:
    """Return how an outcome that is due stands at an instant."""
    if due_at <= now:
        return Standing.LATE
    return Standing.SOON if due_at - now <= SOON else Standing.OPEN


def is_owed() -> Q:
    """Return the condition on bulletins whose readers wait to be told how it ended."""
    told = Bulletin.objects.filter(
        follows=OuterRef("pk"), bulletin_class=BulletinClass.OUTCOME, state__in=STANDS
    ).exclude(ending="")
    return Q(state=BulletinState.APPROVED, outcome_due_at__isnull=False) & ~Q(Exists(told))


def owed_in_zones(actor: Actor) -> QuerySet[Bulletin]:
    """Return what is owed in the zones for which the actor writes, the longest overdue first."""
    rows = Bulletin.objects.filter(is_owed(), zone_id__in=zones_of_police(actor))
    return rows.prefetch_related("texts").order_by("outcome_due_at", "pk")


def owed_by(actor: Actor) -> Sequence[Debt]:
    """Return what the actor owes, or as chief sees owed in the zone, the longest overdue first.

    What nobody owes yet is shown to every officer.
    """
    own = Q(outcome_owner_id=actor.person_id) | Q(outcome_owner__isnull=True)
    led = Q(zone_id__in=actor.zones(Role.CHIEF))
    return debts(owed_in_zones(actor).filter(own | led), now=actor.at)


def owed_to(network_id: UUID, *, now: datetime) -> Sequence[Debt]:
    """Return what readers of a network wait for (for pages that judged access already)."""
    rows = Bulletin.objects.filter(
        is_owed(), releases__network_id=network_id, releases__state__in=READABLE
    )
    return debts(rows.prefetch_related("texts").order_by("outcome_due_at", "pk"), now=now)


def debts(rows: Iterable[Bulletin], *, now: datetime) -> list[Debt]:
    """Return bulletins that owe an outcome with how they stand at an instant."""
    return [
        Debt(one, one.outcome_due_at, one.outcome_owner_id, standing_at(one.outcome_due_at, now))
        for one in rows
        if one.outcome_due_at is not None
    ]


def debt_of(bulletin: Bulletin, *, is_told: bool, now: datetime) -> Debt | None:
    """Return what a bulletin still owes, or None; `is_told` is whether its readers were told how it ended."""
    if is_told or bulletin.state != BulletinState.APPROVED:
        return None
    return next(iter(debts([bulletin], now=now)), None)
