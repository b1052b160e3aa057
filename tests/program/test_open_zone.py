import argparse

import pytest

from belfry.core.actor import Role
from belfry.networks.models import Mandate
from belfry.program import open_zone
from belfry.territory.models import PoliceZone

pytestmark = pytest.mark.django_db


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    open_zone.add_arguments(parser)
    return parser.parse_args(arguments)


def test_it_opens_the_zone_and_names_its_chief() -> None:
    given = ("5369", "--name", "Beiaard", "--chief", "chief@beiaard.example", "--language", "nl")
    assert open_zone.run(options(*given)) == 0
    zone = PoliceZone.objects.get(code="5369")
    assert zone.name_nl == "Beiaard"
    assert Mandate.objects.get(zone=zone.pk).role == Role.CHIEF


def test_the_second_time_nothing_is_doubled() -> None:
    given = ("5369", "--name", "Beiaard", "--chief", "chief@beiaard.example")
    for _ in range(2):
        open_zone.run(options(*given))
    assert Mandate.objects.count() == 1


def test_a_zone_needs_a_chief() -> None:
    with pytest.raises(SystemExit):
        options("5369", "--name", "Beiaard")


@pytest.mark.parametrize(
    ("code", "name"),
    [("5369", ""), ("5369", "  "), ("5369", "Bei\naard"), ("5369", "B" * 121), ("", "Beiaard"),
     ("12345678901", "Beiaard"), ("53 69", "Beiaard")],
)  # fmt: skip
def test_a_code_or_name_that_no_zone_has_is_refused(
    code: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        options(code, "--name", name, "--chief", "chief@beiaard.example")
    assert refused.value.code == 2
    assert "error: argument" in capsys.readouterr().err
