"""A coordinator sends with one press, and the page says what became of it."""

import re

import pytest
from django.test import Client

from belfry.audit.models import Entry
from belfry.bulletins.models import Release
from belfry.bulletins.workflow import ReleaseState
from belfry.delivery.models import Broadcast, Envelope
from belfry.delivery.moves import settle_waiting
from belfry.delivery.workflow import Cause, State
from tests.bulletins.desk import DUTCH, LATER, offered, released
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db

ACTS = ("send", "stop", "retry")


def test_the_button_says_to_how_many(browse: Browse, cast: Cast) -> None:
    page = browse("coordinator-bram").get(f"/releases/{offered(cast).pk}/")
    assert page.context["audience"].persons == 4
    assert f"/releases/{Release.objects.get().pk}/send/" in page.content.decode()


def test_in_french_it_is_a_sentence_with_a_space_before_its_colon(
    browse: Browse, cast: Cast
) -> None:
    bram, release = browse("coordinator-bram"), offered(cast)
    bram.post("/language/", {"language": "fr"})
    page = bram.get(f"/releases/{release.pk}/").content.decode()
    assert "Pour le partenariat Meerstraat\N{NO-BREAK SPACE}: 4 boîtes mail." in page


def test_the_police_text_stands_there_and_cannot_be_changed(browse: Browse, cast: Cast) -> None:
    page = browse("coordinator-bram").get(f"/releases/{offered(cast).pk}/").content.decode()
    assert DUTCH.what in page
    # The one thing to type is why it is held back.
    assert re.findall(r'<textarea[^>]*name="(\w+)"', page) == ["reason"]


def test_two_presses_make_one_broadcast(browse: Browse, cast: Cast) -> None:
    release = offered(cast)
    bram = browse("coordinator-bram")
    for _ in range(2):
        answer = bram.post(f"/releases/{release.pk}/send/")
        assert answer.headers["Location"] == f"/releases/{release.pk}/"
    assert Broadcast.objects.filter(reference=release.pk).count() == 1
    assert Envelope.objects.filter(broadcast=release.broadcast).count() == 4


def test_the_number_shown_equals_what_became_of_it(browse: Browse, cast: Cast) -> None:
    release = offered(cast)
    bram = browse("coordinator-bram")
    shown = bram.get(f"/releases/{release.pk}/").context["audience"].recipients
    bram.post(f"/releases/{release.pk}/send/")
    release.refresh_from_db()
    assert shown == release.written_count + release.suppressed_count + release.shared_count


def test_the_count_asks_again_while_something_waits_and_then_stops(
    browse: Browse, cast: Cast
) -> None:
    release = released(cast)
    bram = browse("coordinator-bram")
    address = f"/releases/{release.pk}/meter/"
    waiting = bram.get(address).content.decode()
    assert f'hx-get="{address}"' in waiting
    settle_waiting("true", [], State.ACCEPTED, now=LATER)
    settled = bram.get(address)
    assert "hx-get" not in settled.content.decode()
    assert settled.context["progress"].meter.accepted == 4


def test_the_coordinator_reads_who_was_missed_and_that_is_recorded(
    browse: Browse, cast: Cast
) -> None:
    release = released(cast)
    settle_waiting("true", [], State.FAILED, now=LATER)
    Envelope.objects.filter(broadcast=release.broadcast).update(cause=Cause.MAILBOX_FULL)
    before = Entry.objects.filter(act="members.opened").count()
    page = browse("coordinator-bram").get(f"/releases/{release.pk}/")
    assert "Chloé Dubois" in {one.name for one in page.context["missed"]}
    assert str(Cause.MAILBOX_FULL.label) in page.content.decode()
    assert Entry.objects.filter(act="members.opened").count() == before + 1


def test_police_see_the_count_and_no_names(browse: Browse, cast: Cast) -> None:
    release = released(cast)
    settle_waiting("true", [], State.FAILED, now=LATER)
    page = browse("officer-an").get(f"/releases/{release.pk}/")
    assert page.context["missed"] == []
    assert "Chloé" not in page.content.decode()
    assert page.context["progress"].meter.failed == 4


def test_trying_again_asks_only_for_those_that_failed(browse: Browse, cast: Cast) -> None:
    release = released(cast)
    bram = browse("coordinator-bram")
    assert bram.post(f"/releases/{release.pk}/retry/").status_code == 409
    settle_waiting("true", [], State.FAILED, now=LATER)
    bram.post(f"/releases/{release.pk}/retry/")
    assert Envelope.objects.filter(broadcast=release.broadcast, state=State.READY).count() == 4


def test_a_coordinator_stops_for_good_what_was_sent(browse: Browse, cast: Cast) -> None:
    release = released(cast)
    bram = browse("coordinator-bram")
    bram.post(f"/releases/{release.pk}/stop/")
    release.refresh_from_db()
    assert release.state == ReleaseState.STOPPED
    assert bram.post(f"/releases/{release.pk}/send/").status_code == 409


def test_a_coordinator_holds_an_offer_back_and_the_police_read_why(
    browse: Browse, cast: Cast
) -> None:
    release, bram = offered(cast), browse("coordinator-bram")
    assert bram.post(f"/releases/{release.pk}/stop/").status_code == 403
    assert bram.post(f"/releases/{release.pk}/hold/", {"reason": " "}).status_code == 409
    bram.post(f"/releases/{release.pk}/hold/", {"reason": "Dat was in een andere straat."})
    page = browse("officer-els").get(f"/releases/{release.pk}/")
    assert "Dat was in een andere straat." in page.content.decode()
    assert page.context["progress"].may_send


def test_police_follow_but_do_not_send_for_a_coordinator(browse: Browse, cast: Cast) -> None:
    release = offered(cast)
    an = browse("officer-an")
    assert not an.get(f"/releases/{release.pk}/").context["progress"].may_send
    assert an.post(f"/releases/{release.pk}/send/").status_code == 403


@pytest.mark.parametrize("who", ["member-chloe", "outsider-dries", "officer-piet", "clerk-nadia"])
def test_strangers_find_nothing(browse: Browse, cast: Cast, who: str) -> None:
    release = offered(cast)
    stranger = browse(who)
    for act in ACTS:
        assert stranger.post(f"/releases/{release.pk}/{act}/").status_code == 404
    assert stranger.get(f"/releases/{release.pk}/").status_code == 404
    assert stranger.get(f"/releases/{release.pk}/meter/").status_code == 404


def test_reading_sends_nothing(browse: Browse, cast: Cast) -> None:
    release = offered(cast)
    bram = browse("coordinator-bram")
    for act in ACTS:
        assert bram.get(f"/releases/{release.pk}/{act}/").status_code == 405


def test_a_press_without_the_page_is_refused(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/releases/{offered(cast).pk}/send/")
    assert answer.status_code == 403
