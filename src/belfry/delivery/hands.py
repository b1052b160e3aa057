"""What a dispatcher holds: shares of the lanes, and the bundles in hand."""

from dataclasses import dataclass, field

from belfry.delivery.channels.contract import Carried
from belfry.delivery.claiming import MOST_CRASHES, Wheel
from belfry.delivery.settling import News
from belfry.delivery.types import Held
from belfry.delivery.workflow import Lane

# A claim should hold about a second's work: a slow supplier does not keep rows from other dispatchers.
BRISK_SECONDS, SLUGGISH_SECONDS = 0.5, 1.5
# Outcomes wait for each other so long.
SETTLE_SECONDS = 0.1


@dataclass(slots=True)
class Share:
    """Bundles that are claimed together: of which lanes, how many at a time, and when to look next."""

    lanes: tuple[int, int]
    crashes: tuple[int, int]
    # Bundles at a time.
    most: int = 1
    # More is claimed when no more rows than this are held.
    low: int = 10
    # Whether each outcome is settled at once, not together with others.
    prompt: bool = True
    # Whether its lanes take turns by weight; else they are served in strict order.
    turns: Wheel | None = None
    size: int = 1
    held: int = 0
    look_at: float = 0.0
    claimed_at: float = 0.0

    def look_again(self) -> None:
        """Look for more at once: somebody wrote rows."""
        self.look_at = 0.0
        if self.turns is not None:
            self.turns.rang()

    def adapt(self, now: float) -> None:
        """Fit the size of the next claim to how long the last one lasted."""
        lasted = now - self.claimed_at
        if lasted < BRISK_SECONDS:
            self.size = min(self.size * 2, self.most)
        elif lasted > SLUGGISH_SECONDS:
            self.size = max(self.size // 2, 1)


def shares() -> tuple[Share, ...]:
    """Return the shares in the order in which they are served.

    A dispatcher that is killed takes all that it held down with it. Rows that went through this once
    go in small company and then alone, so that only the one that kills its senders is given up.
    """
    urgent, others = (Lane.URGENT, Lane.PERSONAL), (Lane.POLICE, Lane.REPORTS)
    return (
        Share(urgent, (0, 1)),
        Share(others, (0, 0), most=5, low=100, prompt=False, turns=Wheel()),
        Share(others, (1, 1)),
        Share((Lane.URGENT, Lane.REPORTS), (2, MOST_CRASHES), low=0),
    )


@dataclass(slots=True)
class Hand:
    """One bundle in hand: how many of its rows have no outcome yet, and what is not yet settled."""

    share: Share
    bundle: Held
    size: int
    open: int
    taken_at: float
    renewed_at: float
    news: News
    # When the oldest of its outcomes came that is not settled yet.
    changed_at: float = 0.0
    parcels: list[Carried] = field(default_factory=list)
    # Nothing of it was settled yet, every row is new, and all went to one supplier.
    plain: bool = True
    left: bool = False

    def is_ripe(self, now: float) -> bool:
        """Whether to settle it: it is done or urgent, or goes so slowly that it is settled in parts."""
        slow = now - self.changed_at > SETTLE_SECONDS / 2
        return self.news.over or self.share.prompt or slow
