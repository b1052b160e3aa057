"""Which gateway a URL's scheme means."""

from collections.abc import Mapping
from typing import Final

from belfry.delivery.channels.contract import SupplierUrl
from belfry.delivery.channels.sms.gateways.gateway import Gateway
from belfry.delivery.channels.sms.gateways.generic import Generic
from belfry.delivery.channels.sms.gateways.twilio import Twilio
from belfry.delivery.channels.sms.gateways.vonage import Vonage

NAMED: Final[Mapping[str, type[Gateway]]] = {
    "sms": Generic,
    "twilio": Twilio,
    "vonage": Vonage,
}
# Without TLS only on this machine.
SCHEMES: Final = tuple(f"{name}+{plain}" for name in NAMED for plain in ("https", "http"))


def open_gateway(url: SupplierUrl) -> Gateway:
    """Return the gateway for a URL with one of SCHEMES; raise ImproperlyConfigured."""
    return NAMED[url.scheme.partition("+")[0]](url)
