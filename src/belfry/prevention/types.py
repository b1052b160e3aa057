"""Values that cross the border of prevention."""

from collections.abc import Sequence
from dataclasses import dataclass

from belfry.networks.kinds import Phenomenon
from belfry.prevention.kinds import ForWhom, MeasureKind


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in one language; `code` is the same in all of them.

    `at_home` is one sentence that says what to do, of at most 140 characters, so that a message can
    carry it; `text` says more in two to four sentences. `at_once` tells whether it can be done this
    minute, and so may stand in an urgent message.
    """

    code: str
    phenomena: frozenset[Phenomenon]
    kind: MeasureKind
    for_whom: ForWhom
    at_once: bool
    at_home: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Measures that are read together, in the fixed order of their kinds; `code` names its file."""

    code: str
    name: str
    measures: Sequence[Measure]
