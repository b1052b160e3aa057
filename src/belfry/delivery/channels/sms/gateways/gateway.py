"""What the SMS channel asks of a gateway that speaks HTTP."""

from belfry.delivery.channels.asking import ApiSupplier
from belfry.delivery.channels.callbacks import callback_url
from belfry.delivery.channels.contract import SupplierUrl

CHANNEL_NAME = "sms"


class Gateway(ApiSupplier):
    """An SMS gateway: sends texts, and reads what it posts to us.

    The option `from` of its URL is the published sender: a name or a number.
    """

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        self.sender = self.option("from")

    def callback(self, reference: str = "") -> str:
        """Return where receipts go."""
        return callback_url(CHANNEL_NAME, self.url.name, reference)


def international(number: str) -> str:
    """Return a number of digits as E.164; anything else (a name) as it is."""
    return f"+{number}" if number.isdecimal() else number
