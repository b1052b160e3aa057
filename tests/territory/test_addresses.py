"""BeST addresses are told by content, taken as a difference, and marked as gone."""

import random
import threading
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from belfry.audit.models import Entry
from belfry.core.clock import local
from belfry.territory.actions import import_addresses
from belfry.territory.best.columns import FORMS, recognised
from belfry.territory.best.reading import AddressFile, opened
from belfry.territory.errors import (
    ColumnMissing,
    NoAddresses,
    NotAnAddressFile,
    TooMuchWouldEnd,
)
from belfry.territory.models import Address, AddressSource, Street
from belfry.territory.queries import attributions
from belfry.territory.types import Changes
from tests.territory.best import HEADER, TRAP, Row, address, addresses, write
from tests.territory.drawing import addresses as doors
from tests.territory.drawing import street

NOW = timezone.now()
TODAY = local(NOW).date()

pytestmark = pytest.mark.django_db


def take(
    path: Path, *, now: datetime = NOW, good_rows: bool = False
) -> tuple[tuple[Changes, Changes] | None, AddressFile]:
    with opened(path, on=TODAY) as file:
        return import_addresses(file, now=now, good_rows=good_rows), file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "openaddress-bebru.csv"


@pytest.mark.parametrize("trap", [False, True])
@pytest.mark.parametrize("name", ["bebru.csv", "bebru.zip"])
def test_every_column_is_found_by_what_stands_in_it(tmp_path: Path, name: str, trap: bool) -> None:
    result, file = take(write(tmp_path / name, addresses(), trap=trap))
    assert result == (Changes(added=4), Changes(added=40))
    assert file.region == "BE-BRU"
    moved = {"EPSG:4326_lat", "EPSG:4326_lon", "postcode", "municipality_id"} if trap else set()
    assert set(file.columns.moved) == moved
    one = Address.objects.select_related("street").get(reference="1035")
    assert (one.lat, one.lon) == (50.83035, 4.31035)
    assert (one.number, one.suffix, one.box, one.postcode) == (6, "A", "RDC", "1070")
    assert (one.street.nis, one.street.reference) == ("21001", "4003")
    assert (one.street.name_nl, one.street.name_fr) == ("Kerkstraat 3", "Rue de l'Église 3")
    assert one.street.folded == "kerkstraat 3|rue de l eglise 3"


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_the_cells_of_coordinates_and_places_may_stand_in_any_order(chance: random.Random) -> None:
    block = [0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13]
    moved = chance.sample(block, len(block))
    order = list(range(len(HEADER)))
    for to, source in zip(block, moved, strict=True):
        order[to] = source
    rows = [[row.get(HEADER[at], "") for at in order] for row in addresses()]
    columns = recognised(HEADER, rows)
    for name, (heading, _) in FORMS.items():
        assert order[getattr(columns, name)] == HEADER.index(heading)


def test_ids_and_house_numbers_that_were_exchanged_are_put_right() -> None:
    swapped = list(HEADER)
    for one, other in (("address_id", "street_id"), ("house_number", "box_number")):
        at, to = swapped.index(one), swapped.index(other)
        swapped[at], swapped[to] = other, one
    columns = recognised(swapped, [[row.get(name, "") for name in HEADER] for row in addresses()])
    for name in ("address_id", "street_id", "house_number", "box_number"):
        assert getattr(columns, name) == HEADER.index(name)


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(path: Path) -> None:
    take(write(path, addresses()))
    rows, told = list(Address.objects.order_by("pk").values()), Entry.objects.count()
    assert take(path)[0] == (Changes(unchanged=4), Changes(unchanged=40))
    # The trap tells the same addresses.
    assert take(write(path, addresses(), trap=True))[0] == (Changes(unchanged=4), Changes(unchanged=40))  # fmt: skip
    assert list(Address.objects.order_by("pk").values()) == rows
    assert Entry.objects.count() == told


def test_only_what_differs_is_written_and_what_is_missing_is_gone_from_today(path: Path) -> None:
    take(write(path, addresses()))
    changed = [*addresses(29), address(45, streetname_nl="Nieuwe Straat")]
    changed[3] |= {"status": "retired", "house_number": "4bis"}
    later = NOW + timedelta(days=3)
    assert take(write(path, changed), now=later)[0] == (
        Changes(added=1, unchanged=3, ended=1),
        Changes(added=1, changed=1, unchanged=28, ended=11),
    )
    gone = Address.objects.get(reference="1039")
    assert gone.gone_on == local(later).date()
    assert Street.objects.get(reference="4003").gone_on == local(later).date()
    one = Address.objects.get(reference="1003")
    assert (one.number, one.suffix, one.status, one.gone_on) == (4, "bis", "retired", None)


def test_what_comes_back_is_no_longer_gone(path: Path) -> None:
    take(write(path, addresses()))
    take(write(path, addresses(30)))
    pk = Address.objects.get(reference="1035").pk
    assert take(write(path, addresses()))[0] == (Changes(changed=1, unchanged=3), Changes(changed=10, unchanged=30))  # fmt: skip
    back = Address.objects.get(reference="1035")
    assert (back.pk, back.gone_on) == (pk, None)


def test_a_part_of_a_file_and_what_was_added_by_hand(path: Path) -> None:
    doors(street("99011", reference="demo", nl="Meerstraat"), [("1", (4.3, 50.8))], region="BE-BRU")
    take(write(path, addresses()))
    with pytest.raises(TooMuchWouldEnd), transaction.atomic():
        take(write(path, addresses(19)))
    assert Address.objects.filter(gone_on__isnull=True).count() == 41


