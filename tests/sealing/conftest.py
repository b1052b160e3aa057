import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.cast import Cast
from tests.sealing.desk import Desk
from tests.sealing.passkey import HERE, SoftwareKey


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(tmp_path, cast.stage.beiaard, cast.stage.meerstraat)


@pytest.fixture
def live(settings: Settings) -> None:
    """An installation that is no demonstration, at an address for which passkeys exist."""
    settings.MODE, settings.BASE_URL = "live", HERE


@pytest.fixture
def passkey(cast: Cast, live: None) -> SoftwareKey:
    """The passkey of officer An."""
    key = SoftwareKey(b"passkey of An")
    key.register(cast.person("officer_an"))
    return key


@pytest.fixture
def short_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="belfry-test-") as name:
        yield Path(name)
