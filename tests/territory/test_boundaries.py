"""Official boundaries: which municipality was this then, and since?"""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from belfry.audit.models import Entry
from belfry.core.errors import NotFound
from belfry.territory.actions import add_municipality, import_boundaries
from belfry.territory.boundaries import read_boundaries
from belfry.territory.errors import NewerKnown, NotBoundaries, TooMuchWouldEnd
from belfry.territory.models import Boundary, Municipality, Succession
from belfry.territory.queries import (
    municipalities_at,
    municipality_at_point,
    municipality_by_nis,
    origins_at,
    spells_at_point,
    successors_at,
    towns_touched,
)
from belfry.territory.types import Changes
from tests.territory.drawing import collection, corners, feature, polygon, square, square_shape

NOW = timezone.now()
OLD, NEW, LATER = date(2019, 1, 1), date(2025, 1, 1), date(2028, 1, 1)
DAY = timedelta(days=1)
OFFICIAL = Path(__file__).resolve().parents[3] / "shared/data/municipalities-2019.geojson"

# Four in a row. In 2025 the second goes into the first, which keeps its code; the last two become one.
BEFORE = (
    feature("11002", square(0), nl="Antwerpen", fr="Anvers"),
    feature("11007", square(1), nl="Borsbeek"),
    feature("44043", square(2), nl="Merelbeke"),
    feature("44040", square(3), nl="Melle"),
)
AFTER = (
    feature("11002", polygon(corners(3.70, 51.0, 3.72, 51.01)), nl="Antwerpen", fr="Anvers"),
    feature("44088", polygon(corners(3.72, 51.0, 3.74, 51.01)), nl="Merelbeke-Melle"),
)
IN_FIRST, IN_SECOND, IN_THIRD, BESIDE = (
    (3.705, 51.005),
    (3.715, 51.005),
    (3.725, 51.005),
    (3.6, 51.0),
)


def take(day: date, *features: object) -> Changes:
    return import_boundaries(read_boundaries(collection(*features)), valid_from=day, now=NOW)


def names(towns: list[Municipality]) -> list[str]:
    return [town.name_nl for town in towns]


@pytest.fixture
def merged(db: None) -> None:
    assert take(OLD, *BEFORE) == Changes(added=4)
    assert take(NEW, *AFTER) == Changes(added=1, changed=1, ended=3)


def test_a_municipality_is_asked_for_at_a_date(merged: None) -> None:
    assert municipality_by_nis("11007", on=NEW - DAY).name_nl == "Borsbeek"
    with pytest.raises(NotFound):
        municipality_by_nis("11007", on=NEW)
    with pytest.raises(NotFound):
        municipality_by_nis("44088", on=NEW - DAY)
    assert sorted(names(list(municipalities_at(NEW)))) == ["Antwerpen", "Merelbeke-Melle"]


def test_one_that_took_in_another_keeps_its_row(merged: None) -> None:
    before = municipality_by_nis("11002", on=OLD)
    assert municipality_by_nis("11002", on=NEW).pk == before.pk
    assert names(origins_at(before.pk, on=NEW - DAY)) == ["Antwerpen", "Borsbeek"]
    assert names(origins_at(before.pk, on=NEW)) == ["Antwerpen"]
    assert names(successors_at(before.pk, on=LATER)) == ["Antwerpen"]


def test_what_ended_is_followed_to_where_its_ground_went(merged: None) -> None:
    borsbeek, melle = (municipality_by_nis(nis, on=OLD) for nis in ("11007", "44040"))
    assert names(successors_at(borsbeek.pk, on=OLD)) == ["Borsbeek"]
    assert names(successors_at(borsbeek.pk, on=NEW)) == ["Antwerpen"]
    assert names(successors_at(melle.pk, on=LATER)) == ["Merelbeke-Melle"]
    assert successors_at(melle.pk, on=OLD - DAY) == []
    new = municipality_by_nis("44088", on=NEW)
    assert names(origins_at(new.pk, on=OLD)) == ["Melle", "Merelbeke"]
    for ask in (successors_at, origins_at):
        with pytest.raises(NotFound):
            ask(uuid4(), on=NEW)


