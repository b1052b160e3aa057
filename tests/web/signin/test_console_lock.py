"""The console asks the second factor of who comes to it and of who left it alone, never as an alert is about to go."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from time_machine import Traveller

from tests.cast import Cast
from tests.web.signin.steps import AN, App, give_app, later, sign_in

pytestmark = pytest.mark.usefixtures("cast", "clock")

LOCK = "/confirm/?next=%2Fconsole%2F&again=1"


@pytest.fixture(params=["live", "exercise"])
def officer(
    request: Any, client: Client, clock: Traveller, settings: LazySettings
) -> tuple[Client, App]:
    """Officer An, who gave the second factor a moment ago."""
    settings.MODE = request.param
    sign_in(client, AN)
    return client, give_app(client, clock)


def asks(client: Client) -> None:
    """Let the page ask by itself, as it does every two seconds."""
    assert client.get("/console/live/").status_code == 200


def left_alone(client: Client, clock: Traveller) -> None:
    """Let a quarter of an hour pass in which the page alone asks."""
    for _ in range(2):
        later(clock, minutes=8)
        asks(client)


def send(client: Client) -> Any:
    return client.post("/console/send/", {}, headers={"referer": "http://testserver/console/"})


def test_who_works_at_it_is_not_asked_as_an_alert_goes(
    officer: tuple[Client, App], clock: Traveller
) -> None:
    client, _ = officer
    assert client.get("/console/").status_code == 200
    for _ in range(3):
        later(clock, minutes=14)
        assert client.post("/console/", {"q": "Kape"}).status_code == 200
    # Not found, for nothing was chosen; it got as far as that.
    assert send(client).status_code == 404
    later(clock, minutes=14)
    assert send(client).status_code == 404


def test_who_left_it_alone_is_asked_before_anything_is_taken(
    officer: tuple[Client, App], clock: Traveller, cast: Cast
) -> None:
    client, app = officer
    client.get("/console/")
    left_alone(client, clock)
    assert send(client).url == LOCK
    assert client.get("/console/").url == LOCK
    answer = client.post(
        "/console/",
        {"q": "K"},
        headers={"hx-request": "true", "hx-current-url": "http://testserver/console/"},
    )
    assert answer["HX-Redirect"] == LOCK
    for act in ("agree", "end"):
        assert client.post(f"/console/{cast.stage.beiaard}/{act}/").url.startswith("/confirm/")
    assert client.post(LOCK, {"code": app.code()}).url == "/console/"
    assert client.get("/console/").status_code == 200


def test_the_page_says_in_time_that_it_wants_the_factor(
    officer: tuple[Client, App], clock: Traveller
) -> None:
    client, _ = officer
    sign = client.get("/console/").context["sign"]
    assert client.get(f"/console/live/?sign={sign}").status_code == 204
    left_alone(client, clock)
    page = client.get(f"/console/live/?sign={sign}").content.decode()
    assert "/confirm/?next=/console/&amp;again=1" in page


def test_stopping_waits_for_no_factor(
    officer: tuple[Client, App], clock: Traveller, cast: Cast
) -> None:
    client, _ = officer
    client.get("/console/")
    left_alone(client, clock)
    # There is no such alert; it got as far as that.
    assert client.post(f"/console/{cast.stage.beiaard}/stop/").status_code == 404


def test_the_demonstration_locks_nothing(client: Client, clock: Traveller) -> None:
    sign_in(client, AN)
    left_alone(client, clock)
    assert client.get("/console/").status_code == 200
