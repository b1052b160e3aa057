"""An SMSC for tests on a port of its own, and clients that talk to it."""

import json
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Inbound, Parcel, Receipt, Verdict
from belfry.delivery.channels.sms.smpp.session import Patience
from belfry.delivery.channels.sms.smpp.smsc import Smsc
from belfry.program.suppliers.api_server import listen
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones
from belfry.program.suppliers.smsc import ShortMessageCentre
from tests.delivery.asked import parcel, url_of
from tests.waiting import step_until, wait_until

# For what never answers; with others, a busy machine may take its time.
HASTY = Patience(answer=1)
PASSWORD = "s3cret"


@contextmanager
def centre_in(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[ShortMessageCentre]:
    centre = ShortMessageCentre(listen(), Phones(folder), Control(), password=PASSWORD, tls=tls)
    centre.start()
    try:
        yield centre
    finally:
        centre.stop()


@contextmanager
def client_of(
    centre: ShortMessageCentre,
    more: str = "",
    *,
    scheme: str = "smpp",
    password: str = PASSWORD,
    patience: Patience | None = None,
) -> Iterator[Smsc]:
    url = url_of(f"{scheme}://belfry:{password}@127.0.0.1:{centre.port}/?from=8850&price=6{more}")
    smsc = Smsc(url, patience)
    try:
        yield smsc
    finally:
        smsc.close()


def texts(count: int, text: str = "Tekst") -> list[Parcel]:
    return [parcel(text, number=n, to=f"+3247012{n:04}") for n in range(count)]


def send(smsc: Smsc, parcels: Iterable[Parcel]) -> list[Verdict]:
    """Send parcels; return their verdicts in the order of their numbers."""
    found = {one.key: verdict for one, verdict in smsc.send(iter(parcels))}
    return [found[key] for key in sorted(found)]  # type: ignore[type-var]


def heard(smsc: Smsc, count: int = 1) -> list[Receipt | Inbound]:
    """Return so many events, in their order."""
    found: list[Receipt | Inbound] = []

    def enough() -> bool:
        found.extend(told := list(smsc.events()))
        smsc.kept(len(told))
        return len(found) >= count

    wait_until(enough)
    return found


def carry(carrier: SupplierCarrier, parcels: Sequence[Parcel]) -> list[Verdict]:
    """Let a carrier carry parcels; return their verdicts, in any order."""
    carrier.offer(parcels)
    step_until(carrier, lambda: len(carrier.results) >= len(parcels))
    return [verdict for _, verdict in carrier.results]


def on_phones(folder: Path) -> dict[str, list[str]]:
    """Return {number: the texts that it got}."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*/*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        found.setdefault(path.parent.name, []).append(told["text"])
    return found
