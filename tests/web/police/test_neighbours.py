"""Pages by which police offer a message to other police, who take it over or decline it."""

import pytest

from belfry.bulletins.actions.neighbours import offer_to_neighbours
from belfry.bulletins.models import Bulletin, Release
from tests.bulletins.desk import DUTCH, LATER, approved
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def offered_out(cast: Cast) -> tuple[Bulletin, Release]:
    bulletin = approved(cast)
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)
    return bulletin, Release.objects.get(bulletin=bulletin, by_acceptance=True)


def test_an_officer_offers_it_with_two_presses(browse: Browse, cast: Cast) -> None:
    bulletin, an = approved(cast), browse("officer-an")
    where = f"/bulletins/{bulletin.pk}/neighbours/"
    assert where in an.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "Haut-Cloche" in an.get(where).content.decode()
    answer = an.post(where, {"networks": str(cast.stage.hautcloche)})
    assert answer.headers["Location"] == f"/bulletins/{bulletin.pk}/"
    page = an.get(f"/bulletins/{bulletin.pk}/")
    assert [line.answer for line in page.context["beside"].lines] == ["asked"]


def test_nothing_ticked_is_said_and_nothing_is_offered(browse: Browse, cast: Cast) -> None:
    bulletin = approved(cast)
    page = browse("officer-an").post(f"/bulletins/{bulletin.pk}/neighbours/", {"networks": "x"})
    assert page.context["error"]
    assert not Release.objects.filter(by_acceptance=True).exists()


def test_what_is_offered_stands_on_the_first_page_of_the_other_police(
    browse: Browse, cast: Cast
) -> None:
    bulletin, release = offered_out(cast)
    piet = browse("officer-piet")
    (need,) = [one for one in piet.get("/").context["needs"] if one.icon == "handshake"]
    assert (need.address, need.where) == (f"/bulletins/{bulletin.pk}/", "Haut-Cloche")
    page = piet.get(need.address)
    assert DUTCH.what in page.content.decode()
    assert page.context["beside"].asked == [release]
    asked = piet.get(f"/releases/{release.pk}/accept/")
    assert asked.context["audience"].persons == 2
    answer = piet.post(f"/releases/{release.pk}/accept/")
    assert answer.headers["Location"] == f"/releases/{release.pk}/"
    assert piet.get(f"/releases/{release.pk}/").status_code == 200
    assert not [one for one in piet.get("/").context["needs"] if one.icon == "handshake"]


def test_the_first_police_read_why_it_was_declined(browse: Browse, cast: Cast) -> None:
    bulletin, release = offered_out(cast)
    browse("officer-piet").post(f"/releases/{release.pk}/decline/", {"reason": "Pas ici."})
    page = browse("officer-an").get(f"/bulletins/{bulletin.pk}/")
    assert "Pas ici." in page.content.decode()


def test_the_other_police_see_no_line_about_networks_that_are_not_theirs(
    browse: Browse, cast: Cast
) -> None:
    bulletin, _release = offered_out(cast)
    page = browse("officer-piet").get(f"/bulletins/{bulletin.pk}/")
    assert page.context["page"].lines == []
    assert "Meerstraat" not in page.content.decode()
