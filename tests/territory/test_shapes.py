"""A perimeter is read as people give it: mended and said so, or refused with a sentence."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from belfry.territory.errors import (
    EmptyShape,
    NoArea,
    NotAShape,
    NothingLeft,
    OutsideBelgium,
    ShapeTooIntricate,
    ShapeTooLarge,
    ShapeTooLong,
)
from belfry.territory.kinds import Remedy
from belfry.territory.shapes import (
    MOST_POINTS,
    overlap,
    read_shape,
    square_kilometres,
    without,
)
from belfry.territory.types import Shape
from tests.territory.drawing import corners, polygon, square, square_shape

RING = corners(3.70, 51.00, 3.71, 51.01)


def projected(code: int) -> list[tuple[float, float]]:
    convert = Transformer.from_crs(4326, code, always_xy=True).transform
    return [convert(x, y) for x, y in RING]


def same_ground(one: Shape, other: Shape) -> bool:
    difference = one.geometry.symmetric_difference(other.geometry)
    return bool(difference.area < 0.003 * other.geometry.area)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda shape: shape,
        json.dumps,
        lambda shape: json.dumps(shape).encode("utf-8-sig"),
        lambda shape: {"type": "Feature", "properties": None, "geometry": shape},
        lambda shape: {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": shape}]},
        lambda shape: {"type": "GeometryCollection", "geometries": [shape]},
        lambda shape: {"type": "MultiPolygon", "coordinates": [shape["coordinates"]]},
        lambda shape: polygon([[*corner, 12.5] for corner in shape["coordinates"][0]]),
    ],
)  # fmt: skip
def test_a_sound_shape_is_taken_as_it_is(wrapped: Callable[[Any], Any]) -> None:
    shape, remedies = read_shape(wrapped(square()))
    assert remedies == ()
    assert same_ground(shape, square_shape())
    assert square_kilometres(shape) == pytest.approx(0.781, abs=0.001)


@pytest.mark.parametrize(
    ("ring", "remedy"),
    [
        (RING[:-1], Remedy.CLOSED),
        ([[y, x] for x, y in RING], Remedy.SWAPPED),
        (projected(31370), Remedy.LAMBERT_72),
        (projected(3812), Remedy.LAMBERT_2008),
    ],
)
def test_what_is_wrong_is_mended_and_said(ring: list[list[float]], remedy: Remedy) -> None:
    shape, remedies = read_shape(polygon(ring))
    assert remedies == (remedy,)
    assert same_ground(shape, square_shape())
    for language in ("nl", "fr", "de"):
        with translation.override(language):
            assert str(remedy.label) != remedy.value


def test_an_outline_that_crosses_itself_keeps_what_it_encloses() -> None:
    bow_tie = [[3.70, 51.00], [3.71, 51.01], [3.71, 51.00], [3.70, 51.01], [3.70, 51.00]]
    shape, remedies = read_shape(polygon(bow_tie))
    assert remedies == (Remedy.UNCROSSED,)
    assert shape.geometry.is_valid
    assert shape.geojson()["type"] == "MultiPolygon"
    assert square_kilometres(shape) == pytest.approx(0.781 / 2, abs=0.01)


def test_several_shapes_are_joined_and_lines_beside_them_left_out() -> None:
    line = {"type": "LineString", "coordinates": [[3.70, 51.0], [3.8, 51.0]]}
    given_shapes = [square(), square(1), square(3), line]
    shape, remedies = read_shape({"type": "GeometryCollection", "geometries": given_shapes})
    assert remedies == (Remedy.JOINED, Remedy.SLIVERS)
    assert len(shape.geometry.geoms) == 2
    assert same_ground(Shape(shape.geometry.geoms[0]), square_shape()) is False


def test_overlapping_parts_are_joined_not_cancelled_out() -> None:
    parts = [square(size=2)["coordinates"], square(1, size=2)["coordinates"]]
    shape, _ = read_shape({"type": "MultiPolygon", "coordinates": parts})
    assert square_kilometres(shape) == pytest.approx(6 * 0.781, rel=0.01)


def test_very_many_points_are_made_fewer() -> None:
    turns = [2 * math.pi * step / 30_000 for step in range(30_000)]
    circle = [[3.70 + 0.01 * math.cos(one), 51.00 + 0.006 * math.sin(one)] for one in turns]
    shape, remedies = read_shape(polygon(circle))
    assert remedies == (Remedy.CLOSED, Remedy.SIMPLIFIED)
    assert shapely.get_num_coordinates(shape.geometry) <= MOST_POINTS
    assert same_ground(shape, Shape.kept(polygon([*circle, circle[0]])))


def test_what_stays_too_intricate_is_refused() -> None:
    crumbs = [
        polygon(corners(x, y, x + 0.0002, y + 0.0002))
        for x in (3.7 + 0.0005 * step for step in range(25))
        for y in (51.0 + 0.0005 * step for step in range(25))
    ]
    with pytest.raises(ShapeTooIntricate):
        read_shape({"type": "GeometryCollection", "geometries": crumbs})


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ("no json", NotAShape),
        (b"\xff\xfe\x00", NotAShape),
        ("[" * 100_000, NotAShape),
        ("[]", NotAShape),
        ("null", NotAShape),
        ({"type": "Topology"}, NotAShape),
        ({"type": "Polygon"}, NotAShape),
        ({"type": "Polygon", "coordinates": "3.7,51"}, NotAShape),
        ({"type": "MultiPolygon", "coordinates": [1]}, NotAShape),
        (polygon([["a", "b"]] * 4), NotAShape),
        (polygon([[True, False]] * 4), NotAShape),
        (polygon([[math.nan, 51.0]] * 4), NotAShape),
        (polygon([[10**400, 51]] * 4), NotAShape),
        ({"type": "FeatureCollection", "features": []}, EmptyShape),
        ({"type": "Feature", "geometry": None}, EmptyShape),
        ({"type": "Polygon", "coordinates": []}, EmptyShape),
        (polygon([]), EmptyShape),
        (polygon([[3.70, 51.00], [3.71, 51.01], [3.70, 51.00]]), EmptyShape),
        (polygon([[3.70, 51.0], [3.71, 51.0], [3.72, 51.0], [3.70, 51.0]]), EmptyShape),
        ({"type": "Point", "coordinates": [3.7, 51]}, NoArea),
        ({"type": "LineString", "coordinates": RING}, NoArea),
        (polygon(corners(3.70, 48.0, 3.71, 48.1)), OutsideBelgium),
        (polygon(corners(2.1, 49.0, 2.2, 49.1)), OutsideBelgium),
        (polygon(corners(13.70, 51.0, 13.71, 51.1)), OutsideBelgium),
        (polygon([[3.70, 51.0], [3.71, 51.0], [51.0, 3.7]]), OutsideBelgium),
        (polygon(corners(3.7, 51.0, 3.9, 51.2)), ShapeTooLarge),
        (" " * 6_000_000, ShapeTooLong),
    ],
)  # fmt: skip
def test_what_cannot_be_a_perimeter_is_refused_with_a_sentence(
    wrong: Any, refusal: type[NotAShape]
) -> None:
    with pytest.raises(NotAShape) as refused:
        read_shape(wrong)
    assert type(refused.value) is refusal
    for language in ("nl", "fr", "de", "en"):
        with translation.override(language):
            assert refused.value.message().endswith(".")


points = st.tuples(st.floats(3.70, 3.72), st.floats(51.00, 51.02))


@given(st.lists(points, min_size=3, max_size=12))
def test_whatever_is_drawn_becomes_a_sound_shape_that_is_kept_and_read_unchanged(
    ring: list[tuple[float, float]],
) -> None:
    try:
        shape, _ = read_shape(polygon(ring))
    except EmptyShape:
        return
    assert shape.geometry.is_valid
    assert shape.geometry.geom_type in {"Polygon", "MultiPolygon"}
    told = json.loads(json.dumps(shape.geojson()))
    assert Shape.kept(told).geojson() == told
    again, remedies = read_shape(told)
    assert set(remedies) <= {Remedy.SIMPLIFIED}
    assert again.geometry.symmetric_difference(shape.geometry).area < 1e-9


@given(st.lists(points, min_size=3, max_size=8), st.lists(points, min_size=3, max_size=8))
def test_what_is_cut_out_overlaps_no_more(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> None:
    try:
        shape, taken = read_shape(polygon(one)).shape, read_shape(polygon(other)).shape
        left = without(shape, [taken])
    except (EmptyShape, NothingLeft):
        return
    found = overlap(left, taken)
    assert found is None or found.percent == 1
    assert square_kilometres(left) <= square_kilometres(shape) + 0.001


@pytest.mark.parametrize(
    ("other", "percent", "where"),
    [
        (square(1, 1, 2), 25, "in the north-east"),
        (square(-1, 1, 2), 25, "in the north-west"),
        (square(-1, -1, 2), 25, "in the south-west"),
        (square(1, -1, 2), 25, "in the south-east"),
        (polygon(corners(3.6, 51.015, 3.8, 51.03)), 25, "in the north"),
        (polygon(corners(3.6, 50.9, 3.8, 51.005)), 25, "in the south"),
        (polygon(corners(3.715, 50.9, 3.8, 51.1)), 25, "in the east"),
        (polygon(corners(3.6, 50.9, 3.705, 51.1)), 25, "in the west"),
        (polygon(corners(3.708, 51.008, 3.712, 51.012)), 4, "in the middle"),
        (polygon(corners(3.7, 51.0, 3.7001, 51.0001)), 1, "in the south-west"),
    ],
)
def test_an_overlap_is_told_in_words(other: dict[str, Any], percent: int, where: str) -> None:
    with translation.override("en"):
        found = overlap(square_shape(size=2), Shape.kept(other))
    assert found is not None
    assert found.percent == percent
    assert where in found.sentence
    assert f"About {percent} %" in found.sentence


def test_an_overlap_in_several_places_and_a_whole_one_are_told_so() -> None:
    shape = square_shape(size=3)
    both = shapely.union(square_shape().geometry, square_shape(2, 2).geometry)
    with translation.override("en"):
        assert "in several places" in (overlap(shape, Shape(both)) or ("", ""))[1]
        assert (overlap(shape, shape) or ("", ""))[1].startswith("Nearly all")


def test_neighbours_that_only_touch_do_not_overlap() -> None:
    assert overlap(square_shape(), square_shape(1)) is None
    assert overlap(square_shape(), square_shape(5)) is None


def test_an_overlap_is_mended_by_cutting() -> None:
    left = without(square_shape(size=2), [square_shape(1, 1, 2), square_shape(5)])
    assert square_kilometres(left) == pytest.approx(3 * 0.781, rel=0.01)
    assert overlap(left, square_shape(1, 1, 2)) is None
    with pytest.raises(NothingLeft):
        without(square_shape(), [square_shape(-1, -1, 4)])
