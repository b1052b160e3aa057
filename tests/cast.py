"""The fixed cast as actors: everybody knows who may what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from belfry.core.actor import Actor
from belfry.program.cast import Stage, actor_named, raise_curtain

# A Tuesday at noon in winter: 13:00 on Belgian clocks.
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """Every figure as an attribute with an underscore: `cast.officer_an` is an Actor at NOON."""

    stage: Stage

    def __getattr__(self, name: str) -> Actor:
        return self.at(name, NOON)

    def at(self, name: str, instant: datetime) -> Actor:
        """Return a figure as an actor at another instant."""
        return actor_named(name.replace("_", "-"), at=instant)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The curtain is up: zones, networks, mandates and memberships of the cast exist."""
    yield Cast(raise_curtain(now=NOON))
