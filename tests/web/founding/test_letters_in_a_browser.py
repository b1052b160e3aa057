"""The page of a letter and those of survey, meeting and vote, as a browser shows them."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from belfry.founding.codes import in_groups
from tests.browser import press_language, sign_in_as
from tests.cast import Cast
from tests.founding.stages import asked, codes_of, gathering, proposed, surrounded, surveyed, voting
from tests.walks.test_every_page import faults_of, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(chromium: Browser, live_server: LiveServer, language: str = "en") -> Page:
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 700}, locale=language
    )
    page = context.new_page()
    page.goto("/answer/")
    press_language(page, language)
    return page


def test_the_square_of_a_letter_fills_in_the_code_and_leaves_the_address(
    chromium: Browser, live_server: LiveServer, cast: Cast
) -> None:
    code = codes_of(asked(cast))[0]
    page = opened(chromium, live_server)
    page.goto("about:blank")
    page.goto(f"/answer/#{code}")
    field = page.get_by_label("The code of your letter")
    expect(field).to_have_value(code)
    assert page.url == f"{live_server.url}/answer/"
    # The button has the focus: one press goes on.
    page.keyboard.press("Enter")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto("/answer/")
    page.get_by_label("The code of your letter").fill(in_groups(code).lower())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An answer was given already")


def test_every_page_is_narrow_enough_and_open_to_everybody(
    chromium: Browser, live_server: LiveServer, cast: Cast
) -> None:
    meeting = gathering(cast)
    pages = {
        "survey form": f"/dossiers/{surrounded(cast).pk}/survey/",
        "survey": f"/dossiers/{(open_one := asked(cast)).pk}/survey/",
        "paper": f"/dossiers/{open_one.pk}/survey/paper/",
        "result": f"/dossiers/{surveyed(cast).pk}/survey/",
        "meeting": f"/dossiers/{meeting.dossier_id}/meeting/",
        "vote form": f"/dossiers/{proposed(cast).pk}/vote/",
        "vote": f"/dossiers/{voting(cast).pk}/vote/",
        "public meeting": f"/public-meetings/{meeting.pk}/",
        "answer": "/answer/",
    }
    page = opened(chromium, live_server, "de")
    sign_in_as(page, "clerk-nadia")
    page.goto("/answer/")
    press_language(page, "de")
    faults = []
    for name, address in pages.items():
        page.goto(address)
        faults += [f"{name}: {fault}" for fault in faults_of(page)]
        if too_wide(page):
            faults.append(f"{name} is too wide")
    assert faults == []