def test_a_chain_of_mergers_is_followed_to_its_end(merged: None) -> None:
    whole = feature("11002", polygon(corners(3.70, 51.0, 3.74, 51.01)), nl="Antwerpen")
    rest = feature("11001", square(9), nl="Aartselaar")
    take(NEW + DAY, *AFTER, rest)
    take(LATER, whole, rest)
    melle = municipality_by_nis("44040", on=OLD)
    assert names(successors_at(melle.pk, on=LATER)) == ["Antwerpen"]
    assert names(successors_at(melle.pk, on=LATER - DAY)) == ["Merelbeke-Melle"]
    antwerp = municipality_by_nis("11002", on=LATER)
    assert names(origins_at(antwerp.pk, on=OLD)) == ["Antwerpen", "Borsbeek", "Melle", "Merelbeke"]


def test_a_point_is_asked_for_at_a_date(merged: None) -> None:
    assert municipality_at_point(*IN_SECOND, on=NEW - DAY).nis == "11007"
    assert municipality_at_point(*IN_SECOND, on=NEW).nis == "11002"
    assert municipality_at_point(*IN_FIRST, on=LATER).nis == "11002"
    for place, on in ((BESIDE, NEW), (IN_FIRST, OLD - DAY)):
        with pytest.raises(NotFound):
            municipality_at_point(*place, on=on)
    spells = [(one.nis, one.valid_from, one.valid_until) for one in spells_at_point(*IN_THIRD)]
    assert spells == [("44043", OLD, NEW), ("44088", NEW, None)]


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(merged: None) -> None:
    told = Entry.objects.count()
    rows = list(Boundary.objects.order_by("pk").values())
    assert take(NEW, *AFTER) == Changes(unchanged=2)
    assert list(Boundary.objects.order_by("pk").values()) == rows
    assert Entry.objects.count() == told


def test_an_import_is_in_the_record_with_its_counts(merged: None) -> None:
    entry = Entry.objects.get(subject=f"territory:{NEW}")
    assert entry.act == "territory.boundaries_imported"
    assert entry.detail == {"towns_added": 1, "towns_changed": 1, "towns_ended": 3}


@pytest.mark.django_db
def test_a_new_name_keeps_the_row_and_languages_that_a_file_lacks() -> None:
    take(OLD, *BEFORE)
    known = municipality_by_nis("11002", on=OLD)
    assert take(NEW, feature("11002", square(0), nl="Anders"), *BEFORE[1:]).changed == 1
    renamed = municipality_by_nis("11002", on=NEW)
    assert (renamed.pk, renamed.name_nl, renamed.name_fr) == (known.pk, "Anders", "Anvers")


@pytest.mark.django_db
def test_one_that_was_added_by_hand_is_taken_over_with_its_id() -> None:
    by_hand = add_municipality("11002", names={"nl": "Antwerpen"}, valid_from=LATER)
    take(OLD, *BEFORE)
    assert municipality_by_nis("11002", on=OLD).pk == by_hand.pk


@pytest.mark.django_db
def test_invented_codes_are_left_alone() -> None:
    invented = add_municipality("99011", names={"nl": "Klokdorp"}, valid_from=LATER)
    box = {"west": 3.7, "south": 51.0, "east": 3.71, "north": 51.01}
    Boundary.objects.create(municipality=invented, shape=square(), valid_from=LATER, **box)
    take(OLD, *BEFORE)
    take(NEW, *AFTER)
    assert municipality_by_nis("99011", on=LATER) == invented


def test_a_corrected_file_of_the_same_day_lets_live_what_it_names(merged: None) -> None:
    assert take(NEW, *BEFORE).ended == 0
    assert municipality_by_nis("11007", on=NEW).valid_until is None
    assert municipality_at_point(*IN_SECOND, on=NEW).nis in {"11002", "11007"}
    assert not Succession.objects.filter(old__nis="11007").exists()


def test_an_older_state_is_not_put_upon_a_newer_one(merged: None) -> None:
    with pytest.raises(NewerKnown):
        take(NEW - DAY, *BEFORE)
    assert municipality_by_nis("44088", on=NEW)


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [1, 3])
def test_a_part_of_a_file_ends_nothing(missing: int) -> None:
    take(OLD, *BEFORE)
    with pytest.raises(TooMuchWouldEnd):
        take(NEW, *BEFORE[missing:])
    assert Municipality.objects.filter(valid_until__isnull=True).count() == 4


