"""What a message costs, as pages say it: one line for each police zone that pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from belfry.bulletins.prices import prices_of
from belfry.bulletins.types import Price
from belfry.territory.queries import zones_by_id


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What one police zone pays at most."""

    zone_name: str
    price: Price


def price_lines(costs: Mapping[UUID, int], language: str, *, now: datetime) -> Sequence[PriceLine]:
    """Return who pays what of {network: cost}; nothing where it costs nothing."""
    paid = {network_id: cost for network_id, cost in costs.items() if cost}
    if not paid:
        return []
    prices = prices_of(paid, now=now)
    zones = zones_by_id({price.payer for price in prices})
    return [PriceLine(zones[price.payer].name_in(language), price) for price in prices]
