"""What a bulletin costs at most, who pays for it, and whether that still goes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from belfry.bulletins.audience import summary
from belfry.bulletins.outlook import Outlook
from belfry.bulletins.policies import is_urgent
from belfry.bulletins.types import Price
from belfry.core.clock import local
from belfry.delivery.spending import check_ceiling, purses
from belfry.networks.queries import leading_zones


def costs_of(outlook: Outlook) -> Mapping[UUID, int]:
    """Return {network: what it costs at most}, in ten-thousandths of a euro."""
    return {
        network_id: summary(rows, outlook.letters).cost for network_id, rows in outlook.rows.items()
    }


def prices_of(costs: Mapping[UUID, int], *, now: datetime) -> Sequence[Price]:
    """Return what {network: cost} comes to by who pays: each network's leading zone."""
    zones = leading_zones(costs, on=local(now).date())
    totals: Counter[UUID] = Counter()
    for network_id, cost in costs.items():
        if network_id in zones:
            totals[zones[network_id]] += cost
    found = purses(totals, now=now)
    return [Price(zone_id, cost, found[zone_id]) for zone_id, cost in totals.items()]


def check_prices(costs: Mapping[UUID, int], bulletin_class: str, *, now: datetime) -> None:
    """Raise CeilingReached where a payer's month has not enough left; what is urgent goes on."""
    for price in prices_of(costs, now=now):
        check_ceiling(price.payer, price.cost, urgent=is_urgent(bulletin_class), now=now)
