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
class SurveyOpening:
    """What a survey begins with; `listed` are those asked (lines of an address) where they are no homes.

    `quorum` is how many in a hundred must answer.
    """

    unit: str
    rule: str
    quorum: int
    closes_on: date
    listed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a list that cannot be asked: where, and why in words."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """Who is asked, as a list tells (lines of an address), and what was not taken over.

    `notes` are the lines that were taken for a title or a note, `twice` how many rows came twice.
    """

    listed: Sequence[str]
    bad: Sequence[BadRow]
    notes: Sequence[int]
    twice: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A count. `yes` and `no` are 0 as long as it is open: nobody reads a result before the end."""

    units: int
    answers: int
    yes: int
    no: int
    rule: str
    quorum: int
    opened_on: date
    closes_on: date | None
    closed_on: date | None
    carried: bool = False

    @property
    def percent_answered(self) -> int:
        """Answers in a hundred units."""
        return round(100 * self.answers / self.units) if self.units else 0

    @property
    def percent_yes(self) -> int:
        """Yes in a hundred answers."""
        return round(100 * self.yes / self.answers) if self.answers else 0


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a code opens now: a question and when it is a majority; no question when the time is over.

    `about` tells this survey or vote from every other one.
    """

    dossier_id: UUID
    name: str
    network_kind: str
    unit: str
    question: str
    about: str
    is_given: bool
    closes_on: date | None
    rule: str
    quorum: int
    coordinator: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When and where the public meeting is; a wish asks the town for a room."""

    at: datetime
    place: str
    room_wish: str = ""
