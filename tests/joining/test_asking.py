"""Asking to join: where an address lies, which house rules were accepted, who is told."""

from dataclasses import replace

import pytest
from django.db import connection

from belfry.core.errors import NotFound
from belfry.joining.actions.asking import proof_goes_to
from belfry.joining.addresses import place_of
from belfry.joining.errors import AddressMissing, ContactUnusable
from belfry.joining.kinds import Place
from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.networks.actions.model_papers import load_models
from belfry.networks.actions.pausing import pause_network
from belfry.networks.errors import NameUnusable
from belfry.networks.model_papers import newest_models
from belfry.networks.models import Charter, Perimeter
from belfry.people.models import Person
from belfry.people.queries import email_endpoints_of
from tests.cast import NOON, Cast
from tests.joining.askers import MARIA, OUTSIDE, asked, ground, street
from tests.web.signin.steps import notices

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
SQUARE = [[4.0, 51.0], [4.1, 51.0], [4.1, 51.1], [4.0, 51.1], [4.0, 51.0]]


def place(cast: Cast, street_name: str, number: str) -> Place:
    unit = replace(MARIA.unit, street=street_name, number=number)
    return place_of(unit, cast.stage.meerstraat, on=TODAY)


def test_an_address_is_matched_against_the_list_of_streets(cast: Cast) -> None:
    assert place(cast, "Kapelweg", "7") is Place.UNCLEAR
    ground(cast)
    assert place(cast, "kapelweg", "7A") is Place.INSIDE
    assert place(cast, "Kapelweg", "8") is Place.OUTSIDE
    assert place(cast, "Veldweg", "7") is Place.OUTSIDE
    for street_name, number in (("Kapelweg", "9"), ("Kapel", "7"), ("Kapelweg", "x")):
        assert place(cast, street_name, number) is Place.UNCLEAR


def test_an_address_is_matched_against_a_drawn_outline(cast: Cast) -> None:
    street("Dorp", 1, lon=4.05, lat=51.05)
    street("Veld", 1, lon=4.5, lat=51.05)
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    Perimeter.objects.create(network_id=cast.stage.meerstraat, shape=shape, since=TODAY)
    assert place(cast, "Dorp", "1") is Place.INSIDE
    assert place(cast, "Veld", "1") is Place.OUTSIDE


def test_a_request_keeps_what_was_accepted_and_makes_nobody_a_person(cast: Cast) -> None:
    ground(cast)
    before = Person.objects.count()
    request = asked(cast)
    assert (request.state, request.place, request.tie) == ("waiting", "inside", "lives")
    model = newest_models(on=TODAY)["house_rules", "fr"]
    assert request.rules_source == "model"
    assert (request.rules_version, request.rules_from) == (model.version, model.valid_from)
    assert Person.objects.count() == before
    told = {to for to, _ in notices("joining_asked")}
    bram_and_sofia = [cast.person("coordinator_bram"), cast.person("deputy_sofia")]
    assert told == set(email_endpoints_of(bram_and_sofia).values())
    assert not any(
        "Maria" in value for _, slots in notices("joining_asked") for value in slots.values()
    )


def test_nothing_of_a_request_is_readable_in_the_database(cast: Cast) -> None:
    asked(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM joining_request r")
        (row,) = cursor.fetchone()
    for typed in ("Maria", "Jacobs", "Kapelweg", "maria.jacobs"):
        assert typed not in row
        assert typed.encode().hex() not in row


def test_who_asks_twice_has_one_request(cast: Cast) -> None:
    first = asked(cast)
    assert asked(cast).pk == first.pk
    assert Request.objects.count() == 1
    other = replace(MARIA, person=replace(MARIA.person, given_name="Jan"))
    assert asked(cast, other).pk != first.pk


def test_who_lives_outside_waits_for_the_police(cast: Cast) -> None:
    ground(cast)
    request = asked(cast, OUTSIDE)
    assert (request.state, request.place) == ("at_police", "outside")
    told = {to for to, _ in notices("joining_asked")}
    police = [cast.person(one) for one in ("officer_an", "officer_els", "chief_karim")]
    assert told == set(email_endpoints_of(police).values())


def test_the_house_rules_of_a_signed_charter_go_before_the_model(cast: Cast) -> None:
    load_models(now=NOON)
    rules = house_rules(cast.stage.meerstraat, "nl", on=TODAY)
    assert rules.source == "model"
    assert any("Meerstraat" in rule.text for rule in rules.rules)
    assert not any("{" in rule.text for rule in rules.rules)
    signed = [{"key": "aim", "title": {"nl": "Doel"}, "content": {"nl": "Rust in de straat."}}]
    Charter.objects.create(
        network_id=cast.stage.meerstraat,
        version=3,
        papers={"house_rules": signed},
        valid_from=TODAY,
    )
    rules = house_rules(cast.stage.meerstraat, "fr", on=TODAY)
    assert (rules.source, rules.version, rules.language) == ("charter", 3, "nl")
    assert rules.rules[0] == ("Doel", "Rust in de straat.")


def test_what_nobody_could_answer_is_refused(cast: Cast) -> None:
    wrong_name = replace(MARIA, person=replace(MARIA.person, given_name="www.evil.example"))
    with pytest.raises(NameUnusable):
        asked(cast, wrong_name)
    with pytest.raises(AddressMissing):
        asked(cast, replace(MARIA, unit=replace(MARIA.unit, number="")))
    pause_network(cast.chief_karim, cast.stage.meerstraat, "data", now=NOON)
    with pytest.raises(NotFound):
        asked(cast)
    assert not Request.objects.exists()


@pytest.mark.parametrize("contact", ["maria", "+33612345678", "+3292345678", "a@b"])
def test_a_code_goes_to_a_mailbox_or_a_belgian_mobile_phone(
    contact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.joining.actions.asking.open_among", frozenset)
    assert proof_goes_to(" Maria@Mail.example ") == ("email", "maria@mail.example")
    assert proof_goes_to("0470 12 34 56") == ("phone", "+32470123456")
    with pytest.raises(ContactUnusable):
        proof_goes_to(contact)


def test_no_number_is_taken_where_no_texts_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belfry.joining.actions.asking.open_among", lambda names: frozenset())
    with pytest.raises(ContactUnusable):
        proof_goes_to("0470 12 34 56")
