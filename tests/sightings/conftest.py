from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.cast import NOON, Cast
from tests.sightings.keeping import Keeping, keeping


@pytest.fixture
def kept(cast: Cast, tmp_path: Path) -> Iterator[Keeping]:
    """Keys for Beiaard, and the process that holds them."""
    with time_machine.travel(NOON, tick=False), keeping(cast, tmp_path) as found:
        yield found
