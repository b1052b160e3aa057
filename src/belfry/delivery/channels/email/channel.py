"""E-mail: the whole text, at no cost, beside the ladder of an urgent message."""

from django.utils.translation import gettext_lazy as _

from belfry.delivery.channels.contract import Channel
from belfry.delivery.kinds import EMAIL, AddressKind, Form


class Email(Channel):
    """Mail over SMTP (RFC 5321)."""

    name = EMAIL
    label = _("e-mail")
    address = AddressKind.EMAIL
    form = Form.LONG
    setting = "BELFRY_SMTP_URL"

    def is_configured(self) -> bool:
        """Every installation sends mail; without a relay it waits."""
        return True


CHANNEL = Email()
