"""Values that cross the border of bulletins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Words:
    """A bulletin's words in one language, as they are typed."""

    title: str = ""
    what: str = ""
    where: str = ""
    when: str = ""
    behaviour: str = ""
    what_to_do: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author writes: class, networks, and words per language."""

    bulletin_class: str
    network_ids: tuple[UUID, ...]
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many by which channel and language, and how many cannot be reached and why.

    `recipients` counts person x channel; it equals rows written plus suppressed plus shared after the
    send. `mailboxes` counts distinct endpoints ("n persons, m mailboxes").
    """

    persons: int
    recipients: int
    mailboxes: int
    unreachable: int
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]
    by_reason: Mapping[str, int]
    usual: int | None = None


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a language has every field its class asks for; the missing ones by name."""

    language: str
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Rights:
    """What an actor may do with a bulletin as it stands; a page shows no button for the rest."""

    change: bool
    approve: bool
    send_back: bool
    withdraw: bool
    close: bool


@dataclass(frozen=True, slots=True)
class Unreached:
    """A member whom a release did not reach, for whoever keeps the list: call, or mend the address."""

    name: str
    cause: str
    membership_id: UUID | None
