"""Signing in by a code that comes by e-mail."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from belfry.core.languages import Language
from belfry.people.actions import add_person
from belfry.people.models import ContactPoint
from belfry.people.types import PersonDetails
from belfry.program.cast import person_named
from tests.cast import NOON
from tests.web.signin.steps import (
    AN,
    CHLOE,
    ask,
    later,
    newest_code,
    notices,
    person,
    sign_in,
    type_code,
    wrong,
)

pytestmark = pytest.mark.usefixtures("cast", "clock")
STRANGER = "nobody.knows@mail.example"


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_right_code_signs_in_and_proves_the_mailbox(client: Client) -> None:
    answer = sign_in(client, CHLOE)
    assert answer.status_code == 302
    assert answer.url == "/"
    assert signed_in_as(client) == str(person_named("member-chloe"))
    assert ContactPoint.objects.filter(
        person=person_named("member-chloe"), verified_at__isnull=False
    ).exists()


def test_the_page_that_was_asked_for_opens_after_signing_in(client: Client) -> None:
    ask(client, CHLOE, next="/archive/")
    assert type_code(client, newest_code()).url == "/archive/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_nothing_leads_to_another_site_after_signing_in(client: Client, elsewhere: str) -> None:
    ask(client, CHLOE, next=elsewhere)
    assert type_code(client, newest_code()).url == "/"


def _shape(statements: list[dict[str, str]]) -> list[str]:
    """Return statements without their values."""
    texts = [
        re.sub(r"'(?:[^']|'')*'(::\w+)?|\b\d+\b|\bs\d+_x\d+", "?", row["sql"]) for row in statements
    ]
    return [re.sub(r"IN \([^)]*\)|ARRAY\[[^\]]*\]|VALUES \([^)]*\)", "", text) for text in texts]


def test_a_known_and_an_unknown_address_are_answered_alike_by_equal_work(client: Client) -> None:
    ask(Client(), STRANGER)  # makes the endpoint that stands for nobody
    answers, statements = [], []
    for address in (CHLOE, STRANGER):
        visitor = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = ask(visitor, address)
        statements.append(_shape(asked.captured_queries))
        page = visitor.get(answer.url)
        body = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", page.content)
        answers.append(
            (answer.status_code, answer.url, sorted(answer.cookies), page.status_code, body)
        )
    assert answers[0] == answers[1]
    assert statements[0] == statements[1]
    assert len(notices("sign_in_code")) == 1


def test_an_address_without_an_at_sign_is_refused_with_a_sentence(client: Client) -> None:
    answer = ask(client, "chloe")
    assert answer.status_code == 200
    assert answer.context["form"].errors["address"]


def test_a_wrong_code_opens_nothing_and_the_right_one_still_works(client: Client) -> None:
    ask(client, CHLOE)
    assert type_code(client, wrong(newest_code())).status_code == 200
    assert signed_in_as(client) is None
    type_code(client, newest_code())
    assert signed_in_as(client)


def test_a_code_may_be_typed_with_spaces(client: Client) -> None:
    ask(client, CHLOE)
    code = newest_code()
    type_code(client, f" {code[:3]} {code[3:]} ")
    assert signed_in_as(client)


def test_a_code_is_over_after_a_quarter_of_an_hour(client: Client, clock: Traveller) -> None:
    ask(client, CHLOE)
    later(clock, minutes=15)
    assert type_code(client, newest_code()).url == "/sign-in/"
    assert signed_in_as(client) is None


def test_a_code_works_once_even_from_a_copy_of_the_session(client: Client) -> None:
    ask(client, CHLOE)
    asked = dict(client.session)
    type_code(client, newest_code())
    copy = Client()
    session = copy.session
    session.update(asked)
    session.save()
    copy.cookies["sessionid"] = session.session_key
    assert type_code(copy, newest_code()).url == "/sign-in/"
    assert signed_in_as(copy) is None


def test_the_sixth_try_finds_the_code_gone_even_if_it_is_right(client: Client) -> None:
    ask(client, CHLOE)
    code = newest_code()
    for _ in range(5):
        assert type_code(client, wrong(code)).status_code == 200
    assert type_code(client, code).url == "/sign-in/"
    assert signed_in_as(client) is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(client: Client) -> None:
    ask(client, CHLOE)
    other = Client()
    ask(other, STRANGER)
    type_code(other, newest_code())
    assert signed_in_as(other) is None


@pytest.mark.parametrize("address", [CHLOE, STRANGER])
def test_the_sixth_code_for_one_address_has_to_wait(address: str, clock: Traveller) -> None:
    for _ in range(5):
        assert ask(Client(), address).status_code == 302
    assert ask(Client(), address).status_code == 409
    later(clock, minutes=15)
    assert ask(Client(), address).status_code == 302


def test_one_machine_cannot_ask_for_ever(clock: Traveller) -> None:
    for number in range(60):
        ask(Client(), f"visitor{number}@mail.example")
    assert ask(Client(), CHLOE).status_code == 409
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), CHLOE).status_code == 302


def test_one_line_cannot_ask_for_ever_from_all_its_addresses(clock: Traveller) -> None:
    for number in range(60):
        ask(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), f"visitor{number}@mail.example")
    assert ask(Client(REMOTE_ADDR="2001:db8:1:2:3::4"), CHLOE).status_code == 409
    assert ask(Client(REMOTE_ADDR="2001:db8:1:3::4"), CHLOE).status_code == 302


def test_people_who_share_a_mailbox_say_who_they_are_after_the_code(client: Client) -> None:
    partner = add_person(PersonDetails("Robin", "Maes", Language.DUTCH, (CHLOE,)), now=NOON)
    ask(client, CHLOE)
    assert b"Robin" not in client.get("/sign-in/code/").content
    planted = client.cookies["sessionid"].value
    answer = type_code(client, newest_code())
    assert answer.url == "/sign-in/who/"
    assert client.cookies["sessionid"].value != planted
    assert signed_in_as(client) is None
    assert b"Robin Maes" in client.get("/sign-in/who/").content
    outsider = person_named("officer-an")
    client.post("/sign-in/who/", {"person": str(outsider)})
    assert signed_in_as(client) is None
    client.post("/sign-in/who/", {"person": str(partner.pk)})
    assert signed_in_as(client) == str(partner.pk)


def test_names_of_a_mailbox_are_shown_to_nobody_without_the_code(client: Client) -> None:
    assert client.get("/sign-in/who/").url == "/sign-in/"
    ask(client, CHLOE)
    assert client.get("/sign-in/who/").url == "/sign-in/"


def test_somebody_who_was_disabled_is_unknown_and_out_at_once(client: Client) -> None:
    sign_in(client, CHLOE)
    chloe = person("member-chloe")
    chloe.is_active = False
    chloe.save()
    assert client.get("/security/").status_code == 302
    sent = len(notices("sign_in_code"))
    ask(Client(), CHLOE)
    assert len(notices("sign_in_code")) == sent


def test_a_session_row_holds_neither_address_nor_code_nor_the_key_of_the_cookie(
    client: Client,
) -> None:
    ask(client, CHLOE)
    row = Session.objects.get()
    told = str(row.get_decoded())
    assert CHLOE not in told
    assert newest_code() not in told
    assert row.session_key != client.cookies["sessionid"].value


def test_signing_in_changes_the_key_of_the_session(client: Client) -> None:
    ask(client, CHLOE)
    before = client.cookies["sessionid"].value
    type_code(client, newest_code())
    assert client.cookies["sessionid"].value != before


def test_signing_out_leaves_nothing_in_the_browser(client: Client) -> None:
    sign_in(client, AN)
    assert client.get("/security/")["Cache-Control"] == "no-store"
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert "storage" in answer["Clear-Site-Data"]
    assert client.get("/security/").url == "/sign-in/?next=%2Fsecurity%2F"
