"""A passkey in a real browser, with Chromium's own virtual device (CDP WebAuthn)."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.web.signin.steps import CHLOE, newest_code, notices

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone with a fingerprint reader, in English."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(10_000)
    wire = context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    # Inside Playwright's loop the test had a connection of its own.
    connections.close_all()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_opens_belfry_alone_and_confirms(
    cast: Cast, live_server: LiveServer, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("Your e-mail address").fill(CHLOE)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the e-mail").fill(newest_code())
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}/")
    # From here the pages are in Dutch, the member's own language.
    page.goto(f"{live_server.url}/security/passkey/")
    page.locator("input[name=name]").fill("Phone")
    page.locator("[data-passkey-button]").click()
    expect(page).to_have_url(f"{live_server.url}/security/")
    expect(page.locator(".row__main", has_text="Phone")).to_be_visible()
    assert len(notices("security")) == 1
    assert "Phone" not in str(Authenticator.objects.get().data)

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in/?next=/security/")
    page.locator("[data-passkey-button]").click()
    expect(page).to_have_url(f"{live_server.url}/security/")
    cookie = next(row for row in page.context.cookies() if row["name"] == "sessionid")
    assert cookie["expires"] > page.evaluate("Date.now() / 1000") + 170 * 24 * 60 * 60

    page.goto(f"{live_server.url}/confirm/?next=/security/&again=1")
    page.locator("[data-passkey-button]").click()
    expect(page).to_have_url(f"{live_server.url}/security/")
    assert complaints == []
