import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from belfry.program.cast import person_named
from belfry.program.demo_phones import NUMBERS
from belfry.web.demo.handsets import Handset, Power, power_of
from tests.cast import NOON, Cast

CHLOE = NUMBERS["member-chloe"]
PUSH, CALL = "1795521600000000003-0", "1795521600000000004-0"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.PHONES_DIR = tmp_path
    keep(
        tmp_path / CHLOE / "1795521600000000001-0",
        channel="sms",
        text="Alerte <b>",
        **{"from": "8850"},
    )
    page = {"page": "/settings/", "language": "fr"}
    keep(tmp_path / "member-chloe" / PUSH, channel="push", text="Message urgent", **page)
    return tmp_path


def keep(path: Path, **told: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".json").write_text(json.dumps({"at": NOON.isoformat(), **told}))


@pytest.mark.django_db
def test_a_phone_shows_what_arrived_by_every_way(folder: Path) -> None:
    shown = Client().get(reverse("demo_phone", args=["member-chloe"])).content.decode()

    assert "Alerte &lt;b&gt;" in shown
    assert shown.index("Message urgent") < shown.index("Alerte")
    assert 'lang="fr">Message urgent' in shown


@pytest.mark.django_db
def test_the_screen_is_sent_again_only_when_it_changed(folder: Path) -> None:
    client, url = Client(), reverse("demo_phone_screen", args=["member-chloe"])
    seen = client.get(url).context["seen"]
    assert client.get(url, {"seen": seen}).status_code == 204

    call = {"channel": "voice", "text": "Alerte", "answer": "ringing"}
    keep(folder / CHLOE / CALL, **call)
    with time_machine.travel(NOON + timedelta(seconds=5), tick=False):
        ringing = client.get(url, {"seen": seen})
    assert ringing.context["ringing"]
    # Nobody answered in time.
    with time_machine.travel(NOON + timedelta(seconds=50), tick=False):
        over = client.get(url, {"seen": ringing.context["seen"]})
    assert not over.context["ringing"]


def test_a_notification_opens_its_page_for_the_owner_of_the_phone(folder: Path, cast: Cast) -> None:
    client = Client()
    url = reverse("demo_phone_open", args=["member-chloe"])
    response = client.post(url, {"notification": PUSH})

    assert (response.status_code, response["Location"]) == (302, "/settings/")
    assert client.session["_auth_user_id"] == str(person_named("member-chloe"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nobody", "+32470999999", "..", "devices"])
def test_there_is_no_other_phone(folder: Path, name: str) -> None:
    assert Client().get(f"/demo/phones/{name}/").status_code == 404


@pytest.mark.django_db
def test_a_number_of_anybody_else_is_a_phone_once_it_got_something(folder: Path) -> None:
    keep(folder / "+32470999999" / CALL, channel="sms", text="Hallo")

    assert b"Hallo" in Client().get(reverse("demo_phone", args=["+32470999999"])).content


@pytest.mark.django_db
def test_a_phone_is_switched_off_by_a_press_and_by_nothing_else(folder: Path) -> None:
    url, phone = reverse("demo_phone_switch", args=["member-chloe"]), Handset(CHLOE, "member-chloe")
    client = Client()
    assert client.post(url, {"power": "nonsense"}).status_code == 404
    assert client.get(url).status_code == 405
    assert Client(enforce_csrf_checks=True).post(url, {"power": "off"}).status_code == 403
    assert power_of(folder, phone) is Power.ON

    client.post(url, {"power": "off"})
    assert power_of(folder, phone) is Power.OFF


def test_without_a_push_service_no_phone_shows_notifications(folder: Path, cast: Cast) -> None:
    assert configured.MODE == "demo"
    url = reverse("demo_phone_notify", args=["member-chloe"])
    assert Client().post(url).status_code == 404
    assert not (folder / "devices").exists()
