"""What a copy says of itself, and what is refused before anything is restored."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from belfry.program import copies
from belfry.program.check import backup_faults, notes
from belfry.program.copies import Manifest, copies_in, copy_in, make_whole, newest_age, unused_name
from belfry.program.errors import CannotStart

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY, OTHER = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))


def copy_at(folder: Path, now: datetime) -> Path:
    """Make a copy whose dump is one file."""
    copy = unused_name(folder, now)
    unfinished = copy.with_name(copy.name + copies.UNFINISHED)
    (unfinished / copies.DUMP).mkdir(parents=True)
    (unfinished / copies.DUMP / "toc.dat").write_bytes(b"tables")
    files = copies.digests(unfinished)
    manifest = Manifest("0.1.0", now.isoformat(), "live", 15, {}, copies.fingerprints(), files)
    copies.write_manifest(unfinished, manifest)
    make_whole(unfinished, copy)
    return copy


def test_copies_of_the_same_second_have_names_of_their_own_in_their_order(tmp_path: Path) -> None:
    made = [copy_at(tmp_path, NOON + timedelta(days=day)) for day in (0, 0, 1)]
    assert copies_in(tmp_path) == made
    assert copy_in(tmp_path) == made[-1]
    assert copy_in(made[0]) == made[0]


def test_half_a_copy_is_none(tmp_path: Path) -> None:
    whole = copy_at(tmp_path, NOON)
    whole.rename(whole.with_name(whole.name + copies.UNFINISHED))
    (tmp_path / f"{copies.PREFIX}20261125T120000Z").mkdir()
    with pytest.raises(CannotStart, match="no copy"):
        copy_in(tmp_path)


def test_each_file_that_was_changed_lost_or_added_is_named(tmp_path: Path) -> None:
    copy = copy_at(tmp_path, NOON)
    manifest = copies.read_manifest(copy)
    assert not list(copies.file_faults(copy, manifest))
    dump = copy / copies.DUMP
    (dump / "foreign").write_bytes(b"")
    (dump / "toc.dat").write_bytes(b"tablet")
    assert len(list(copies.file_faults(copy, manifest))) == 2
    (dump / "toc.dat").unlink()
    assert any("is missing" in line for line in copies.file_faults(copy, manifest))


def test_no_key_stands_in_a_copy_and_a_wrong_or_missing_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELFRY_FIELD_KEYS", f"2:{KEY},3:{OTHER}")
    copy = copy_at(tmp_path, NOON)
    text = (copy / copies.MANIFEST).read_text()
    assert KEY not in text
    wanted = json.loads(text)["keys"]
    assert not list(copies.key_faults(wanted, copies.fingerprints()))
    for keys, fault in (
        (f"2:{KEY}", "BELFRY_FIELD_KEYS 3 is missing"),
        (f"2:{OTHER},3:{OTHER}", "BELFRY_FIELD_KEYS 2 is another one"),
        (f"1:{KEY},2:{KEY},3:{OTHER}", "BELFRY_FIELD_KEYS 1 is older"),
    ):
        monkeypatch.setenv("BELFRY_FIELD_KEYS", keys)
        (line,) = copies.key_faults(wanted, copies.fingerprints())
        assert line.startswith(fault)
    monkeypatch.setenv("BELFRY_FIELD_KEYS", f"2:{KEY},3:{OTHER},4:{KEY}")
    monkeypatch.setenv("BELFRY_SECRET_KEY", "another-one-" * 4)
    assert not list(copies.key_faults(wanted, copies.fingerprints()))
    assert "BELFRY_SECRET_KEY" in next(copies.key_notes(wanted, copies.fingerprints()))


def test_a_copy_of_a_newer_form_is_refused(tmp_path: Path) -> None:
    copy = copy_at(tmp_path, NOON)
    told = json.loads((copy / copies.MANIFEST).read_text()) | {"form": copies.FORM + 1}
    (copy / copies.MANIFEST).write_text(json.dumps(told))
    with pytest.raises(CannotStart, match="newer Belfry"):
        copies.read_manifest(copy)


@pytest.mark.django_db
def test_the_age_of_the_newest_copy_is_told_and_too_old_a_one_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELFRY_DATA_DIR", str(tmp_path))
    assert newest_age(now=NOON) is None
    assert any("no backup is configured" in line for line in notes())
    monkeypatch.setenv("BELFRY_BACKUP_DIR", str(tmp_path / "copies"))
    assert [line for line in backup_faults() if "cannot be read" in line]
    (tmp_path / "copies").mkdir()
    assert [line for line in backup_faults() if "no copy" in line]
    copy_at(tmp_path / "copies", NOON)
    copies.remember(tmp_path / "copies")
    monkeypatch.delenv("BELFRY_BACKUP_DIR")
    assert newest_age(now=NOON + timedelta(hours=26)) == copies.OLDEST
    for copy in copies_in(tmp_path / "copies"):
        copies.remove(copy)
    copy_at(tmp_path / "copies", datetime.now(UTC) - timedelta(hours=30, minutes=1))
    (line,) = backup_faults()
    assert line == "backups: the newest is 30 h old; 26 h is the limit."
