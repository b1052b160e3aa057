"""One bulletin: what its page says by state and role, and what moves it on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from belfry.bulletins.models import Release
from belfry.bulletins.workflow import BulletinState
from tests.bulletins.desk import (
    DUTCH,
    FRENCH,
    GERMAN,
    approved,
    draft,
    offered,
    released,
    submitted,
    written,
)
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db

ACTS = ("submit", "approve", "send-back", "withdraw", "close")


def test_the_author_sees_which_colleagues_are_asked(browse: Browse, cast: Cast) -> None:
    page = browse("officer-an").get(f"/bulletins/{submitted(cast).pk}/")
    names = [one.name for one in page.context["page"].approvers]
    assert sorted(names) == ["Els Mertens", "Karim Benali"]
    assert not page.context["page"].rights.approve
    assert all(name in page.content.decode() for name in names)


def test_the_approver_reads_every_word_in_every_language(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    page = browse("chief-karim").get(f"/bulletins/{bulletin.pk}/").content.decode()
    for words in (DUTCH, FRENCH):
        assert words.title in page
        assert words.what in page
    assert f"/bulletins/{bulletin.pk}/approve/" in page


def test_the_approver_sees_who_gets_it_and_who_cannot_be_reached(
    browse: Browse, cast: Cast
) -> None:
    audience = (
        browse("chief-karim").get(f"/bulletins/{submitted(cast).pk}/").context["page"].audience
    )
    assert (audience.persons, audience.mailboxes, audience.unreachable) == (4, 4, 1)
    assert audience.by_reason == {"no_address": 1}


def test_how_many_are_usual_stands_where_it_is_approved_and_where_it_is_sent(
    browse: Browse, cast: Cast
) -> None:
    before = released(cast)
    Release.objects.filter(pk=before.pk).update(state="sent")
    waiting, free = submitted(cast), offered(cast)
    for who, path in (
        ("chief-karim", f"/bulletins/{waiting.pk}/"),
        ("coordinator-bram", f"/releases/{free.pk}/"),
    ):
        page = browse(who).get(path).content.decode()
        assert "ebruikelijk voor u: 4" in page


def test_approving_offers_it_and_the_page_follows_each_network(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    karim = browse("chief-karim")
    karim.post(f"/bulletins/{bulletin.pk}/approve/")
    page = karim.get(f"/bulletins/{bulletin.pk}/")
    lines = page.context["page"].lines
    assert [(line.release.state, line.by_police) for line in lines] == [("offered", False)]
    assert page.context["page"].approver == "Karim Benali"


def test_another_zone_sees_the_bulletin_but_not_the_networks_it_has_no_part_in(
    browse: Browse, cast: Cast
) -> None:
    both = draft(
        cast.stage.meerstraat, cast.stage.jewellers, nl=DUTCH, fr=FRENCH, de=GERMAN, en=GERMAN
    )
    path = f"/bulletins/{approved(cast, what=both).pk}/"
    seen = {}
    for who in ("officer-an", "officer-piet"):
        page = browse(who).get(path)
        seen[who] = [line.release.network.name for line in page.context["page"].lines]
        for shown in (page, browse(who).get("/bulletins/")):
            assert ("Meerstraat" in shown.content.decode()) == (who == "officer-an")
    assert len(seen["officer-an"]) == 2
    assert len(seen["officer-piet"]) == 1


def test_a_remark_reaches_the_author(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    answer = browse("chief-karim").post(
        f"/bulletins/{bulletin.pk}/send-back/", {"remark": "In which street?"}
    )
    assert answer.headers["Location"] == "/"
    page = browse("officer-an").get(f"/bulletins/{bulletin.pk}/edit/")
    assert "In which street?" in page.content.decode()


def test_the_author_submits_and_withdraws(browse: Browse, cast: Cast) -> None:
    bulletin = written(cast)
    an = browse("officer-an")
    an.post(f"/bulletins/{bulletin.pk}/submit/")
    an.post(f"/bulletins/{bulletin.pk}/withdraw/")
    bulletin.refresh_from_db()
    assert bulletin.state == BulletinState.WITHDRAWN


def test_the_author_never_approves(browse: Browse, cast: Cast) -> None:
    answer = browse("officer-an").post(f"/bulletins/{submitted(cast).pk}/approve/")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "who", ["coordinator-bram", "member-chloe", "outsider-dries", "officer-piet"]
)
def test_strangers_find_nothing_to_do(browse: Browse, cast: Cast, who: str) -> None:
    bulletin = submitted(cast)
    stranger = browse(who)
    for act in ACTS:
        assert stranger.post(f"/bulletins/{bulletin.pk}/{act}/").status_code == 404
    assert stranger.get(f"/bulletins/{bulletin.pk}/").status_code == 404


def test_reading_changes_nothing(browse: Browse, cast: Cast) -> None:
    bulletin = submitted(cast)
    karim = browse("chief-karim")
    for act in ACTS:
        assert karim.get(f"/bulletins/{bulletin.pk}/{act}/").status_code == 405
    assert karim.post(f"/bulletins/{bulletin.pk}/").status_code == 405


def test_more_networks_ask_the_database_no_more_often(browse: Browse, cast: Cast) -> None:
    one = submitted(cast)
    two = submitted(cast, what=draft(cast.stage.meerstraat, cast.stage.winkelhart))
    karim = browse("chief-karim")
    with CaptureQueriesContext(connection) as few:
        karim.get(f"/bulletins/{one.pk}/")
    with CaptureQueriesContext(connection) as many:
        karim.get(f"/bulletins/{two.pk}/")
    assert len(few) == len(many)


def test_the_list_narrows_to_one_state(browse: Browse, cast: Cast) -> None:
    submitted(cast)
    approved(cast)
    rows = browse("officer-an").get("/bulletins/?state=approved").context["rows"]
    assert [row.state for row, *_ in rows] == ["approved"]


def test_titles_are_in_the_readers_language(browse: Browse, cast: Cast) -> None:
    submitted(cast)
    rows = browse("officer-an").get("/bulletins/").context["rows"]
    assert [title for _, title, *_ in rows] == [DUTCH.title]
