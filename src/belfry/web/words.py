"""Words for closed lists that contexts below name in English only."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.delivery.kinds import Channel

CHANNEL_NAMES: Final[Mapping[str, str | Promise]] = {
    Channel.EMAIL: _("e-mail"),
    Channel.PHONE: _("phone"),
}
# The ways by which Belfry sends today; numbers are kept, but nothing rings yet.
OFFERED_CHANNELS: Final = [(Channel.EMAIL.value, CHANNEL_NAMES[Channel.EMAIL])]

# Why a member is in nobody's reach when the audience is frozen (`AudienceMember.Unreachable`).
REASONS: Final[Mapping[str, str | Promise]] = {
    "no_address": _("no e-mail address"),
    "broken": _("the address does not work"),
    "unwanted": _("does not want e-mail"),
}
