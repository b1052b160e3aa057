"""A member's reports, page by page; nothing of them stands in an address, a session or a message on the way."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from belfry.sightings.actions.answering import ask, assign
from belfry.sightings.models import Photograph, Sighting, TownMatter
from belfry.sightings.types import told_in
from tests.cast import Cast
from tests.sightings.keeping import Keeping, keeping
from tests.sightings.pictures import MAKER, photograph
from tests.web.conftest import VISIT, Browse

pytestmark = pytest.mark.django_db
WRITE = "/report/write/"


@pytest.fixture
def kept(cast: Cast, browse: Browse, tmp_path: Path) -> Iterator[Keeping]:
    with keeping(cast, tmp_path) as found:
        yield found


def told(**more: Any) -> dict[str, Any]:
    return {
        "now": "no",
        "key": str(uuid4()),
        "behaviour": "tried_doors",
        "street": "elsewhere",
        "place": "Meerstraat",
        "moment": "yesterday",
        **more,
    }


def sent(client: Client, cast: Cast, **more: Any) -> str:
    fields = told(network=str(cast.stage.meerstraat), **more)
    return client.post(WRITE, fields).content.decode()


def test_the_first_question_comes_first_and_calls_by_a_second_press(
    browse: Browse, cast: Cast
) -> None:
    client = browse("member-chloe")
    assert client.get(WRITE)["Location"] == "/report/"
    assert client.post(WRITE, {"behaviour": "tried_doors"})["Location"] == "/report/"
    page = client.get("/report/call/").content.decode()
    calls = page[page.index('class="calls"') :]
    assert 'href="tel:101"' in calls
    assert calls.index("<summary") < calls.index('href="tel:101"')
    assert "112 BE" in page
    assert "<form" not in calls


def test_the_page_for_devices_without_a_connection_is_about_nobody(
    browse: Browse, cast: Cast
) -> None:
    pages = {
        browse(name).get("/report/offline/").content for name in ("deputy-sofia", "officer-an")
    }
    assert len(pages) == 1
    page = browse("member-chloe").get("/report/offline/").content.decode()
    for word in (
        "Chlo",
        "Meerstraat",
        "csrfmiddlewaretoken",
        "/settings/",
        str(cast.stage.meerstraat),
    ):
        assert word not in page
    assert 'href="tel:101"' in page
    # Its form has nothing to be sent with, and no key: each one that is written gets its own.
    assert 'name="key"' not in page


def test_a_page_of_a_member_says_what_to_put_by_and_one_of_a_stranger_does_not(
    browse: Browse,
) -> None:
    assert 'data-offline="/report/offline/"' in browse("member-chloe").get("/").content.decode()
    assert "data-offline" not in browse("officer-piet").get("/").content.decode()


def test_an_empty_form_has_a_key_and_nothing_is_wrong_with_it_yet(browse: Browse) -> None:
    page = browse("member-chloe").get(f"{WRITE}?now=no").content.decode()
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', page)
    assert "errorlist" not in page


def test_three_answers_are_enough_for_a_receipt(kept: Keeping, browse: Browse) -> None:
    page = sent(browse("member-chloe"), kept.cast)
    row = Sighting.objects.get()
    assert row.receipt in page
    assert row.receipt not in str(list(Session.objects.values_list("session_data", flat=True)))


def test_the_same_form_sent_twice_shows_the_same_receipt(kept: Keeping, browse: Browse) -> None:
    client, key = browse("member-chloe"), str(uuid4())
    pages = [sent(client, kept.cast, key=key) for _ in range(2)]
    receipts = {re.search(r'class="receipt">([^<]+)', page).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(receipts) == 1
    assert Sighting.objects.count() == 1


def test_words_about_origin_are_refused_kindly_and_stay(kept: Keeping, browse: Browse) -> None:
    page = sent(browse("member-chloe"), kept.cast, words="C'étaient des Roms.")
    assert "aide pas la police" in page
    assert "des Roms" in page
    assert not Sighting.objects.exists()


def test_urgent_words_raise_the_numbers_again(kept: Keeping, browse: Browse) -> None:
    client, words = browse("member-chloe"), "Quelqu'un est en train de forcer la porte maintenant."
    page = sent(client, kept.cast, words=words)
    assert 'href="tel:101"' in page[page.index('role="alert"') :]
    assert not Sighting.objects.exists()
    assert 'class="receipt"' in sent(client, kept.cast, words=words, read=["urgent_now"])


def test_rubbish_goes_to_the_town_hall_with_one_press(kept: Keeping, browse: Browse) -> None:
    client, words = browse("member-chloe"), "Il y a un dépôt sauvage près des bulles à verre."
    assert 'name="to" value="town"' in sent(client, kept.cast, words=words)
    sent(client, kept.cast, words=words, to="town")
    assert TownMatter.objects.get().words == words
    assert not Sighting.objects.exists()
    assert words in browse("clerk-nadia").get("/town-matters/").content.decode()


def test_the_map_says_where_without_a_street(kept: Keeping, browse: Browse) -> None:
    client = browse("member-chloe")
    page = client.get(f"{WRITE}?now=no").content.decode()
    assert 'data-map-shapes="/report/ground/"' in page
    assert "receipt" in sent(client, kept.cast, street="", place="", point="4.905500,50.946500")
    row = Sighting.objects.get()
    told_by_her, _ = told_in(kept.opened(row.pk).plain)
    assert told_by_her.point == (4.9055, 50.9465)
    officer = browse("officer-an")
    opened = officer.post(f"/sightings/{row.pk}/open/", {"part": "text", "reason": "to_assess"})
    assert 'data-map-place="4.9055,50.9465"' in opened.content.decode()


@pytest.mark.parametrize("point", ["", "somewhere", "4.9", "1,2,3", "nan,nan", "4.9055,50.9465;x"])
def test_a_place_that_no_map_sends_is_none(kept: Keeping, browse: Browse, point: str) -> None:
    page = sent(browse("member-chloe"), kept.cast, street="", place="", point=point)
    assert "errorlist" in page
    assert not Sighting.objects.exists()


def test_the_ground_of_a_report_is_that_of_the_own_networks(browse: Browse, cast: Cast) -> None:
    own = browse("member-chloe").get("/report/ground/").json()["layers"]
    strange = browse("outsider-dries").get("/report/ground/").json()["layers"]
    assert all(set(one) == {"kind", "name", "geometry"} for one in own)
    assert [one for one in own if one in strange] == []


def upload(*contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg") for content in contents]


def test_a_photograph_goes_with_the_report_and_only_the_police_see_it(
    kept: Keeping, browse: Browse
) -> None:
    page = sent(browse("member-chloe"), kept.cast, photographs=upload(photograph()))
    assert 'class="receipt"' in page
    assert "photo est jointe" in page
    row = Sighting.objects.get()
    (picture,) = kept.opened(row.pk).photographs
    assert MAKER not in base64.b64decode(picture)
    for name in ("member-chloe", "member-anke", "coordinator-bram"):
        assert picture not in browse(name).get("/report/own/").content.decode()
    client = browse("officer-an")
    address = f"/sightings/{row.pk}/"
    assert "data-sealed-photograph" not in client.get(address).content.decode()
    opened = client.post(f"{address}open/", {"part": "text", "reason": "to_assess"})
    assert picture in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    # No page shows it a second time.
    assert picture not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([b"no picture"], "pas une photo"),
        ([photograph()[:3000]], "endommagée"),
        ([photograph()] * 4, "au maximum 3"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_the_words_stay(
    kept: Keeping, browse: Browse, files: list[bytes], said: str
) -> None:
    words = "Il a essayé trois portes."
    page = sent(browse("member-chloe"), kept.cast, words=words, photographs=upload(*files))
    assert said in page
    assert words in page
    assert "Choisissez de nouveau vos photos" in page
    assert not Sighting.objects.exists()


def test_photographs_that_are_left_out_for_their_size_do_not_go_missing_in_silence(
    kept: Keeping, browse: Browse, settings: Settings
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = sent(browse("member-chloe"), kept.cast, photographs=upload(photograph()))
    assert "trop lourdes" in page
    assert not Sighting.objects.exists()


def test_the_town_hall_gets_no_photograph(kept: Keeping, browse: Browse) -> None:
    more: dict[str, Any] = {"words": "Il y a un dépôt sauvage.", "to": "town"}
    page = sent(browse("member-chloe"), kept.cast, photographs=upload(photograph()), **more)
    assert "réservées à la police" in page
    assert (TownMatter.objects.count(), Photograph.objects.count()) == (1, 0)


def test_without_the_keys_nothing_that_was_typed_is_lost(browse: Browse, cast: Cast) -> None:
    page = sent(browse("member-chloe"), cast, words="Il a essayé trois portes.")
    assert "Il a essayé trois portes." in page
    assert not Sighting.objects.exists()


def test_a_member_reads_the_question_and_replies(kept: Keeping, browse: Browse) -> None:
    client = browse("member-chloe")
    sent(client, kept.cast)
    row, an = Sighting.objects.get(), kept.cast.at("officer_an", VISIT)
    assert an.person_id is not None
    assign(an, row.pk, an.person_id, now=VISIT)
    ask(an, row.pk, "Quelle couleur ?", tell=kept.tell, now=VISIT)
    assert "Quelle couleur ?" in client.get("/report/own/").content.decode()
    assert client.post("/report/own/", {"report": str(row.pk), "words": "Bleu"}).status_code == 302
    assert "Bleu" in client.get("/report/own/").content.decode()
    others = browse("member-anke").get("/report/own/").content.decode()
    assert "Quelle couleur" not in others


def test_an_officer_opens_answers_and_never_sees_the_name(kept: Keeping, browse: Browse) -> None:
    sent(browse("member-chloe"), kept.cast, words="Il a essayé trois portes.")
    row, client = Sighting.objects.get(), browse("officer-an")
    page = f"/sightings/{row.pk}/"
    assert "trois portes" not in client.get(page).content.decode()
    client.post(f"{page}take/", {})
    opened = client.post(f"{page}open/", {"part": "text", "reason": "to_assess"}).content.decode()
    assert "trois portes" in opened
    assert "Chloé" not in opened
    assert "trois portes" not in client.get(page).content.decode()
    client.post(f"{page}answer/", {"choice": "helped", "words": ""})
    row.refresh_from_db()
    assert row.state == "answered"
    named = client.post(f"{page}open/", {"part": "identity", "reason": "to_hear"}).content.decode()
    assert "Chloé Dubois" in named
    draft = client.post(f"{page}draft/", {"place": "Meerstraat", "moment": "yesterday"})
    assert draft["Location"].endswith("/edit/")
    assert "Meerstraat" in client.get(draft["Location"]).content.decode()
