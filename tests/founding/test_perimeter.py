"""Where a network would lie: drawn, listed, mended, counted, and whom that makes a partner."""

import json
from datetime import timedelta
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.answering import enter_answers
from belfry.founding.actions.opening import open_dossier
from belfry.founding.actions.perimeter import (
    cut_perimeter,
    describe_sector,
    set_perimeter,
    set_size_policy,
    take_outline,
    take_streets,
)
from belfry.founding.actions.surveys import close_due_surveys, open_survey
from belfry.founding.errors import (
    AreaElsewhere,
    AreaMissing,
    AreaNotAsked,
    HasNoPerimeter,
    NumbersTurned,
    SectorMissing,
    SizesTurned,
    StreetUnknown,
    SurveyIsOpen,
)
from belfry.founding.models import Dossier, Perimeter, Survey
from belfry.founding.perimeters import (
    area_of,
    layers_for,
    size_policy_of,
    sizes_of,
    street_list,
    touches_of,
)
from belfry.founding.queries import facts_of
from belfry.founding.surveys import changed_since_survey
from belfry.founding.types import SurveyOpening
from belfry.founding.workflow import Condition
from belfry.people.queries import endpoints_of
from belfry.program.demo_places import (
    HILDES_STREETS,
    Ground,
    give_perimeter,
    lay_out_places,
    outline_of,
)
from belfry.territory.errors import (
    EmptyShape,
    NoArea,
    NotAShape,
    NothingLeft,
    OutsideBelgium,
    ShapeTooLarge,
)
from belfry.territory.kinds import Remedy, Side
from belfry.territory.types import StreetRange
from tests.cast import NOON, Cast
from tests.founding import stages
from tests.founding.test_opening import told

TODAY = NOON.date()
AFTER = NOON + timedelta(days=15)


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_out_places(now=NOON)


@pytest.fixture
def dossier(cast: Cast, ground: Ground) -> Dossier:
    return stages.idea(cast)


def hildes(ground: Ground) -> list[StreetRange]:
    return [StreetRange(ground.streets[name]) for name in HILDES_STREETS]


def square(lon: float, lat: float, *, side: float = 0.002) -> list[list[float]]:
    east, north = round(lon + side, 7), round(lat + side, 7)
    return [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]


def polygon(ring: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


INSIDE = square(4.9055, 50.9465)


def test_a_drawn_outline_is_kept_and_its_homes_are_counted(cast: Cast, dossier: Dossier) -> None:
    drawn = set_perimeter(
        cast.founder_hilde, dossier.pk, json.dumps(outline_of(*HILDES_STREETS)), [], now=NOON
    )
    assert (drawn.area.version, drawn.area.homes, drawn.remedies) == (1, 140, ())
    area = area_of(dossier)
    assert area is not None
    assert [one.street.names["nl"] for one in street_list(area, on=TODAY)] == sorted(HILDES_STREETS)
    assert Condition.AREA_KNOWN in facts_of(dossier.pk)


def test_a_street_list_alone_is_a_perimeter(cast: Cast, dossier: Dossier, ground: Ground) -> None:
    ranges = [StreetRange(ground.streets["Klaverstraat"], 1, 19, Side.ODD)]
    drawn = set_perimeter(cast.founder_hilde, dossier.pk, None, ranges, now=NOON)
    assert (drawn.area.homes, drawn.area.shape) == (10, None)
    assert Condition.AREA_KNOWN in facts_of(dossier.pk)


def test_what_is_signed_is_another_text_then(cast: Cast, dossier: Dossier, ground: Ground) -> None:
    set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)
    dossier.refresh_from_db()
    assert dossier.papers_version == 2


