"""The push services that a subscription may name, and the addresses at which they may be.

A subscription is a URL that a stranger gives us and that we call: without this it would open every machine
that we can reach (SSRF; security, 30). What is told of a host is looked at when the subscription is saved and
again when it is used; the connection then goes to the very address that was looked at.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from belfry.config.environment import secret
from belfry.core.mode import is_live
from belfry.delivery.channels.push.errors import HostNotAllowed
from belfry.delivery.channels.suppliers import is_loopback

SETTING: Final = "BELFRY_PUSH_URL"
LOCAL: Final = "local"
HTTPS: Final = 443
LONGEST_ENDPOINT: Final = 1_000
# Visible signs of ASCII, as in RFC 3986: no blank, no control, no sign that ends a header line.
PLAIN: Final = re.compile(r"[\x21-\x7e]+")
# Chrome and others, Firefox, Safari; Edge's service has a host for each of its regions.
HOSTS: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
)
WINDOWS: Final = "notify.windows.com"
WINDOWS_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.notify\.windows\.com")
FAMILIES: Final = (*HOSTS, WINDOWS)
# IPv6 addresses that carry one of IPv4 in their last four bytes (RFC 6052; RFC 4291, 2.5.5.1).
CARRYING: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


class Endpoint(NamedTuple):
    """A checked URL of a subscription: the family of its host, and its parts."""

    family: str
    secure: bool
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """The origin, as a token of RFC 8292 names its audience (RFC 6454, 6.2)."""
        if self.secure:
            return f"https://{self.host}"
        return f"http://{self.host}:{self.port}"


def local_origin() -> str:
    """Return the push service of this machine that plays the others, empty for none or in live mode.

    Raise ImproperlyConfigured.
    """
    value = secret(SETTING).rstrip("/")
    if not value or is_live():
        return ""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        port = None
        parts = urlsplit("")
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_loopback(host) or value != f"http://{host}:{port}":
        raise ImproperlyConfigured(f"{SETTING} must look like http://127.0.0.1:8030.")
    return value


def open_families() -> Collection[str]:
    """Return the families that this installation may send to: a restored copy holds real subscriptions."""
    if is_live():
        return FAMILIES
    return (LOCAL,) if local_origin() else ()


def read_endpoint(url: str) -> Endpoint:
    """Return the parts of an endpoint at a push service that we know; raise HostNotAllowed.

    It is compared, not interpreted: whatever two readers of URLs might understand differently is refused.
    """
    if len(url) > LONGEST_ENDPOINT or not PLAIN.fullmatch(url) or set(url) & set("\\#@"):
        raise HostNotAllowed
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    if not slash or not path:
        raise HostNotAllowed
    target = f"/{path}"
    if f"{scheme}://{authority}" == local_origin():
        host, _, port = authority.rpartition(":")
        return Endpoint(LOCAL, False, host, int(port), target)
    # The port may be said, too; then it is 443, as in https without one.
    host = authority.removesuffix(f":{HTTPS}")
    family = WINDOWS if WINDOWS_HOST.fullmatch(host) else host
    if scheme != "https" or family not in FAMILIES or host == WINDOWS:
        raise HostNotAllowed
    return Endpoint(family, True, host, HTTPS, target)


def is_public(address: str) -> bool:
    """Whether an address is one of the public Internet, also what an IPv6 address carries of IPv4."""
    try:
        return _is_public(ipaddress.ip_address(address))
    except ValueError:
        return False


def _is_public(found: IP) -> bool:
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found.teredo or found.scope_id:
            return False
        if inner is None and any(found in network for network in CARRYING):
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return _is_public(inner)
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_private
    )


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host; raise OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def addresses_of(endpoint: Endpoint, resolve: Resolve = resolved) -> Sequence[str]:
    """Return the addresses to connect to; raise HostNotAllowed if any is not public, OSError if none is known.

    One private address among public ones is no mistake of a push service: all are refused.
    """
    if endpoint.family == LOCAL:
        return [endpoint.host]
    found = resolve(endpoint.host, endpoint.port)
    if not found or not all(is_public(address) for address in found):
        raise HostNotAllowed
    return found
