"""Values that cross the border of bulletins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from belfry.delivery.kinds import EMAIL
from belfry.delivery.spending import Purse


@dataclass(frozen=True, slots=True)
class Words:
    """A bulletin's words in one language, as they are typed; `short` is for SMS.

    `description` is what a person looked like, `details` what tells that person from others, one a line.
    """

    title: str = ""
    what: str = ""
    where: str = ""
    when: str = ""
    behaviour: str = ""
    what_to_do: str = ""
    short: str = ""
    description: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the police judged before a text may be released: the ground, and that no secret is harmed."""

    ground: str
    investigation: str
    without_personal_data: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the perimeters that a message is for: ids of streets, or a GeoJSON polygon (WGS 84).

    The networks that it lies in follow from it. `with_unplaced` says whether members of these get it whose address
    the register does not know.
    """

    streets: tuple[int, ...] = ()
    shape: Mapping[str, Any] | None = None
    with_unplaced: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author writes: class, networks (or a part of them), words per language, and what was judged.

    `asked_ids` are networks of other police, who are asked after the approval whether they take it over.
    `fact_at` is when it happened, `night` why readers who agreed may be woken for it, `phenomenon` what it is about,
    `code` what tells readers that it is genuine (empty before it is kept), `network` the name of the network whose
    coordinator writes it (empty where the police do).
    """

    bulletin_class: str
    network_ids: tuple[UUID, ...]
    words: Mapping[str, Words] = field(default_factory=dict)
    judged: Judged | None = None
    fact_at: datetime | None = None
    night: str = ""
    phenomenon: str = ""
    part: Part | None = None
    asked_ids: tuple[UUID, ...] = ()
    code: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """How many by which channel and language, and how many cannot be reached and why.

    `recipients` counts person x channel; it equals rows written plus suppressed plus shared after the
    send. `mailboxes` counts distinct endpoints ("n persons, m mailboxes"). `costs` is the most that each
    channel may cost, in ten-thousandths of a euro.
    """

    persons: int
    recipients: int
    mailboxes: int
    unreachable: int
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]
    by_reason: Mapping[str, int]
    costs: Mapping[str, int] = field(default_factory=dict)
    usual: int | None = None

    # Beyond its own zone, too, two officers agree and type the number.
    is_wide: bool = False
    goes_beyond: bool = False
    # Of a message for a part: whose address is not known to the register, and whether they get it.
    unplaced: int = 0
    with_unplaced: bool = True

    @property
    def is_by_mail_alone(self) -> bool:
        """Whether no phone or browser is among the addresses."""
        return set(self.by_channel) <= {EMAIL}

    @property
    def by_way(self) -> list[tuple[str, int, int]]:
        """Each channel, how many get it by that channel, and what that costs at most."""
        return [(way, count, self.costs.get(way, 0)) for way, count in self.by_channel.items()]

    @property
    def cost(self) -> int:
        """What it costs at most by all channels together."""
        return sum(self.costs.values())


@dataclass(frozen=True, slots=True)
class Price:
    """What a bulletin costs one payer at most, and what that payer spent this month and may spend."""

    payer: UUID
    cost: int
    purse: Purse

    @property
    def is_too_dear(self) -> bool:
        """Whether the payer's month has not enough left for it."""
        return self.purse.is_too_small_for(self.cost)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a language has every field its class asks for; the missing ones by name.

    `faults` are sentences why a text cannot be sent by one of the channels it is for.
    """

    language: str
    missing: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing is missing, and all of it can be sent."""
        return not self.missing and not self.faults


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


@dataclass(frozen=True, slots=True)
class ToTell:
    """A member who must be told, and which neighbour does it; empty is nobody yet."""

    name: str
    neighbour: str
    membership_id: UUID


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Whom a member agreed to tell: as little as is needed to find the door."""

    given_name: str
    street: str
