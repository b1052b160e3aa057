"""A message for an area goes to the networks that the area lies in, across police zones by agreement of each."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.neighbours import (
    accept_bulletin,
    decline_bulletin,
    offer_to_neighbours,
)
from belfry.bulletins.actions.writing import change_bulletin, submit_bulletin
from belfry.bulletins.areas import Forecast, forecast_of
from belfry.bulletins.errors import (
    NetworkOfAnotherZone,
    NobodyToReach,
    NumberNotTyped,
    PartEmpty,
    ReadBySomebodyElse,
)
from belfry.bulletins.models import Area, Bulletin, Release
from belfry.bulletins.neighbours import neighbour_lines, offered_by_neighbours
from belfry.bulletins.queries import draft_of
from belfry.bulletins.types import Draft, Part
from belfry.core.errors import NotFound
from belfry.networks.models import Membership
from belfry.program.demo_places import Ground, give_perimeter, lay_out_places, outline_of
from belfry.territory.errors import (
    EmptyShape,
    NoArea,
    NotAShape,
    OutsideBelgium,
    ShapeTooLarge,
)
from tests.bulletins.desk import LATER, draft, expected_audience, submitted, written
from tests.cast import NOON, Cast


@pytest.fixture
def ground(cast: Cast) -> Ground:
    """Meerstraat has Meerstraat and Kapelweg, Winkelhart the Markt, and beyond the zone Haut-Cloche the Rue Haute."""
    ground = lay_out_places(now=NOON)
    give_perimeter(ground, cast.stage.meerstraat, "Meerstraat", "Kapelweg", now=NOON)
    give_perimeter(ground, cast.stage.winkelhart, "Markt", now=NOON)
    give_perimeter(ground, cast.stage.hautcloche, "Rue Haute", now=NOON)
    return ground


def around(*names: str, with_unplaced: bool = True) -> Part:
    return Part(shape=outline_of(*names), with_unplaced=with_unplaced)


def drawn(part: Part, *network_ids: Any) -> Draft:
    return replace(draft(*network_ids), part=part)


def across(cast: Cast) -> Bulletin:
    """Return what waits for approval for the Kapelweg and, in the other zone, the Rue Haute."""
    return submitted(cast, what=drawn(around("Kapelweg", "Rue Haute")))


def agreed(cast: Cast, bulletin: Bulletin) -> Release:
    """Let two officers agree to it, and return what is offered to the other zone."""
    number = expected_audience(bulletin).persons
    for actor in (cast.officer_els, cast.chief_karim):
        approve_bulletin(actor, bulletin.pk, now=LATER, number=number)
    return Release.objects.get(bulletin=bulletin, by_acceptance=True)


def test_own_networks_in_a_drawn_area_join_and_others_are_asked(cast: Cast, ground: Ground) -> None:
    bulletin = written(cast, what=drawn(around("Kapelweg", "Rue Haute")))
    kept = draft_of(bulletin)
    assert kept.network_ids == (cast.stage.meerstraat,)
    assert kept.asked_ids == (cast.stage.hautcloche,)


def test_a_chosen_network_outside_of_the_area_falls_out(cast: Cast, ground: Ground) -> None:
    what = drawn(around("Kapelweg"), cast.stage.winkelhart)
    assert draft_of(written(cast, what=what)).network_ids == (cast.stage.meerstraat,)


def test_a_chosen_network_without_a_perimeter_stays(cast: Cast, ground: Ground) -> None:
    what = drawn(around("Kapelweg"), cast.stage.jewellers)
    kept = draft_of(written(cast, what=what)).network_ids
    assert set(kept) == {cast.stage.meerstraat, cast.stage.jewellers}


def test_an_area_that_is_drawn_anew_asks_no_network_of_the_first_one(
    cast: Cast, ground: Ground
) -> None:
    bulletin = written(cast, what=drawn(around("Kapelweg", "Rue Haute")))
    change_bulletin(cast.officer_an, bulletin.pk, drawn(around("Markt")), now=NOON)
    kept = draft_of(Bulletin.objects.get(pk=bulletin.pk))
    assert (kept.network_ids, kept.asked_ids) == ((cast.stage.winkelhart,), ())


def test_streets_of_other_police_are_an_area_across_zones_without_a_map(
    cast: Cast, ground: Ground
) -> None:
    part = Part(streets=(ground.streets["Kapelweg"], ground.streets["Rue Haute"]))
    kept = draft_of(written(cast, what=drawn(part)))
    assert kept.network_ids == (cast.stage.meerstraat,)
    assert kept.asked_ids == (cast.stage.hautcloche,)


def test_only_who_lives_in_the_area_gets_it(cast: Cast, ground: Ground) -> None:
    found = expected_audience(written(cast, what=drawn(around("Kapelweg"))))
    assert (found.persons, found.unreachable, found.unplaced) == (1, 1, 0)


def test_across_zones_two_officers_agree_and_each_types_the_number(
    cast: Cast, ground: Ground
) -> None:
    bulletin = across(cast)
    assert bulletin.needs_second_reader
    found = expected_audience(bulletin)
    assert (found.is_wide, found.goes_beyond, found.persons) == (True, True, 1)
    with pytest.raises(NumberNotTyped):
        approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    first = approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=1)
    assert first.state == "second_reading"
    assert offered_by_neighbours(cast.officer_piet) == []
    with pytest.raises(ReadBySomebodyElse):
        approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=1)
    with pytest.raises(NumberNotTyped):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    assert approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER, number=1).state == "approved"


def test_within_the_own_zone_one_officer_is_enough(cast: Cast, ground: Ground) -> None:
    bulletin = submitted(cast, what=drawn(around("Kapelweg")))
    assert approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER).state == "approved"


def test_the_other_zone_takes_it_over_for_its_part_of_the_area(cast: Cast, ground: Ground) -> None:
    release = agreed(cast, across(cast))
    assert offered_by_neighbours(cast.officer_piet) == [release]
    assert not release.audience.exists()
    # Lucienne lives elsewhere; Dries at number 21 of the Rue Haute.
    taken = accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    assert (taken.state, len(taken.audience_hash)) == ("offered", 64)
    assert cast.person("outsider_dries") in {row.person_id for row in release.audience.all()}
    (line,) = neighbour_lines(release.bulletin, now=LATER)
    assert line.answer == "accepted"


def test_the_other_zone_declines_and_its_members_get_nothing(cast: Cast, ground: Ground) -> None:
    release = agreed(cast, across(cast))
    decline_bulletin(cast.officer_piet, release.pk, reason="Pas ici.", now=LATER)
    assert not release.audience.exists()
    own = Release.objects.get(bulletin=release.bulletin_id, by_acceptance=False)
    assert (own.state, own.person_count, len(own.audience_hash)) == ("offered", 1, 64)


def test_where_nobody_lives_in_the_part_of_the_other_zone_nobody_takes_it_over(
    cast: Cast, ground: Ground
) -> None:
    release = agreed(cast, across(cast))
    Membership.objects.filter(network=cast.stage.hautcloche).delete()
    with pytest.raises(NobodyToReach):
        accept_bulletin(cast.officer_piet, release.pk, now=LATER)


def test_a_network_elsewhere_that_is_asked_by_name_is_asked_for_everybody(
    cast: Cast, ground: Ground
) -> None:
    bulletin = submitted(cast, what=drawn(around("Kapelweg")))
    approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)
    release = Release.objects.get(bulletin=bulletin, by_acceptance=True)
    assert accept_bulletin(cast.officer_piet, release.pk, now=LATER).person_count == 2


@pytest.mark.parametrize(
    ("shape", "refusal"),
    [
        ({}, NotAShape),
        ({"type": "Point", "coordinates": [4.9, 50.95]}, NoArea),
        ({"type": "Polygon", "coordinates": []}, EmptyShape),
        ({"type": "Polygon", "coordinates": [[[4.9, 50.9], [4.9, 50.9], [4.9, 50.9]]]}, EmptyShape),
        ({"type": "Polygon", "coordinates": [[[20, 10], [21, 10], [21, 11]]]}, OutsideBelgium),
        ({"type": "Polygon", "coordinates": [[[4, 50], [5, 50], [5, 51], [4, 51]]]}, ShapeTooLarge),
    ],
)
def test_what_is_no_area_is_refused_and_never_everybody(
    cast: Cast, ground: Ground, shape: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        written(cast, what=drawn(Part(shape=shape), cast.stage.meerstraat))
    assert not Area.objects.exists()


def test_an_outline_that_crosses_itself_is_kept_uncrossed(cast: Cast, ground: Ground) -> None:
    (west, south), (east, north) = (4.8905, 50.9505), (4.8925, 50.9545)
    bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [bow]}
    written(cast, what=drawn(Part(shape=shape), cast.stage.meerstraat))
    assert Area.objects.get().shape["type"] == "MultiPolygon"


def test_an_area_of_no_network_cannot_be_submitted(cast: Cast, ground: Ground) -> None:
    bulletin = written(cast, what=drawn(around("Zonnelaan"), cast.stage.meerstraat))
    assert draft_of(bulletin).network_ids == ()
    with pytest.raises(PartEmpty):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_an_area_of_other_police_alone_cannot_be_submitted(cast: Cast, ground: Ground) -> None:
    bulletin = written(cast, what=drawn(around("Rue Haute")))
    with pytest.raises(PartEmpty):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_an_area_makes_no_network_of_other_police_an_own_one(cast: Cast, ground: Ground) -> None:
    with pytest.raises(NetworkOfAnotherZone):
        written(cast, what=drawn(around("Rue Haute"), cast.stage.hautcloche))


def refused(statement: str, *values: Any, by: str) -> None:
    with (
        pytest.raises(DatabaseError, match=by),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_the_database_keeps_the_area_as_it_was_submitted(cast: Cast, ground: Ground) -> None:
    bulletin = across(cast)
    for statement in (
        "UPDATE bulletins_area SET shape = NULL, streets = '[1]' WHERE bulletin_id = %s",
        "DELETE FROM bulletins_area WHERE bulletin_id = %s",
    ):
        refused(statement, bulletin.pk, by="in a draft only")


def test_the_database_knows_no_area_of_nothing(cast: Cast, ground: Ground) -> None:
    bulletin = written(cast)
    refused(
        "INSERT INTO bulletins_area (bulletin_id, streets, shape) VALUES (%s, '[]', NULL)",
        bulletin.pk,
        by="bulletins_area_of_one_kind",
    )


def test_the_database_lets_nobody_approve_alone_what_goes_beyond_the_zone(
    cast: Cast, ground: Ground
) -> None:
    bulletin = across(cast)
    Bulletin.objects.filter(pk=bulletin.pk).update(needs_second_reader=False)
    refused(
        "INSERT INTO bulletins_approval (bulletin_id, approver_id, approved_at, texts, checksum) "
        "VALUES (%s, %s, %s, '{}', '')",
        bulletin.pk, cast.person("chief_karim"), LATER,
        by="beyond the own zone",
    )  # fmt: skip


def forecast(cast: Cast, what: Draft) -> Forecast:
    return forecast_of(cast.officer_an, cast.stage.beiaard, what)


def test_the_author_sees_whom_an_area_is_for_before_it_is_saved(cast: Cast, ground: Ground) -> None:
    found = forecast(cast, drawn(around("Kapelweg", "Rue Haute")))
    assert [(one.name, one.homes) for one in found.own] == [("Meerstraat", 48)]
    assert [(one.name, one.homes) for one in found.others] == [("Haut-Cloche", 56)]
    assert found.members == {cast.stage.meerstraat: 2}
    assert (found.reached, found.unplaced, found.homes, found.usual) == (2, 0, 104, None)
    assert not Bulletin.objects.exists()


def test_the_author_sees_how_many_have_no_place_on_the_map(cast: Cast, ground: Ground) -> None:
    Membership.objects.filter(person_id=cast.person("member_chloe")).update(unit=None)
    found = forecast(cast, drawn(around("Kapelweg")))
    assert (found.reached, found.unplaced) == (3, 1)
    found = forecast(cast, drawn(around("Kapelweg", with_unplaced=False)))
    assert (found.reached, found.unplaced) == (2, 1)


def test_without_a_part_whole_networks_are_counted(cast: Cast, ground: Ground) -> None:
    found = forecast(cast, draft(cast.stage.meerstraat))
    assert (found.homes, found.unplaced) == (None, 0)
    assert found.reached == found.members[cast.stage.meerstraat] > 2


@pytest.mark.parametrize("name", ["officer_piet", "coordinator_bram", "dispatcher_lotte"])
def test_nobody_else_counts_the_members_of_a_zone(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        forecast_of(getattr(cast, name), cast.stage.beiaard, draft(cast.stage.meerstraat))


def test_counting_takes_as_many_queries_for_many_networks_as_for_few(
    cast: Cast, ground: Ground
) -> None:
    with CaptureQueriesContext(connection) as two:
        forecast(cast, drawn(around("Kapelweg", "Rue Haute")))
    with CaptureQueriesContext(connection) as three:
        forecast(cast, drawn(around("Meerstraat", "Kapelweg", "Markt", "Rue Haute")))
    assert len(three) <= len(two)
