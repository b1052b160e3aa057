"""A message for a part of the perimeters goes to whom lives there, and says who cannot be placed."""

from dataclasses import replace

import pytest

from belfry.audit.models import Entry
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.writing import submit_bulletin
from belfry.bulletins.errors import PartEmpty
from belfry.bulletins.models import Area, Bulletin, Release
from belfry.bulletins.parts import unplaced_members
from belfry.bulletins.types import Part
from belfry.networks.models import Membership
from belfry.territory.by_hand import Door, add_street
from belfry.territory.kinds import AddressRegion
from tests.bulletins.desk import LATER, draft, expected_audience, submitted, written
from tests.cast import NOON, Cast

WEST: dict[str, object] = {
    "type": "Polygon",
    "coordinates": [[[4.09, 50.49], [4.11, 50.49], [4.11, 50.51], [4.09, 50.51], [4.09, 50.49]]],
}


def street(name: str, *numbers: int, lon: float = 4.1) -> int:
    doors = [Door(number, "", lon, 50.5) for number in numbers]
    return add_street(
        name, nis="99011", region=AddressRegion.FLANDERS, names={"nl": name}, postcode="9990",
        doors=doors,
    )  # fmt: skip


@pytest.fixture
def kapelweg(cast: Cast) -> int:
    """Jozef (3, by phone alone) and Anke (14) live in the Kapelweg, three others in the Meerstraat."""
    street("Meerstraat", 8, 12, 71, lon=4.9)
    return street("Kapelweg", 3, 14)


def part_of(cast: Cast, part: Part) -> Bulletin:
    return written(cast, what=replace(draft(cast.stage.meerstraat), part=part))


def test_only_who_lives_in_the_chosen_streets_gets_it(cast: Cast, kapelweg: int) -> None:
    found = expected_audience(part_of(cast, Part(streets=(kapelweg,))))
    assert (found.persons, found.unreachable, found.unplaced) == (1, 1, 0)


def test_only_who_lives_in_the_drawn_part_gets_it(cast: Cast, kapelweg: int) -> None:
    found = expected_audience(part_of(cast, Part(shape=WEST)))
    assert (found.persons, found.unreachable, found.unplaced) == (1, 1, 0)


@pytest.mark.parametrize(("with_unplaced", "persons"), [(True, 2), (False, 1)])
def test_who_cannot_be_placed_is_counted_and_never_dropped_in_silence(
    cast: Cast, kapelweg: int, with_unplaced: bool, persons: int
) -> None:
    _move(cast)
    part = Part(streets=(kapelweg,), with_unplaced=with_unplaced)
    found = expected_audience(part_of(cast, part))
    assert (found.persons, found.unplaced, found.with_unplaced) == (persons, 1, with_unplaced)


def _move(cast: Cast) -> None:
    """Let Chloé live in a street that the register does not know."""
    unit = Membership.objects.get(person_id=cast.person("member_chloe")).unit
    assert unit is not None
    unit.street = "Nergensstraat"
    unit.save()


def test_a_street_of_the_same_name_in_another_town_is_another_street(
    cast: Cast, kapelweg: int
) -> None:
    unit = Membership.objects.get(person_id=cast.person("member_anke")).unit
    assert unit is not None
    unit.municipality, unit.postcode = "Clocheville", "4999"
    unit.save()
    part = Part(streets=(kapelweg,), with_unplaced=False)
    assert expected_audience(part_of(cast, part)).persons == 0


def test_the_part_is_frozen_with_the_audience(cast: Cast, kapelweg: int) -> None:
    part = Part(streets=(kapelweg,))
    bulletin = submitted(cast, what=replace(draft(cast.stage.meerstraat), part=part))
    approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    release = Release.objects.get(bulletin=bulletin)
    assert {row.person_id for row in release.audience.all()} == {
        cast.person("member_anke"),
        cast.person("member_jozef"),
    }


def test_a_part_in_which_nobody_lives_is_a_mistake_and_never_everybody(
    cast: Cast, kapelweg: int
) -> None:
    empty = street("Lege Weg", 1)
    bulletin = part_of(cast, Part(streets=(empty,)))
    with pytest.raises(PartEmpty):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_nothing_chosen_of_a_part_is_a_mistake(cast: Cast) -> None:
    with pytest.raises(PartEmpty):
        part_of(cast, Part())
    assert not Area.objects.exists()


def test_the_keeper_of_the_list_reads_who_is_not_placed_and_that_is_recorded(
    cast: Cast, kapelweg: int
) -> None:
    _move(cast)
    part = Part(streets=(kapelweg,))
    bulletin = submitted(cast, what=replace(draft(cast.stage.meerstraat), part=part))
    approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    release = Release.objects.get(bulletin=bulletin)
    before = Entry.objects.filter(act="members.opened").count()
    assert unplaced_members(cast.coordinator_bram, release, now=LATER) == ["Chloé Dubois"]
    assert Entry.objects.filter(act="members.opened").count() == before + 1
    assert unplaced_members(cast.officer_an, release, now=LATER) == []