@pytest.mark.django_db
def test_bad_features_are_told_with_their_place_and_nothing_ends() -> None:
    take(OLD, *BEFORE)
    file = read_boundaries(
        collection(
            BEFORE[0],
            feature("1100", square(1), nl="Borsbeek"),
            feature("99011", square(1), nl="Borsbeek"),
            feature("44043", square(2)),
            feature("44043", square(2), nl="x" * 121),
            feature("44040", {"type": "Point", "coordinates": [3.7, 51]}, nl="Melle"),
            feature("44040", None, nl="Melle"),
            feature("11002", square(0), nl="Antwerpen"),
            "no feature",
            {"type": "Feature", "properties": None, "geometry": square()},
        )
    )
    places = [(bad.line, bad.column) for bad in file.faults.first]
    assert places == [
        (2, "nis"), (3, "nis"), (4, "name"), (5, "name"), (6, "geometry"), (7, "geometry"),
        (8, "nis"), (9, ""), (10, ""),
    ]  # fmt: skip
    assert all(bad.reason and bad.value_kind for bad in file.faults.first)
    assert file.faults.count == 9
    assert import_boundaries(file, valid_from=NEW, now=NOW) == Changes(unchanged=1)
    assert municipality_by_nis("11007", on=NEW)


def test_shapes_are_mended_and_the_properties_of_statbel_understood() -> None:
    open_ring = polygon(square()["coordinates"][0][:-1])
    properties = {"cd_munty_refnis": "63023", "tx_munty_descr_de": "Eupen", "tx_munty_descr_fr": ""}
    file = read_boundaries(collection({"properties": properties, "geometry": open_ring}))
    assert file.good["63023"].names == {"de": "Eupen"}
    assert sum(file.mended.values()) == 1


@pytest.mark.parametrize("text", [b"", b"nis,name", b"[]", b"{}", b'{"features": []}', b"\xff\xfe"])
def test_another_file_is_none_of_boundaries(text: bytes) -> None:
    with pytest.raises(NotBoundaries):
        read_boundaries(text)


def test_a_shape_may_lie_in_two_municipalities(merged: None) -> None:
    on_the_border = polygon(corners(3.7075, 51.002, 3.7175, 51.006))
    found = towns_touched(type(square_shape()).kept(on_the_border), on=OLD)
    assert [(town.nis, town.percent) for town in found] == [("11007", 75), ("11002", 25)]
    assert [town.nis for town in towns_touched(square_shape(0), on=NEW)] == ["11002"]
    assert towns_touched(square_shape(9), on=NEW) == []


merger = st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans())


class AnyHistory(TestCase):
    """Whatever merges into what, and when: whoever follows a municipality comes to where its ground is."""

    @settings(max_examples=12, deadline=None)
    @given(st.lists(merger, max_size=4))
    def test_successors_are_where_the_ground_went(
        self, mergers: list[tuple[int, int, bool]]
    ) -> None:
        state = ["11001", "11002", "11004", "11005"]
        history = [(OLD, list(state))]
        for step, (one, other, new_code) in enumerate(mergers, start=1):
            code = f"1200{step}" if new_code else state[other]
            state = [code if own in {state[one], state[other]} else own for own in state]
            history.append((OLD + step * DAY, list(state)))
        for day, codes in history:
            ground = {
                nis: {
                    "type": "MultiPolygon",
                    "coordinates": [
                        square(at)["coordinates"] for at, own in enumerate(codes) if own == nis
                    ],
                }
                for nis in codes
            }
            take(day, *(feature(nis, shape, nl=nis) for nis, shape in ground.items()))
        for step, (first_day, first) in enumerate(history):
            for day, codes in history[step:]:
                for at, nis in enumerate(first):
                    then = municipality_by_nis(nis, on=first_day)
                    found = successors_at(then.pk, on=day)
                    assert [town.nis for town in found] == [codes[at]]
                    assert municipality_at_point(3.705 + at * 0.01, 51.005, on=day) == found[0]
                    assert then in origins_at(found[0].pk, on=first_day)


@pytest.mark.django_db
@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official file is not beside this clone")
def test_the_official_file_of_2019_is_taken_whole() -> None:
    text = OFFICIAL.read_bytes()
    file = read_boundaries(text)
    assert (len(file.good), file.faults.count) == (581, 0)
    assert import_boundaries(file, valid_from=OLD, now=NOW).added == 581
    for one in json.loads(text)["features"][::50]:
        point = type(square_shape()).kept(one["geometry"]).geometry.representative_point()
        assert municipality_at_point(point.x, point.y, on=NEW).nis == one["properties"]["nis"]