def test_the_same_perimeter_again_changes_nothing(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    for _ in range(2):
        set_perimeter(
            cast.founder_hilde,
            dossier.pk,
            outline_of(*HILDES_STREETS),
            hildes(ground),
            now=NOON,
        )
    dossier.refresh_from_db()
    assert (Perimeter.objects.count(), dossier.papers_version) == (1, 2)


@pytest.mark.parametrize(
    "name", ["founder_hilde", "clerk_nadia", "mayor_luc", "officer_an", "chief_karim"]
)
def test_founders_town_and_police_draw_it(
    cast: Cast, dossier: Dossier, ground: Ground, name: str
) -> None:
    actor = getattr(cast, name)
    assert set_perimeter(actor, dossier.pk, None, hildes(ground), now=NOON).area.version == 1


@pytest.mark.parametrize(
    "name",
    ["outsider_dries", "member_chloe", "coordinator_bram", "officer_piet", "chief_marie",
     "dispatcher_lotte", "adviser_tom", "reviewer_eva", "centre_mila", "operator_sam"],
)  # fmt: skip
def test_others_do_not_even_find_it(
    cast: Cast, dossier: Dossier, ground: Ground, name: str
) -> None:
    actor = getattr(cast, name)
    with pytest.raises(NotFound):
        set_perimeter(actor, dossier.pk, None, hildes(ground), now=NOON)
    with pytest.raises(NotFound):
        cut_perimeter(actor, dossier.pk, now=NOON)
    with pytest.raises(NotFound):
        layers_for(actor, dossier.pk, language="nl", on=TODAY)


BAD = [
    ("{", NotAShape),
    (b"\xff\xfe", NotAShape),
    ({"type": "Point", "coordinates": [4.9, 50.95]}, NoArea),
    (polygon([[4.9, 50.95], [4.91, 50.95], [4.9, 50.95]]), EmptyShape),
    (polygon(square(2.3, 48.8)), OutsideBelgium),
    (polygon(square(4.9, 50.9, side=0.3)), ShapeTooLarge),
]


@pytest.mark.parametrize(("given", "error"), BAD)
def test_what_cannot_be_read_is_refused_with_a_sentence_of_its_own(
    cast: Cast, dossier: Dossier, given: Any, error: type[NotAShape]
) -> None:
    with pytest.raises(error) as refusal:
        set_perimeter(cast.founder_hilde, dossier.pk, given, [], now=NOON)
    assert refusal.type is error
    assert area_of(dossier) is None


MENDED = [
    (INSIDE[:-1], Remedy.CLOSED),
    ([INSIDE[0], INSIDE[2], INSIDE[1], INSIDE[3], INSIDE[0]], Remedy.UNCROSSED),
    ([[lat, lon] for lon, lat in INSIDE], Remedy.SWAPPED),
]


@pytest.mark.parametrize(("ring", "remedy"), MENDED)
def test_what_can_be_mended_is_mended_and_said(
    cast: Cast, dossier: Dossier, ring: list[Any], remedy: Remedy
) -> None:
    drawn = set_perimeter(cast.founder_hilde, dossier.pk, polygon(ring), [], now=NOON)
    assert drawn.remedies == (remedy,)
    assert drawn.area.shape is not None
    assert drawn.area.shape.geometry.is_valid


def test_lambert_72_is_converted(cast: Cast, dossier: Dossier) -> None:
    turn = Transformer.from_crs(4326, 31370, always_xy=True).transform
    ring = [list(turn(*place)) for place in INSIDE]
    drawn = set_perimeter(cast.founder_hilde, dossier.pk, polygon(ring), [], now=NOON)
    assert drawn.remedies == (Remedy.LAMBERT_72,)
    assert drawn.area.shape is not None
    assert drawn.area.shape.geometry.centroid.distance(shapely.Polygon(INSIDE).centroid) < 0.0001


def test_neither_outline_nor_streets_is_no_perimeter(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(AreaMissing):
        set_perimeter(cast.founder_hilde, dossier.pk, None, [], now=NOON)


def test_a_street_that_is_gone_and_numbers_that_run_backwards_are_refused(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    with pytest.raises(StreetUnknown):
        set_perimeter(cast.founder_hilde, dossier.pk, None, [StreetRange(987654)], now=NOON)
    backwards = StreetRange(ground.streets["Klaverstraat"], 20, 4)
    with pytest.raises(NumbersTurned):
        set_perimeter(cast.founder_hilde, dossier.pk, None, [backwards], now=NOON)


def test_a_perimeter_wholly_in_another_town_is_refused(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    elsewhere = [StreetRange(ground.streets["Rue Haute"])]
    with pytest.raises(AreaElsewhere):
        set_perimeter(cast.founder_hilde, dossier.pk, None, elsewhere, now=NOON)


def test_two_towns_and_zones_are_allowed_and_become_partners(cast: Cast, ground: Ground) -> None:
    dossier = stages.consulted(cast)
    before = told()
    both = outline_of("Grenslaan", "Rue Haute")
    set_perimeter(cast.founder_hilde, dossier.pk, both, [], now=NOON)
    new = [cast.person(name) for name in ("officer_piet", "chief_marie")]
    assert told() - before == {one for person in new for one in endpoints_of(person)}
    assert set(dossier.towns.values_list("municipality_id", "leading")) == {
        (cast.stage.klokdorp, True),
        (cast.stage.clocheville, False),
    }
    assert set(dossier.zones.values_list("zone_id", "leading")) == {
        (cast.stage.beiaard, True),
        (cast.stage.valclocher, False),
    }
    # The state stays, but their answer is needed now.
    dossier.refresh_from_db()
    assert dossier.state == "consulted"
    assert not {Condition.TOWN_CONSULTED, Condition.POLICE_CONSULTED} & facts_of(dossier.pk)
    assert set_perimeter(cast.officer_piet, dossier.pk, both, [], now=NOON).area.version == 1


def test_who_is_no_longer_touched_is_no_partner_any_more(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    both = [StreetRange(ground.streets[name]) for name in ("Grenslaan", "Rue Haute")]
    set_perimeter(cast.founder_hilde, dossier.pk, None, both, now=NOON)
    assert dossier.zones.count() == 2
    set_perimeter(cast.founder_hilde, dossier.pk, None, both[:1], now=NOON)
    assert list(dossier.zones.values_list("zone_id", flat=True)) == [cast.stage.beiaard]
    assert list(dossier.towns.values_list("municipality_id", flat=True)) == [cast.stage.klokdorp]


def test_an_overlap_with_a_network_is_told_and_can_be_cut_away(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    give_perimeter(ground, cast.stage.meerstraat, "Hooidreef", now=NOON)
    set_perimeter(
        cast.founder_hilde, dossier.pk, outline_of(*HILDES_STREETS), hildes(ground), now=NOON
    )
    before = area_of(dossier)
    assert before is not None
    (touch,) = touches_of(dossier, before, on=TODAY)
    assert (touch.neighbour.name, touch.neighbour.is_network) == ("Meerstraat", True)
    assert 20 < touch.percent < 40
    after = cut_perimeter(cast.founder_hilde, dossier.pk, now=NOON).area
    assert touches_of(dossier, after, on=TODAY) == []
    assert after.homes == 140 - 44
    assert {one.street_id for one in after.ranges} == {
        ground.streets["Klaverstraat"],
        ground.streets["Wilgenpad"],
    }


def test_another_dossier_is_a_neighbour_as_long_as_it_is_open(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    other = open_dossier(cast.founder_hilde, stages.opening(cast, name="Wilgenwijk"), now=NOON)
    set_perimeter(cast.founder_hilde, other.pk, None, hildes(ground)[2:], now=NOON)
    area = set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON).area
    (touch,) = touches_of(dossier, area, on=TODAY)
    assert (touch.neighbour.name, touch.neighbour.is_network) == ("Wilgenwijk", False)
    Dossier.objects.filter(pk=other.pk).update(reason="No time.", state="abandoned")
    assert touches_of(dossier, area, on=TODAY) == []


def test_nothing_left_after_a_cut_is_refused(cast: Cast, dossier: Dossier, ground: Ground) -> None:
    give_perimeter(ground, cast.stage.meerstraat, *HILDES_STREETS, now=NOON)
    set_perimeter(cast.founder_hilde, dossier.pk, outline_of("Wilgenpad"), [], now=NOON)
    with pytest.raises(NothingLeft):
        cut_perimeter(cast.founder_hilde, dossier.pk, now=NOON)


def test_outline_and_street_list_are_made_from_each_other(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    set_perimeter(cast.founder_hilde, dossier.pk, outline_of(*HILDES_STREETS), [], now=NOON)
    listed = take_streets(cast.founder_hilde, dossier.pk, now=NOON).area
    assert {one.street_id for one in listed.ranges} == {one.street_id for one in hildes(ground)}
    set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)
    drawn = take_outline(cast.founder_hilde, dossier.pk, now=NOON).area
    assert drawn.shape is not None
    assert drawn.homes_in_outline(on=TODAY) == drawn.homes == 140
    with pytest.raises(AreaMissing):
        take_streets(cast.founder_hilde, stages.idea(cast).pk, now=NOON)


def test_the_perimeter_stands_still_while_letters_are_out(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)
    Survey.objects.create(
        dossier=dossier, unit="home", rule="answers", opened_at=NOON, closes_on=TODAY
    )
    with pytest.raises(SurveyIsOpen):
        set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground)[:1], now=NOON)


@pytest.fixture
def carried(cast: Cast, ground: Ground) -> Dossier:
    """A dossier whose 140 homes were asked; a majority said yes."""
    dossier = stages.consulted(cast)
    set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)
    last = TODAY + timedelta(days=14)
    open_survey(cast.founder_hilde, dossier.pk, SurveyOpening("home", "answers", 0, last), now=NOON)
    enter_answers(
        cast.clerk_nadia, dossier.pk, "survey", [(stages.codes_of(dossier)[0], True)], now=NOON
    )
    close_due_surveys(now=AFTER)
    dossier.refresh_from_db()
    assert dossier.state == "surveyed"
    return dossier


def test_a_majority_stands_for_a_perimeter_with_a_tenth_of_new_homes_or_fewer(
    cast: Cast, carried: Dossier, ground: Ground
) -> None:
    assert not changed_since_survey(carried)
    more = StreetRange(ground.streets["Grenslaan"], 1, 15)
    for new in ([*hildes(ground), more], hildes(ground)[:2]):
        set_perimeter(cast.founder_hilde, carried.pk, None, new, now=AFTER)
    assert changed_since_survey(carried)


def test_a_majority_does_not_stand_for_more_or_for_other_homes(
    cast: Cast, carried: Dossier, ground: Ground
) -> None:
    grenslaan = ground.streets["Grenslaan"]
    for new in (
        [*hildes(ground), StreetRange(grenslaan, 1, 16)],
        [StreetRange(grenslaan)],
        [*hildes(ground), StreetRange(ground.streets["Rue Haute"], 1, 2)],
    ):
        with pytest.raises(AreaNotAsked):
            set_perimeter(cast.founder_hilde, carried.pk, None, new, now=AFTER)
    assert carried.zones.count() == 1
    assert not changed_since_survey(carried)


def test_a_sector_stands_still_while_letters_are_out(cast: Cast) -> None:
    told = stages.opening(
        cast, network_kind="sectoral", initiative="profession", profession="Bakers", scope="Here"
    )
    dossier = open_dossier(cast.founder_hilde, told, now=NOON)
    Survey.objects.create(
        dossier=dossier, unit="professional", rule="answers", opened_at=NOON, closes_on=TODAY
    )
    with pytest.raises(SurveyIsOpen):
        describe_sector(cast.founder_hilde, dossier.pk, profession="Bakers", scope="All", now=NOON)


def test_a_dossier_that_is_over_keeps_its_perimeter(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(reason="No time.", state="abandoned")
    with pytest.raises(NotAllowed):
        set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)


def test_a_sector_has_a_profession_and_a_scope_instead(cast: Cast, ground: Ground) -> None:
    told = stages.opening(
        cast, network_kind="sectoral", initiative="profession", profession="", scope=""
    )
    dossier = open_dossier(cast.founder_hilde, told, now=NOON)
    with pytest.raises(HasNoPerimeter):
        set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON)
    with pytest.raises(SectorMissing):
        describe_sector(cast.founder_hilde, dossier.pk, profession=" ", scope="Here", now=NOON)
    for _ in range(2):
        describe_sector(
            cast.founder_hilde, dossier.pk, profession="Pharmacists", scope="Klokdorp", now=NOON
        )
    assert Condition.AREA_KNOWN in facts_of(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.profession, dossier.papers_version) == ("Pharmacists", 2)
    with pytest.raises(NotFound):
        describe_sector(
            cast.outsider_dries, dossier.pk, profession="Pharmacists", scope="All", now=NOON
        )


def test_a_network_of_streets_has_no_profession(cast: Cast, dossier: Dossier) -> None:
    with pytest.raises(NotAllowed):
        describe_sector(cast.founder_hilde, dossier.pk, profession="Bakers", scope="x", now=NOON)


def test_a_chief_says_how_many_homes_the_zone_wants(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    zone = cast.stage.beiaard
    area = set_perimeter(cast.founder_hilde, dossier.pk, None, hildes(ground), now=NOON).area
    (size,) = sizes_of(dossier, area)
    assert (size.least, size.most, size.too_small, size.too_large) == (50, 350, False, False)
    for _ in range(2):
        set_size_policy(cast.chief_karim, zone, least=150, most=200, now=NOON)
    (size,) = sizes_of(dossier, area)
    assert (size.least, size.most, size.too_small, size.too_large) == (150, 200, True, False)
    set_size_policy(cast.chief_karim, zone, least=10, most=139, now=NOON)
    assert sizes_of(dossier, area)[0].too_large
    assert size_policy_of(cast.officer_an, zone) == (10, 139)
    with pytest.raises(SizesTurned):
        set_size_policy(cast.chief_karim, zone, least=200, most=200, now=NOON)
    with pytest.raises(NotAllowed):
        set_size_policy(cast.officer_an, zone, least=50, most=200, now=NOON)
    with pytest.raises(NotFound):
        set_size_policy(cast.chief_marie, zone, least=50, most=200, now=NOON)
    with pytest.raises(NotFound):
        size_policy_of(cast.founder_hilde, zone)


def test_the_map_shows_towns_neighbours_streets_and_the_outline(
    cast: Cast, dossier: Dossier, ground: Ground
) -> None:
    give_perimeter(ground, cast.stage.meerstraat, "Meerstraat", now=NOON)
    set_perimeter(
        cast.founder_hilde, dossier.pk, outline_of(*HILDES_STREETS), hildes(ground)[:2], now=NOON
    )
    layers = layers_for(cast.clerk_nadia, dossier.pk, language="fr", on=TODAY)
    assert [(one.kind, one.name) for one in layers] == [
        ("town", "Klokdorp"),
        ("network", "Meerstraat"),
        ("street", "Rue du Trèfle"),
        ("street", "Drève des Foins"),
        ("own", "Molenwijk"),
    ]
