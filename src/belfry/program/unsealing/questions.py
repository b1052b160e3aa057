"""What is being asked of officers: kept in memory only, for two minutes, good once."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from belfry.sealing.errors import ProofNotValid, TooManyQuestions
from belfry.sealing.kinds import Part, Reason

LASTS: Final = timedelta(minutes=2)
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to open which part of which report and why; `state` is what the passkey was asked."""

    person_id: UUID
    report_id: UUID
    part: Part
    reason: Reason
    state: Any
    until: datetime


@dataclass(slots=True)
class Questions:
    """The questions that wait for an answer."""

    waiting: dict[str, Asked] = field(default_factory=dict)

    def ask(self, asked: Asked, *, now: datetime) -> str:
        """Return the name of a new question; raise TooManyQuestions when too many wait."""
        self.waiting = {name: one for name, one in self.waiting.items() if now < one.until}
        if len(self.waiting) >= MOST:
            raise TooManyQuestions
        name = secrets.token_urlsafe(32)
        self.waiting[name] = asked
        return name

    def take(self, name: str, *, now: datetime) -> Asked:
        """Return what was asked under a name, for the first and last time; raise ProofNotValid."""
        asked = self.waiting.pop(name, None)
        if asked is None or now >= asked.until:
            raise ProofNotValid
        return asked
