"""A key on paper is read as it was printed, and a slip of the finger is noticed."""

import argparse
import io
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from belfry.program import open_zone, seal_key
from belfry.program.errors import CannotStart
from belfry.program.unsealing.keyring import VARIABLE, new_keyring, read_keyring, write_keyring
from belfry.program.unsealing.making import make_missing_keys
from belfry.program.unsealing.recovery import LETTERS, read, written
from belfry.sealing.models import ZoneKey
from belfry.sealing.queries import newest_key
from tests.cast import NOON, Cast
from tests.paperwork.making import text_of

KEY = bytes(range(32))


@pytest.fixture
def keys(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keys"))
    make_missing_keys(now=NOON)
    return tmp_path / "keys"


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    seal_key.add_arguments(parser)
    return seal_key.run(parser.parse_args(arguments))


def test_what_is_typed_from_paper_is_the_key() -> None:
    zone = uuid4()
    assert read(written(zone, 3, KEY)) == (zone, 3, KEY)
    assert read(written(None, 0, KEY)) == (None, 0, KEY)
    assert {len(group) for group in written(zone, 3, KEY).split()} == {4}


def test_small_letters_blanks_and_look_alikes_are_forgiven() -> None:
    code = written(uuid4(), 1, KEY)
    sloppy = code.lower().replace(" ", " - ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert read(sloppy) == read(code)


def test_every_wrong_letter_and_every_swap_of_neighbours_is_noticed() -> None:
    code = written(uuid4(), 1, KEY).replace(" ", "")
    for at in range(LETTERS):
        wrong = code[:at] + ("A" if code[at] != "A" else "C") + code[at + 1 :]
        with pytest.raises(CannotStart, match="letter of the code is wrong"):
            read(wrong)
    for at in range(LETTERS - 1):
        if code[at] != code[at + 1]:
            with pytest.raises(CannotStart):
                read(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


@pytest.mark.parametrize("text", ["", "ABCD", "A" * (LETTERS - 1), "A" * (LETTERS + 1)])
def test_a_code_of_another_length_is_no_code(text: str) -> None:
    with pytest.raises(CannotStart, match="88 are needed"):
        read(text)


@pytest.mark.django_db
def test_a_lost_file_is_made_again_from_the_papers(
    keys: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = read_keyring(keys)
    lines = [written(None, 0, kept.owners)]
    lines += [written(zone, version, key) for (zone, version), key in kept.private.items()]
    keys.unlink()
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n\n"))
    assert command("restore") == 0
    assert read_keyring(keys) == kept


@pytest.mark.django_db
def test_the_paper_of_another_installation_is_refused(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys.read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO(written(uuid4(), 1, KEY)))
    with pytest.raises(CannotStart, match="another installation"):
        command("restore")
    assert keys.read_bytes() == before


@pytest.mark.django_db
def test_the_paper_of_a_zone_has_each_of_its_keys_and_is_private(
    cast: Cast, keys: Path, tmp_path: Path
) -> None:
    command("new", "9901")
    assert command("paper", "9901", "--to", str(tmp_path / "paper.pdf")) == 0
    pdf = tmp_path / "paper.pdf"
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    text = text_of(pdf.read_bytes()).replace(" ", "")
    kept = read_keyring(keys)
    assert kept.versions(cast.stage.beiaard) == [1, 2]
    for version in (1, 2):
        code = written(cast.stage.beiaard, version, kept.key(cast.stage.beiaard, version))
        assert code.replace(" ", "") in text
    with pytest.raises(CannotStart, match="there already"):
        command("paper", "9901", "--to", str(pdf))


@pytest.mark.django_db
def test_a_new_key_of_a_zone_is_used_from_now_on(cast: Cast, keys: Path) -> None:
    command("new", "9901")
    assert newest_key(cast.stage.beiaard).version == 2
    assert newest_key(cast.stage.valclocher).version == 1


@pytest.mark.django_db
def test_without_a_file_named_there_is_nothing_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(CannotStart, match=VARIABLE):
        command("new", "9901")


@pytest.mark.django_db
def test_a_zone_that_is_opened_gets_its_key_and_says_what_to_print(
    keys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = argparse.ArgumentParser()
    open_zone.add_arguments(parser)
    for code in ("5369", "5370"):
        options = parser.parse_args([code, "--name", "Zone", "--chief", f"c@{code}.example"])
        open_zone.run(options)
        monkeypatch.delenv(VARIABLE, raising=False)
    said = capsys.readouterr().out
    assert "belfry seal-key paper 5369" in said
    assert f"{VARIABLE} is missing" in said
    assert ZoneKey.objects.count() == 4


@pytest.mark.django_db
def test_who_may_not_write_the_file_is_told_who_can(
    keys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("belfry.program.unsealing.making.write_keyring", refuse)
    parser = argparse.ArgumentParser()
    open_zone.add_arguments(parser)
    open_zone.run(parser.parse_args(["5369", "--name", "Zone", "--chief", "c@zone.example"]))
    assert "belfry seal-key new 5369" in capsys.readouterr().out


def test_another_account_keeps_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    owned: list[tuple[int, int]] = []
    monkeypatch.setattr("os.fchown", lambda _fd, user, group: owned.append((user, group)))
    write_keyring(tmp_path / "keys", new_keyring())
    assert owned == []
    write_keyring(tmp_path / "keys", new_keyring())
    kept = (tmp_path / "keys").stat()
    assert owned == [(kept.st_uid, kept.st_gid)]
