"""The communication plan of a dossier as data (C5): who releases, by which channels, when, and in whose place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.delivery.queries import channel_names
from belfry.delivery.ways import ladder
from belfry.founding.errors import ClassWithoutChannel, QuietHoursEmpty
from belfry.networks.actions.networks import default_plan
from belfry.networks.errors import UnknownChannel
from belfry.networks.kinds import PLANNED, Releaser
from belfry.networks.types import PlanDetails

Line = tuple[str, str]


class NightRule(models.TextChoices):
    """Whether anything may ring in quiet hours (H29)."""

    NOBODY = "nobody", _("Nothing rings in quiet hours.")
    RED_HANDED = (
        "red_handed",
        _("Only when somebody is caught in the act, and only for members who agreed to it."),
    )


class StandIn(models.TextChoices):
    """Who passes messages on while the coordinator is away."""

    DEPUTY = "deputy", _("the deputy coordinator")
    POLICE = "police", _("the police, until the coordinator is back")


@dataclass(frozen=True, slots=True)
class CommunicationPlan:
    """What a network agrees; quiet hours by the Belgian clock. `neighbours` names the networks, a line each."""

    released_by: str
    quiet_from: time
    quiet_until: time
    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    night: str = NightRule.RED_HANDED
    stand_in: str = StandIn.DEPUTY
    neighbours: str = ""

    @classmethod
    def usual(cls) -> "CommunicationPlan":
        """Return what a form begins with: the usual plan of a new network."""
        usual = default_plan()
        return cls(usual.released_by, usual.quiet_from, usual.quiet_until, usual.channels)

    @classmethod
    def kept(cls, content: Mapping[str, Any]) -> "CommunicationPlan":
        """Return a plan as `content` keeps it, or the usual one where nothing was agreed yet."""
        if not content:
            return cls.usual()
        return cls(
            content["released_by"],
            time.fromisoformat(content["quiet_from"]),
            time.fromisoformat(content["quiet_until"]),
            {key: frozenset(names) for key, names in content["channels"].items()},
            content["night"],
            content["stand_in"],
            content["neighbours"],
        )

    @property
    def content(self) -> dict[str, Any]:
        """The plan as JSON."""
        return {
            "released_by": self.released_by,
            "quiet_from": self.quiet_from.isoformat("minutes"),
            "quiet_until": self.quiet_until.isoformat("minutes"),
            "channels": {key: sorted(names) for key, names in self.channels.items()},
            "night": self.night,
            "stand_in": self.stand_in,
            "neighbours": self.neighbours,
        }

    @property
    def details(self) -> PlanDetails:
        """The plan as a recognised network follows it."""
        return PlanDetails(self.released_by, self.quiet_from, self.quiet_until, self.channels)

    def check(self) -> None:
        """Raise UnknownChannel, ClassWithoutChannel or QuietHoursEmpty."""
        named = frozenset().union(*self.channels.values())
        if named != set(ladder(named)):
            raise UnknownChannel
        silent = [one for one in PLANNED if not self.channels.get(one)]
        if silent:
            raise ClassWithoutChannel(missing=", ".join(str(one.label) for one in silent))
        if self.quiet_from == self.quiet_until:
            raise QuietHoursEmpty

    def lines(self) -> list[Line]:
        """Return the plan for a reader of the active language, a label and its words each."""
        names = channel_names()
        between = f"{self.quiet_from:%H:%M} - {self.quiet_until:%H:%M}"
        return [
            (gettext("Level 1: writes and releases"), gettext("the police")),
            (gettext("Level 2: sends to the members"), str(Releaser(self.released_by).label)),
            (gettext("While the coordinator is away"), str(StandIn(self.stand_in).label)),
            (gettext("Quiet hours"), between),
            (gettext("At night"), str(NightRule(self.night).label)),
            *(
                (
                    capfirst(str(one.label)),
                    ", ".join(
                        sorted(str(names.get(name, name)) for name in self.channels.get(one, ()))
                    ),
                )
                for one in PLANNED
            ),
            (
                gettext("Neighbouring networks that hear of it"),
                ", ".join(self.neighbours.split("\n")) if self.neighbours else gettext("none"),
            ),
        ]
