"""Statements of account that a bank gives: CODA (Febelfin, version 2) or a list of movements as CSV.

Only amounts, days and references are taken. Names and accounts of those who paid are neither returned nor kept.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from coda import CODA
from stdnum import iban

from belfry.contributions.errors import StatementUnreadable
from belfry.contributions.references import number_of

CODA_LENGTH: Final = 128
# Where the separator shows.
SAMPLE: Final = 5000
# As it stands on a transfer, or twelve digits alone.
REFERENCE: Final = re.compile(r"(?<!\d)\d{3}\s?/?\s?\d{4}\s?/?\s?\d{5}(?!\d)")
# What banks call a column in the four languages, without case; the first that a file has is taken.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": (
        "rekeningnummer", "rekening", "numéro de compte", "n° de compte", "compte",
        "kontonummer", "konto", "account number", "account", "iban",
    ),
    "amount": ("bedrag", "montant", "betrag", "amount"),
    "on": (
        "boekingsdatum", "boeking", "uitvoeringsdatum", "datum", "date comptable",
        "date de comptabilisation", "date d'exécution", "date", "buchungsdatum", "booking date",
        "entry date",
    ),
}  # fmt: skip
DAYS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Payment:
    """One amount that came in, in cents; `place` is its line in a CSV file, its sequence in a CODA file."""

    place: int
    account: str
    cents: int
    on: date
    number: int | None


def read_statement(data: bytes) -> list[Payment]:
    """Return what came in by a file of a bank, in the order of the file; raise StatementUnreadable."""
    text = _decoded(data)
    first = text.splitlines()[0] if text.strip() else ""
    if len(first) == CODA_LENGTH and first.startswith("0"):
        return list(_of_coda(text))
    return list(_of_csv(text))


def same_account(told: str, account: str) -> bool:
    """Whether a statement tells this account, an IBAN: by IBAN, or as CODA tells national ones, by 12 digits."""
    wanted = iban.compact(account)
    return iban.compact(told) in {wanted, wanted.removeprefix(wanted[:4])}


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _of_coda(text: str) -> Iterator[Payment]:
    """Yield what came in; the library checks sums, order and numbers of the records by raising what it meets."""
    records = [line for line in text.splitlines() if line.strip("\x1a ")]
    if any(len(line) != CODA_LENGTH for line in records) or not records[-1].startswith("9"):
        raise StatementUnreadable
    try:
        statements = CODA(io.StringIO("\n".join(records) + "\n")).statements
    except (AssertionError, AttributeError, ArithmeticError, LookupError, TypeError, ValueError):
        raise StatementUnreadable from None
    for statement in statements:
        for move in statement.moves:
            # Of a total that is told in parts too, the parts are what members paid.
            for one in move.moves or [move]:
                if one.amount > 0:
                    yield Payment(
                        int(one.sequence),
                        statement.account,
                        int(one.amount * 100),
                        one.entry_date,
                        _number_in(str(one.communication or "")),
                    )


def _of_csv(text: str) -> Iterator[Payment]:
    separator = ";" if ";" in text[:SAMPLE] else ","
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise StatementUnreadable from None
    headed = ((place, columns) for place, cells in enumerate(lines) if (columns := _columns(cells)))
    place, columns = next(headed, (0, {}))
    if not columns:
        raise StatementUnreadable
    for line, cells in enumerate(lines[place + 1 :], start=place + 2):
        if any(cell.strip() for cell in cells):
            yield from _of_row(line, cells, columns)


def _columns(cells: Sequence[str]) -> Mapping[str, int]:
    """Return {what: column} of a line of headings that has all of them, else nothing."""
    headings = [cell.strip().casefold() for cell in cells]
    found = {
        what: next((headings.index(name) for name in names if name in headings), -1)
        for what, names in COLUMNS.items()
    }
    return found if min(found.values()) >= 0 else {}


def _of_row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> Iterator[Payment]:
    try:
        told = {what: cells[column].strip() for what, column in columns.items()}
        cents = _cents(told["amount"])
        on = _day(told["on"])
    except (IndexError, InvalidOperation, ValueError):
        raise StatementUnreadable from None
    if cents > 0:
        # The reference stands in another column at each bank.
        yield Payment(line, told["account"], cents, on, _number_in(" ; ".join(cells)))


def _cents(written: str) -> int:
    """Return an amount in cents: "1.234,56", "1234.56 EUR" or "-12,50"."""
    bare = re.sub(r"[^\d,.+-]", "", written)
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    return int((Decimal(bare) * 100).to_integral_exact())


def _day(written: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError


def _number_in(words: str) -> int | None:
    """Return the number of the first right reference among words."""
    found = (number_of(one) for one in REFERENCE.findall(words))
    return next((number for number in found if number is not None), None)
