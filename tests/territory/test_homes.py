"""Homes are counted, rounded, listed by street and addressed; nobody is named."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from belfry.territory.actions import add_municipality
from belfry.territory.homes import (
    addresses_in_ranges,
    addresses_in_shape,
    homes_in_ranges,
    homes_in_shape,
    rounded,
    streets_in_shape,
)
from belfry.territory.kinds import Side
from belfry.territory.models import Address, Street
from belfry.territory.types import PostalAddress, Shape, StreetRange
from tests.territory.drawing import DAY, addresses, corners, polygon, square_shape, street

IN, OUT = (3.705, 51.005), (3.755, 51.005)

pytestmark = pytest.mark.django_db


@pytest.fixture
def church_street() -> Street:
    add_municipality("44021", names={"nl": "Gent", "fr": "Gand"}, valid_from=DAY)
    made = street(nl="Kerkstraat", fr="Rue de l'Église")
    inside = [(text, IN) for text in ("1", "3", "3A", "5", "2", "4/1", "4/2", "4")]
    addresses(made, [*inside, ("7", OUT), ("6", OUT)])
    return made


def test_a_home_is_a_number_or_a_box_and_a_door_of_flats_is_none(church_street: Street) -> None:
    # 1, 3, 3A, 5, 2 and the two boxes of 4; not 4 itself.
    assert homes_in_shape(square_shape(), DAY) == 7
    assert homes_in_shape(square_shape(3), DAY) == 0
    assert homes_in_shape(square_shape(5), DAY) == 2


def test_only_current_addresses_that_are_still_there_are_homes(church_street: Street) -> None:
    addresses(church_street, [("101", IN)], status="retired")
    addresses(church_street, [("103", IN)], status="proposed")
    addresses(church_street, [("105", IN)], gone_on=DAY + timedelta(days=1))
    assert homes_in_shape(square_shape(), DAY) == 8
    assert homes_in_shape(square_shape(), DAY + timedelta(days=1)) == 7


def test_one_address_that_is_registered_twice_is_one_home(church_street: Street) -> None:
    twin = Address.objects.get(number=1)
    twin.pk, twin.reference = None, "twin"
    twin.save(force_insert=True)
    assert homes_in_shape(square_shape(), DAY) == 7


def test_a_hole_and_a_corner_outside_the_box_do_not_count(church_street: Street) -> None:
    hole = polygon(corners(3.70, 51.0, 3.71, 51.01), corners(3.704, 51.004, 3.706, 51.006))
    assert homes_in_shape(Shape.kept(hole), DAY) == 0
    triangle = polygon([[3.70, 51.0], [3.71, 51.0], [3.70, 51.004], [3.70, 51.0]])
    assert homes_in_shape(Shape.kept(triangle), DAY) == 0


@pytest.mark.parametrize(
    ("first", "last", "side", "homes"),
    [
        (None, None, Side.BOTH, 9),
        (1, 5, Side.ODD, 4),
        (1, 5, Side.EVEN, 3),
        (2, 4, Side.BOTH, 5),
        (6, None, Side.BOTH, 2),
        (None, 2, Side.BOTH, 2),
        (8, 100, Side.BOTH, 0),
    ],
)
def test_homes_of_a_range_are_those_of_its_numbers_and_side(
    church_street: Street, first: int | None, last: int | None, side: Side, homes: int
) -> None:
    assert homes_in_ranges([StreetRange(church_street.pk, first, last, side)], DAY) == homes


def test_ranges_that_meet_count_a_home_once_and_no_range_has_none(church_street: Street) -> None:
    one = StreetRange(church_street.pk, 1, 3)
    assert homes_in_ranges([one, one, StreetRange(church_street.pk)], DAY) == 9
    assert homes_in_ranges([], DAY) == 0


@pytest.mark.parametrize(
    ("homes", "told"),
    [(0, "fewer than 10"), (9, "fewer than 10"), (10, "about 10"), (14, "about 10"), (15, "about 20"), (347, "about 350")],
)  # fmt: skip
def test_a_number_of_homes_is_never_exact(homes: int, told: str) -> None:
    with translation.override("en"):
        assert rounded(homes) == told


def test_a_shape_becomes_a_street_list(church_street: Street) -> None:
    assert streets_in_shape(square_shape(), DAY) == [StreetRange(church_street.pk, 1, 5)]
    # 3 lies outside now: what is left is in pieces.
    Address.objects.filter(number=3).update(lon=OUT[0])
    assert streets_in_shape(square_shape(), DAY) == [
        StreetRange(church_street.pk, 1, 1, Side.ODD),
        StreetRange(church_street.pk, 5, 5, Side.ODD),
        StreetRange(church_street.pk, 2, 4, Side.EVEN),
    ]
    Address.objects.filter(number__in=[2, 4]).update(lon=OUT[0])
    Address.objects.filter(number=3).update(lon=IN[0])
    assert streets_in_shape(square_shape(), DAY) == [StreetRange(church_street.pk, 1, 5, Side.ODD)]
    assert streets_in_shape(square_shape(9), DAY) == []


def test_letters_go_in_walking_order_in_the_language_of_the_reader(church_street: Street) -> None:
    letters = addresses_in_shape(square_shape(), DAY, language="fr")
    assert [(one.number, one.box) for one in letters] == [
        ("1", ""), ("3", ""), ("3A", ""), ("5", ""), ("2", ""), ("4", "1"), ("4", "2"),
    ]  # fmt: skip
    assert letters[0] == PostalAddress("Rue de l'Église", "1", "", "9000", "Gand")
    (one,) = addresses_in_ranges([StreetRange(church_street.pk, 2, 2)], DAY, language="de")
    assert one == PostalAddress("Kerkstraat", "2", "", "9000", "Gent")


def test_a_letter_to_an_unknown_municipality_has_its_postcode(church_street: Street) -> None:
    (one,) = addresses_in_ranges(
        [StreetRange(church_street.pk, 2, 2)], DAY - timedelta(days=1), language="nl"
    )
    assert (one.postcode, one.municipality) == ("9000", "")


@pytest.mark.parametrize("shape", [square_shape(), square_shape(9)])
def test_the_number_of_questions_does_not_grow(
    church_street: Street, shape: Shape, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        homes_in_shape(shape, DAY)
        streets_in_shape(shape, DAY)
        addresses_in_shape(shape, DAY, language="nl")


door = st.tuples(st.integers(1, 12), st.sampled_from(["", "A"]), st.booleans())


class AnyStreet(TestCase):
    """Whatever lies inside and outside: the street list has every number of the shape, and no other."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(door, max_size=12), min_size=1, max_size=3))
    def test_a_shape_and_its_street_list_hold_the_same_homes(
        self, streets: list[list[tuple[int, str, bool]]]
    ) -> None:
        inside, partly = set(), set()
        for at, doors in enumerate(streets):
            made = street(reference=str(at), nl=f"Straat {at}")
            for number, suffix, within in dict.fromkeys(doors):
                if Address.objects.filter(street=made, number=number, suffix=suffix).exists():
                    continue
                addresses(made, [(f"{number}{suffix}", IN if within else OUT)])
                if within:
                    inside.add((made.pk, number))
        for one in Address.objects.filter(status="current"):
            if (one.street_id, one.number) in inside:
                partly.add(one.pk)
        ranges = streets_in_shape(square_shape(), DAY)
        assert homes_in_ranges(ranges, DAY) == len(partly)
        assert {one.street_id for one in ranges} == {pk for pk, _ in inside}
        assert homes_in_shape(square_shape(), DAY) <= len(partly)
        for position in range(len(ranges)):
            others = ranges[:position] + ranges[position + 1 :]
            assert homes_in_ranges(others, DAY) < len(partly)


def test_the_day_counts(church_street: Street) -> None:
    Address.objects.update(gone_on=DAY)
    assert homes_in_ranges([StreetRange(church_street.pk)], DAY) == 0
    assert homes_in_ranges([StreetRange(church_street.pk)], date(2024, 12, 31)) == 9
