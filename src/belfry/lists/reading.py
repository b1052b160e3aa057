"""Read a member list as people really have it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from belfry.lists import words
from belfry.lists.decoding import ZIP, check_kind, decoded
from belfry.lists.doubles import doubles
from belfry.lists.errors import EmptyFile, NobodyInIt, NotAMemberList
from belfry.lists.headers import FIRST_ROWS, NAMES, Kind
from belfry.lists.layout import Layout, layout_of
from belfry.lists.remarks import members_only
from belfry.lists.rows import Outcome, RowReader
from belfry.lists.tables import Record, Table
from belfry.lists.text_files import text_table, unfolded
from belfry.lists.types import Doubt, Reading, Row
from belfry.lists.words import plain
from belfry.lists.workbooks import workbook_tables

MOST_DOUBTS: Final = 500


def read_member_list(data: bytes, filename: str) -> Reading:
    """Return what a file tells; raise NotAMemberList for what is no list.

    The content decides what a file is, never its name. 5,000 rows take less than 2 s.
    """
    table, encoding, doubts = _table(data)
    if not table.records:
        raise EmptyFile
    if any(map(_is_of_another_list, table.records[:FIRST_ROWS])):
        raise NotAMemberList
    layout = layout_of(table)
    if not layout.is_member_list:
        raise NobodyInIt if _only_headings(layout) else NotAMemberList
    doubts += _about_columns(table, layout)
    records = list(members_only(layout, doubts))
    if not records:
        raise NobodyInIt
    return _reading(layout, records, doubts, (encoding, table))


def _table(data: bytes) -> tuple[Table, str, list[Doubt]]:
    check_kind(data)
    if data.startswith(ZIP):
        visible, hidden = map(_unfolded, workbook_tables(data))
        table, doubts = _chosen(visible, hidden)
        return table, "", doubts
    text, encoding = decoded(data)
    return text_table(text), encoding, []


def _unfolded(tables: Sequence[Table]) -> list[Table]:
    return [replace(table, records=tuple(unfolded(table.records))) for table in tables]


def _chosen(visible: Sequence[Table], hidden: Sequence[Table]) -> tuple[Table, list[Doubt]]:
    """Return the sheet that is the member list; a hidden one only if no other is."""
    for tables in (visible, hidden):
        lists = [table for table in tables if layout_of(table).is_member_list]
        if lists:
            best = max(lists, key=_worth)
            others = [table.sheet for table in lists if table is not best]
            return best, list(_about_sheets(others, unseen=tables is hidden))
    return next((table for table in visible if table.records), Table(())), []


def _worth(table: Table) -> tuple[bool, int, bool, int]:
    """Judge a sheet: not an old list, with many kinds of columns, called a list, and long."""
    name = frozenset(plain(table.sheet).split())
    kinds = layout_of(table).kinds
    return not name & words.OLD, len(kinds), bool(name & words.LIST), len(table.records)


def _about_sheets(others: Sequence[str], *, unseen: bool) -> Iterator[Doubt]:
    if unseen:
        yield Doubt(0, "", _("The list stands on a hidden sheet."))
    for sheet in others:
        yield Doubt(
            0,
            "",
            _("The sheet “%(sheet)s” looks like a list too; it was not read.") % {"sheet": sheet},
        )


def _is_of_another_list(record: Record) -> bool:
    """Whether a row heads a bank statement, a stock or a price list."""
    heads = (frozenset((plain(cell), *plain(cell).split())) for cell in record.filled)
    return sum(not head.isdisjoint(words.OTHER_LIST) for head in heads) > 1


def _only_headings(layout: Layout) -> bool:
    return layout.header is not None and not layout.body and bool(layout.kinds & NAMES)


def _about_columns(table: Table, layout: Layout) -> Iterator[Doubt]:
    """Yield what deserves a look about the whole table."""
    line = layout.header.line if layout.header else 0
    if not layout.header:
        yield Doubt(
            0, "", _("There are no headings; the columns were told by what stands in them.")
        )
    for column in layout.of(Kind.IGNORED):
        yield Doubt(line, column.heading, _("This column is not used."))
    for heading in table.hidden_columns:
        yield Doubt(line, heading, _("This column is hidden in the file; it was left out."))
    if table.hidden_rows:
        reason = _("Rows are hidden in the file and were left out: %(count)s.")
        yield Doubt(line, "", reason % {"count": table.hidden_rows})
    if Kind.LANGUAGE not in layout.kinds:
        yield Doubt(line, "", _("No column tells the language of the members."))


def _reading(
    layout: Layout, records: Sequence[Record], doubts: list[Doubt], source: tuple[str, Table]
) -> Reading:
    reader = RowReader(layout)
    outcomes: list[Outcome] = [reader.read(record) for record in records]
    fine = [outcome for outcome in outcomes if not outcome.bad]
    # Text in which no line of headings was found, and hardly a member: a letter, not a list.
    if not layout.header and sum(_is_reached(one.row) for one in fine) * 2 < len(outcomes):
        raise NotAMemberList
    double = doubles([(outcome.row, outcome.birth) for outcome in fine])
    doubts += [doubt for outcome in fine for doubt in outcome.doubts]
    kept = [outcome.row for at, outcome in enumerate(fine) if at not in double]
    doubts += _about_namesakes(kept)
    encoding, table = source
    return Reading(
        good=tuple(kept),
        bad=tuple(bad for outcome in outcomes for bad in outcome.bad),
        duplicates=tuple(double.values()),
        doubts=tuple(doubts[:MOST_DOUBTS]),
        encoding=encoding,
        separator=table.separator,
        sheet=table.sheet,
    )


def _is_reached(row: Row) -> bool:
    """Whether a row tells where somebody is or how to reach them."""
    return bool(row.emails or row.phones or (row.street and row.number) or row.postcode)


def _about_namesakes(rows: Sequence[Row]) -> Iterator[Doubt]:
    """Yield a doubt for each row whose name and address stand above with other contacts."""
    keys = [
        (row.line, (plain(f"{row.given_name} {row.family_name}"), row.street, row.number))
        for row in rows
        if row.street and row.family_name
    ]
    count = Counter(key for _, key in keys)
    for line, key in keys:
        if count[key] > 1:
            yield Doubt(line, "", _("Two persons of one name live at this address: both are kept."))
