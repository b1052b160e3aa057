"""Values that cross the border of founding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from belfry.founding.workflow import Condition, DossierState, Partner


@dataclass(frozen=True, slots=True)
class Opening:
    """What a dossier begins with; the first town and zone lead. `profession` and `scope` are of a sector."""

    network_kind: str
    name: str
    languages: Sequence[str]
    initiative: str
    idea: str
    town_ids: Sequence[UUID]
    zone_ids: Sequence[UUID]
    profession: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """One condition of a step: whether it holds, and who can supply it."""

    condition: Condition
    holds: bool
    supplier: Partner


@dataclass(frozen=True, slots=True)
class Step:
    """One state on the way: when it was reached, else what it takes. `days` is how long it took."""

    state: DossierState
    reached_at: datetime | None
    by: Partner | None
    wants: Sequence[Want]
    days: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether the dossier has come this far."""
        return self.reached_at is not None


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in a list."""

    pk: UUID
    name: str
    kind: str
    network_kind: str
    state: DossierState
    opened_on: date
