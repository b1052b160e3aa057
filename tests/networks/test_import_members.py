"""Import a list: nobody twice, nobody taken back, nothing before "yes", nothing kept after it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from belfry.audit.queries import entries_about, entries_of_network
from belfry.core.actor import Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.lists.types import Bad, Reading, Row
from belfry.networks.actions import imports
from belfry.networks.actions.imports import (
    confirm_import,
    forget_readings,
    import_members,
    read_import,
    reading_of,
    run_import,
)
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.actions.members import add_member, leave_network, remove_member
from belfry.networks.errors import ImportAlreadyConfirmed, ImportHasBadRows, ImportTooOld
from belfry.networks.kinds import Removal
from belfry.networks.models import Import, Mandate, Membership, Network
from belfry.networks.queries import member_list
from belfry.networks.types import Imported, MemberRow
from belfry.people.models import ContactPoint, Person, Unit
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast

DAY = timedelta(days=1)


def row(place: int = 1, /, **changes: Any) -> MemberRow:
    """Return a row of a list: a neighbour in the Kapelweg with an e-mail address."""
    columns: dict[str, Any] = {
        "line": place + 1,
        "given_name": "Jan",
        "family_name": f"Buur{place}",
        "organisation": "",
        "emails": (f"buur{place}@mail.example",),
        "phones": (),
        "street": "Kapelweg",
        "number": str(100 + place),
        "box": "",
        "postcode": "9990",
        "municipality": "Klokdorp",
        "language": "nl",
    }
    return MemberRow(**(columns | changes))


def put(cast: Cast, *rows: MemberRow) -> Imported:
    return import_members(cast.coordinator_bram, cast.stage.meerstraat, rows, now=NOON)


def named(cast: Cast, family_name: str) -> list[Membership]:
    """Return memberships by family name, which only the opened rows can tell."""
    rows = Membership.objects.select_related("person")
    return [one for one in rows if one.person.family_name == family_name]


def counts() -> tuple[int, int, int, int]:
    models = (Person, Unit, Membership, ContactPoint)
    persons, units, memberships, points = (model.objects.count() for model in models)
    return persons, units, memberships, points


def test_a_list_can_be_imported_again_without_doubling_anybody(cast: Cast) -> None:
    rows = [row(number) for number in range(5)]
    assert put(cast, *rows) == Imported(5, 0)
    before = counts()
    assert put(cast, *rows) == Imported(0, 5)
    upper = [row(n, given_name=f"BUUR{n}", family_name="jan", emails=()) for n in range(5)]
    assert put(cast, *upper) == Imported(0, 5)
    assert counts() == before
    network = Network.objects.get(pk=cast.stage.meerstraat)
    assert network.member_count == 10
    imported = [one for one in entries_of_network(network.pk) if one.act == "members.imported"]
    assert [one.detail for one in imported] == [{"added": 5}]


def test_a_list_names_the_cast_again_and_changes_nothing(cast: Cast) -> None:
    members = member_list(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)
    rows = [
        row(
            given_name=one.person.given_name,
            family_name=one.person.family_name,
            emails=one.person.emails,
            phones=one.person.phones,
            street=one.unit.street,
            number=one.unit.number,
        )
        for one in members
    ]
    assert put(cast, *rows) == Imported(0, 5)


def test_couples_stay_one_row_and_households_share_a_unit(cast: Cast) -> None:
    couple = row(1, given_name="Jan & Lies", family_name="Buur - Smets")
    child = row(2, number="101", emails=couple.emails)
    assert put(cast, couple, child, couple) == Imported(2, 1)
    homes = {one.unit_id for one in named(cast, "Buur - Smets") + named(cast, "Buur2")}
    assert len(homes) == 1


def test_a_member_without_a_language_gets_that_of_the_network(cast: Cast) -> None:
    import_members(
        cast.coordinator_lucienne, cast.stage.hautcloche, [row(1, language="")], now=NOON
    )
    assert [one.person.language for one in named(cast, "Buur1")] == ["fr"]


@pytest.mark.parametrize("street", ["Kapelweg", ""])
def test_a_file_does_not_take_back_who_was_removed(cast: Cast, street: str) -> None:
    put(cast, row(1, street=street))
    remove_member(cast.coordinator_bram, named(cast, "Buur1")[0].pk, Removal.ASKED, now=NOON)
    before = counts()
    assert put(cast, row(1, street=street)) == Imported(0, 1)
    assert counts() == before


@pytest.mark.parametrize("street", ["Meerstraat", ""])
def test_a_file_does_not_take_back_who_left(cast: Cast, street: str) -> None:
    chloe = row(
        1,
        given_name="Chloé",
        family_name="Dubois",
        street=street,
        number="8",
        emails=("chloe.dubois@mail.example",),
    )
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    before = counts()
    assert put(cast, chloe) == Imported(0, 1)
    assert counts() == before


def test_who_left_is_not_taken_back_by_an_address_another_list_tells(cast: Cast) -> None:
    shop = UnitDetails("", "Markt", "9")
    chloe = PersonDetails("Chloé", "Dubois", "fr", ("chloe@shop.example",))
    both = PersonDetails("Chloé", "Dubois", "fr", (*chloe.emails, "chloe.dubois@mail.example"))
    add_member(cast.shopkeeper_amina, cast.stage.winkelhart, both, shop, now=NOON)
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    listed = row(1, given_name="Chloé", family_name="Dubois", emails=chloe.emails, street="")
    assert put(cast, listed) == Imported(0, 1)
    assert not ContactPoint.objects.filter(
        person=cast.person("member_chloe"), told_to=cast.stage.meerstraat
    )


def test_only_coordinator_and_deputy_import(cast: Cast) -> None:
    for name in ("officer_an", "member_chloe", "clerk_nadia", "dispatcher_lotte"):
        with pytest.raises(NotAllowed):
            import_members(getattr(cast, name), cast.stage.meerstraat, [row()], now=NOON)
        with pytest.raises(NotAllowed):
            read_import(getattr(cast, name), cast.stage.meerstraat, b"x", "x.csv", now=NOON)
    for name in ("outsider_dries", "officer_piet", "shopkeeper_amina"):
        with pytest.raises(NotFound):
            import_members(getattr(cast, name), cast.stage.meerstraat, [row()], now=NOON)
    assert import_members(cast.deputy_sofia, cast.stage.meerstraat, [row()], now=NOON).added == 1


def test_progress_is_told_batch_by_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 2)
    heard: list[tuple[int, Imported]] = []
    import_members(
        cast.coordinator_bram,
        cast.stage.meerstraat,
        [row(n) for n in (1, 2, 3, 3, 4)],
        now=NOON,
        progress=lambda done, result: heard.append((done, result)),
    )
    assert heard == [(2, Imported(2, 0)), (4, Imported(3, 1)), (5, Imported(4, 1))]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[Bad]:
    """A file of three good rows; what is put into the list makes bad ones of it."""
    bad: list[Bad] = []

    def read(data: bytes, filename: str) -> Reading:
        good = tuple(
            Row(n, "Jan", f"Buur{n}", emails=(f"buur{n}@mail.example",)) for n in (2, 3, 4)
        )
        return Reading(good, tuple(bad), (), (), "utf-8", ";", "")

    monkeypatch.setattr(imports, "read_member_list", read)
    return bad


def kept(cast: Cast) -> Import:
    return read_import(cast.coordinator_bram, cast.stage.meerstraat, b"x", "x.csv", now=NOON)


def test_a_reading_is_kept_sealed_and_imports_nothing(cast: Cast, reading: list[Bad]) -> None:
    before = counts()
    found = kept(cast)
    assert (found.state, found.total) == ("read", 3)
    assert [one["family_name"] for one in reading_of(found)["good"]] == ["Buur2", "Buur3", "Buur4"]
    assert b"Buur" not in bytes(found.reading)
    assert counts() == before


def test_a_confirmed_reading_runs_once_and_is_wiped(cast: Cast, reading: list[Bad]) -> None:
    found = kept(cast)
    assert (
        confirm_import(cast.deputy_sofia, found.pk, good_rows_only=False, now=NOON).state
        == "running"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, lock, args FROM procrastinate_jobs")
        assert cursor.fetchall() == [
            (
                "networks.run_import",
                f"network:{cast.stage.meerstraat}",
                f'{{"import_id": "{found.pk}"}}',
            )
        ]
    with pytest.raises(ImportAlreadyConfirmed):
        confirm_import(cast.coordinator_bram, found.pk, good_rows_only=False, now=NOON)
    for _ in range(2):
        run_import(found.pk, now=NOON)
        found.refresh_from_db()
        assert (found.state, found.done, found.added, found.known) == ("done", 3, 3, 0)
        assert not found.reading
    acts = [entry.act for entry in entries_about(f"import:{found.pk}")]
    assert acts == ["import.read", "import.confirmed"]


def test_bad_rows_stop_it_unless_only_the_good_are_wanted(cast: Cast, reading: list[Bad]) -> None:
    reading.append(Bad(5, "email", "e-mail", "no @"))
    found = kept(cast)
    with pytest.raises(ImportHasBadRows):
        confirm_import(cast.coordinator_bram, found.pk, good_rows_only=False, now=NOON)
    started = confirm_import(cast.coordinator_bram, found.pk, good_rows_only=True, now=NOON)
    assert started.state == "running"


def test_a_reading_is_over_after_a_day(cast: Cast, reading: list[Bad]) -> None:
    found, running = kept(cast), kept(cast)
    confirm_import(cast.coordinator_bram, running.pk, good_rows_only=False, now=NOON)
    assert forget_readings(now=NOON + DAY - timedelta(seconds=1)) == 0
    with pytest.raises(ImportTooOld):
        confirm_import(cast.coordinator_bram, found.pk, good_rows_only=False, now=NOON + DAY)
    assert forget_readings(now=NOON + DAY) == 1
    found.refresh_from_db()
    assert reading_of(found) == {}
    run_import(running.pk, now=NOON + DAY)
    running.refresh_from_db()
    assert running.state == "done"


def test_a_list_whose_job_died_is_not_kept(cast: Cast, reading: list[Bad]) -> None:
    stuck = kept(cast)
    confirm_import(cast.coordinator_bram, stuck.pk, good_rows_only=False, now=NOON)
    assert forget_readings(now=NOON + 2 * DAY) == 1
    stuck.refresh_from_db()
    assert (stuck.state, bytes(stuck.reading)) == ("failed", b"")


def test_a_mandate_that_ended_since_the_press_leaves_the_list_alone(
    cast: Cast, reading: list[Bad]
) -> None:
    found = kept(cast)
    confirm_import(cast.coordinator_bram, found.pk, good_rows_only=False, now=NOON)
    mandate = Mandate.objects.get(network=cast.stage.meerstraat, role=Role.COORDINATOR)
    end_mandate(Actor.installation(NOON), mandate.pk, on=NOON.date(), now=NOON)
    before = counts()
    run_import(found.pk, now=NOON)
    found.refresh_from_db()
    assert (found.state, bytes(found.reading), counts()) == ("failed", b"", before)


def test_an_import_is_its_keepers_only(cast: Cast, reading: list[Bad]) -> None:
    found = kept(cast)
    for name in (
        "officer_an",
        "member_chloe",
        "shopkeeper_amina",
        "outsider_dries",
        "operator_sam",
    ):
        with pytest.raises(NotFound):
            confirm_import(getattr(cast, name), found.pk, good_rows_only=False, now=NOON)
