"""The pages of the console, and those of the texts that it sends."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.models import Bulletin, PassedFact, ProposedText, Template
from belfry.program.demo_alert_texts import approve_alert_texts
from belfry.program.demo_places import Ground, give_perimeter, lay_out_places
from tests.bulletins.control_room import TEXTS
from tests.bulletins.post import accept
from tests.cast import NOON, Cast
from tests.web.conftest import VISIT, Browse

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 22, 45, tzinfo=UTC)
INTRUDER = "intruder_in_progress"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ground(cast: Cast) -> Ground:
    """The streets of the demonstration, two of them of Meerstraat, and the texts of both zones."""
    load_templates(now=NOON)
    found = lay_out_places(now=NOON)
    give_perimeter(found, cast.stage.meerstraat, "Meerstraat", "Kapelweg", now=NOON)
    approve_alert_texts(cast.stage, NOON)
    return found


def text_of(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def pressed(client: Client, *, trigger: str = "", **told: object) -> str:
    """Return what the console shows of what was typed and pressed."""
    headers = HTMX | ({"HX-Trigger-Name": trigger} if trigger else {})
    return text_of(client.post("/console/", told, headers=headers))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def sent(client: Client, cast: Cast) -> str:
    """Press through the console as Lotte does; return what the page says then."""
    first = pressed(client, trigger="q", q="Meerstr 14")
    told = hidden(first) | {"q": "Meerstr 14", "networks": str(cast.stage.meerstraat)}
    page = pressed(client, fact=INTRUDER, **told)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    values = told | hidden(page) | {"key": key[1]}
    return text_of(client.post("/console/send/", values, follow=True))


def test_an_address_shows_street_networks_and_types_of_fact_at_once(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    page = pressed(browse("dispatcher-lotte"), trigger="q", q="Meerstr 14")
    assert "Meerstraat, Klokdorp" in page
    assert f'value="{cast.stage.meerstraat}" checked' in page
    assert f'value="{cast.stage.winkelhart}" checked' not in page
    assert page.index('data-key="1"') < page.index('data-key="5"')
    assert 'name="key"' not in page


def test_a_type_of_fact_shows_the_words_as_they_go_and_what_they_cost(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    lotte = browse("dispatcher-lotte")
    told = hidden(pressed(lotte, trigger="q", q="Kapelweg")) | {"q": "Kapelweg"}
    page = pressed(lotte, fact=INTRUDER, networks=str(cast.stage.meerstraat), **told)
    assert "Indringer in een tuin: Kapelweg" in page
    assert "Intrusion dans un jardin : Chemin de la Chapelle" in page
    assert "/console/send/" in page
    assert page.count("autofocus") == 1
    assert not Bulletin.objects.exists()


def test_pressing_through_sends_it_once_and_shows_how_far_it_is(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    lotte = browse("dispatcher-lotte")
    page = sent(lotte, cast)
    alert = Bulletin.objects.get()
    assert alert.state == "approved"
    assert "Indringer in een tuin: Meerstraat" in page
    assert f"/console/{alert.pk}/stop/" in page
    assert f"/bulletins/{alert.pk}/outcome/" in page


def test_the_same_page_sends_once(browse: Browse, cast: Cast, ground: Ground) -> None:
    values = {
        "chosen": ground.streets["Meerstraat"],
        "networks": str(cast.stage.meerstraat),
        "picked": INTRUDER,
        "at": int(VISIT.timestamp()),
        "key": uuid4(),
    }
    for _press in range(2):
        assert browse("dispatcher-lotte").post("/console/send/", values).status_code == 302
    assert Bulletin.objects.count() == 1


def test_five_minutes_earlier_and_four_times_is_too_late(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    lotte = browse("dispatcher-lotte")
    told = {"q": "Kapelweg", "networks": str(cast.stage.meerstraat), "fact": INTRUDER}
    page = pressed(lotte, trigger="q", q="Kapelweg")
    for presses in range(1, 5):
        page = pressed(lotte, **told | hidden(page) | {"earlier": "1"})
        assert hidden(page)["ago"] == str(5 * presses)
        assert ("/console/send/" in page) == (presses < 4)
        assert ("/console/pass-on/" in page) == (presses == 4)
    lotte.post("/console/pass-on/", told | hidden(page))
    fact = PassedFact.objects.get()
    assert fact.fact_at == VISIT - timedelta(minutes=20)
    an = browse("officer-an")
    assert f"/console/facts/{fact.pk}/ask/" in text_of(an.get("/console/"))
    assert "/console/facts/" not in text_of(lotte.get("/console/"))
    answer = an.post(f"/console/facts/{fact.pk}/ask/", follow=True)
    assert "Kapelweg" in text_of(answer)
    assert Bulletin.objects.get().author_id == cast.person("officer_an")


def test_at_night_a_colleague_agrees_on_another_console(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    with time_machine.travel(NIGHT, tick=False):
        lotte, wim = browse("dispatcher-lotte"), browse("dispatcher-wim")
        page = sent(lotte, cast)
        alert = Bulletin.objects.get()
        assert alert.state == "submitted"
        agree = f"/console/{alert.pk}/agree/"
        assert agree not in page
        assert "/console/" in text_of(wim.get("/"))
        assert agree in text_of(wim.get("/console/"))
        wim.post(agree)
        alert.refresh_from_db()
        assert alert.state == "approved"
        accept(alert.releases.get())
        end = f"/console/{alert.pk}/end/"
        assert end in text_of(lotte.get("/console/live/"))
        over = text_of(lotte.post(end, follow=True))
        assert end not in over


def test_the_live_list_is_sent_again_only_when_something_changed(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    lotte = browse("dispatcher-lotte")
    sent(lotte, cast)
    page = text_of(lotte.get("/console/live/"))
    sign = re.search(r"sign=(\w+)", page)
    assert sign
    assert lotte.get("/console/live/", {"sign": sign[1]}).status_code == 204
    lotte.post(f"/console/{Bulletin.objects.get().pk}/stop/")
    assert lotte.get("/console/live/", {"sign": sign[1]}).status_code == 200


def test_nothing_is_found_where_nothing_is(browse: Browse, ground: Ground) -> None:
    lotte = browse("dispatcher-lotte")
    assert 'name="chosen"' not in pressed(lotte, trigger="q", q="Nergensstraat")
    # Rue Haute lies in the other zone.
    assert 'name="chosen"' not in pressed(lotte, trigger="q", q="Rue Haute")
    assert 'name="chosen"' not in pressed(lotte, trigger="q", q="")


@pytest.mark.parametrize(
    "told",
    [
        {"q": "Meerstraat\0", "street": "x", "ago": "-1", "earlier": "9", "fact": "party"},
        {"q": "x" * 5000, "networks": "no-id", "chosen": "9" * 30, "known": ""},
        {"q": "Meerstraat", "fact": INTRUDER, "networks": str(uuid4()), "known": "1"},
        {"q": "%_\\'; --", "picked": "1"},
        {},
    ],
)
def test_whatever_comes_in_is_answered(
    told: dict[str, str], browse: Browse, ground: Ground
) -> None:
    lotte = browse("dispatcher-lotte")
    for headers in ({}, HTMX):
        assert lotte.post("/console/", told, headers=headers).status_code == 200
    for address in ("/console/send/", "/console/pass-on/"):
        assert lotte.post(address, told).status_code == 404
    assert not Bulletin.objects.exists()


# --- texts ---


def typed(**changed: str) -> dict[str, str]:
    names = ("title", "what", "where", "when", "what_to_do", "short")
    found = {
        f"{language}-{name}": getattr(words, name)
        for language, words in TEXTS.items()
        for name in names
    }
    return found | changed


def test_one_officer_writes_a_text_and_another_approves_it(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    an, els, zone = browse("officer-an"), browse("officer-els"), cast.stage.beiaard
    address = f"/zones/{zone}/alert-texts/arson/"
    assert an.post(address, typed()).status_code == 302
    row = ProposedText.objects.get()
    approve = f"/alert-texts/{row.pk}/approve/"
    assert approve not in text_of(an.get(address))
    page = text_of(els.get(address))
    assert approve in page
    assert "Inbraak bezig in Stationsstraat" in page
    assert els.post(approve, {"seen": hidden(page)["seen"]}).status_code == 302
    template = Template.objects.get(kind="alert", zone_id=zone, code="arson")
    withdraw = f"/alert-texts/{template.pk}/withdraw/"
    assert withdraw in text_of(an.get(address))
    an.post(withdraw)
    template.refresh_from_db()
    assert template.withdrawn_at is not None


def test_what_is_wrong_with_a_text_stands_above_it_and_nothing_is_lost(
    browse: Browse, cast: Cast, ground: Ground
) -> None:
    an = browse("officer-an")
    address = f"/zones/{cast.stage.beiaard}/alert-texts/arson/"
    for changed in (
        {"nl-short": "Zonder straat en uur."},
        {"nl-what": "Zigeuners om {time} in {place}."},
        {"nl-what": "x" * 3000},
        {"fr-title": ""},
        {"de-when": "{day} {time}"},
    ):
        page = an.post(address, typed(**changed))
        assert page.status_code == 200
        assert 'role="alert"' in text_of(page) or "errorlist" in text_of(page)
        assert TEXTS["fr"].what_to_do in text_of(page)
    assert not ProposedText.objects.exists()


def test_a_proposal_is_given_up(browse: Browse, cast: Cast, ground: Ground) -> None:
    an = browse("officer-an")
    an.post(f"/zones/{cast.stage.beiaard}/alert-texts/arson/", typed())
    an.post(f"/alert-texts/{ProposedText.objects.get().pk}/drop/")
    assert not ProposedText.objects.exists()


def test_a_type_of_fact_that_there_is_not_has_no_page(browse: Browse, cast: Cast) -> None:
    an = browse("officer-an")
    assert an.get(f"/zones/{cast.stage.beiaard}/alert-texts/party/").status_code == 404
