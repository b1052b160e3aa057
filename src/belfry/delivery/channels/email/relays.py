"""Mail relays: how a URL names one, and when one is left alone for a while."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from belfry.delivery.channels.email.errors import RelayUrlWrong
from belfry.delivery.workflow import Cause

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
OPTIONS: Final = frozenset({"verify", "ca"})
# Set aside: doubled at each failure in a row, so that a relay that is down is not hammered.
FIRST_PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 60.0
# A wrong password does not mend itself, and repeating it may lock the account.
SIGN_IN_PAUSE_SECONDS: Final = 60.0
# So many "slow down" in a row concern the relay, not one recipient.
THROTTLED_IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """Where a relay listens and how to sign in."""

    host: str
    port: int
    tls: str = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    verify: bool = True
    authority: str = ""

    @property
    def name(self) -> str:
        """How the ledger and the operator call it."""
        return f"{self.host}:{self.port}"[:60]

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine."""
        return _is_loopback(self.host)

    def tls_context(self) -> ssl.SSLContext:
        """Return the TLS settings: verified unless the URL says `verify=no`."""
        context = ssl.create_default_context(cafile=self.authority or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def read_relays(urls: str) -> tuple[RelayAddress, ...]:
    """Return the relays that comma-separated URLs name, the preferred first.

    `smtp://` is plain, `smtp+starttls://` insists on STARTTLS, `smtps://` is TLS from the first byte.
    Options: `?ca=FILE` (own authority), `?verify=no` (tests only). Raises RelayUrlWrong.
    """
    return tuple(_read_relay(url.strip()) for url in urls.split(",") if url.strip())


def _read_relay(url: str) -> RelayAddress:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RelayUrlWrong("A relay URL cannot be read: is the port a number?") from None
    if parts.scheme not in PORTS:
        schemes = ", ".join(f"{scheme}://" for scheme in PORTS)
        raise RelayUrlWrong(f"A relay URL must begin with one of {schemes}.")
    if not parts.hostname or parts.path not in {"", "/"}:
        raise RelayUrlWrong("A relay URL must name a host and nothing after it.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if not options.keys() <= OPTIONS or options.get("verify", "yes") not in {"yes", "no"}:
        raise RelayUrlWrong("A relay URL knows the options ca=FILE and verify=no only.")
    if parts.username and parts.scheme == "smtp" and not _is_loopback(parts.hostname):
        raise RelayUrlWrong(
            f"The password for {parts.hostname} would travel unprotected: use smtp+starttls://."
        )
    return RelayAddress(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls={"smtp": "none", "smtp+starttls": "starttls", "smtps": "implicit"}[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        verify=options.get("verify", "yes") == "yes",
        authority=options.get("ca", ""),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Relay:
    """A relay and how it has been behaving; times are monotonic seconds."""

    address: RelayAddress
    failures: int = 0
    throttled: int = 0
    resting_until: float = 0.0
    cause: str = ""

    def usable(self, now: float) -> bool:
        """Whether it may be tried at `now`."""
        return now >= self.resting_until

    @property
    def probing(self) -> bool:
        """Whether it failed last time: one connection tries it before others follow."""
        return self.failures > 0

    def failed(self, cause: str, now: float) -> None:
        """Leave it alone for a while: it is not there, breaks off, or refuses our sign-in."""
        self.failures += 1
        self.cause = cause
        pause = FIRST_PAUSE_SECONDS * 2 ** min(self.failures - 1, 10)
        if cause == Cause.RELAY_REFUSES:
            pause = SIGN_IN_PAUSE_SECONDS
        self.resting_until = now + min(pause, LONGEST_PAUSE_SECONDS)

    def slowed(self, now: float) -> None:
        """Count a "slow down"; several in a row make a pause."""
        self.throttled += 1
        if self.throttled >= THROTTLED_IN_A_ROW and self.usable(now):
            self.failed(Cause.THROTTLED, now)

    def worked(self) -> None:
        """Forget old failures: it took a mail, or signed us in."""
        self.failures = self.throttled = 0
        self.cause = ""
