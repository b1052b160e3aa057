"""How long somebody stays signed in, and what ends it at once."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils import timezone
from time_machine import Traveller

from belfry.networks.actions.mandates import end_mandate
from belfry.networks.models import Mandate
from belfry.people.actions import end_sessions
from belfry.program.cast import person_named
from belfry.web.sessions import SessionStore
from belfry.web.signin import session as sign_in_session
from tests.cast import NOON, Cast
from tests.web.signin.steps import AN, CHLOE, later, person, sign_in

pytestmark = pytest.mark.usefixtures("clock")


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def with_passkey(client: Client, name: str) -> None:
    """Give the browser the session that a passkey opens."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    sign_in_session.sign_in(request, person(name), now=timezone.now(), by_passkey=True)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""


@pytest.mark.parametrize(("name", "days"), [("member-chloe", 180), ("officer-an", 30)])
def test_a_device_with_a_passkey_stays_signed_in(
    cast: Cast, client: Client, clock: Traveller, settings: LazySettings, name: str, days: int
) -> None:
    settings.MODE = "live"
    with_passkey(client, name)
    later(clock, days=days, minutes=-1)
    assert is_in(client)
    later(clock, minutes=2)
    assert not is_in(client)


def test_without_a_passkey_a_session_lasts_twelve_hours_however_busy(
    cast: Cast, client: Client, clock: Traveller
) -> None:
    sign_in(client, CHLOE)
    for _ in range(11):
        later(clock, hours=1)
        assert is_in(client)
    later(clock, hours=1)
    assert not is_in(client)


def test_somebody_with_a_mandate_is_out_after_a_quarter_of_an_hour_of_silence(
    cast: Cast, client: Client, clock: Traveller, settings: LazySettings
) -> None:
    settings.MODE = "exercise"
    sign_in(client, AN)
    for _ in range(3):
        later(clock, minutes=14)
        assert is_in(client)
    later(clock, minutes=15)
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session_of_the_person_and_no_other(
    cast: Cast, client: Client
) -> None:
    phone, other = Client(), Client()
    for browser in (client, phone):
        sign_in(browser, CHLOE)
    sign_in(other, AN)
    assert client.get("/security/sign-out-everywhere/").status_code == 405
    client.post("/security/sign-out-everywhere/")
    assert not is_in(client)
    assert not is_in(phone)
    assert is_in(other)


def test_a_raised_epoch_ends_sessions_of_devices_too(cast: Cast, client: Client) -> None:
    with_passkey(client, "officer-an")
    assert is_in(client)
    end_sessions(person_named("officer-an"))
    assert not is_in(client)


def test_an_ended_mandate_is_gone_at_the_next_request(cast: Cast, client: Client) -> None:
    sign_in(client, AN)
    assert client.get("/bulletins/new/").status_code == 200
    mandate = Mandate.objects.get(person_id=person_named("officer-an"))
    end_mandate(cast.chief_karim, mandate.pk, on=date(2026, 11, 24), now=NOON)
    answer = client.get("/bulletins/new/")
    assert answer.status_code == 403
    assert not answer.wsgi_request.actor.mandates


def test_a_page_is_read_in_the_language_of_its_reader(cast: Cast, client: Client) -> None:
    sign_in(client, "piet.lambert@valclocher.example")
    answer = client.get("/security/", headers={"accept-language": "de"})
    assert answer["Content-Language"] == "fr"


def test_a_request_costs_four_queries_before_its_page_begins(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    sign_in(client, AN)
    # Session, person, mandates, memberships; the page itself only sends them home.
    with django_assert_num_queries(4):
        assert client.get("/sign-in/").url == "/"


def test_nobody_signed_in_is_never_the_installation(cast: Cast, client: Client) -> None:
    actor = client.get("/").wsgi_request.actor
    assert actor.person_id is None
    assert not actor.is_installation
    stage = cast.stage
    for address in (
        f"/networks/{stage.meerstraat}/",
        f"/networks/{stage.meerstraat}/members/",
        f"/zones/{stage.beiaard}/",
        "/bulletins/",
    ):
        assert client.get(address).url.startswith("/sign-in/?next=")
