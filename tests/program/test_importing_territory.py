"""`belfry import territory`, `zones` and `addresses`."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from belfry.program import importing
from belfry.program.errors import CannotStart
from belfry.program.main import main
from belfry.territory.errors import TooMuchWouldEnd
from belfry.territory.models import Address, Boundary, Municipality, PoliceZone
from tests.territory.best import addresses, write
from tests.territory.drawing import collection, feature, square

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
ZONES = "code,name_nl,name_fr,name_de,nis,from,until\n5345,Voer,,,21001,2020-01-01,\n"
KEYS = {"line", "column", "value_kind", "reason"}


@pytest.fixture
def run() -> Run:
    def ran(*arguments: str | Path) -> int:
        parser = argparse.ArgumentParser()
        importing.add_arguments(parser)
        with translation.override("en"):
            return importing.run(parser.parse_args([str(one) for one in arguments]))

    return ran


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    path = tmp_path / "towns.geojson"
    path.write_bytes(collection(feature("21001", square(), nl="Anderlecht")))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.geojson"
    good = feature("21001", square(), nl="Anderlecht")
    path.write_bytes(collection(good, feature("2100", square(1), nl="Brussel")))
    return path


def test_boundaries_are_imported_and_the_counts_are_told(
    run: Run, boundaries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("territory", boundaries, "--from", "2025-01-01") == 0
    assert Municipality.objects.filter(nis="21001").count() == Boundary.objects.count() == 1
    told = capsys.readouterr()
    assert "Municipalities: 1 new, 0 changed, 0 gone, 0 as before" in told.out
    assert told.err == ""
    assert run("territory", boundaries, "--from", "2025-01-01", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "mended": {},
        "municipalities": {"added": 0, "changed": 0, "ended": 0, "unchanged": 1},
        "bad": [],
        "bad_count": 0,
    }


def test_a_bad_feature_keeps_all_out_unless_the_good_ones_are_asked_for(
    run: Run, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("territory", bad, "--from", "2025-01-01") == 1
    assert not Municipality.objects.exists()
    told = capsys.readouterr()
    assert "line 2, nis: " in told.out
    assert "Nothing was imported." in told.err
    assert run("territory", bad, "--from", "2025-01-01", "--good-rows", "--json") == 0
    assert Municipality.objects.count() == 1
    (one,) = json.loads(capsys.readouterr().out)["bad"]
    assert set(one) == KEYS
    assert (one["line"], one["column"]) == (2, "nis")


def test_zones_are_imported_once_their_municipalities_are_known(
    run: Run, boundaries: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(ZONES, encoding="utf-8")
    assert run("zones", path) == 1
    assert "Import the boundaries first." in capsys.readouterr().out
    run("territory", boundaries, "--from", "2025-01-01")
    capsys.readouterr()
    assert run("zones", path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["zones"]["added"] == told["municipalities"]["added"] == 1
    assert PoliceZone.objects.get().code == "5345"


def test_addresses_are_imported_and_what_stood_elsewhere_is_told(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "bebru.zip", addresses(), trap=True)
    assert run("addresses", path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["region"] == "BE-BRU"
    assert "postcode" in told["moved"]
    assert told["addresses"] == {"added": 40, "changed": 0, "ended": 0, "unchanged": 0}
    assert run("addresses", path) == 0
    told_aloud = capsys.readouterr().out
    assert "Addresses: 0 new, 0 changed, 0 gone, 40 as before" in told_aloud
    assert "Found in another column than its heading says: postcode" in told_aloud


def test_bad_addresses_are_told_and_the_others_taken_when_asked_for(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = addresses()
    rows[20] |= {"postcode": "?"}
    path = write(tmp_path / "bebru.csv", rows)
    assert run("addresses", path) == 1
    assert not Address.objects.exists()
    assert "line 22, postcode: A postcode has four digits." in capsys.readouterr().out
    assert run("addresses", path, "--good-rows") == 0
    assert Address.objects.count() == 39
    assert "Nothing was ended" in capsys.readouterr().err


def test_progress_counts_rows_that_were_read(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.territory.best.merging.EVERY", 25)
    run("addresses", write(tmp_path / "bebru.csv", addresses(60)))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["25", "50"]
    assert lines[-1].endswith("% of the file")


@pytest.mark.parametrize(
    "what",
    [["territory", "--from", "2025-01-01"], ["zones"], ["addresses"]],
    ids=lambda one: one[0],
)
def test_another_kind_of_file_is_said_in_one_sentence(
    run: Run, tmp_path: Path, what: list[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Naam;E-mail\nJan Peeters;jan@mail.example\n", encoding="utf-8")
    with pytest.raises(CannotStart, match=r"^This is not .*\.$"):
        run(*what, path)
    with pytest.raises(CannotStart, match="No such file"):
        run(*what, tmp_path / "nowhere")


def test_a_part_of_the_file_is_refused_and_ends_nothing(
    run: Run, boundaries: Path, tmp_path: Path
) -> None:
    run("territory", boundaries, "--from", "2025-01-01")
    other = tmp_path / "other.geojson"
    other.write_bytes(collection(feature("21004", square(5), nl="Brussel")))
    with pytest.raises(TooMuchWouldEnd):
        run("territory", other, "--from", "2026-01-01")
    assert Municipality.objects.get().valid_until is None


@pytest.mark.parametrize("day", ["1/1/2025", "2025-13-01", "soon"])
def test_a_day_that_is_none_stops_before_anything_is_read(
    boundaries: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["import", "territory", str(boundaries), "--from", day])
    assert stopped.value.code == 2
    assert "2025-01-31" in capsys.readouterr().err
