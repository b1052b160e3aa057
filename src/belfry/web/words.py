"""Words for closed lists that contexts below name in English only."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.policies import is_urgent
from belfry.delivery.queries import channel_names
from belfry.delivery.ways import by_choice

# Why a member is in nobody's reach when the audience is frozen (`AudienceMember.Unreachable`).
REASONS: Final[Mapping[str, str | Promise]] = {
    "no_address": _("no address or number for it"),
    "broken": _("the address or number does not work"),
    "unwanted": _("does not want it this way"),
    "household": _("another phone of the household rings"),
}


def plan_choices(bulletin_class: str) -> list[tuple[str, str | Promise]]:
    """Return the ways that a plan may choose for a class: nobody is called for what is not urgent."""
    urgent = is_urgent(bulletin_class)
    return [choice for choice in channel_choices() if urgent or not by_choice(choice[0])]


def channel_choices() -> list[tuple[str, str | Promise]]:
    """Return the ways by which this installation can send, for a form."""
    return list(channel_names().items())
