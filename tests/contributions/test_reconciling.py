"""What came in at the bank: read strictly, settled once, and nothing of the file kept."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from belfry.audit.models import Entry
from belfry.contributions.actions.marking import mark_due
from belfry.contributions.actions.reconciling import reconcile
from belfry.contributions.errors import OtherAccount, StatementUnreadable
from belfry.contributions.kinds import DueState, Mismatch
from belfry.contributions.models import Due, Year
from belfry.contributions.references import reference_of
from belfry.contributions.statements import read_statement
from belfry.contributions.types import Reconciled
from belfry.core.errors import NotAllowed, NotFound
from tests.cast import NOON, Cast
from tests.contributions.asking import asked, due_of
from tests.contributions.statements import DAY, OWN, Told, coda, csv

OTHER = "BE39103123456719"
FORMS = [pytest.param(coda, id="coda"), pytest.param(csv, id="csv")]


def read(cast: Cast, year: Year, data: bytes) -> Reconciled:
    return reconcile(cast.coordinator_bram, year.pk, data, now=NOON)


def states(year: Year) -> dict[str, int]:
    dues = Due.objects.filter(year=year)
    return {state: dues.filter(state=state).count() for state in DueState}


@pytest.mark.django_db
@pytest.mark.parametrize("bank", FORMS)
def test_what_is_exact_is_paid_on_the_day_of_the_entry(cast: Cast, bank: type) -> None:
    year = asked(cast)
    chloe, jozef = due_of(cast, "member-chloe"), due_of(cast, "member-jozef")
    moves = [Told(500, chloe.reference), Told(-1250, "Drukker"), Told(500, jozef.reference)]
    assert read(cast, year, bank(moves)) == (2, 0, [])
    for due in (chloe, jozef):
        due.refresh_from_db()
        assert (due.state, due.paid_on) == (DueState.PAID, DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("bank", FORMS)
def test_the_same_file_again_doubles_nothing(cast: Cast, bank: type) -> None:
    year = asked(cast)
    data = bank([Told(500, due_of(cast, "member-chloe").reference)])
    assert read(cast, year, data) == (1, 0, [])
    before = states(year)
    assert read(cast, year, data) == (0, 1, [])
    assert states(year) == before


@pytest.mark.django_db
@pytest.mark.parametrize("bank", FORMS)
def test_everything_else_is_told_by_its_place_and_settles_nothing(cast: Cast, bank: type) -> None:
    year = asked(cast)
    chloe, jozef = due_of(cast, "member-chloe"), due_of(cast, "member-jozef")
    mark_due(cast.coordinator_bram, jozef.pk, DueState.PAID, now=NOON)
    wrong = chloe.reference[:-4] + ("0" if chloe.reference[-4] != "0" else "1") + "+++"
    moves = [
        Told(400, chloe.reference),
        Told(600, chloe.reference),
        Told(500, wrong),
        Told(500, "Bijdrage Dubois"),
        Told(500, reference_of(9_999_999_999)),
        Told(500, jozef.reference),
    ]
    found = read(cast, year, bank(moves))
    assert (found.paid, found.known) == (0, 0)
    assert [one.why for one in found.unsettled] == [
        Mismatch.LESS, Mismatch.MORE, Mismatch.NO_REFERENCE, Mismatch.NO_REFERENCE,
        Mismatch.UNKNOWN, Mismatch.TWICE,
    ]  # fmt: skip
    places = [one.payment.place for one in found.unsettled]
    assert places == sorted(places)
    chloe.refresh_from_db()
    assert chloe.state == DueState.OPEN


@pytest.mark.django_db
def test_paid_twice_in_one_file_is_said(cast: Cast) -> None:
    year = asked(cast)
    reference = due_of(cast, "member-chloe").reference
    found = read(cast, year, coda([Told(500, reference), Told(500, reference)]))
    assert (found.paid, found.known) == (1, 0)
    assert [one.why for one in found.unsettled] == [Mismatch.TWICE]


@pytest.mark.django_db
@pytest.mark.parametrize("bank", FORMS)
def test_a_file_of_another_account_is_refused_whole(cast: Cast, bank: type) -> None:
    year = asked(cast)
    data = bank([Told(500, due_of(cast, "member-chloe").reference)], account=OTHER)
    with pytest.raises(OtherAccount):
        read(cast, year, data)
    assert states(year)["paid"] == 0


@pytest.mark.django_db
def test_what_is_no_statement_changes_nothing(cast: Cast) -> None:
    year = asked(cast)
    good = coda([Told(500, due_of(cast, "member-chloe").reference)])
    lines = good.split(b"\r\n")
    for data in (
        b"",
        b"\x00\x01\x02" * 50,
        b"Naam;Straat\nJan;Kapelweg\n",
        good[:-40],
        b"\r\n".join(lines[:-2]),
        good.replace(b"0000000000005000", b"0000000000005010", 1),
        b"\r\n".join([lines[0], *lines[2:]]),
        b"Rekening;Datum;Bedrag\nBE68;31/02/2026;5,00\n",
        b"Rekening;Datum;Bedrag\nBE68;01/02/2026;vijf\n",
    ):
        with pytest.raises((StatementUnreadable, OtherAccount)):
            read(cast, year, data)
    assert states(year)["paid"] == 0


@pytest.mark.django_db
def test_who_is_exempt_and_pays_all_the_same_is_paid(cast: Cast) -> None:
    year, due = asked(cast), due_of(cast, "member-chloe")
    mark_due(cast.coordinator_bram, due.pk, DueState.WAIVED, now=NOON)
    assert read(cast, year, coda([Told(500, due.reference)])).paid == 1


@pytest.mark.django_db
def test_only_keepers_of_the_list_read_a_file_and_the_record_holds_numbers(cast: Cast) -> None:
    year = asked(cast)
    data = coda([Told(500, due_of(cast, "member-chloe").reference)])
    for name in ("officer_an", "clerk_nadia", "member_chloe"):
        with pytest.raises(NotAllowed):
            reconcile(getattr(cast, name), year.pk, data, now=NOON)
    with pytest.raises(NotFound):
        reconcile(cast.outsider_dries, year.pk, data, now=NOON)
    reconcile(cast.deputy_sofia, year.pk, data, now=NOON)
    entry = Entry.objects.get(act="contribution.reconciled")
    assert entry.detail == {"paid": 1, "known": 0, "unsettled": 0}


def test_a_structured_reference_and_a_national_account_are_read() -> None:
    number = 1234567
    bare = "".join(sign for sign in reference_of(number) if sign.isdigit())
    (payment,) = read_statement(coda([Told(500, bare, structured=True)]))
    assert (payment.number, payment.account, payment.cents, payment.on) == (number, OWN, 500, DAY)


@pytest.mark.parametrize(
    ("written", "cents"),
    [("5,00", 500), ("1.234,56", 123_456), ("1234.56", 123_456), ("+12,5 EUR", 1_250)],
)
def test_amounts_are_read_as_banks_write_them(written: str, cents: int) -> None:
    heading = "Compte;Date comptable;Montant;Communication"
    for day in ("20/11/2026", "2026-11-20", "20-11-2026", "20.11.2026"):
        text = f"\ufeffTitre\n{heading}\n{OWN};{day};{written};+++000/0000/00101+++\n"
        (payment,) = read_statement(text.encode())
        assert (payment.cents, payment.on, payment.place) == (cents, date(2026, 11, 20), 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(-10_000_000, 10_000_000).filter(bool),
            st.integers(0, 9_999_999_999),
            st.dates(date(2020, 1, 1), date(2060, 12, 31)),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_written_is_read_again(moves: list[tuple[int, int, date]]) -> None:
    told = [Told(cents, reference_of(number), on) for cents, number, on in moves]
    wanted = [(cents, on, number) for cents, number, on in moves if cents > 0]
    for data in (coda(told), csv(told)):
        assert [(one.cents, one.on, one.number) for one in read_statement(data)] == wanted
