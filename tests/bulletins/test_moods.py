"""How readers feel after an urgent message: one answer for each mail, of nobody, shown from ten on."""

from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection

from belfry.bulletins.actions.answering import say_feeling
from belfry.bulletins.models import Mood, Release
from belfry.bulletins.moods import Moods, moods_after
from belfry.core.errors import NotFound
from belfry.delivery import feelings
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.errors import LinkNotValid
from belfry.networks.types import scope_of
from tests.bulletins.desk import LATER, draft, released
from tests.cast import Cast
from tests.delivery.relay import Relay


def token_of(release: Release) -> str:
    return feelings.token_for(release.bulletin_id, scope_of(release.network_id))


def alert(cast: Cast) -> Release:
    return released(cast, what=draft(cast.stage.meerstraat, bulletin_class="alert"))


def test_a_token_answers_once(cast: Cast) -> None:
    release = alert(cast)
    token = token_of(release)
    assert say_feeling(token, "calmer", useful=True, now=LATER)
    assert not say_feeling(token, "worried", useful=False, now=LATER)
    mood = Mood.objects.get()
    assert (mood.release_id, mood.feeling, mood.useful) == (release.pk, "calmer", True)
    assert say_feeling(token_of(release), "same", useful=None, now=LATER)


def test_nothing_of_the_reader_is_kept(cast: Cast) -> None:
    say_feeling(token_of(alert(cast)), "same", useful=None, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bulletins_mood")
        names = {column.name for column in cursor.description}
    assert names == {"id", "token", "feeling", "useful", "on", "release_id"}


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda token: token[:-1], lambda token: f"x{token}", lambda _: ""]
)
def test_a_token_of_somebody_elses_making_is_none(cast: Cast, spoil: object) -> None:
    token = token_of(alert(cast))
    with pytest.raises(LinkNotValid):
        say_feeling(spoil(token), "same", useful=None, now=LATER)  # type: ignore[operator]
    assert not Mood.objects.exists()


def test_a_token_counts_for_its_own_network_only(cast: Cast) -> None:
    release = alert(cast)
    stray = feelings.token_for(release.bulletin_id, scope_of(uuid4()))
    with pytest.raises(NotFound):
        say_feeling(stray, "same", useful=None, now=LATER)


def test_totals_are_shown_from_ten_answers_on(cast: Cast) -> None:
    release = alert(cast)
    for number in range(9):
        say_feeling(token_of(release), "calmer", useful=number < 4, now=LATER)
    assert moods_after([release.pk]) == {}
    say_feeling(token_of(release), "worried", useful=None, now=LATER)
    assert moods_after([release.pk]) == {release.pk: Moods(10, 9, 0, 1, 4)}


def test_each_mail_of_an_alert_carries_a_link_of_its_own(
    cast: Cast, settings: LazySettings
) -> None:
    alert(cast)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=LATER)
        taken = [
            one.content for one in relay.journal.accepted() if b"X-Belfry-Bulletin" in one.content
        ]
    joined = [mail.replace(b"=\r\n", b"").replace(b"=3D", b"=") for mail in taken]
    links = [mail.split(b"/feel/")[1].split(b"/")[0] for mail in joined]
    assert len(taken) >= 2
    assert len(set(links)) == len(taken)
    assert all(mail.count(b"/feel/") >= 2 for mail in joined)
    assert not any(b"{feeling_url}" in mail for mail in joined)
    assert say_feeling(links[0].decode(), "calmer", useful=None, now=LATER)


def test_what_is_not_urgent_asks_nobody(cast: Cast, settings: LazySettings) -> None:
    released(cast)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=LATER)
        taken = [
            one.content for one in relay.journal.accepted() if b"X-Belfry-Bulletin" in one.content
        ]
    assert taken
    assert not any(b"/feel/" in mail.replace(b"=\r\n", b"") for mail in taken)
