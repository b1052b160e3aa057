"""An officer opens what a member reported: a reason, and a passkey that answers for this report alone, in a browser."""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from belfry.program.postgres import running_url
from belfry.program.unsealing.keyring import new_keyring, write_keyring
from tests.browser import press_language
from tests.demonstration import open_folder, running, surroundings, unused_port
from tests.waiting import wait_until
from tests.walks.conftest import PHONE
from tests.walks.live import Human
from tests.walks.test_every_page import faults_of, too_wide

pytestmark = pytest.mark.browser

CLONE = Path(__file__).resolve().parents[2]
OPENED = """
SELECT detail->>'part', detail->>'reason', subject FROM audit_entry WHERE act = 'sighting.opened' ORDER BY id
"""


@dataclass
class Office:
    """A live installation with two reports, and officers who are signed in but have no second factor yet."""

    base: str
    data: Path
    reports: list[str]
    sessions: dict[str, str]
    chromium: Browser

    def officer(self, name: str, *, language: str = "nl", passkey: bool = True) -> Human:
        """Return an officer at a browser; with a passkey, or with an app for codes only."""
        context = self.chromium.new_context(
            base_url=self.base,
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale=language,
            reduced_motion="reduce",
        )
        cookie = {"name": "sessionid", "value": self.sessions[name], "url": self.base}
        context.add_cookies([cookie])  # type: ignore[list-item]
        person = Human(name, context.new_page(), [])
        person.page.goto("/security/")
        if not passkey:
            person.set_up_app()
            return person
        person.own_a_device_with_fingerprint()
        person.page.click("main a[href='/security/passkey/']")
        person.page.fill("[name=name]", "mijn telefoon")
        person.page.click("[data-passkey-button]")
        person.page.wait_for_url("**/security/")
        return person

    def address(self, number: int) -> str:
        return f"/sightings/{self.reports[number]}/"

    def record(self) -> list[tuple[str, str, str]]:
        """Return what was opened, with its reason, as the record has it."""
        url = running_url(self.data)
        assert url is not None
        with psycopg.connect(url) as database:
            return database.execute(OPENED).fetchall()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Office]:
    folder, port = open_folder(tmp_path_factory, "sealed"), unused_port()
    data = folder / "var"
    (data / "unseal").mkdir(parents=True)
    data.chmod(0o711)
    write_keyring(data / "unseal" / "keys", new_keyring())
    named = {
        "BELFRY_MODE": "live",
        "BELFRY_SECRET_KEY": secrets.token_urlsafe(48),
        "BELFRY_FIELD_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
        "BELFRY_BASE_URL": f"http://localhost:{port}",
        "BELFRY_SEAL_KEYS_FILE": str(data / "unseal" / "keys"),
    }
    with running(folder, port, **named):
        scene = subprocess.run(
            [sys.executable, "-m", "tests.walks.sealed_scene"],
            cwd=CLONE, capture_output=True, text=True, check=False,
            env=surroundings(BELFRY_DATA_DIR=str(data), BELFRY_DATABASE_URL=running_url(data) or "",
                             DJANGO_SETTINGS_MODULE="belfry.config.settings",
                             PYTHONPATH=str(CLONE / "src"), **named),
        )  # fmt: skip
        assert scene.returncode == 0, scene.stderr
        told = json.loads(scene.stdout)
        wait_until((data / "unseal" / "socket").exists)
        yield Office(named["BELFRY_BASE_URL"], data, told["reports"], told["sessions"], chromium)


@pytest.fixture(scope="module")
def an(office: Office) -> Iterator[Human]:
    person = office.officer("officer-an")
    yield person
    person.page.context.close()


def ask_to_open(page: Page, part: str, reason: str) -> None:
    """Choose the reason and press; the passkey is asked for on the page that follows."""
    form = page.locator(f"form:has([name=part][value={part}])")
    if not form.is_visible():
        page.locator("details:has([name=part][value=identity]) > summary").click()
    form.locator(f"[name=reason][value={reason}]").check()
    form.locator("button[type=submit]").click()
    expect(page.locator("form[data-passkey=get]")).to_be_visible()


@contextmanager
def held_back(page: Page) -> Iterator[dict[str, str]]:
    """Give what the browser would send for the passkey's answer, and let it not arrive."""
    caught: dict[str, str] = {}

    def hold(route: Route, request: Request) -> None:
        caught.update({key: one[0] for key, one in parse_qs(request.post_data or "").items()})
        route.abort()

    page.route("**/open/", hold)
    yield caught
    page.unroute("**/open/")


