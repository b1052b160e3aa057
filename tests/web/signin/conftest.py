"""A clock that stands still a minute after the curtain was raised."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.cast import NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False) as traveller:
        yield traveller
