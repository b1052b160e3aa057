"""What passes between a page and the process that holds the keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Question:
    """What the passkey of an officer is asked: `options` as WebAuthn wants them (5.5), None in a demonstration.

    It is bound to one person, report, part and reason, is good for two minutes, and once.
    """

    challenge: str
    options: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed, in clear: the part that was asked for, and with a text its letters by their ids.

    `photographs` belong to a text, too: JPEG in base64, in their order.
    """

    plain: str
    letters: Mapping[UUID, str]
    photographs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report of the person who asks, and the letters about it in clear, by their ids.

    A letter between police and reporter is sealed once, to the installation's key: it opens for its reporter, and for who
    opens the text of the report.
    """

    report_id: UUID
    letters: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Tag:
    """What is kept in a report in place of its author (32 bytes).

    `repeated` says that this person reported something about the same person or home in the last 30 days.
    """

    value: bytes
    repeated: bool


@dataclass(frozen=True, slots=True)
class Box:
    """Something sealed: to which key of which zone (None is the installation), and where it stands."""

    zone_id: UUID | None
    version: int
    place: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is stored, for the process that holds the keys."""

    id: UUID
    zone_id: UUID
    network_id: UUID
    text: Box
    identity: Box
    receipt: str = ""
    speaks_of_patrol: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """Something told to a town hall, with the tag that stands in place of its author."""

    id: UUID
    municipality_id: UUID
    network_id: UUID
    tag: bytes
