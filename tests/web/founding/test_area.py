"""The page of the perimeter: a list made row by row, an outline, a file, and what is said of them."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.founding.actions.opening import open_dossier
from belfry.founding.actions.perimeter import set_perimeter
from belfry.founding.models import Dossier, Survey
from belfry.founding.perimeters import area_of
from belfry.program.demo_places import (
    HILDES_STREETS,
    Ground,
    give_perimeter,
    lay_out_places,
    outline_of,
)
from belfry.territory.models import Address
from belfry.territory.types import StreetRange
from tests.cast import NOON, Cast
from tests.founding import stages
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_out_places(now=NOON)


@pytest.fixture
def dossier(cast: Cast, ground: Ground) -> Dossier:
    return stages.idea(cast)


@pytest.fixture
def hilde(browse: Browse) -> Client:
    return browse("founder-hilde")


def page(dossier: Dossier) -> str:
    return reverse("dossier_area", args=[dossier.pk])


def listed(ground: Ground, *names: str, **first: str) -> dict[str, str]:
    """Return the fields of a list of whole streets; `first` changes the first row."""
    fields = {"rows": str(len(names))}
    for number, name in enumerate(names):
        row = {"street": str(ground.streets[name]), "first": "", "last": "", "side": "both"}
        row |= first if number == 0 else {}
        fields |= {f"row{number}-{part}": value for part, value in row.items()}
    return fields


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_street_is_found_in_another_language_and_added(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    found = hilde.post(page(dossier), {"do": "search", "q": "rue du trefle"})
    street = ground.streets["Klaverstraat"]
    assert f'value="add:{street}"' in text(found)
    added = hilde.post(page(dossier), {"do": f"add:{street}", "rows": "0"})
    assert f'name="row0-street" value="{street}"' in text(added)
    assert area_of(dossier) is None


def test_a_change_of_the_list_keeps_what_was_typed_and_drawn(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    typed = listed(ground, "Klaverstraat", "Hooidreef", first="abc", side="odd")
    answer = hilde.post(page(dossier), {**typed, "do": "remove:1", "shape": '{"drawn": 1}'})
    shown = text(answer)
    assert 'value="abc"' in shown
    assert "{&quot;drawn&quot;: 1}" in shown
    assert [name for _, name, _ in answer.context["rows"]] == ["Klaverstraat, Klokdorp"]


def test_htmx_gets_the_list_alone(hilde: Client, dossier: Dossier) -> None:
    answer = hilde.post(
        page(dossier), {"do": "search", "q": "Hooi"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in text(answer)
    assert text(answer).count('id="streets"') == 1


def test_a_list_is_saved_with_numbers_and_side(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    fields = listed(ground, "Klaverstraat", "Hooidreef", first="1", last="19", side="odd")
    answer = hilde.post(page(dossier), {**fields, "do": "save"}, follow=True)
    area = area_of(dossier)
    assert area is not None
    assert [(one.first, one.last, one.side) for one in area.ranges] == [
        (1, 19, "odd"),
        (None, None, "both"),
    ]
    # 10 and 44: rounded, as everywhere.
    said = re.sub("<[^>]*>", "", text(answer).split('id="saved"')[1].split("</section>")[0])
    assert "50" in said
    assert "54" not in said


def test_a_press_on_the_map_puts_the_street_of_the_house_on_the_list(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    door = Address.objects.filter(street=ground.streets["Klaverstraat"], number=5).get()
    assert door.lon
    assert door.lat
    press = {"do": f"pick:{door.lon:.6f},{door.lat + 0.0001:.6f}"}
    answer = hilde.post(page(dossier), press | {"rows": "0"})
    assert [name for _, name, _ in answer.context["rows"]] == ["Klaverstraat, Klokdorp"]
    assert 'data-map-picked="Klaverstraat, Klokdorp"' in text(answer)
    again = hilde.post(page(dossier), press | listed(ground, "Klaverstraat", first="3"))
    assert len(again.context["rows"]) == 1
    assert 'value="3"' in text(again)
    assert area_of(dossier) is None
    nothing = hilde.post(page(dossier), {"do": "pick:4.950000,50.990000", "rows": "0"})
    assert nothing.context["rows"] == []
    assert nothing.context["said"]


def test_a_list_of_500_rows_is_saved_and_of_more_no_row_is_lost(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    street = str(ground.streets["Klaverstraat"])

    def rows(count: int) -> dict[str, str]:
        found = {"do": "save", "rows": str(count)}
        for row in range(count):
            parts = {"street": street, "first": str(row), "last": str(row + 1), "side": "both"}
            found |= {f"row{row}-{part}": value for part, value in parts.items()}
        return found

    refused = hilde.post(page(dossier), rows(501))
    assert "501" in str(refused.context["outline"].non_field_errors())
    assert len(refused.context["rows"]) == 501
    assert area_of(dossier) is None
    assert hilde.post(page(dossier), rows(500)).status_code == 302
    area = area_of(dossier)
    assert area is not None
    assert len(area.ranges) == 500


def test_numbers_that_run_backwards_are_told_beside_their_field(
    hilde: Client, dossier: Dossier, ground: Ground
) -> None:
    fields = listed(ground, "Klaverstraat", first="20", last="4")
    answer = hilde.post(page(dossier), {**fields, "do": "save"})
    assert "20" in text(answer)
    assert area_of(dossier) is None
    assert answer.context["rows"][0][2].errors["last"]


def test_a_drawing_is_saved_and_what_was_mended_is_told(hilde: Client, dossier: Dossier) -> None:
    drawn = outline_of(*HILDES_STREETS)
    swapped = json.dumps(drawn)
    turned = json.loads(swapped)
    for polygon in (
        [turned["coordinates"]] if turned["type"] == "Polygon" else turned["coordinates"]
    ):
        for ring in polygon:
            for place in ring:
                place.reverse()
    answer = hilde.post(page(dossier), {"do": "save", "shape": json.dumps(turned)}, follow=True)
    assert len(list(answer.context["messages"])) == 2
    assert answer.context["homes"].endswith("140")
    assert len(answer.context["offered"]) == 3
    taken = hilde.post(page(dossier), {"do": "take_streets"}, follow=True)
    assert len(taken.context["rows"]) == 3
    assert not taken.context["differs"]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", b"", b'{"type": "LineString", "coordinates": [[4.9, 50.9], [4.91, 50.9]]}',
     b"\xff\xfe\x00", b'{"type": "Polygon", "coordinates": [[[2.3, 48.8], [2.4, 48.8], [2.4, 48.9]]]}'],
)  # fmt: skip
def test_a_file_that_is_no_perimeter_is_refused_and_nothing_is_lost(
    hilde: Client, dossier: Dossier, ground: Ground, content: bytes
) -> None:
    file = SimpleUploadedFile("area.geojson", content)
    fields = listed(ground, "Klaverstraat") if content else {}
    answer = hilde.post(page(dossier), {**fields, "do": "save", "file": file})
    assert answer.status_code == 200
    assert answer.context["outline"].errors
    assert len(answer.context["rows"]) == len(fields) // 5
    assert area_of(dossier) is None


def test_a_file_takes_the_place_of_the_drawing(hilde: Client, dossier: Dossier) -> None:
    file = SimpleUploadedFile("area.geojson", json.dumps(outline_of("Wilgenpad")).encode())
    answer = hilde.post(page(dossier), {"do": "save", "shape": "nonsense", "file": file})
    assert answer.status_code == 302
    area = area_of(dossier)
    assert area is not None
    assert area.homes == 28


def test_a_file_of_60_mb_is_refused_with_a_sentence(hilde: Client, dossier: Dossier) -> None:
    file = SimpleUploadedFile("area.geojson", b" " * (60 * 1024 * 1024))
    answer = hilde.post(page(dossier), {"do": "save", "file": file})
    assert answer.context["outline"].errors["file"]


def test_small_overlapping_and_crossing_the_border_are_all_explained(
    hilde: Client, cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    give_perimeter(ground, cast.stage.meerstraat, "Grenslaan", now=NOON)
    both = json.dumps(outline_of("Grenslaan", "Rue Haute"))
    hilde.post(page(dossier), {"do": "save", "shape": both})
    answer = hilde.get(page(dossier))
    assert answer.context["towns"] == ["Klokdorp", "Clocheville"]
    assert answer.context["zones"] == ["Beiaard", "Val-Clocher"]
    assert [one.neighbour.name for one in answer.context["touches"]] == ["Meerstraat"]
    hilde.post(page(dossier), {"do": "cut"})
    # What is left lies in Clocheville alone, for which nobody opened a dossier.
    assert hilde.get(page(dossier)).context["touches"]


def test_a_cut_that_leaves_something_ends_the_overlap(
    hilde: Client, cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    give_perimeter(ground, cast.stage.meerstraat, "Hooidreef", now=NOON)
    hilde.post(page(dossier), {"do": "save", "shape": json.dumps(outline_of(*HILDES_STREETS))})
    assert hilde.get(page(dossier)).context["touches"]
    hilde.post(page(dossier), {"do": "cut"})
    assert not hilde.get(page(dossier)).context["touches"]


def test_while_letters_are_out_it_is_shown_and_not_changed(
    hilde: Client, cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    ranges = [StreetRange(ground.streets[name]) for name in HILDES_STREETS]
    set_perimeter(cast.founder_hilde, dossier.pk, None, ranges, now=NOON)
    Survey.objects.create(
        dossier=dossier, unit="home", rule="answers", opened_at=NOON, closes_on=NOON.date()
    )
    answer = hilde.get(page(dossier))
    assert not answer.context["may_draw"]
    assert [name for name, _ in answer.context["shown"].streets] == list(HILDES_STREETS)
    assert hilde.post(page(dossier), {"do": "save"}).status_code == 403


def test_outlines_tell_names_and_shapes_only(
    hilde: Client, cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    hilde.post(page(dossier), {"do": "save", "shape": json.dumps(outline_of(*HILDES_STREETS))})
    told = hilde.get(reverse("dossier_shapes", args=[dossier.pk])).json()
    assert {frozenset(one) for one in told["layers"]} == {frozenset({"kind", "name", "geometry"})}
    assert [one["kind"] for one in told["layers"]] == ["town", "own"]


def test_a_sector_is_described_instead(hilde: Client, cast: Cast, ground: Ground) -> None:
    told = stages.opening(cast, network_kind="sectoral", initiative="profession")
    dossier = open_dossier(cast.founder_hilde, told, now=NOON)
    wrong = hilde.post(page(dossier), {"profession": "Pharmacists", "scope": "  "})
    assert wrong.context["form"].errors["scope"]
    assert "Pharmacists" in text(wrong)
    right = {"profession": "Pharmacists", "scope": "The whole zone."}
    assert hilde.post(page(dossier), right).status_code == 302
    dossier.refresh_from_db()
    assert dossier.scope == "The whole zone."


def test_a_chief_changes_the_sizes_and_an_officer_reads_them(browse: Browse, cast: Cast) -> None:
    url = reverse("zone_size", args=[cast.stage.beiaard])
    chief = browse("chief-karim")
    turned = chief.post(url, {"least": "90", "most": "60"})
    assert turned.context["form"].errors["most"]
    assert chief.post(url, {"least": "40", "most": "200"}).status_code == 302
    officer = browse("officer-an").get(url)
    assert (officer.context["form"], officer.context["most"]) == (None, 200)


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "add:999999999", "rows": "0"},
        {"do": "add:x"},
        {"do": "remove:7", "rows": "1"},
        {"do": "pick"},
        {"do": "pick:nan,1e999"},
        {"do": "pick:99.000000,99.000000"},
        {"do": "nonsense:1"},
        {"do": "search", "q": ""},
        {"do": "search", "q": "%" * 500},
        {"rows": "-1", "do": "save"},
        {"rows": "9" * 5000, "do": "add:" + "9" * 5000},
        {"rows": "9" * 30, "do": "search", "q": "Hooi"},
        {"rows": "1", "row0-street": "0", "row0-side": "up", "do": "save"},
        {"rows": "1", "row0-street": "9" * 25, "row0-side": "both", "do": "save"},
        {"rows": "1", "row0-street": "x'--", "row0-side": "both", "do": "save"},
        {"shape": "[" * 4000, "do": "save"},
        {
            "shape": '{"type": "Polygon", "coordinates": [[[1e400, 1], [2, 2], [3, 1]]]}',
            "do": "save",
        },
    ],
)
def test_nothing_that_is_sent_breaks_the_page(
    hilde: Client, dossier: Dossier, fields: dict[str, str]
) -> None:
    answer = hilde.post(page(dossier), fields)
    assert answer.status_code == 200
    assert area_of(dossier) is None


@pytest.mark.parametrize("is_drawn", [True, False])
def test_more_neighbours_take_no_more_queries(
    hilde: Client, cast: Cast, dossier: Dossier, ground: Ground, is_drawn: bool
) -> None:
    outline = outline_of("Wilgenpad") if is_drawn else None
    streets = [] if is_drawn else [StreetRange(ground.streets["Wilgenpad"])]
    counts = []
    for number in (1, 4):
        for _ in range(number):
            other = stages.idea(cast)
            set_perimeter(cast.founder_hilde, other.pk, outline, streets, now=NOON)
        set_perimeter(cast.founder_hilde, dossier.pk, outline_of("Wilgenpad"), [], now=NOON)
        hilde.get(page(dossier))
        with CaptureQueriesContext(connection) as queries:
            assert len(hilde.get(page(dossier)).context["touches"]) == len(counts) * 4 + 1
        counts.append(len(queries))
    assert counts[0] == counts[1]
