"""The ground of the demonstration: two towns side by side, with streets, homes and perimeters."""

from belfry.networks.perimeters import perimeter_of, perimeters_in
from belfry.program.demo_places import (
    HILDES_STREETS,
    give_perimeter,
    lay_out_places,
    outline_of,
)
from belfry.territory.homes import homes_in_ranges, homes_in_shape, streets_in_shape
from belfry.territory.queries import towns_touched, zones_of_towns
from belfry.territory.search import find_streets
from belfry.territory.shapes import overlap
from belfry.territory.types import Shape, StreetRange
from tests.cast import NOON, Cast

TODAY = NOON.date()


def test_hildes_streets_have_about_140_homes_however_they_are_told(cast: Cast) -> None:
    ground = lay_out_places(now=NOON)
    shape = Shape.kept(outline_of(*HILDES_STREETS))
    ranges = [StreetRange(ground.streets[name]) for name in HILDES_STREETS]
    assert homes_in_shape(shape, TODAY) == homes_in_ranges(ranges, TODAY) == 140
    assert {one.street_id for one in streets_in_shape(shape, TODAY)} == {
        one.street_id for one in ranges
    }


def test_streets_are_found_by_every_name_they_have(cast: Cast) -> None:
    ground = lay_out_places(now=NOON)
    found = {
        name: [one.street_id for one in find_streets(name, on=TODAY)] for name in ground.streets
    }
    assert [name for name, ids in found.items() if ground.streets[name] not in ids] == []
    assert len(set(ground.streets.values())) == 25


def test_a_name_of_several_words_is_one_street_in_its_town(cast: Cast) -> None:
    ground = lay_out_places(now=NOON)
    found = find_streets("rue du trefle", on=TODAY, nis="99011")
    assert [one.street_id for one in found] == [ground.streets["Klaverstraat"]]


def test_the_towns_lie_side_by_side_in_two_zones(cast: Cast) -> None:
    lay_out_places(now=NOON)
    both = Shape.kept(outline_of("Grenslaan", "Rue Haute"))
    towns = [town.nis for town in towns_touched(both, on=TODAY)]
    assert [zone.code for zone in zones_of_towns(towns, on=TODAY)] == ["9901", "9902"]


def test_a_network_gets_the_ground_around_its_streets(cast: Cast) -> None:
    ground = lay_out_places(now=NOON)
    give_perimeter(ground, cast.stage.meerstraat, "Meerstraat", "Kapelweg", now=NOON)
    give_perimeter(ground, cast.stage.winkelhart, "A street nobody laid out", now=NOON)
    assert perimeter_of(cast.stage.winkelhart, on=TODAY) is None
    (found,) = perimeters_in([cast.stage.klokdorp], on=TODAY)
    assert (found.network_id, found.name) == (cast.stage.meerstraat, "Meerstraat")
    assert found.shape is not None
    assert overlap(found.shape, Shape.kept(outline_of("Kapelweg")))
    assert perimeters_in([cast.stage.klokdorp], on=TODAY, beside=cast.stage.meerstraat) == []
