"""`belfry import members`."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from belfry.networks.models import Membership, Network
from belfry.program import importing
from belfry.program.errors import CannotStart
from tests.cast import Cast

GOOD = "Naam;E-mail;Taal\nJan Peeters;jan@mail.example;N\nPeeters, Jan;JAN@mail.example;N\n"
BAD = GOOD + "An Claes;an@;N\n"
FIELDS = [
    *("line", "given_name", "family_name", "organisation", "emails", "phones", "street"),
    *("number", "box", "postcode", "municipality", "language"),
]


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    return parser.parse_args(["members", *arguments])


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_a_dry_run_prints_the_object_of_the_contract(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert importing.run(options("-", str(kept), "--dry-run", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["good", "bad", "duplicates", "encoding", "separator", "sheet"]
    assert list(told["good"][0]) == FIELDS
    assert told["good"][0]["emails"] == ["jan@mail.example"]
    assert [list(bad) for bad in told["bad"]] == [["line", "column", "value_kind", "reason"]]
    assert told["duplicates"] == [{"line": 3, "of_line": 2}]


def test_judging_a_file_needs_no_settings_and_no_database(kept: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if "BELFRY" not in name}
    command = [sys.executable, "-m", "belfry.program.main", "import", "members", "-"]
    run = subprocess.run(
        [*command, str(kept), "--dry-run", "--json"],
        env=environment | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["encoding"] == "utf-8"


def test_what_is_no_list_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(b"<html></html>")
    with translation.override("en"), pytest.raises(CannotStart, match="web page"):
        importing.run(options("-", str(path), "--dry-run"))


@pytest.mark.django_db
def test_bad_rows_keep_the_whole_list_out_unless_the_good_ones_are_asked_for(
    kept: Path, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    network = Network.objects.order_by("name").first()
    assert network
    before = Membership.objects.filter(network=network).count()
    assert importing.run(options(str(network.pk), str(kept))) == 1
    assert Membership.objects.filter(network=network).count() == before
    for _ in range(2):
        assert importing.run(options(network.name, str(kept), "--good-rows")) == 0
        assert Membership.objects.filter(network=network).count() == before + 1
    assert "jan@mail.example" not in capsys.readouterr().err


@pytest.mark.django_db
def test_an_unknown_network_is_refused(kept: Path) -> None:
    with pytest.raises(CannotStart):
        importing.run(options("Nowhere", str(kept)))
