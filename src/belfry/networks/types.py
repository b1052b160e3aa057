"""Values that cross the border of networks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Role
from belfry.networks.kinds import BulletinClass, FactType, NightPolicy
from belfry.people.types import PersonDetails, UnitDetails
from belfry.wording.types import ZoneWords

ROLE_NAMES: Final[Mapping[Role, str | Promise]] = {
    Role.COORDINATOR: _("coordinator"),
    Role.DEPUTY: _("deputy coordinator"),
    Role.OFFICER: _("mandated police officer"),
    Role.CHIEF: _("chief of police"),
    Role.DISPATCHER: _("police dispatcher"),
    Role.CLERK: _("municipal official"),
    Role.MAYOR: _("mayor"),
    Role.ADVISER: _("prevention adviser"),
    Role.REVIEWER: _("reviewer of the Federal Public Service Home Affairs"),
    Role.CENTRE: _("knowledge centre"),
    Role.OPERATOR: _("operator"),
}


def scope_of(network_id: UUID) -> str:
    """Return the scope of deliveries that stands for a network: what one leaves or refuses."""
    return f"network:{network_id}"


# Sections of a model that carry a title only: what they say is filled in as figures and choices.
ARRANGEMENTS: Final = "arrangements"
FIGURES: Final = "figures"
STRUCTURED: Final = frozenset({ARRANGEMENTS, FIGURES})


@dataclass(frozen=True, slots=True)
class ModelSection:
    """A section of a model; paragraphs are parted by an empty line, points begin with "- "."""

    key: str
    title: str
    text: str


class Recognition(NamedTuple):
    """Under which number and since when the FPS Interior recognises a network, and by which circular.

    `profession` and `scope` stand for the perimeter of a sectoral one.
    """

    number: str
    on: date
    circular_id: int | None = None
    profession: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """A member as the coordinator's list shows it."""

    membership_id: UUID
    person_id: UUID
    joined_at: datetime
    person: PersonDetails
    unit: UnitDetails

    @property
    def name(self) -> str:
        """What they are called: their own name, else that of their shop or firm."""
        return self.person.full_name or self.unit.organisation


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member as the list shows it: by number, with name and street only of who agreed to that."""

    membership_id: UUID
    person_id: UUID
    number: int
    joined_at: datetime
    language: str
    name: str = ""
    street: str = ""
    # Covered, the e-mail addresses first.
    contacts: tuple[str, ...] = ()
    is_doubtful: bool = False
    has_neighbour: bool = False

    @property
    def label(self) -> str:
        """The name of who agreed to it, else the number, in the active language."""
        return self.name or gettext("Member %(number)d") % {"number": self.number}


class OwnOpening(NamedTuple):
    """When a keeper of which network's list opened somebody's own data, and why."""

    at: datetime
    network: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """A communication plan: who releases, quiet hours (Belgian clock), channels per class.

    `answers` tells how long the offer of a class waits, where it is not as the zone says; `shows_reports` whether
    the coordinator sees that members reported something to the police.
    """

    released_by: str
    quiet_from: time
    quiet_until: time
    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    version: int = 0
    answers: Mapping[str, timedelta] = field(default_factory=dict)
    shows_reports: bool = False


@dataclass(frozen=True, slots=True)
class PerimeterDetails:
    """Where a network lies: a GeoJSON geometry or none, and a list of streets as `Perimeter` keeps them."""

    shape: Mapping[str, object] | None
    streets: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class CharterDetails:
    """What the partners signed: {paper: [{"key", "title", "content"}]}, and the sealed file."""

    papers: Mapping[str, Sequence[Mapping[str, Any]]]
    file: bytes


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a charter brings to a network; `holders` are (role, person) of those who get a mandate."""

    plan: PlanDetails | None = None
    perimeter: PerimeterDetails | None = None
    charter: CharterDetails | None = None
    holders: Sequence[tuple[Role, UUID]] = ()


@dataclass(frozen=True, slots=True)
class MandateDetails:
    """A mandate as pages show it: by function, with the holder's name for those who may see it."""

    mandate_id: UUID
    person_id: UUID
    name: str
    role: Role
    substitute: bool
    since: date
    until: date | None
    network_id: UUID | None = None
    zone_id: UUID | None = None
    municipality_id: UUID | None = None
    # Whether who asked for it may end it.
    may_end: bool = False

    @property
    def role_name(self) -> str:
        """The role in the active language."""
        return str(ROLE_NAMES[self.role])


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of a member list that is to be imported (contract, "Fields of an imported member")."""

    line: int
    given_name: str
    family_name: str
    organisation: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    street: str
    number: str
    box: str
    postcode: str
    municipality: str
    language: str

    @property
    def person(self) -> PersonDetails:
        """The person that the row tells of."""
        return PersonDetails(
            self.given_name, self.family_name, self.language, self.emails, self.phones
        )

    @property
    def unit(self) -> UnitDetails:
        """The household or establishment that the row tells of."""
        return UnitDetails(
            self.organisation,
            self.street,
            self.number,
            self.box,
            self.postcode,
            self.municipality,
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: persons added, rows that were members already."""

    added: int
    known: int


class Relay(NamedTuple):
    """A member whom a neighbour tells what the police say."""

    person_id: UUID
    neighbour_id: UUID
    membership_id: UUID
    unit_id: UUID | None


class ClassTimes(NamedTuple):
    """Of a class of bulletin: how long it is worth sending, and how long an offer waits for its answer."""

    life: timedelta
    answer: timedelta


DAY: Final = timedelta(hours=24)
USUAL_TIMES: Final[Mapping[str, ClassTimes]] = {
    **{one.value: ClassTimes(DAY, DAY) for one in BulletinClass},
    BulletinClass.ALERT: ClassTimes(timedelta(hours=2), timedelta(minutes=3)),
    BulletinClass.WARNING: ClassTimes(DAY, timedelta(hours=4)),
}


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word that a zone adds to the wording check, and why; `*` at an end of it stands for any letters."""

    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """What the chief of a police zone settled; what is not given is as in every zone.

    Numbers are E.164. `fact_types` holds those that are switched on, the most urgent first. An outcome is
    due after `urgent_due_days` working days or `other_due_days` days; a network that heard nothing for
    `silence_days` days is told of. Version 0 is what holds where nothing was settled yet.
    """

    office_number: str = ""
    further_numbers: tuple[str, ...] = ()
    fact_types: tuple[str, ...] = tuple(FactType.values)
    night: str = NightPolicy.IN_PROGRESS_OR_MISSING
    urgent_due_days: int = 1
    other_due_days: int = 7
    silence_days: int = 90
    times: Mapping[str, ClassTimes] = field(default_factory=lambda: USUAL_TIMES)
    allowed: tuple[OwnWord, ...] = ()
    forbidden: tuple[OwnWord, ...] = ()
    version: int = field(default=0, compare=False)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that the zone publishes, that for what is not urgent first."""
        return tuple(filter(None, (self.office_number, *self.further_numbers)))

    @property
    def wording(self) -> ZoneWords:
        """What the wording check adds to its lists for this zone."""
        return ZoneWords(
            phones=self.numbers,
            allowed=tuple(one.word for one in self.allowed),
            forbidden=tuple(one.word for one in self.forbidden),
        )
