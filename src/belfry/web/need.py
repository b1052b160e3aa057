"""One line of the first page: something that needs a person now."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: what it is, of what kind, and the one button."""

    why: str
    title: str
    kind: str
    where: str
    since: datetime | None
    address: str
    button: str
    icon: str
    # Of what is owed: in time, due soon, overdue.
    standing: str = ""
    # Whether `since` is until when it can be done.
    is_until: bool = False
