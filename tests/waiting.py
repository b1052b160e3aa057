"""Waiting for what threads and other processes do: as short as it takes, and a failure when it does not come."""

import time
from collections.abc import Callable

from belfry.delivery.channels.contract import Carrier

PATIENCE_SECONDS = 30.0


def wait_until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def step_until(carrier: Carrier, condition: Callable[[], object]) -> None:
    """Let a carrier work until a condition holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        carrier.step(0.05)
