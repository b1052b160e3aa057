"""The form of a bulletin keeps everything, and says next to the field what is missing."""

import pytest
from django.test import Client

from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import words_of
from belfry.bulletins.workflow import BulletinState
from tests.bulletins.desk import DUTCH, submitted, written
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def typed(cast: Cast, **more: object) -> dict[str, object]:
    """Return what An types for the Meerstraat in Dutch and French."""
    words = {name: getattr(DUTCH, name) for name in DUTCH.__slots__}
    return {
        "bulletin_class": "request",
        "networks": [str(cast.stage.meerstraat)],
        **{f"{language}-{name}": text for language in ("nl", "fr") for name, text in words.items()},
        "ground": "preventable",
        "investigation": "none",
        "without_personal_data": "on",
        **more,
    }


def test_a_draft_keeps_what_was_typed_however_little(browse: Browse, cast: Cast) -> None:
    an = browse("officer-an")
    answer = an.post("/bulletins/new/", {"bulletin_class": "alert", "nl-title": "Half"})
    bulletin = Bulletin.objects.get()
    assert answer.headers["Location"] == f"/bulletins/{bulletin.pk}/edit/"
    page = an.get(answer.headers["Location"]).content.decode()
    assert (bulletin.state, 'value="Half"' in page) == (BulletinState.DRAFT, True)


def test_submit_asks_for_approval_at_once(browse: Browse, cast: Cast) -> None:
    browse("officer-an").post("/bulletins/new/", typed(cast, submit="1"))
    bulletin = Bulletin.objects.get()
    assert (bulletin.state, words_of(bulletin)["fr"]) == (BulletinState.SUBMITTED, DUTCH)


def test_what_is_missing_stands_next_to_its_field(browse: Browse, cast: Cast) -> None:
    an = browse("officer-an")
    answer = an.post("/bulletins/new/", typed(cast, submit="1", **{"fr-where": ""}))
    page = an.get(answer.headers["Location"])
    missing = {part["words"].language: part["missing"] for part in page.context["parts"]}
    assert (missing["nl"], missing["fr"]) == (0, 1)
    assert page.content.decode().count('<ul class="errorlist">') == 1
    assert Bulletin.objects.count() == 1


def test_too_long_a_title_loses_nothing(browse: Browse, cast: Cast) -> None:
    long = "x" * 121
    page = browse("officer-an").post("/bulletins/new/", typed(cast, **{"nl-title": long}))
    shown = page.content.decode()
    assert (long in shown, DUTCH.what in shown, 'class="errorlist"' in shown) == (True, True, True)
    assert str(cast.stage.meerstraat) in page.context["sheet"].form["networks"].value()
    assert not Bulletin.objects.exists()


def test_a_network_of_another_zone_cannot_be_chosen(browse: Browse, cast: Cast) -> None:
    foreign = [str(cast.stage.hautcloche)]
    page = browse("officer-an").post("/bulletins/new/", typed(cast, networks=foreign))
    assert page.status_code == 200
    assert page.context["sheet"].form.errors["networks"]


def test_an_author_changes_the_draft(browse: Browse, cast: Cast) -> None:
    bulletin = written(cast)
    address = f"/bulletins/{bulletin.pk}/edit/"
    browse("officer-an").post(address, typed(cast, **{"nl-title": "Anders"}))
    bulletin.refresh_from_db()
    assert words_of(bulletin)["nl"].title == "Anders"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer-els", 404),
        ("coordinator-bram", 404),
        ("outsider-dries", 404),
        ("officer-piet", 404),
    ],
)
def test_a_draft_is_its_authors(browse: Browse, cast: Cast, who: str, status: int) -> None:
    bulletin = written(cast)
    assert browse(who).get(f"/bulletins/{bulletin.pk}/edit/").status_code == status


def test_what_waits_for_approval_is_not_edited(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    answer = browse("officer-an").post(f"/bulletins/{bulletin.pk}/edit/", typed(cast))
    assert answer.status_code == 409


def test_who_serves_no_zone_writes_nothing(browse: Browse, cast: Cast) -> None:
    assert browse("coordinator-bram").get("/bulletins/new/").status_code == 403


def test_a_stranger_signs_in_first(client: Client, cast: Cast) -> None:
    answer = client.get("/bulletins/new/")
    assert answer.headers["Location"] == "/sign-in/?next=%2Fbulletins%2Fnew%2F"
