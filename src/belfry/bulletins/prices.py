"""What a bulletin costs at most, who pays for it, and whether that still goes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from belfry.bulletins.audience import summary
from belfry.bulletins.models import Release
from belfry.bulletins.outlook import Outlook
from belfry.bulletins.policies import is_urgent
from belfry.bulletins.types import Price
from belfry.bulletins.workflow import ReleaseState
from belfry.core.clock import local
from belfry.delivery.spending import Purse, check_ceiling, costs_so_far, hold_ceilings, purses
from belfry.networks.queries import leading_zones

UNDER_WAY = (ReleaseState.RELEASED, ReleaseState.SENDING)


def costs_of(outlook: Outlook) -> Mapping[UUID, int]:
    """Return {network: what it costs at most}, in ten-thousandths of a euro."""
    return {
        network_id: summary(rows, outlook.letters).cost for network_id, rows in outlook.rows.items()
    }


def prices_of(costs: Mapping[UUID, int], *, now: datetime) -> Sequence[Price]:
    """Return what {network: cost} comes to by who pays: each network's leading zone."""
    totals = _totals(costs, now)
    found = purses_of(totals, now=now)
    return [Price(zone_id, cost, found[zone_id]) for zone_id, cost in totals.items()]


def purses_of(payers: Collection[UUID], *, now: datetime) -> Mapping[UUID, Purse]:
    """Return what payers spent this month, may spend, and what releases under way may still cost them."""
    found = purses(payers, now=now)
    promised = _promised([payer for payer, purse in found.items() if purse.ceiling is not None])
    return {payer: purse._replace(promised=promised[payer]) for payer, purse in found.items()}


def check_prices(costs: Mapping[UUID, int], bulletin_class: str, *, now: datetime) -> None:
    """Raise CeilingReached where a payer's month has not enough left; what is urgent goes on.

    Until the transaction ends nobody else is told that there is enough; what is urgent waits for nobody.
    """
    if not any(costs.values()):
        return
    urgent = is_urgent(bulletin_class)
    if not urgent:
        hold_ceilings(_totals(costs, now))
    for price in prices_of(costs, now=now):
        check_ceiling(price.payer, price.purse, price.cost, urgent=urgent)


def _totals(costs: Mapping[UUID, int], now: datetime) -> Counter[UUID]:
    zones = leading_zones(costs, on=local(now).date())
    totals: Counter[UUID] = Counter()
    for network_id, cost in costs.items():
        if network_id in zones:
            totals[zones[network_id]] += cost
    return totals


def _promised(payers: Collection[UUID]) -> Counter[UUID]:
    """Return what is released and not yet spent: of what it costs at most, all that it did not cost yet."""
    promised: Counter[UUID] = Counter()
    if not payers:
        return promised
    releases = Release.objects.filter(
        state__in=UNDER_WAY, most_cost__gt=0, broadcast__payer__in=list(payers)
    ).select_related("broadcast")
    under_way = [(one.broadcast, one.most_cost) for one in releases if one.broadcast]
    costs = costs_so_far([broadcast for broadcast, _ in under_way]) if under_way else {}
    for broadcast, most in under_way:
        if broadcast.payer:
            promised[broadcast.payer] += max(0, most - costs.get(broadcast.pk, 0))
    return promised
