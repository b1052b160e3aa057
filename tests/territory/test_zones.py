"""Police zones and the municipalities in them, at a date."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from belfry.audit.models import Entry
from belfry.territory.actions import add_municipality, add_zone, import_boundaries, import_zones
from belfry.territory.boundaries import read_boundaries
from belfry.territory.errors import NotAZoneList
from belfry.territory.models import PoliceZone, ZoneTown
from belfry.territory.queries import (
    known_nis_codes,
    towns_of_zone,
    zone_by_code,
    zones_at,
    zones_of_towns,
)
from belfry.territory.rezoning import in_turn
from belfry.territory.types import Changes
from belfry.territory.zone_lists import read_zones
from tests.territory.drawing import collection, feature, square

NOW = timezone.now()
START, MERGER = date(2020, 1, 1), date(2025, 1, 1)
DAY = timedelta(days=1)
HEADING = "code,name_nl,name_fr,name_de,nis,from,until\n"
LIST = f"""{HEADING}\
5345,Voer,Fourons,,11001,2020-01-01,
5345,,,,11002,2020-01-01,
5346,Kouter,,,11004,2020-01-01,
"""
MERGED = f"""{HEADING}\
5345,Voer,Fourons,,11001,2020-01-01,2025-01-01
5345,,,,11002,2020-01-01,2025-01-01
5904,Voer-Kouter,,,11001,2025-01-01,
5904,,,,11002,2025-01-01,
5904,,,,11004,2025-01-01,
"""


@pytest.fixture(autouse=True)
def towns(db: None) -> None:
    outlines = (
        feature(nis, square(at), nl=nis) for at, nis in enumerate(("11001", "11002", "11004"))
    )
    import_boundaries(read_boundaries(collection(*outlines)), valid_from=START, now=NOW)


def take(text: str) -> tuple[Changes, Changes]:
    file = read_zones(text.encode(), known_nis_codes())
    assert not file.faults.count, file.faults.first
    return import_zones(file, now=NOW)


def codes(zones: list[PoliceZone]) -> list[str]:
    return [zone.code for zone in zones]


def test_a_list_makes_zones_with_their_municipalities() -> None:
    assert take(LIST) == (Changes(added=2), Changes(added=3))
    zone = zone_by_code("5345", on=START)
    assert (zone.name_nl, zone.name_fr, zone.valid_from) == ("Voer", "Fourons", START)
    assert [town.nis for town in towns_of_zone(zone.pk, on=START)] == ["11001", "11002"]
    assert codes(zones_of_towns(["11002", "11004"], on=START)) == ["5345", "5346"]
    assert zones_of_towns(["11002"], on=START - DAY) == []


def test_the_same_list_again_changes_nothing_and_leaves_no_trace() -> None:
    take(LIST)
    rows = list(ZoneTown.objects.order_by("pk").values()), list(PoliceZone.objects.order_by("pk").values())  # fmt: skip
    told = Entry.objects.count()
    assert take(LIST) == (Changes(unchanged=2), Changes(unchanged=3))
    assert rows == (list(ZoneTown.objects.order_by("pk").values()), list(PoliceZone.objects.order_by("pk").values()))  # fmt: skip
    assert Entry.objects.count() == told


def test_a_merger_ends_zones_and_moves_what_the_list_did_not_end() -> None:
    take(LIST)
    # That 5346 has lost its only municipality is said nowhere, and follows.
    assert take(MERGED) == (Changes(added=1, ended=2), Changes(added=3, changed=3))
    assert codes(list(zones_at(MERGER))) == ["5904"]
    assert codes(list(zones_at(MERGER - DAY))) == ["5345", "5346"]
    assert codes(zones_of_towns(["11004"], on=MERGER - DAY)) == ["5346"]
    assert codes(zones_of_towns(["11004"], on=MERGER)) == ["5904"]
    assert take(MERGED)[1] == Changes(unchanged=6)


def test_an_older_list_does_not_undo_a_merger() -> None:
    take(MERGED)
    assert take(LIST)[0] == Changes(added=1, unchanged=2)
    assert codes(zones_of_towns(["11001", "11004"], on=MERGER)) == ["5904"]
    assert codes(zones_of_towns(["11004"], on=START)) == ["5346"]
    assert zone_by_code("5346", on=START).valid_until == MERGER


def test_a_zone_that_was_opened_here_is_taken_over_with_its_id() -> None:
    opened = add_zone("5345", names={"nl": "Voer"}, valid_from=date(2026, 1, 1))
    other = add_zone("9901", names={"nl": "Beiaard"}, valid_from=date(2026, 1, 1))
    take(LIST)
    assert zone_by_code("5345", on=START).pk == opened.pk
    assert zone_by_code("9901", on=date(2026, 1, 1)) == other


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("534,Voer,,,11001,2020-01-01,", "code"),
        ("5345,Voer,,,11007,2020-01-01,", "nis"),
        ("5345,Voer,,,,2020-01-01,", "nis"),
        ("5345,Voer,,,11001,,", "from"),
        ("5345,Voer,,,11001,1/1/2020,", "from"),
        ("5345,Voer,,,11001,2020-02-30,", "from"),
        ("5345,Voer,,,11001,2020-01-01,soon", "until"),
        ("5345,Voer,,,11001,2020-01-01,2020-01-01", "until"),
        ("5345,,,,11001,2020-01-01,", "name_nl"),
        (f"5345,{'x' * 121},,,11001,2020-01-01,", "name_nl"),
        ("5345", "nis"),
    ],
)
def test_a_bad_line_is_told_with_its_place(row: str, column: str) -> None:
    file = read_zones(
        f"{HEADING}5346,Kouter,,,11002,2020-01-01,\n{row}\n".encode(), known_nis_codes()
    )
    assert [(bad.line, bad.column) for bad in file.faults.first] == [(3, column)]
    assert file.faults.first[0].reason.endswith(".")
    assert len(file.good) == 1


def test_one_municipality_is_in_one_zone_at_a_time_and_a_zone_has_one_name() -> None:
    text = f"""{HEADING}\
