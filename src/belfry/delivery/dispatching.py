"""A dispatcher as this installation's settings want it."""

import os
import socket
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.email.carrier import Carrier
from belfry.delivery.channels.email.errors import CannotOpen, RelayUrlWrong
from belfry.delivery.channels.email.opening import Patience, open_connection
from belfry.delivery.channels.email.relays import RelayAddress, read_relays
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.claiming import LEASE_SECONDS
from belfry.delivery.dispatcher import Dispatcher
from belfry.delivery.line import BorrowedLine, Line
from belfry.delivery.mailing import MailRoom

LIVE: Final = "live"


def new_dispatcher(*, lease: float = LEASE_SECONDS) -> Dispatcher:
    """Return a dispatcher with a connection of its own; raise ImproperlyConfigured."""
    name = f"{socket.gethostname()}:{os.getpid()}"[:80]
    return Dispatcher(
        name, Line(f"belfry dispatch {os.getpid()}"), _carrier(), _room(), lease=lease
    )


def deliver_waiting(*, now: datetime) -> None:
    """Hand over everything that is due at `now` and return when all of it is settled, as of then.

    For the demonstration and tests: it uses this thread's database connection, and what fails for the
    moment waits in the ledger as ever. Raise ImproperlyConfigured.
    """
    Dispatcher("deliver_waiting", BorrowedLine(), _carrier(), _room(), now=now).run_until_idle()


def try_relays() -> dict[str, str]:
    """Open a connection to each relay; return {relay: cause}, the cause empty where it works."""
    found = {}
    for address in _addresses():
        try:
            open_connection(address, Patience()).link.close()
        except CannotOpen as refusal:
            found[address.name] = refusal.cause
        else:
            found[address.name] = ""
    return found


def _carrier() -> Carrier:
    addresses = _addresses()
    if settings.MODE != LIVE:
        # A restored copy holds real addresses: only live mode sends beyond this machine.
        addresses = tuple(address for address in addresses if address.is_loopback)
    return Carrier(addresses)


def _addresses() -> tuple[RelayAddress, ...]:
    try:
        return read_relays(",".join(settings.SMTP_URLS))
    except RelayUrlWrong as error:
        raise ImproperlyConfigured(f"BELFRY_SMTP_URL: {error}") from None


def _room() -> MailRoom:
    try:
        return MailRoom(settings.MAIL_SENDER, settings.BASE_URL)
    except CannotWrite:
        raise ImproperlyConfigured(
            "BELFRY_MAIL_SENDER or BELFRY_BASE_URL cannot stand in a mail."
        ) from None
