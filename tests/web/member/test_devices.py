"""A person turns notifications on and off, device by device, and what a device tells is believed once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from belfry.delivery.channels.push.receipts import token_for
from belfry.delivery.models import Endpoint
from belfry.networks.actions.members import correct_member
from belfry.networks.models import Membership
from belfry.people.actions import MOST_DEVICES
from belfry.people.models import ContactPoint
from belfry.people.queries import details_of, devices_of, persons_signing_in, reach_of
from belfry.people.types import PersonDetails, UnitDetails
from belfry.program.cast import person_named
from belfry.program.suppliers.push_service import PushServer
from belfry.web.member.device_names import guess, spoken
from tests.cast import NOON, Cast
from tests.delivery.push.players import our_key, push_service
from tests.web.conftest import Browse

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
    "Mobile Safari/537.36"
)
ADD = "/settings/devices/"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushServer]:
    with push_service(tmp_path, monkeypatch) as running:
        yield running


def subscription(server: PushServer, name: str = "") -> str:
    return server.devices.make(our_key(), name).subscription(server.origin)


def added(client: Client, told: str) -> int:
    answer = client.post(
        ADD, told, content_type="application/json", headers={"user-agent": ANDROID}
    )
    return answer.status_code


def test_a_device_is_added_named_listed_and_turned_off(browse: Browse, server: PushServer) -> None:
    chloe = browse("member-chloe")
    assert added(chloe, subscription(server)) == 204
    page = chloe.get("/settings/").content.decode()
    (device,) = devices_of(person_named("member-chloe"))
    assert f'data-key="{our_key()}"' in page
    assert "Chrome sur Android" in page or "Chrome on Android" in page
    assert device.url in page
    answer = chloe.post(f"/settings/devices/{device.endpoint_id}/remove/")
    assert answer["Location"] == "/settings/#devices"
    assert devices_of(person_named("member-chloe")) == []
    assert chloe.post(f"/settings/devices/{device.endpoint_id}/remove/").status_code == 404


def test_a_device_is_one_more_way_to_reach_somebody(browse: Browse, server: PushServer) -> None:
    person = person_named("member-chloe")
    added(browse("member-chloe"), subscription(server, "first"))
    added(browse("member-chloe"), subscription(server, "second"))
    devices = devices_of(person)
    assert devices[0].url.endswith("second")
    ways = reach_of([person], {"push"})
    assert {way.endpoint_id for way in ways} == {device.endpoint_id for device in devices}


def test_nobody_turns_off_the_device_of_somebody_else(browse: Browse, server: PushServer) -> None:
    added(browse("member-chloe"), subscription(server))
    (device,) = devices_of(person_named("member-chloe"))
    answer = browse("member-anke").post(f"/settings/devices/{device.endpoint_id}/remove/")
    assert answer.status_code == 404
    assert devices_of(person_named("member-chloe")) == [device]


def test_no_mailbox_is_removed_as_a_device(browse: Browse, server: PushServer) -> None:
    point = ContactPoint.objects.filter(person_id=person_named("member-chloe")).first()
    assert point is not None
    answer = browse("member-chloe").post(f"/settings/devices/{point.endpoint_id}/remove/")
    assert answer.status_code == 404


def test_a_browser_shows_the_messages_of_who_signed_in_last(
    browse: Browse, server: PushServer
) -> None:
    told = subscription(server)
    added(browse("member-chloe"), told)
    added(browse("member-anke"), told)
    assert devices_of(person_named("member-chloe")) == []
    assert len(devices_of(person_named("member-anke"))) == 1
    assert Endpoint.objects.filter(kind="push").count() == 1


def test_adding_a_device_again_changes_nothing(browse: Browse, server: PushServer) -> None:
    told = subscription(server)
    for _ in range(2):
        added(browse("member-chloe"), told)
    assert len(devices_of(person_named("member-chloe"))) == 1


def test_signing_out_ends_the_notifications_of_this_browser_only(
    browse: Browse, server: PushServer
) -> None:
    chloe = browse("member-chloe")
    here, elsewhere = subscription(server, "here"), subscription(server, "elsewhere")
    for told in (here, elsewhere):
        added(chloe, told)
    chloe.post("/sign-out/", {"device": here})
    (left,) = devices_of(person_named("member-chloe"))
    assert left.url == json.loads(elsewhere)["endpoint"]
    browse("member-chloe").post("/security/sign-out-everywhere/")
    assert devices_of(person_named("member-chloe")) == []


@pytest.mark.parametrize("told", ["", "{}", "x" * 100, '{"endpoint":"https://127.0.0.1/a"}'])
def test_signing_out_works_whatever_a_browser_says(
    told: str, browse: Browse, server: PushServer
) -> None:
    assert browse("member-chloe").post("/sign-out/", {"device": told}).status_code == 302


def test_a_device_that_is_gone_is_not_listed_and_can_come_back(
    browse: Browse, server: PushServer
) -> None:
    told = subscription(server)
    added(browse("member-chloe"), told)
    Endpoint.objects.filter(kind="push").update(broken_at="2026-11-25T00:00Z", broken_cause="gone")
    assert devices_of(person_named("member-chloe")) == []
    assert added(browse("member-chloe"), told) == 204
    assert len(devices_of(person_named("member-chloe"))) == 1


def test_one_person_has_so_many_devices_and_no_more(browse: Browse, server: PushServer) -> None:
    chloe = browse("member-chloe")
    for _ in range(MOST_DEVICES):
        assert added(chloe, subscription(server)) == 204
    answer = chloe.post(ADD, subscription(server), content_type="application/json")
    assert answer.status_code == 409
    assert str(MOST_DEVICES) in answer.json()["why"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("endpoint", "https://fcm.googleapis.com/fcm/send/abc"),
        ("endpoint", "http://127.0.0.1:1/push/abc"),
        ("endpoint", None),
        ("endpoint", ["https://fcm.googleapis.com/a"]),
        ("p256dh", "BA" + "A" * 85),
        ("p256dh", "AAAA"),
        ("p256dh", 7),
        ("auth", "AAAA"),
        ("auth", "A" * 44),
        ("auth", None),
    ],
)
def test_a_subscription_that_is_none_is_refused_with_a_sentence(
    part: str, value: object, browse: Browse, server: PushServer
) -> None:
    told = json.loads(subscription(server))
    (told if part == "endpoint" else told["keys"])[part] = value
    answer = browse("member-chloe").post(ADD, json.dumps(told), content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["why"]
    assert not Endpoint.objects.filter(kind="push").exists()


def test_what_is_too_large_is_not_even_read(browse: Browse, server: PushServer) -> None:
    assert added(browse("member-chloe"), " " * 5_000) == 413


def test_without_a_key_there_are_no_notifications(browse: Browse, cast: Cast) -> None:
    chloe = browse("member-chloe")
    assert "data-devices" not in chloe.get("/settings/").content.decode()
    assert added(chloe, "{}") == 404


def test_a_list_neither_drops_a_device_nor_is_held_up_by_one(
    browse: Browse, server: PushServer, cast: Cast
) -> None:
    person = person_named("member-anke")
    added(browse("member-anke"), subscription(server))
    membership = Membership.objects.get(person_id=person, network_id=cast.stage.meerstraat)
    told = PersonDetails("Anke", "Schmitz-Maier", "de", ("anke.schmitz@mail.example",))
    home = UnitDetails(street="Meerstraat", number="1")
    correct_member(cast.coordinator_bram, membership.pk, told, home, now=NOON)
    assert len(devices_of(person)) == 1
    assert details_of([person])[person].family_name == "Schmitz-Maier"


def test_a_person_with_a_device_still_signs_in_by_the_address_of_the_list(
    browse: Browse, server: PushServer
) -> None:
    person = person_named("member-anke")
    address = ContactPoint.objects.get(person_id=person, endpoint__kind="email")
    before = persons_signing_in(address.endpoint_id)
    added(browse("member-anke"), subscription(server))
    assert [one.pk for one in before] == [person]
    assert persons_signing_in(address.endpoint_id) == before


def events() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT channel, supplier, state, reference FROM delivery_event")
        return cursor.fetchall()


def test_what_a_device_tells_is_kept_once(db: None) -> None:
    reference = f"7-{'ab' * 16}-push"
    for _ in range(3):
        assert (
            Client(enforce_csrf_checks=True)
            .post(f"/push/shown/{token_for(reference)}/")
            .status_code
            == 204
        )
    assert events() == [("push", "push", "delivered", reference)]


@pytest.mark.parametrize("change", ["forged", "other row", "cut", "nothing"])
def test_what_nobody_signed_is_not_believed(change: str, db: None) -> None:
    token = token_for(f"7-{'ab' * 16}-push")
    told = {
        "forged": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "other row": token.replace("7-", "8-", 1),
        "cut": token.rpartition(":")[0],
        "nothing": ":",
    }[change]
    assert Client().post(f"/push/shown/{told}/").status_code == 404
    assert Client().get(f"/push/shown/{token}/").status_code == 405
    assert events() == []


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (ANDROID, "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("", "a browser"),
        ("<script>alert(1)</script>", "a browser"),
    ],
)  # fmt: skip
def test_a_device_is_called_what_it_seems_to_be(agent: str, name: str) -> None:
    with translation.override("en"):
        assert spoken(guess(agent)) == name
    assert len(guess(agent)) <= 40


def test_the_service_worker_is_found_anew_and_serves_all_of_belfry(db: None) -> None:
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert "U hebt een nieuw bericht van uw netwerk" in text
    assert "eval" not in text


def test_the_manifest_names_icons_that_exist(db: None) -> None:
    told = Client().get("/manifest.webmanifest").json()
    assert (told["name"], told["start_url"], told["display"]) == ("Belfry", "/", "standalone")
    for icon in told["icons"]:
        picture = Client().get(icon["src"])
        assert picture["Content-Type"] == "image/png"
        b"".join(picture)  # type: ignore[arg-type]
        picture.close()
