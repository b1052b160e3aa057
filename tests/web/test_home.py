"""Home says what needs whom, with one button each."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.writing import send_back
from belfry.people.queries import settings_of
from belfry.program.cast import person_named
from belfry.territory.models import PoliceZone
from belfry.web.needs import WITHOUT_PAGES, needs_of
from tests.bulletins.desk import LATER, approved, offered, released, submitted, written
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_what_it_is_and_whom_to_call(client: Client, cast: Cast) -> None:
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Sign in" in page
    assert 'href="tel:101"' in page
    assert 'href="tel:112"' in page


def test_the_author_goes_on_writing_a_draft(cast: Cast) -> None:
    bulletin = written(cast)
    need = needs_of(cast.officer_an, "nl")[0]
    assert (need.title, need.address) == (
        "Tuinhuis opengebroken",
        f"/bulletins/{bulletin.pk}/edit/",
    )


def test_a_draft_that_came_back_says_so(cast: Cast) -> None:
    bulletin = submitted(cast)
    send_back(cast.chief_karim, bulletin.pk, remark="Which street?", now=LATER)
    assert [need.why for need in needs_of(cast.officer_an, "nl")] == [
        "Sent back to you with a remark"
    ]


@pytest.mark.parametrize("who", ["chief_karim", "officer_els"])
def test_every_colleague_who_may_approve_is_asked(cast: Cast, who: str) -> None:
    bulletin = submitted(cast)
    assert [need.address for need in needs_of(getattr(cast, who), "nl")] == [
        f"/bulletins/{bulletin.pk}/"
    ]


def test_the_first_of_two_readers_is_asked_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.bulletins.policies.WIDE", 3)
    bulletin = submitted(cast)
    approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=4)
    assert needs_of(cast.officer_els, "nl") == []
    assert [need.address for need in needs_of(cast.chief_karim, "nl")] == [
        f"/bulletins/{bulletin.pk}/"
    ]


@pytest.mark.parametrize("who", ["officer_an", "officer_piet", "dispatcher_lotte", "member_chloe"])
def test_nobody_else_is_asked_to_approve(cast: Cast, who: str) -> None:
    submitted(cast)
    assert needs_of(getattr(cast, who), "nl") == []


@pytest.mark.parametrize("who", ["coordinator_bram", "deputy_sofia"])
def test_coordinator_and_deputy_are_asked_to_send(cast: Cast, who: str) -> None:
    release = offered(cast)
    assert [need.address for need in needs_of(getattr(cast, who), "nl")] == [
        f"/releases/{release.pk}/"
    ]


def test_a_message_that_was_sent_needs_nobody(cast: Cast) -> None:
    released(cast)
    assert needs_of(cast.coordinator_bram, "nl") == []


def test_a_member_finds_the_newest_messages(browse: Browse, cast: Cast) -> None:
    released(cast)
    page = browse("member-chloe").get("/").content.decode()
    assert "Abri de jardin forcé" in page


def test_of_many_things_to_do_the_first_has_the_one_filled_button(
    browse: Browse, cast: Cast
) -> None:
    for _ in range(3):
        submitted(cast)
    main = browse("chief-karim").get("/").content.decode().partition("<main")[2]
    assert main.count('class="button button--quiet"') >= 2
    assert main.count('class="button"') == 1


@pytest.mark.parametrize("who", ["adviser-tom", "clerk-nadia", "mayor-luc", "operator-sam"])
def test_people_without_pages_yet_hear_what_they_can_do(browse: Browse, who: str) -> None:
    hats = browse(who).get("/").context["hats"]
    assert [hat.sentence for hat in hats] != []


def test_no_role_is_left_without_a_sentence(cast: Cast) -> None:
    roles = {held.role for held in cast.reviewer_eva.mandates | cast.centre_mila.mandates}
    assert roles <= set(WITHOUT_PAGES)


@pytest.mark.parametrize("who", ["officer-an", "chief-karim", "coordinator-bram", "member-chloe"])
def test_home_asks_the_database_a_fixed_number_of_times(
    browse: Browse, cast: Cast, who: str
) -> None:
    client = browse(who)
    written(cast)
    submitted(cast)
    approved(cast)
    few = _queries(client)
    for _ in range(3):
        written(cast)
        submitted(cast)
        approved(cast)
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return len(queries)


def test_a_stranger_chooses_a_language_in_a_cookie(client: Client, cast: Cast) -> None:
    answer = client.post("/language/", {"language": "de", "next": "/"})
    assert (answer.headers["Location"], answer.cookies["language"].value) == ("/", "de")


def test_a_person_keeps_the_language_everywhere(browse: Browse) -> None:
    browse("member-chloe").post("/language/", {"language": "en", "next": "/settings/"})
    assert settings_of(person_named("member-chloe")).language == "en"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "x:y"])
def test_a_language_leads_nowhere_else(client: Client, cast: Cast, address: str) -> None:
    answer = client.post("/language/", {"language": "fr", "next": address})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_refused(client: Client, cast: Cast) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 400


def test_the_zone_says_which_numbers_to_call(browse: Browse, cast: Cast) -> None:
    PoliceZone.objects.filter(pk=cast.stage.beiaard).update(urgent_police_number="0800 11 22")
    assert 'href="tel:08001122"' in browse("officer-an").get("/").content.decode()
