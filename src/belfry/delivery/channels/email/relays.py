"""Mail relays: how a URL names one, and when one is left alone for a while."""

import ssl
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from belfry.delivery.channels.email.errors import RelayUrlWrong
from belfry.delivery.channels.errors import SupplierUrlWrong
from belfry.delivery.channels.purse import Purse
from belfry.delivery.channels.suppliers import FULL_WEIGHT, Health, is_loopback, take_number
from belfry.delivery.kinds import EMAIL

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
OPTIONS: Final = frozenset({"verify", "ca"})


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
    # Its share when several work; 0 is used only when the others rest or lost weight.
    weight: int = FULL_WEIGHT
    # Mails a second of the whole installation, and to one recipient domain; 0 is no limit.
    rate: float = 0.0
    domain_rate: float = 0.0

    @property
    def name(self) -> str:
        """How the ledger and the operator call it."""
        return f"{self.host}:{self.port}"[:60]

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine."""
        return is_loopback(self.host)

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
    Options: `ca=FILE` (own authority), `verify=no` (tests only), `weight` (0 to 100; without it the first has 100
    and the others 0), `rate` and `domain_rate` (mails a second in all and to one recipient domain; 0, the default,
    is no limit). Raises RelayUrlWrong.
    """
    wanted = [url.strip() for url in urls.split(",") if url.strip()]
    try:
        return tuple(
            _read_relay(url, 0 if number else FULL_WEIGHT) for number, url in enumerate(wanted)
        )
    except SupplierUrlWrong as error:
        raise RelayUrlWrong(str(error)) from None


def _read_relay(url: str, weight: int) -> RelayAddress:
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
    weight = int(take_number(options, "weight", weight, most=FULL_WEIGHT))
    rate, domain_rate = take_number(options, "rate", 0), take_number(options, "domain_rate", 0)
    if not options.keys() <= OPTIONS or options.get("verify", "yes") not in {"yes", "no"}:
        raise RelayUrlWrong(
            "A relay URL knows only the options ca, verify, weight, rate and domain_rate."
        )
    if parts.username and parts.scheme == "smtp" and not is_loopback(parts.hostname):
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
        weight=weight,
        rate=rate,
        domain_rate=domain_rate,
    )


class Relay(Health):
    """A relay, how it has been behaving, and the credits for its mails."""

    def __init__(self, address: RelayAddress) -> None:
        """Start healthy and without connections."""
        super().__init__(address.weight)
        self.address = address
        self.purse = Purse(f"{EMAIL}:{address.name}", address.rate)
        # Open ones and those that are being opened.
        self.connections = 0
        self.enough_until = 0.0

    def is_full(self, now: float) -> bool:
        """Whether it should get no connection more beside those it has."""
        return self.connections > 0 and (self.probing or now < self.enough_until)
