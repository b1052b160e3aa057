import os
import stat
from pathlib import Path

import pytest

from belfry.config import environment
from belfry.program.keys import FILES, make_keys, use_keys


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in FILES:
        monkeypatch.delenv(variable, raising=False)
        # Set and taken away again, so that what the test sets is taken away as well.
        monkeypatch.setenv(f"{variable}_FILE", "")


def test_keys_are_made_once_and_private(tmp_path: Path) -> None:
    make_keys(tmp_path)
    first = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    make_keys(tmp_path)

    assert {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()} == first
    assert set(first) == set(FILES.values())
    for name in first:
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600


def test_two_folders_have_different_keys(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_keys(tmp_path / name)
    for name in FILES.values():
        one, two = ((tmp_path / folder / "keys" / name).read_bytes() for folder in ("one", "two"))
        assert one != two


def test_made_keys_are_what_the_settings_take(tmp_path: Path, no_keys: None) -> None:
    make_keys(tmp_path)
    use_keys(tmp_path)
    assert len(environment.secret_key()) >= environment.KEY_BYTES
    assert environment.field_keys()[0].startswith("1:")


def test_keys_of_the_environment_win(
    tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(tmp_path)
    monkeypatch.setenv("BELFRY_SECRET_KEY", "mine")
    use_keys(tmp_path)
    assert not os.environ["BELFRY_SECRET_KEY_FILE"]