5345,Voer,,,11001,2020-01-01,2024-01-01
5346,Kouter,,,11001,2023-12-31,
5346,Kouter,,,11001,2024-01-01,
5345,Anders,,,11002,2020-01-01,
"""
    file = read_zones(text.encode(), known_nis_codes())
    assert [(bad.line, bad.column) for bad in file.faults.first] == [(3, "nis"), (5, "name_nl")]


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"code,nis\n5345,11001\n", HEADING.encode()])
def test_another_file_is_no_list_of_zones(text: bytes) -> None:
    with pytest.raises(NotAZoneList):
        read_zones(text, known_nis_codes())


def test_a_spreadsheet_may_separate_with_semicolons() -> None:
    text = LIST.replace(",", ";")
    assert len(read_zones(b"\xef\xbb\xbf" + text.encode(), known_nis_codes()).good) == 3


days = st.dates(date(2020, 1, 1), date(2020, 2, 1))


@given(st.dictionaries(days, st.tuples(st.uuids(), st.none() | days), max_size=5))
def test_turns_follow_each_other_without_meeting(
    turns: dict[date, tuple[UUID, date | None]],
) -> None:
    turns = {day: turn for day, turn in turns.items() if turn[1] is None or turn[1] > day}
    found = in_turn(turns)
    assert {day: zone for day, (zone, _) in found.items()} == {
        day: zone for day, (zone, _) in turns.items()
    }
    ordered = sorted(found)
    for day, following in pairwise(ordered):
        until = found[day][1]
        assert until is not None
        assert day < until <= following
    assert in_turn(found) == found


def test_a_municipality_that_was_added_by_hand_counts_as_known() -> None:
    add_municipality("99011", names={"nl": "Klokdorp"}, valid_from=START)
    take(f"{HEADING}5346,Kouter,,,99011,2020-01-01,\n")
    assert codes(zones_of_towns(["99011"], on=START)) == ["5346"]
