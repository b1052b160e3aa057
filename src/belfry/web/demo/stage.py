"""Who is who in the demonstration, and what each can try. The words are the walks' own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PersonNamed = Callable[[str], UUID]


class Figure(Protocol):
    """One of the cast, as the program raises it."""

    @property
    def name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def email(self) -> str: ...


class ShowNotifications(Protocol):
    """Lets the phone of a figure show notifications; raises NotFound where there are none."""

    def __call__(self, name: str, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Cast:
    """The figures with their phones: {figure: number} of those that have one."""

    figures: Mapping[str, Figure]
    numbers: Mapping[str, str]
    person_named: PersonNamed
    show_notifications: ShowNotifications


@dataclass(frozen=True, slots=True)
class Part:
    """A figure's function in the demonstration, and what to try with it."""

    name: str
    function: str | Promise
    try_this: str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that sit at one table."""

    title: str | Promise
    parts: Sequence[Part]


GROUPS: Final = (
    Group(
        _("Police"),
        (
            Part(
                "officer-an",
                _("mandated officer, zone Beiaard"),
                _("Write a request for information and hand it in for approval."),
            ),
            Part(
                "chief-karim",
                _("chief of police, zone Beiaard"),
                _("Read a bulletin as members will get it, see who receives it, and approve it."),
            ),
            Part(
                "officer-els",
                _("substitute officer, zone Beiaard"),
                _("Approve what An wrote while the chief is away."),
            ),
            Part(
                "dispatcher-lotte",
                _("dispatcher, zone Beiaard"),
                _("See the home of the control room."),
            ),
            Part(
                "dispatcher-wim",
                _("second dispatcher, zone Beiaard"),
                _("See the home of the control room."),
            ),
            Part(
                "officer-piet",
                _("mandated officer, zone Val-Clocher"),
                _("See that the networks of Beiaard do not exist for another zone."),
            ),
            Part(
                "chief-marie",
                _("chief of police, zone Val-Clocher"),
                _("Name an officer or a dispatcher, with dates."),
            ),
        ),
    ),
    Group(
        _("Coordinators"),
        (
            Part(
                "coordinator-bram",
                _("coordinator of Meerstraat"),
                _("Pass on a message with one press, and keep the member list."),
            ),
            Part(
                "deputy-sofia",
                _("deputy coordinator of Meerstraat"),
                _("Stand in for Bram: read in a member list from a file."),
            ),
            Part(
                "shopkeeper-amina",
                _("coordinator of Winkelhart, a network of shops"),
                _("See a commercial network from within."),
            ),
            Part(
                "jeweller-karl",
                _("coordinator of Juweliers, a network in two zones"),
                _("See a sectoral network, in German."),
            ),
            Part(
                "coordinator-lucienne",
                _("coordinator of Haut-Cloche"),
                _("Do the same in French, in another zone."),
            ),
        ),
    ),
    Group(
        _("Members"),
        (
            Part(
                "member-chloe",
                _("member of Meerstraat"),
                _("Read the messages in French, choose quiet hours, leave the network."),
            ),
            Part(
                "member-jozef",
                _("member of Meerstraat, with a phone only"),
                _("See what somebody without e-mail finds."),
            ),
            Part(
                "member-anke",
                _("member of Meerstraat, reads German"),
                _("See a message in the languages that exist."),
            ),
            Part(
                "outsider-dries",
                _("member of Haut-Cloche"),
                _("Try to open a page of Meerstraat: there is none."),
            ),
            Part(
                "founder-hilde",
                _("resident without a network"),
                _("See what Belfry shows to somebody who is new."),
            ),
        ),
    ),
    Group(
        _("Town and prevention"),
        (
            Part(
                "mayor-luc",
                _("mayor of Klokdorp"),
                _("Name a municipal official or a prevention adviser."),
            ),
            Part(
                "clerk-nadia",
                _("municipal official of Klokdorp"),
                _("See the networks of the town, without one name of a member."),
            ),
            Part(
                "adviser-tom",
                _("prevention adviser, zone Beiaard"),
                _("See the networks of the zone."),
            ),
        ),
    ),
    Group(
        _("The country"),
        (
            Part(
                "reviewer-eva",
                _("reviewer of the Federal Public Service Home Affairs"),
                _("Sign in; the work of this function follows later."),
            ),
            Part(
                "centre-mila",
                _("knowledge centre"),
                _("Sign in; the work of this function follows later."),
            ),
            Part(
                "operator-sam",
                _("operator of the installation"),
                _("See that an operator reads no list and no message."),
            ),
        ),
    ),
)
