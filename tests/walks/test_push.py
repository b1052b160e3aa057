"""Notifications in a real browser: turned on by a press, shown by the service worker, and told to Belfry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from belfry.delivery.channels.push.receipts import token_for
from belfry.people.actions import add_person
from belfry.people.queries import devices_of
from belfry.people.types import PersonDetails
from belfry.program.suppliers.push_service import PushServer
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT
from tests.delivery.push.players import our_key, push_service
from tests.walks.conftest import PHONE

pytestmark = pytest.mark.browser

REFERENCE = f"7-{'ab' * 16}-push"
# What a push service of a browser would answer: there is none on this machine.
SUBSCRIBED = """
const told = %s;
const known = { endpoint: told.endpoint, options: {}, toJSON: () => told, unsubscribe: async () => {
  localStorage.removeItem("subscribed"); return true; } };
PushManager.prototype.subscribe = async (options) => {
  window.asked = options.userVisibleOnly; localStorage.setItem("subscribed", "yes"); return known; };
PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") ? known : null;
"""


@pytest.fixture(scope="module", autouse=True)
def database_beside_a_browser() -> Iterator[None]:
    """Let tests read the database although Playwright keeps a loop in this thread; neither waits for the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        yield


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushServer]:
    with push_service(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def person(live_server: LiveServer) -> Any:
    details = PersonDetails("Anke", "Schmitz", "en", ("anke@mail.example",))
    return add_person(details, now=timezone.now())


@pytest.fixture
def page(live_server: LiveServer, chromium: Browser, person: Any) -> Iterator[Page]:
    """A page of somebody who is signed in; a breach of the CSP or an error fails the test."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not faults


def shown_events() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, reference FROM delivery_event")
        return cursor.fetchall()


def test_a_press_turns_notifications_on_and_another_one_off(
    page: Page, server: PushServer, person: Any
) -> None:
    told = server.devices.make(our_key()).subscription(server.origin)
    page.add_init_script(SUBSCRIBED % told)
    page.context.grant_permissions(["notifications"])
    page.goto("/settings/")
    assert page.evaluate("window.asked") is None
    page.get_by_role("button", name="Turn on notifications on this device").click()
    page.get_by_text("This device now shows notifications of Belfry.").wait_for()
    page.get_by_text("Notifications are on, on this device.").wait_for()
    assert page.get_by_text("this device", exact=True).is_visible()
    (device,) = devices_of(person.pk)
    assert (device.url, device.name) == (json.loads(told)["endpoint"], "Chrome/Linux")
    page.get_by_role("button", name="Turn off: Chrome on Linux").click()
    page.get_by_text("That device shows no more notifications of Belfry.").wait_for()
    page.get_by_role("button", name="Turn on notifications on this device").wait_for()
    assert page.evaluate("localStorage.getItem('subscribed')") is None
    assert devices_of(person.pk) == []


def test_signing_out_ends_the_subscription_of_the_browser(
    page: Page, server: PushServer, person: Any
) -> None:
    page.add_init_script(SUBSCRIBED % server.devices.make(our_key()).subscription(server.origin))
    page.context.grant_permissions(["notifications"])
    page.goto("/settings/")
    page.get_by_role("button", name="Turn on notifications on this device").click()
    page.get_by_text("Notifications are on, on this device.").wait_for()
    page.get_by_text("Anke").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    assert devices_of(person.pk) == []
    assert page.evaluate("localStorage.getItem('subscribed')") is None


def test_a_browser_that_blocks_notifications_is_told_so(page: Page, server: PushServer) -> None:
    page.add_init_script(
        "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
    )
    page.goto("/settings/")
    page.get_by_text("This browser blocks notifications of Belfry.").wait_for()
    assert not page.get_by_role("button", name="Turn on notifications on this device").is_visible()


def test_installing_is_offered_only_when_the_browser_offers_it(
    page: Page, server: PushServer
) -> None:
    page.goto("/settings/")
    page.get_by_role("button", name="Turn on notifications on this device").wait_for()
    install = page.get_by_role("button", name="Install Belfry on this device")
    assert not install.is_visible()
    page.evaluate(
        "const offer = new Event('beforeinstallprompt', {cancelable: true});"
        "offer.prompt = () => { window.installing = offer.defaultPrevented; };"
        "window.dispatchEvent(offer)"
    )
    install.click()
    assert page.evaluate("window.installing") is True


def test_an_iphone_is_told_to_add_belfry_to_the_home_screen(page: Page, server: PushServer) -> None:
    page.add_init_script(
        "delete window.PushManager;"
        "Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 (iPhone)'});"
    )
    page.goto("/settings/")
    page.get_by_text("first add Belfry to the home screen").wait_for()


@pytest.mark.parametrize(
    ("told", "sentence", "leads_to"),
    [
        (
            {"t": "new", "l": "nl", "u": "/settings/", "r": token_for(REFERENCE)},
            "U hebt een nieuw bericht van uw netwerk. Open het om het te lezen.",
            "/settings/",
        ),
        (
            {"t": "urgent", "l": "de", "u": "https://evil.example/", "r": token_for(REFERENCE)},
            "Dringende Nachricht der Polizei. Öffnen Sie sie jetzt.",
            "/",
        ),
    ],
)
def test_the_service_worker_shows_a_push_and_tells_so(
    page: Page,
    live_server: LiveServer,
    server: PushServer,
    told: dict[str, str],
    sentence: str,
    leads_to: str,
) -> None:
    page.context.grant_permissions(["notifications"])
    page.goto("/settings/")
    deliver(page, live_server.url, json.dumps(told))
    notification = shown(page)
    assert notification["title"] == "Belfry"
    assert notification["body"] == sentence
    assert notification["page"] == f"{live_server.url}{leads_to}"
    for _ in range(50):
        if shown_events():
            break
        page.wait_for_timeout(100)
    assert shown_events() == [("delivered", REFERENCE)]


def test_a_push_that_cannot_be_read_shows_a_sentence_all_the_same(
    page: Page, live_server: LiveServer, server: PushServer
) -> None:
    page.context.grant_permissions(["notifications"])
    page.goto("/settings/")
    deliver(page, live_server.url, "no json")
    assert shown(page)["page"] == f"{live_server.url}/"


def deliver(page: Page, origin: str, data: str) -> None:
    """Register the service worker and let it have a push, as the browser's own push service would."""
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/service-worker.js');"
        " await navigator.serviceWorker.ready; }"
    )
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        page.wait_for_timeout(100)
    wanted = {"origin": origin, "registrationId": found[0], "data": data}
    session.send("ServiceWorker.deliverPushMessage", wanted)


def shown(page: Page) -> dict[str, str]:
    """Return the one notification that is shown."""
    found: dict[str, str] = page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.ready;
          for (let tries = 0; tries < 50; tries += 1) {
            const [one] = await registration.getNotifications();
            if (one) return { title: one.title, body: one.body, page: one.data.page };
            await new Promise((later) => setTimeout(later, 100));
          }
          throw new Error("nothing was shown");
        }"""
    )
    return found
