"""Values that cross the border of measures."""

from dataclasses import dataclass
from datetime import date
from typing import Final

# In signs.
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class StepDetails:
    """What is written down for a step: why, how the person was heard, and when an offence was reported."""

    reasons: str = ""
    invited_on: date | None = None
    heard: str = ""
    heard_on: date | None = None
    statement: str = ""
    reported_on: date | None = None
