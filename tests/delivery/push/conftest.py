"""Fixtures of the tests of web push."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from belfry.delivery.channels.contract import Carrier
from belfry.delivery.channels.push.channel import CHANNEL
from belfry.program.suppliers.push_service import PushServer
from tests.delivery.push.players import push_service


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushServer]:
    """A local push service that Belfry knows."""
    with push_service(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def carrier(server: PushServer) -> Iterator[Carrier]:
    """The carrier of the channel."""
    opened = CHANNEL.open_carrier()
    yield opened
    opened.close()
