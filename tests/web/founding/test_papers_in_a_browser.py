"""The pages of the papers in a browser: nothing too wide, nothing that axe finds, in long languages."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from belfry.founding.actions.papers import change_section
from belfry.founding.models import Dossier
from tests.browser import press_language, sign_in_as
from tests.cast import NOON, Cast
from tests.founding.drafting import begun, complete, section
from tests.walks.test_every_page import faults_of, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW, WIDE = (320, 700), (1280, 900)
Open = Callable[..., Page]


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    made = begun(cast)
    row = section(made, "charter", "limits")
    texts = {**row.content, "nl": row.content["nl"].replace("Geen patrouilles", "Nooit rondes")}
    change_section(cast.officer_an, made.pk, row.pk, texts, version=1, now=NOON)
    return made


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Open]:
    contexts = []

    def open_as(name: str, size: tuple[int, int], language: str) -> Page:
        width, height = size
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            locale=language,
        )
        contexts.append(context)
        page = context.new_page()
        sign_in_as(page, name)
        press_language(page, language)
        return page

    yield open_as
    for context in contexts:
        context.close()


def pages_of(dossier: Dossier) -> dict[str, str]:
    rows = {
        "text": section(dossier, "charter", "limits"),
        "plan": section(dossier, "communication_plan", "arrangements"),
        "figures": section(dossier, "financing_plan", "figures"),
    }
    return {
        "papers": reverse("dossier_papers", args=[dossier.pk]),
        "preview": reverse("dossier_preview", args=[dossier.pk, "charter", "nl"]),
        "models": reverse("models"),
        **{
            name: reverse("dossier_section", args=[dossier.pk, row.pk])
            for name, row in rows.items()
        },
    }


@pytest.mark.parametrize(("size", "language"), [(NARROW, "de"), (WIDE, "fr")])
def test_every_page_of_the_papers_fits_and_can_be_used_by_everybody(
    cast: Cast, opened: Open, dossier: Dossier, size: tuple[int, int], language: str
) -> None:
    complete(cast, dossier)
    faults = {}
    page = opened("founder-hilde", size, language)
    for name, address in pages_of(dossier).items():
        page.goto(address)
        found = faults_of(page) + (["wider than the page"] if too_wide(page) else [])
        if found:
            faults[name] = found
    page = opened("reviewer-eva", size, language)
    for name, address in (
        ("circulars", reverse("circulars")),
        ("model", reverse("model_new", args=["charter", "nl"])),
    ):
        page.goto(address)
        found = faults_of(page) + (["wider than the page"] if too_wide(page) else [])
        if found:
            faults[name] = found
    assert not faults
