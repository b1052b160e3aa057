"""What a payer's messages cost in a month, and the ceiling above which only urgent ones go on.

A payer is an id that delivery does not interpret; amounts are in ten-thousandths of a euro. The ledger
adds to `delivery_spending` as it settles.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from belfry.core.alarm import AlarmKind, raise_alarm
from belfry.core.clock import local
from belfry.delivery.errors import CeilingReached
from belfry.delivery.models import Broadcast, Ceiling, Envelope, Spending


class Spent(NamedTuple):
    """What one channel cost in a month, and for how many copies."""

    amount: int
    number: int


class Purse(NamedTuple):
    """What a payer spent this month, and its ceiling; None is no ceiling.

    `promised` is what messages under way may still cost, where an upper context says so.
    """

    spent: int
    ceiling: int | None
    promised: int = 0

    @property
    def left(self) -> int | None:
        """What may still be spent this month; None without a ceiling."""
        if self.ceiling is None:
            return None
        return max(0, self.ceiling - self.spent - self.promised)

    def is_too_small_for(self, estimate: int) -> bool:
        """Whether it would cost more than is left; what costs nothing is never too dear."""
        return self.left is not None and estimate > self.left


def month_of(now: datetime) -> date:
    """Return the first day of the Belgian month of an instant."""
    return local(now).date().replace(day=1)


def spent(payer: UUID, month: date) -> Mapping[str, Spent]:
    """Return {channel: what it cost} in a month, given by its first day."""
    rows = Spending.objects.filter(payer=payer, month=month).order_by("-amount", "channel")
    return {row.channel: Spent(row.amount, row.number) for row in rows}


def ceiling(payer: UUID) -> int | None:
    """Return what a payer may spend in a month; None without a ceiling."""
    return Ceiling.objects.filter(payer=payer).values_list("amount", flat=True).first()


def set_ceiling(payer: UUID, amount: int | None) -> None:
    """Make this what a payer may spend in a month; None takes the ceiling away."""
    if amount is None:
        Ceiling.objects.filter(payer=payer).delete()
    else:
        Ceiling.objects.update_or_create(payer=payer, defaults={"amount": amount})


def purses(payers: Collection[UUID], *, now: datetime) -> Mapping[UUID, Purse]:
    """Return what each payer spent this month and may spend, in two queries."""
    rows = Spending.objects.filter(payer__in=list(payers), month=month_of(now))
    spent_by = dict(rows.values_list("payer").annotate(Sum("amount")))
    ceilings = dict(Ceiling.objects.filter(payer__in=list(payers)).values_list("payer", "amount"))
    return {payer: Purse(spent_by.get(payer, 0), ceilings.get(payer)) for payer in payers}


def hold_ceilings(payers: Collection[UUID]) -> None:
    """Let nobody else check these payers' ceilings until the transaction ends."""
    held = Ceiling.objects.select_for_update(no_key=True).filter(payer__in=list(payers))
    list(held.order_by("payer").values_list("payer"))


def costs_so_far(broadcasts: Collection[Broadcast]) -> Mapping[int, int]:
    """Return {broadcast: what its rows cost until now}, in one query; it reads the rows of their messages."""
    rows = Envelope.objects.filter(
        message_id__in={one.message_id for one in broadcasts},
        broadcast__in=[one.pk for one in broadcasts],
        cost__gt=0,
    )
    return dict(rows.values_list("broadcast").annotate(Sum("cost")))


def check_ceiling(payer: UUID, purse: Purse, estimate: int, *, urgent: bool) -> bool:
    """Return whether a message of this estimated cost overruns the payer's month.

    Raises CeilingReached for one that is not urgent. An urgent one goes on, and an alarm tells those who
    run this installation.
    """
    if not purse.is_too_small_for(estimate):
        return False
    if not urgent:
        raise CeilingReached
    told = partial(raise_alarm, AlarmKind.CEILING_OVERRUN, payer=str(payer), cost=estimate)
    transaction.on_commit(told)
    return True
