"""A local push service with devices, and pushes to them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from belfry.delivery.channels.contract import Carrier, Sheet, Verdict
from belfry.delivery.channels.push.channel import CHANNEL
from belfry.delivery.channels.push.posting import Push
from belfry.delivery.channels.push.subscription import mark_of, read_subscription
from belfry.delivery.channels.push.vapid import vapid_key
from belfry.delivery.workflow import Lane
from belfry.program.suppliers.api_server import listen
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.devices import Device, Devices
from belfry.program.suppliers.phones import Phones
from belfry.program.suppliers.push_service import PushServer
from tests.cast import NOON
from tests.waiting import step_until

VAPID = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
ENDPOINT = "0" * 32


@contextmanager
def push_service(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[PushServer]:
    """Run a push service, and let Belfry know of it and have a key."""
    server = PushServer(
        listen(),
        Phones(folder / "phones"),
        Control(),
        Devices(folder / "devices"),
    )
    patch.setenv("BELFRY_PUSH_URL", server.origin)
    patch.setenv("BELFRY_VAPID_KEY", VAPID)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def our_key() -> str:
    key = vapid_key()
    assert key is not None
    return key.public


def subscribed(server: PushServer, device: Device) -> str:
    """Return the address of an endpoint, as it is kept for a device that listens to us."""
    known = read_subscription(device.subscription(server.origin))
    return replace(known, made_for=mark_of(our_key())).written()


def sheet(
    address: str,
    *,
    number: int = 7,
    lane: int = Lane.POLICE,
    language: str = "nl",
    life: float | None = 3600,
    seconds: float = 60,
) -> Sheet:
    words = {"text": "De dader is gevlucht.", "short": "De dader is gevlucht."}
    page = "https://belfry.example/archive/0c5e/"
    made, ends = (
        NOON,
        None if life is None else NOON.fromtimestamp(NOON.timestamp() + life, NOON.tzinfo),
    )
    return Sheet(
        number, number, None, language, words, address, ENDPOINT, "network:1",
        f"{number}-{ENDPOINT}-push", page, lane, made, ends, time.monotonic() + seconds,
    )  # fmt: skip


def push(address: str, **more: object) -> Push:
    return CHANNEL.write(sheet(address, **more))  # type: ignore[arg-type]


def carried(carrier: Carrier, *pushes: Push) -> dict[object, Verdict]:
    """Return {key: verdict} once there is one for each."""
    carrier.offer(pushes)
    step_until(carrier, lambda: len(carrier.results) >= len(pushes))
    results, carrier.results = carrier.results, []
    return {parcel.key: verdict for parcel, verdict in results}
