"""A copy of a database says so on every page, and asks the database once a minute whether it is one."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from belfry.core.mode import IS_HOME, make_copy, make_home
from belfry.web import copies
from belfry.web.copies import KNOWN_FOR, Sight
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

SAID = {
    "nl": "Dit is een kopie. Er wordt niets naar iemand verstuurd.",
    "fr": "Ceci est une copie. Personne ne reçoit rien.",
    "de": "Dies ist eine Kopie. Es wird nichts an jemanden gesendet.",
    "en": "This is a copy. Nothing is sent to anybody.",
}


@pytest.fixture
def new_sight(sight: Sight) -> Iterator[Sight]:
    """Let pages know nothing yet."""
    sight.known_until = Sight().known_until
    with time_machine.travel(NOON, tick=False):
        yield sight


@pytest.mark.parametrize("language", SAID)
def test_a_copy_says_so_on_every_page_in_the_language_of_its_reader(
    cast: Cast, client: Client, new_sight: Sight, language: str
) -> None:
    make_copy()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address, status in (
        ("/", HTTPStatus.OK),
        ("/sign-in/", HTTPStatus.OK),
        ("/nowhere/", HTTPStatus.NOT_FOUND),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.content.decode().count(SAID[language]) == 1


def test_who_signed_in_reads_it_too_until_the_copy_goes_live(
    browse: Browse, new_sight: Sight
) -> None:
    make_copy()
    client = browse("officer-an")
    assert SAID["nl"] in client.get("/").content.decode()
    make_home()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert SAID["nl"] not in client.get("/sign-in/", follow=True).content.decode()


def test_the_database_is_asked_once_a_minute(cast: Cast, client: Client, new_sight: Sight) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/sign-in/")
        return sum(query["sql"] == IS_HOME for query in queries)

    with time_machine.travel(NOON, tick=False) as clock:
        assert (asked(), asked()) == (1, 0)
        clock.shift(KNOWN_FOR)
        assert (asked(), asked()) == (1, 0)


def test_a_page_is_shown_as_before_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> bool:
        raise DatabaseError

    monkeypatch.setattr(copies, "is_copy", away)
    assert Sight(is_copy=True).shows_copy(now=NOON)
