"""An officer draws whom a message is for, across the border of the police zone, and sees it at once."""

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import PHONE, Visit
from tests.walks.test_every_page import faults_of, too_wide
from tests.web.founding.test_area_in_a_browser import press_on_map

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000


def test_networks_follow_from_an_area_and_nothing_drawn_is_a_mistake(visit: Visit) -> None:
    page = visit("officer-an", size=PHONE, language="fr")
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/bulletins/new/")
    page.check("[name=extent][value=area]")
    reach, ticked = page.locator("#reach"), page.locator("[name=networks]:checked")
    expect(reach.locator(".errorlist")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("#audience [data-map-show]").click()
    expect(page.locator("[data-map-state=draw]")).to_be_visible(timeout=PATIENCE_MS)
    # Those of the next zone lie to the east of all that is shown first.
    page.locator("[data-map-do=out]").click()
    page.wait_for_timeout(600)
    corners = [(0.5, 0.3), (0.97, 0.3), (0.97, 0.7), (0.5, 0.7)]
    press_on_map(page, *corners, corners[0])
    expect(reach.locator("[data-joined]")).to_be_visible(timeout=PATIENCE_MS)
    expect(reach).to_contain_text("Les Tilleuls")
    expect(page.locator("label.choice", has_text="Veldkant").locator(":checked")).to_have_count(1)
    expect(page.locator("details[data-language=nl][open]")).to_have_count(1)
    assert (faults_of(page), too_wide(page)) == ([], False)
    page.locator("[data-map-do=delete]").click()
    expect(reach.locator(".errorlist")).to_be_visible(timeout=PATIENCE_MS)
    # The list of streets says the same without a map.
    page.check("[name=extent][value=streets]")
    page.locator("#audience label.choice", has_text="Molenweg").locator("input").check()
    expect(reach.locator("[data-joined]")).to_be_visible(timeout=PATIENCE_MS)
    expect(ticked).to_have_count(1)
