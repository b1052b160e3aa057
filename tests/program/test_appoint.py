"""`belfry appoint`: names whom nobody else names."""

import argparse

import pytest
from django.utils import timezone

from belfry.audit.models import Entry
from belfry.core.actor import Role
from belfry.delivery.kinds import Kind
from belfry.delivery.models import Endpoint, Envelope, Message
from belfry.networks.models import Mandate
from belfry.networks.queries import actor_for
from belfry.people.queries import details_of
from belfry.program import appoint
from belfry.program.errors import CannotStart
from belfry.program.main import main
from belfry.territory.models import Municipality
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MAIL = "lien.maes@interior.example"
NAMED = ("--given", "Lien", "--family", "Maes", "--language", "fr")


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    appoint.add_arguments(parser)
    return parser.parse_args(arguments)


def invitations_to(address: str) -> int:
    messages = Message.objects.filter(kind=Kind.INVITATION).values("pk")
    rows = Envelope.objects.filter(message_id__in=messages)
    addresses = [Endpoint.objects.get(pk=row.endpoint_id).address for row in rows]
    return addresses.count(address)


@pytest.mark.parametrize("role", ["reviewer", "centre", "operator"])
def test_a_national_task_has_a_holder_with_an_invitation(role: str) -> None:
    assert appoint.run(options(role, MAIL, *NAMED)) == 0
    mandate = Mandate.objects.get()
    assert mandate.role == role
    assert (mandate.network_id, mandate.zone_id, mandate.municipality_id) == (None, None, None)
    told = details_of([mandate.person_id])[mandate.person_id]
    assert (told.full_name, told.language) == ("Lien Maes", "fr")
    assert invitations_to(MAIL) == 1


def test_a_mayor_is_named_for_the_municipality_of_the_nis_code(cast: Cast) -> None:
    nis = Municipality.objects.get(pk=cast.stage.klokdorp).nis
    before = set(Mandate.objects.filter(role=Role.MAYOR).values_list("pk", flat=True))
    assert appoint.run(options("mayor", MAIL, "--town", nis)) == 0
    mandate = Mandate.objects.filter(role=Role.MAYOR).exclude(pk__in=before).get()
    assert mandate.municipality_id == cast.stage.klokdorp


def test_the_second_time_it_only_invites_again() -> None:
    for _ in range(2):
        appoint.run(options("reviewer", MAIL, *NAMED))
    assert Mandate.objects.count() == 1
    assert invitations_to(MAIL) == 2


def test_one_person_can_hold_two_tasks() -> None:
    for role in ("reviewer", "operator"):
        appoint.run(options(role, MAIL, *NAMED))
    assert Mandate.objects.values("person_id").distinct().count() == 1
    assert Mandate.objects.count() == 2


@pytest.mark.parametrize("role", ["reviewer", "centre", "operator"])
def test_a_task_ends_today_and_the_record_keeps_it(role: str) -> None:
    appoint.run(options(role, MAIL, *NAMED))
    person_id = Mandate.objects.get().person_id
    now = timezone.now()
    assert actor_for(person_id, at=now).holds(Role(role))
    assert appoint.run(options(role, MAIL.upper(), "--end")) == 0
    assert not actor_for(person_id, at=now).holds(Role(role))
    entry = Entry.objects.get(act="mandate.ended")
    assert (entry.person_id, entry.detail["holder"]) == (None, str(person_id))
    assert invitations_to(MAIL) == 1
    with pytest.raises(CannotStart, match=f"task of {role} today"):
        appoint.run(options(role, MAIL, "--end"))
    appoint.run(options(role, MAIL, *NAMED))
    assert actor_for(person_id, at=now).holds(Role(role))


def test_a_mayor_ends_in_the_municipality_that_is_named_and_keeps_every_other_task(
    cast: Cast,
) -> None:
    towns = {
        name: Municipality.objects.get(pk=getattr(cast.stage, name)).nis
        for name in ("klokdorp", "clocheville")
    }
    for nis in towns.values():
        appoint.run(options("mayor", MAIL, "--town", nis))
    appoint.run(options("operator", MAIL))
    appoint.run(options("mayor", MAIL, "--town", towns["clocheville"], "--end"))
    rows = Mandate.objects.filter(given_by=None, until=None).order_by("role")
    mine = rows.filter(person=Mandate.objects.get(until__isnull=False).person_id)
    assert [(row.role, row.municipality_id) for row in mine] == [
        ("mayor", cast.stage.klokdorp),
        ("operator", None),
    ]


def test_of_two_who_read_one_address_the_named_one_loses_the_task() -> None:
    other = ("--given", "Piet", "--family", "Claes")
    for named in (NAMED, other):
        appoint.run(options("reviewer", MAIL, *named))
    appoint.run(options("reviewer", MAIL, *other, "--end"))
    left = Mandate.objects.get(until=None)
    assert details_of([left.person_id])[left.person_id].full_name == "Lien Maes"


def test_nobody_loses_a_task_by_an_address_that_is_unknown(cast: Cast) -> None:
    before = set(Mandate.objects.filter(until=None).values_list("pk", flat=True))
    with pytest.raises(CannotStart):
        appoint.run(options("reviewer", "nobody@mail.example", "--end"))
    assert set(Mandate.objects.filter(until=None).values_list("pk", flat=True)) == before


def test_an_unknown_municipality_is_said_and_nobody_is_named() -> None:
    with pytest.raises(CannotStart, match="NIS code 99999"):
        appoint.run(options("mayor", MAIL, "--town", "99999"))
    assert not Mandate.objects.exists()


def test_an_address_that_is_none_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appoint", "reviewer", "no address"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [("mayor", MAIL), ("reviewer", MAIL, "--town", "99011"), ("reviewer",), ("officer", MAIL),
     ("chief", MAIL), ("reviewer", MAIL, "--given", " "), ("reviewer", MAIL, "--family", "a\nb")],
)  # fmt: skip
def test_what_the_command_does_not_name_is_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        options(*arguments)
    assert refused.value.code == 2
    assert "error: " in capsys.readouterr().err
