"""The prevention library as everybody reads it."""

from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.core.languages import Language
from belfry.prevention.measures import themes
from tests.cast import Cast
from tests.web.conftest import VISIT, Browse

pytestmark = pytest.mark.django_db
# Compressed it is a quarter of that; the whole page with style, script and fonts stays below 100 kB.
LARGEST = 40_000


@pytest.mark.parametrize("language", Language.values)
def test_everybody_reads_every_measure_in_their_own_language(cast: Cast, language: str) -> None:
    with time_machine.travel(VISIT, tick=False):
        answer = Client(headers={"accept-language": language}).get(reverse("prevention"))
    page = unescape(answer.content.decode())
    assert f'<html lang="{language}">' in page
    for theme in themes(language):
        assert f'href="#{theme.code}"' in page
        assert f'<h2 id="{theme.code}">{theme.name}</h2>' in page
        for measure in theme.measures:
            assert f"<h3>{measure.at_home}</h3>" in page
            assert measure.text in page
    assert len(answer.content) < LARGEST


def test_one_language_after_another_is_not_mixed_up(cast: Cast) -> None:
    with time_machine.travel(VISIT, tick=False):
        for language, kind in (
            ("nl", "Organisatorisch"),
            ("de", "Organisatorisch"),
            ("fr", "Organisationnel"),
        ):
            page = Client(headers={"accept-language": language}).get(reverse("prevention"))
            assert kind in unescape(page.content.decode())


def test_organisational_measures_stand_before_structural_before_electronic(cast: Cast) -> None:
    with time_machine.travel(VISIT, tick=False):
        page = Client(headers={"accept-language": "en"}).get(reverse("prevention"))
    burglary = page.content.decode().split('id="burglary"')[1].split("<h2")[0]
    places = [burglary.index(kind) for kind in ("Organisational,", "Structural,", "Electronic,")]
    assert places == sorted(places)
    assert burglary.rindex("Organisational,") < places[1]
    assert burglary.rindex("Structural,") < places[2]


def test_every_page_leads_to_it_and_it_asks_the_database_nothing_of_its_own(
    browse: Browse,
) -> None:
    anyone = Client(headers={"accept-language": "en"})
    address = reverse("prevention")
    assert f'href="{address}"' in anyone.get("/").content.decode()
    assert f'href="{address}"' in browse("member-chloe").get(reverse("archive")).content.decode()
    anyone.get(address)
    with (
        CaptureQueriesContext(
            connection,
        ) as library,
        time_machine.travel(VISIT, tick=False),
    ):
        anyone.get(address)
    with CaptureQueriesContext(connection) as other, time_machine.travel(VISIT, tick=False):
        anyone.get(reverse("about"))
    assert len(library) == len(other)
