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