def test_another_region_is_left_alone(path: Path) -> None:
    take(write(path, addresses()))
    flemish = [
        row | {"municipality_id": "44021", "postcode": "9000", "region_code": "BE-VLG"}
        for row in addresses(20)
    ]
    result, file = take(write(path, flemish))
    assert (result, file.region) == ((Changes(added=2), Changes(added=20)), "BE-VLG")
    assert Address.objects.filter(region="BE-BRU", gone_on__isnull=True).count() == 40


def test_licence_and_attribution_of_each_region_are_kept(path: Path) -> None:
    assert attributions() == []
    take(write(path, addresses()))
    (told,) = attributions()
    assert (told.region, told.read_on) == ("BE-BRU", TODAY)
    assert told.licence
    assert "UrbIS" in told.attribution
    take(path, now=NOW + timedelta(days=1))
    assert AddressSource.objects.get().read_on == TODAY + timedelta(days=1)


BAD: list[tuple[Row, str]] = [
    ({"postcode": "107"}, "postcode"),
    ({"EPSG:4326_lat": "48.9"}, "EPSG:4326_lat"),
    ({"EPSG:4326_lon": "x"}, "EPSG:4326_lat"),
    ({"EPSG:4326_lat": ""}, "EPSG:4326_lat"),
    ({"EPSG:4326_lat": "nan"}, "EPSG:4326_lat"),
    ({"house_number": ""}, "house_number"),
    ({"house_number": "1" + "x" * 40}, "house_number"),
    ({"box_number": "x" * 31}, "box_number"),
    ({"status": "lost"}, "status"),
    ({"address_id": ""}, "address_id"),
    ({"street_id": ""}, "street_id"),
    ({"street_id": "1", "municipality_id": "44021"}, "municipality_id"),
    ({"street_id": "1", "streetname_nl": "", "streetname_fr": ""}, "streetname"),
    ({"street_id": "1", "streetname_nl": "x" * 121}, "streetname"),
    ({"address_id": "1001"}, "address_id"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "column"), BAD)
def test_a_bad_row_is_told_with_line_column_and_reason(path: Path, wrong: Row, column: str) -> None:
    result, file = take(write(path, [*addresses(), address(44) | wrong]))
    assert result is None
    assert file.faults.count == 1
    (bad,) = file.faults.first
    assert (bad.line, bad.column) == (42, column)
    assert bad.reason.endswith(".")
    assert not Address.objects.exists()


def test_good_rows_are_taken_when_asked_for_and_then_nothing_is_gone(path: Path) -> None:
    take(write(path, addresses()))
    rows = [*addresses(30), address(44, postcode="1"), address(45)]
    result, _ = take(write(path, rows), good_rows=True)
    assert result == (Changes(added=1, unchanged=3), Changes(added=1, unchanged=30))
    assert not Address.objects.filter(gone_on__isnull=False).exists()


def test_a_row_that_is_cut_off_and_a_byte_that_is_no_text(path: Path) -> None:
    write(path, addresses())
    text = path.read_bytes()
    path.write_bytes(text + b"1,2,3\r\n")
    assert [bad.line for bad in take(path)[1].faults.first] == [42]
    path.write_bytes(text + b"\xff\xfe" * 30)
    with pytest.raises(NotAnAddressFile):
        take(path)


def test_an_address_without_a_place_is_taken(path: Path) -> None:
    rows = [*addresses(), address(44) | {"EPSG:4326_lat": "", "EPSG:4326_lon": ""}]
    take(write(path, rows))
    one = Address.objects.get(reference="1044")
    assert (one.lat, one.lon) == (None, None)


@pytest.mark.parametrize("separator", [";", "|", "\t"])
def test_another_separator_is_understood(path: Path, separator: str) -> None:
    assert take(write(path, addresses(), separator=separator))[0] == (Changes(added=4), Changes(added=40))  # fmt: skip


def test_columns_that_hold_nothing_of_the_kind_are_named(path: Path) -> None:
    for heading in ("EPSG:4326_lat", "postcode", "municipality_id"):
        with pytest.raises(ColumnMissing) as refused:
            take(write(path, [row | {heading: "x"} for row in addresses()]))
        assert heading in refused.value.message()
    names = {"streetname_nl": "1", "streetname_fr": "", "streetname_de": ""}
    with pytest.raises(ColumnMissing):
        take(write(path, [row | names for row in addresses()]))


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in (b"", b"name,street\nJan,Meer\n", b"\xff\xfe\x00\x00", b"PK\x03\x04broken"):
        path.write_bytes(text)
        with pytest.raises(NotAnAddressFile):
            take(path)
    path.write_text(",".join(HEADER), encoding="utf-8")
    with pytest.raises(NoAddresses):
        take(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("read.me", "nothing")
    with pytest.raises(NotAnAddressFile):
        take(path)


def test_a_damaged_zip_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "bebru.zip", addresses(400))
    text = bytearray(path.read_bytes())
    text[5000] ^= 0xFF
    path.write_bytes(text)
    with pytest.raises(NotAnAddressFile), transaction.atomic():
        take(path)
    assert not Address.objects.exists()


def test_the_trap_of_the_tests_is_an_order_of_all_columns() -> None:
    assert sorted(TRAP) == list(range(len(HEADER)))


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_wait_for_each_other(path: Path) -> None:
    write(path, addresses())
    results: list[tuple[Changes, Changes] | None] = []

    def other() -> None:
        try:
            results.append(take(path)[0])
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        take(path)
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=20)
    assert results == [(Changes(unchanged=4), Changes(unchanged=40))]
