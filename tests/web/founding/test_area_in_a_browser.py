"""The page of the perimeter as somebody uses it: with the mouse on the map, and with the keyboard alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

import belfry.web
from belfry.founding.models import Dossier
from belfry.founding.perimeters import area_of
from belfry.program.demo_places import Ground, give_perimeter, lay_out_places
from tests.browser import press_language, sign_in_as
from tests.cast import NOON, Cast
from tests.founding import stages
from tests.walks.test_every_page import faults_of, too_wide
from tests.web.test_tiles import TileServer, server

__all__ = ["server"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLOW = 20_000
# Any picture.
ICON = Path(belfry.web.__file__).parent / "browser" / "icons" / "icon-192.png"


@dataclass
class Seen:
    """A page, what it complained of, and whom it asked."""

    page: Page
    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def listen(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium speaks of the processor that draws in place of a graphics card.
        if message.type in {"error", "warning"} and "GPU stall" not in message.text:
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith("blob:"):
            self.hosts.add(request.url.split("/")[2])


@pytest.fixture
def ground(cast: Cast) -> Ground:
    ground = lay_out_places(now=NOON)
    give_perimeter(ground, cast.stage.meerstraat, "Veldkant", now=NOON)
    return ground


@pytest.fixture
def dossier(cast: Cast, ground: Ground) -> Dossier:
    return stages.idea(cast)


@pytest.fixture
def opened(
    chromium: Browser, live_server: LiveServer, dossier: Dossier
) -> Iterator[Callable[..., Seen]]:
    contexts = []

    def open_page(
        size: tuple[int, int] = (1280, 900),
        language: str = "en",
        figure: str = "founder-hilde",
        path: str = f"/dossiers/{dossier.pk}/area/",
    ) -> Seen:
        width, height = size
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            locale=language,
        )
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.set_default_timeout(SLOW)
        sign_in_as(seen.page, figure)
        if language != "nl":
            press_language(seen.page, language)
        seen.listen()
        seen.page.goto(path)
        return seen

    yield open_page
    for context in contexts:
        context.close()


def press_on_map(page: Page, *places: tuple[float, float]) -> None:
    """Press on the map at parts of its width and height."""
    canvas = page.locator("[data-map-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for x, y in places:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_timeout(120)


def settled(page: Page) -> None:
    """Wait until what came is in its place, and the search has the focus again."""
    expect(
        page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    ).to_have_count(0)
    expect(page.locator("#id_q")).to_be_focused()


def test_a_perimeter_is_drawn_with_the_mouse_and_saved(
    opened: Callable[..., Seen], dossier: Dossier, live_server: LiveServer
) -> None:
    seen = opened()
    page = seen.page
    page.locator("[data-map-show]").click()
    expect(page.locator(".maplibregl-canvas")).to_be_visible()
    expect(page.locator("[data-map-state=draw]")).to_be_visible()
    corners = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)]
    press_on_map(page, *corners, corners[0])
    expect(page.locator("[data-map-state=move]")).to_be_visible()
    assert faults_of(page) == []
    page.locator("button[value=save]").click()
    expect(page.locator("#saved")).to_be_visible()
    area = area_of(dossier)
    assert area is not None
    assert area.shape is not None
    assert len(area.shape.geometry.exterior.coords) == 5
    assert seen.faults == []
    assert seen.hosts == {live_server.url.split("/")[2]}


def test_what_was_drawn_is_on_the_map_again_after_a_refusal(
    opened: Callable[..., Seen], dossier: Dossier
) -> None:
    seen = opened()
    page = seen.page
    page.locator("#id_q").fill("hooidreef")
    page.locator("button[value=search]").click()
    page.locator("#streets button[id^=add_]").click()
    # What came last takes the focus once it is in its place.
    expect(page.locator("#id_row0-first")).to_be_visible()
    settled(page)
    page.locator("#id_row0-first").fill("20")
    page.locator("#id_row0-last").fill("4")
    page.locator("[data-map-show]").click()
    expect(page.locator("[data-map-state=draw]")).to_be_visible()
    corners = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)]
    press_on_map(page, *corners, corners[0])
    expect(page.locator("[data-map-state=move]")).to_be_visible()
    page.locator("button[value=save]").click()
    expect(page.locator("#id_row0-last[aria-invalid=true]")).to_be_visible()
    assert area_of(dossier) is None
    page.locator("[data-map-show]").click()
    expect(page.locator("[data-map-state=move]")).to_be_visible()
    page.locator("#id_row0-last").fill("40")
    page.locator("button[value=save]").click()
    expect(page.locator("#saved")).to_be_visible()
    area = area_of(dossier)
    assert area is not None
    assert area.shape is not None
    assert len(area.shape.geometry.exterior.coords) == 5
    assert seen.faults == []


def test_streets_are_picked_on_the_map_and_named_there(
    opened: Callable[..., Seen], dossier: Dossier, ground: Ground
) -> None:
    seen = opened()
    page = seen.page
    page.locator("[data-map-show]").click()
    expect(page.locator("[data-map-state=draw]")).to_be_visible()
    page.locator("[data-map-do=pick]").click()
    expect(page.locator("[data-map-state=pick]")).to_be_visible()
    # All that there is to see is the network of Veldkant: its street runs through the middle.
    press_on_map(page, (0.5, 0.5))
    expect(page.locator("#streets legend")).to_have_text("Veldkant, Klokdorp")
    expect(page.locator(".map__name--picked")).to_have_text("Veldkant, Klokdorp")
    expect(page.locator("#id_shape")).to_have_value("")
    page.locator("button[value='remove:0']").click()
    expect(page.locator(".map__name--picked")).to_have_count(0)
    press_on_map(page, (0.5, 0.5))
    expect(page.locator(".map__name--picked")).to_have_text("Veldkant, Klokdorp")
    page.locator("button[value=save]").click()
    expect(page.locator("#saved")).to_be_visible()
    area = area_of(dossier)
    assert area is not None
    assert [one.street_id for one in area.ranges] == [ground.streets["Veldkant"]]
    assert (faults_of(page), seen.faults) == ([], [])


def test_a_saved_outline_is_moved_by_a_corner_and_deleted(
    opened: Callable[..., Seen], cast: Cast, dossier: Dossier
) -> None:
    seen = opened()
    page = seen.page
    page.locator("[data-map-show]").click()
    expect(page.locator("[data-map-state=draw]")).to_be_visible()
    corners = [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)]
    press_on_map(page, *corners, corners[0])
    expect(page.locator("[data-map-state=move]")).to_be_visible()
    before = page.locator("#id_shape").input_value()
    box = page.locator("[data-map-canvas]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=6)
    page.mouse.up()
    expect(page.locator("#id_shape")).not_to_have_value(before)
    page.locator("[data-map-do=delete]").click()
    expect(page.locator("#id_shape")).to_have_value("")
    assert seen.faults == []


def test_everything_is_done_by_keyboard_with_the_street_list(
    opened: Callable[..., Seen], dossier: Dossier, ground: Ground
) -> None:
    seen = opened()
    page, keys = seen.page, seen.page.keyboard
    page.locator("#id_q").focus()
    for name in ("hooidreef", "rue du trefle"):
        keys.type(name)
        keys.press("Enter")
        expect(page.locator("#streets button[id^=add_]")).to_have_count(1)
        settled(page)
        keys.press("Tab")
        keys.press("Tab")
        expect(page.locator("#streets button[id^=add_]")).to_be_focused()
        keys.press("Enter")
        expect(page.locator("#streets_said")).to_contain_text("is on the list")
        settled(page)
    expect(page.locator("fieldset.street")).to_have_count(2)
    # The first row: from 1 to 21, odd numbers only.
    for _ in range(2):
        keys.press("Tab")
    keys.type("1")
    keys.press("Tab")
    keys.type("21")
    keys.press("Tab")
    keys.type("odd")
    page.keyboard.press("Tab")
    expect(page.locator("button[value='remove:0']")).to_be_focused()
    page.locator("button[value=save]").focus()
    keys.press("Enter")
    expect(page.locator("#saved")).to_be_visible()
    area = area_of(dossier)
    assert area is not None
    assert [(one.street_id, one.first, one.last, one.side) for one in area.ranges] == [
        (ground.streets["Hooidreef"], 1, 21, "odd"),
        (ground.streets["Klaverstraat"], None, None, "both"),
    ]
    page.locator("button[value='remove:0']").focus()
    keys.press("Enter")
    expect(page.locator("fieldset.street")).to_have_count(1)
    assert faults_of(page) == []
    assert seen.faults == []


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_it_fits_a_narrow_phone_and_axe_finds_nothing(
    opened: Callable[..., Seen], language: str
) -> None:
    seen = opened((320, 700), language)
    page = seen.page
    page.locator("#id_q").fill("e")
    page.locator("#id_q").fill("veld")
    page.locator("button[value=search]").click()
    page.locator("#streets button[id^=add_]").first.click()
    expect(page.locator("fieldset.street")).to_have_count(1)
    page.locator("[data-map-show]").click()
    expect(page.locator(".maplibregl-canvas")).to_be_visible()
    assert (faults_of(page), too_wide(page), seen.faults) == ([], False, [])


@pytest.mark.parametrize("size", [(320, 700), (1280, 900)])
def test_a_member_sees_where_the_network_is_and_cannot_draw(
    opened: Callable[..., Seen], cast: Cast, size: tuple[int, int]
) -> None:
    path = f"/networks/{cast.stage.meerstraat}/"
    seen = opened(size, "de", "member-anke", path)
    page = seen.page
    expect(page.locator("section[aria-labelledby=area] li").first).to_contain_text("Veldkant")
    page.locator("[data-map-show]").click()
    expect(page.locator(".maplibregl-canvas")).to_be_visible()
    expect(page.locator("[data-map-do=draw]")).to_have_count(0)
    expect(page.locator("[data-map-line]:visible")).to_have_count(2)
    assert (faults_of(page), too_wide(page), seen.faults) == ([], False, [])


def test_tiles_reach_the_browser_through_belfry_alone(
    opened: Callable[..., Seen],
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    server: TileServer,
) -> None:
    settings.TILE_URL = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    tiles = settings.CACHES["tiles"] | {"LOCATION": str(tmp_path)}
    settings.CACHES = {**settings.CACHES, "tiles": tiles}
    server.content = ICON.read_bytes()
    seen = opened()
    with seen.page.expect_response("**/tiles/**") as answer:
        seen.page.locator("[data-map-show]").click()
    assert answer.value.headers["content-type"] == "image/png"
    expect(seen.page.locator("[data-map-state=draw]")).to_be_visible()
    assert server.asked
    assert seen.hosts == {live_server.url.split("/")[2]}
    assert seen.faults == []
