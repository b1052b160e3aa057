"""Accepting an invitation."""

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from belfry.networks.actions.mandates import open_zone
from belfry.people.models import ContactPoint, Person
from tests.cast import NOON, Cast
from tests.web.signin.steps import later, notices, sign_in

pytestmark = pytest.mark.usefixtures("clock")
CHIEF = "new.chief@zone.example"


@pytest.fixture
def link(cast: Cast) -> str:
    """The path of the invitation of a chief of whom only the address is known."""
    open_zone("9903", name="Klepel", chief_email=CHIEF, language="nl", now=NOON)
    url = notices("invitation")[-1][1]["url"]
    return url.removeprefix("http://127.0.0.1:8000")


def test_opening_the_link_changes_nothing_and_pressing_signs_in(client: Client, link: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(link)
    assert answer.status_code == 200
    assert not asked.captured_queries
    assert not ContactPoint.objects.filter(verified_at__isnull=False).exists()
    assert client.post(link).url == "/name/"
    assert ContactPoint.objects.filter(verified_at__isnull=False).count() == 1


def test_somebody_invited_by_address_gives_a_name_and_keeps_the_address(
    client: Client, link: str
) -> None:
    client.post(link)
    assert client.post("/name/", {"given_name": "Mia", "family_name": ""}).status_code == 200
    assert client.post("/name/", {"given_name": "Mia", "family_name": "Jacobs"}).url == "/"
    chief = Person.objects.get(pk=client.session["_auth_user_id"])
    assert chief.full_name == "Mia Jacobs"
    assert chief.contact_points.get().endpoint.address == CHIEF
    client.post("/name/", {"given_name": "Other", "family_name": "Name"})
    chief.refresh_from_db()
    assert Person.objects.get(pk=chief.pk).full_name == "Mia Jacobs"


def test_an_invitation_opens_once(client: Client, link: str) -> None:
    client.post(link)
    answer = Client().post(link)
    assert answer.status_code == 409
    assert "_auth_user_id" not in answer.client.session


def test_whoever_proved_the_mailbox_by_code_needs_no_invitation(client: Client, link: str) -> None:
    sign_in(client, CHIEF)
    assert Client().post(link).status_code == 409


def test_a_changed_or_old_invitation_is_refused(
    client: Client, link: str, clock: Traveller
) -> None:
    assert client.get(link[:-3] + "xx/").status_code == 409
    later(clock, days=15)
    assert client.post(link).status_code == 409


def test_in_live_mode_the_second_factor_comes_next(
    client: Client, link: str, settings: LazySettings
) -> None:
    settings.MODE = "live"
    client.post(link)
    client.post("/name/", {"given_name": "Mia", "family_name": "Jacobs"})
    assert client.get("/").url == "/security/"
