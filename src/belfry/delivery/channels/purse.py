"""Credits of one limit, as one carrier holds them."""

from dataclasses import dataclass
from typing import Final

from belfry.delivery.channels.contract import Credits

# Credits are for now: kept longer, they would meet the next ones in the same second.
FRESH_SECONDS: Final = 0.1


@dataclass(slots=True)
class _Pocket:
    number: int = 0
    taken_at: float = 0.0
    closed_until: float = 0.0


class Purse:
    """Takes credits in slices, when parcels wait for them; times are monotonic seconds."""

    def __init__(self, name: str, rate: float) -> None:
        """Take the name of the limit and its credits a second; 0 is no limit."""
        self.name = name
        self.rate = rate
        self._pockets = {True: _Pocket(), False: _Pocket()}

    def allows(self, source: Credits | None, wanted: int, now: float, *, urgent: bool) -> int:
        """Return how many of `wanted` may go now (all without a `source`); `spend` those that do."""
        if not self.rate or source is None:
            return wanted
        pocket = self._pockets[urgent]
        if now - pocket.taken_at > FRESH_SECONDS:
            pocket.number = 0
        if not pocket.number and now >= pocket.closed_until:
            grant = source.take(self.name, self.rate, wanted, urgent=urgent)
            pocket.number, pocket.taken_at = grant.number, now
            pocket.closed_until = now if grant.number else now + grant.wait
        return min(pocket.number, wanted)

    def spend(self, number: int, *, urgent: bool) -> None:
        """Use so many of those that `allows` returned."""
        pocket = self._pockets[urgent]
        pocket.number = max(0, pocket.number - number)

    def wait(self, now: float, *, urgent: bool) -> float:
        """Return the seconds until it is worth asking again."""
        return max(0.0, self._pockets[urgent].closed_until - now)
