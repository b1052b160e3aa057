"""Joining on a phone in Dutch, on paper in French, moving and leaving in German: nothing too wide, nothing that axe finds."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from belfry.joining.models import Request
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Membership
from tests.browser import press_language, sign_in_as
from tests.cast import NOON, Cast
from tests.joining.askers import MAILBOX, ground
from tests.walks.test_every_page import faults_of, too_wide
from tests.web.signin.steps import notices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = ViewportSize(width=320, height=700)


class Visits:
    """Phones, each in one language; every page that is looked at is a whole one."""

    def __init__(self, chromium: Browser, live_server: LiveServer) -> None:
        self.chromium, self.url = chromium, live_server.url
        self.pages: list[Page] = []

    def of(self, language: str, name: str = "") -> Page:
        """Return a phone of a visitor, or of a figure who signed in."""
        context = self.chromium.new_context(
            base_url=self.url, viewport=PHONE, reduced_motion="reduce", locale=language
        )
        page = context.new_page()
        self.pages.append(page)
        if name:
            sign_in_as(page, name)
        else:
            page.goto("/where/")
        press_language(page, language)
        return page


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Visits]:
    load_models(now=NOON)
    ground(cast)
    made = Visits(chromium, live_server)
    yield made
    for page in made.pages:
        page.context.close()


def look(page: Page) -> None:
    assert not faults_of(page)
    assert not too_wide(page)


def press(page: Page) -> None:
    """Press the one main button, and judge the page that comes."""
    with page.expect_navigation():
        page.locator("main .button:not(.button--quiet):visible").click()
    look(page)


def fill(page: Page, given_name: str, number: str, street: str = "Kapelweg") -> None:
    told = {"street": street, "number": number, "postcode": "9990", "municipality": "Klokdorp"}
    if given_name:
        told |= {"given_name": given_name, "family_name": "Jacobs"}
    page.locator("[name=tie][value=lives]").check()
    for name, value in told.items():
        page.locator(f"[name={name}]").fill(value)


def test_join_on_a_phone_and_on_paper_then_move_and_leave(visits: Visits, cast: Cast) -> None:
    _joins_on_a_phone(visits, cast)
    _joins_on_paper(visits, cast)
    _moves_and_leaves(visits, cast)


def _joins_on_a_phone(visits: Visits, cast: Cast) -> None:
    maria = visits.of("nl")
    maria.goto("/where/?town=99011")
    look(maria)
    maria.locator(f"a[href='/where/{cast.stage.meerstraat}/join/']").click()
    look(maria)
    maria.locator("main summary").click()
    expect(maria.locator("main details")).to_contain_text("Wat het netwerk niet is")
    fill(maria, "Maria", "7")
    maria.locator("[name=contact]").fill(MAILBOX)
    press(maria)
    # Both statements are asked, and nothing is lost.
    expect(maria.locator("[name=street]")).to_have_value("Kapelweg")
    maria.locator("[name=adult]").check()
    maria.locator("[name=accepted]").check()
    press(maria)
    maria.locator("[name=code]").fill(notices("joining_code")[-1][1]["code"])
    press_quietly = maria.locator("main button[type=submit]")
    with maria.expect_navigation():
        press_quietly.click()
    expect(maria.locator("h1")).to_have_text("Uw aanvraag is onderweg")
    look(maria)
    maria.goto("/joining/letter/")
    look(maria)
    bram = visits.of("nl", "coordinator-bram")
    bram.goto(f"/networks/{cast.stage.meerstraat}/joining/")
    look(bram)
    bram.locator("a", has_text="Maria Jacobs").click()
    look(bram)
    press(bram)
    assert Request.objects.get().state == "accepted"


def _joins_on_paper(visits: Visits, cast: Cast) -> None:
    sofia = visits.of("fr", "deputy-sofia")
    sofia.goto(f"/networks/{cast.stage.meerstraat}/joining/")
    press(sofia)
    fill(sofia, "Jan", "7")
    sofia.locator("[name=contact]").fill("jan.jacobs@mail.example")
    sofia.locator("[name=signed_on]").fill(date(2026, 11, 24).isoformat())
    sofia.locator("[name=seen]").check()
    press(sofia)
    jan = visits.of("fr")
    jan.goto(notices("joining_confirm")[-1][1]["url"].partition("8000")[2])
    look(jan)
    press(jan)
    expect(jan.locator("h1")).to_have_text("Merci")
    # Maria and Jan are one household.
    homes = Membership.objects.filter(joined_at__gt=NOON).values_list("unit", flat=True)
    assert len(homes) == 2
    assert len(set(homes)) == 1


def _moves_and_leaves(visits: Visits, cast: Cast) -> None:
    chloe = visits.of("de", "member-chloe")
    chloe.goto("/settings/")
    look(chloe)
    chloe.locator(f"a[href='/settings/moving/{cast.stage.meerstraat}/']").click()
    look(chloe)
    fill(chloe, "", "7", street="Veldweg")
    press(chloe)
    chloe.locator(f"a[href$='/to/{cast.stage.winkelhart}/']").click()
    look(chloe)
    chloe.locator("[name=accepted]").check()
    press(chloe)
    amina = visits.of("de", "shopkeeper-amina")
    amina.goto("/")
    amina.locator("a[href^='/joining/']").first.click()
    press(amina)
    assert cast.at("member_chloe", timezone.now()).member_of == {cast.stage.winkelhart}
    chloe.goto("/settings/")
    chloe.locator(f"a[href='/settings/leave/{cast.stage.winkelhart}/']").click()
    press(chloe)
    expect(chloe.locator("[role=status]").first).to_be_visible()
    expect(chloe.locator("#networks + p")).to_be_visible()