def answer_of_passkey(page: Page, address: str) -> dict[str, str]:
    """Return the answer of a passkey to open the text of a report, which did not arrive."""
    page.goto(address)
    ask_to_open(page, "text", "to_assess")
    with held_back(page) as caught, page.expect_event("requestfailed"):
        page.click("[data-passkey-button]")
    return caught


def posted(page: Page, address: str, form: dict[str, str]) -> tuple[int, str]:
    """Send it as the browser would; return status and page."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.request.get("/alive/").url))
    answer = page.request.post(f"{address}open/", form=form, headers={"Origin": origin})
    return answer.status, answer.text()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_page_that_asks_for_the_passkey_is_whole_on_a_phone(
    an: Human, office: Office, language: str
) -> None:
    page = an.page
    page.goto("/settings/")
    press_language(page, language)
    page.goto(office.address(0))
    assert not faults_of(page)
    ask_to_open(page, "text", "to_assess")
    assert page.locator("html").get_attribute("lang") == language
    assert not faults_of(page)
    assert not too_wide(page)


def test_an_officer_opens_the_text_and_apart_from_it_the_name(an: Human, office: Office) -> None:
    page = an.page
    page.goto(office.address(0))
    expect(page.locator("main")).not_to_contain_text("drie deuren")
    ask_to_open(page, "text", "to_assess")
    page.click("[data-passkey-button]")
    expect(page.locator("main")).to_contain_text("Hij voelde aan drie deuren.")
    expect(page.locator("main")).not_to_contain_text("Chloé")
    assert not faults_of(page)
    assert not too_wide(page)
    # Closed again with the page.
    page.goto(office.address(0))
    expect(page.locator("main")).not_to_contain_text("drie deuren")
    ask_to_open(page, "identity", "to_hear")
    page.click("[data-passkey-button]")
    expect(page.locator("main")).to_contain_text("Chloé Dubois")
    expect(page.locator("main")).not_to_contain_text("drie deuren")
    subject = f"sighting:{office.reports[0]}"
    assert office.record() == [("text", "to_assess", subject), ("identity", "to_hear", subject)]


def test_an_answer_opens_no_other_report_no_other_part_and_nothing_twice(
    an: Human, office: Office
) -> None:
    page, before = an.page, office.record()
    for wrong in ("report", "part"):
        form = answer_of_passkey(page, office.address(0))
        address = office.address(1) if wrong == "report" else office.address(0)
        other = form | ({"part": "identity"} if wrong == "part" else {})
        status, text = posted(page, address, other)
        assert status == 409
        assert "deuren" not in text
        assert "auto" not in text
        # A wrong use of it uses it up.
        assert posted(page, office.address(0), form)[0] == 409
    assert office.record() == before
    form = answer_of_passkey(page, office.address(1))
    status, text = posted(page, office.address(1), form)
    assert (status, "Zij keek lang" in text) == (200, True)
    assert posted(page, office.address(1), form)[0] == 409
    assert len(office.record()) == len(before) + 1


def test_a_device_that_does_not_confirm_opens_nothing(an: Human, office: Office) -> None:
    page, before = an.page, office.record()
    page.goto(office.address(0))
    ask_to_open(page, "text", "to_answer")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.click("[data-passkey-button]")
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    assert office.record() == before


def test_an_officer_without_a_passkey_is_told_to_add_one(office: Office) -> None:
    els = office.officer("officer-els", passkey=False)
    page, before = els.page, office.record()
    page.goto(office.address(0))
    form = page.locator("form:has([name=part][value=text])")
    form.locator("[name=reason][value=to_assess]").check()
    with page.expect_navigation() as answer:
        form.locator("button[type=submit]").click()
    assert answer.value is not None
    assert answer.value.status == 409
    expect(page.locator("main")).to_contain_text("passkey")
    assert office.record() == before
    page.context.close()


def test_an_officer_of_another_zone_finds_no_report_whatever_passkey_answers(
    an: Human, office: Office
) -> None:
    piet, before = office.officer("officer-piet"), office.record()
    answer = piet.page.goto(office.address(0))
    assert answer is not None
    assert answer.status == 404
    form = answer_of_passkey(an.page, office.address(0))
    token = piet.page.context.cookies()
    own = next(one["value"] for one in token if one["name"] == "csrftoken")
    piet.page.goto("/")
    assert posted(piet.page, office.address(0), form | {"csrfmiddlewaretoken": own})[0] == 404
    asked = {"csrfmiddlewaretoken": own, "part": "text", "reason": "to_assess"}
    assert posted(piet.page, office.address(0), asked)[0] == 404
    assert office.record() == before
    piet.page.context.close()
