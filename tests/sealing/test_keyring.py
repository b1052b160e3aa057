"""Private keys lie in one file, for one account, and fit what is published."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from belfry.audit.models import Entry
from belfry.core.sealed import CannotOpen
from belfry.program.errors import CannotStart
from belfry.program.unsealing.keeper import Keeper
from belfry.program.unsealing.keyring import VARIABLE, new_keyring, read_keyring, write_keyring
from belfry.program.unsealing.making import lacking, make_key, make_missing_keys
from belfry.program.unsealing.passkeys import Passkeys
from belfry.program.unsealing.telling import Waiting
from belfry.sealing.boxes import public_key_of
from belfry.sealing.errors import NoZoneKey
from belfry.sealing.models import ZoneKey
from belfry.sealing.queries import letters_key, newest_key
from tests.cast import NOON, Cast
from tests.sealing.desk import Shelf

ZONE = uuid4()


def test_a_keyring_is_read_as_it_was_written_and_private(tmp_path: Path) -> None:
    keyring = new_keyring().with_key(None, 1, b"i" * 32).with_key(ZONE, 2, b"z" * 32)
    write_keyring(tmp_path / "keys", keyring)
    assert read_keyring(tmp_path / "keys") == keyring
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_keyring_shows_no_key() -> None:
    keyring = new_keyring().with_key(ZONE, 1, b"z" * 32)
    assert repr(keyring) == "Keyring()"


def test_a_key_that_is_not_here_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        new_keyring().key(ZONE, 1)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    write_keyring(tmp_path / "keys", new_keyring())
    (tmp_path / "keys").chmod(mode)
    with pytest.raises(CannotStart, match="chmod 600"):
        read_keyring(tmp_path / "keys")


@pytest.mark.parametrize(
    "content", ["", "owners", "owners x", "owners c2hvcnQ=", "installation 1 AAAA", "\x00"]
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(CannotStart, match="damaged"):
        read_keyring(path)


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="not there"):
        read_keyring(tmp_path / "keys")


def test_a_folder_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="make it"):
        make_key(tmp_path / "nowhere" / "keys", None, now=NOON)


@pytest.mark.django_db
def test_each_zone_and_the_installation_get_a_key_once(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keys"))
    with pytest.raises(NoZoneKey):
        newest_key(cast.stage.beiaard)
    assert make_missing_keys(now=NOON)
    kept = read_keyring(tmp_path / "keys")
    for zone in (cast.stage.beiaard, cast.stage.valclocher):
        assert bytes(newest_key(zone).public_key) == public_key_of(kept.key(zone, 1))
    assert bytes(letters_key().public_key) == public_key_of(kept.key(None, 1))
    assert make_missing_keys(now=NOON)
    assert read_keyring(tmp_path / "keys") == kept
    assert lacking(kept) == []


@pytest.mark.django_db
def test_without_a_file_no_key_is_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert not make_missing_keys(now=NOON)
    assert not ZoneKey.objects.exists()


@pytest.mark.django_db
def test_a_new_key_retires_the_old_one_which_still_opens(cast: Cast, tmp_path: Path) -> None:
    zone = cast.stage.beiaard
    assert [make_key(tmp_path / "keys", zone, now=NOON) for _ in range(2)] == [1, 2]
    assert newest_key(zone).version == 2
    assert ZoneKey.objects.get(version=1).retired_at == NOON
    assert read_keyring(tmp_path / "keys").versions(zone) == [1, 2]
    entries = Entry.objects.filter(act="sealing.key_published").order_by("pk")
    assert [entry.detail for entry in entries] == [{"version": 1}, {"version": 2}]
    assert {entry.chain.zone_id for entry in entries} == {zone}


@pytest.mark.django_db
def test_a_published_key_that_is_not_ours_is_noticed(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = cast.stage.beiaard
    make_key(tmp_path / "keys", zone, now=NOON)
    keyring = read_keyring(tmp_path / "keys")
    ZoneKey.objects.update(public_key=public_key_of(b"x" * 32))
    assert lacking(keyring) == [(zone, 1)]
    assert lacking(new_keyring()) == [(zone, 1)]
    keeper = Keeper(
        tmp_path / "keys", Shelf(), Waiting(tmp_path / "waiting"), Passkeys(tmp_path / "passkeys")
    )
    assert keeper.answer({"operation": "lacking"}, NOON) == {"lacking": [f"{zone} 1"]}
    alarms: list[tuple[str, object]] = []
    monkeypatch.setattr(
        "belfry.program.unsealing.keeper.raise_alarm",
        lambda kind, **detail: alarms.append((kind, detail)),
    )
    keeper.check_keys()
    assert alarms == [("strange_seal_key", {"zone": str(zone), "version": 1})]


@pytest.mark.django_db
def test_a_key_that_was_made_since_is_no_alarm(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(tmp_path / "keys", None, now=NOON)
    keeper = Keeper(
        tmp_path / "keys", Shelf(), Waiting(tmp_path / "waiting"), Passkeys(tmp_path / "passkeys")
    )
    make_key(tmp_path / "keys", cast.stage.beiaard, now=NOON)
    monkeypatch.setattr("belfry.program.unsealing.keeper.raise_alarm", pytest.fail)
    keeper.check_keys()
    assert keeper.keyring.versions(cast.stage.beiaard) == [1]
