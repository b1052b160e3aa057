"""Excel workbooks as tables: what a person sees of each sheet, with every cell as text."""

import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, time
from operator import itemgetter
from typing import Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from belfry.lists.decoding import cleaned
from belfry.lists.errors import DamagedWorkbook, FileTooLarge, OtherDocument, OtherWorkbook
from belfry.lists.tables import Record, Table

LARGEST_UNPACKED: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 2000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
OTHER_SHEETS: Final = ("xl/workbook.bin", "content.xml", "Index/Document.iwa", "Index/Tables/")
TAG: Final = re.compile(rb"<(?:\w+:)?(row|col)\s([^>]*)>")
MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
# How a workbook may write the end of a line (ECMA-376, part 1, 22.9.2.19).
ESCAPED: Final = re.compile(r"(?:_x000[9AaDd]_)+")
ATTRIBUTE: Final = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
# What openpyxl and the standard library raise on a damaged workbook; it has no class of its own.
DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError),
    *(AttributeError, EOFError, OSError, RuntimeError, ArithmeticError, AssertionError),
)


class _Reader(ExcelReader):
    """Leaves out sheets that are a chart: they hold no rows, and openpyxl fails on an empty one."""

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Read nothing."""


def workbook_tables(data: bytes) -> tuple[list[Table], list[Table]]:
    """Return (visible sheets, hidden sheets) of an .xlsx file.

    Raises OtherWorkbook, OtherDocument, DamagedWorkbook, and FileTooLarge before unpacking a bomb.
    """
    try:
        _check_parts(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _tables(data)
    except DAMAGE:
        raise DamagedWorkbook from None


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    # The standard library reads no more of a part than the size it declares.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileTooLarge
    names = [part.filename for part in parts]
    if "xl/workbook.xml" in names:
        return
    if any(name.startswith(OTHER_SHEETS) for name in names) and "word/document.xml" not in names:
        raise OtherWorkbook
    raise OtherDocument


def _tables(data: bytes) -> tuple[list[Table], list[Table]]:
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    visible: list[Table] = []
    hidden: list[Table] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet in _sheets(book):
            table = _table(sheet, archive)
            (visible if sheet.sheet_state == "visible" else hidden).append(table)
    book.close()
    return visible, hidden


def _sheets(book: Workbook) -> Iterator[ReadOnlyWorksheet]:
    for sheet in book.worksheets:
        if isinstance(sheet, ReadOnlyWorksheet):
            yield sheet


def _table(sheet: ReadOnlyWorksheet, archive: zipfile.ZipFile) -> Table:
    # The path is private to openpyxl, whose read-only sheets do not tell what is hidden.
    path = str(vars(sheet)["_worksheet_path"])
    xml = archive.read(path.lstrip("/"))
    hidden_rows, hidden_columns = _hidden(xml)
    merged = _merged(xml)
    held: dict[int, str] = {}
    sheet.reset_dimensions()  # some programs write a wrong one
    records = []
    left_out = 0
    # The stubs give a read-only sheet the method of another class.
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[misc]
    for line, row in enumerate(rows, start=1):
        last = len(row)
        while last and row[last - 1] is None:
            last -= 1
        cells = [_text(value) for value in row[:last]]
        _fill_down(cells, line, merged, held)
        while cells and not cells[-1]:
            cells.pop()
        if cells and line in hidden_rows:
            left_out += 1
        elif cells:
            records.append(Record(line, tuple(cells)))
    shown, unseen = _without(records, hidden_columns)
    return Table(tuple(shown), str(sheet.title), "", left_out, unseen)


def _hidden(xml: bytes) -> tuple[set[int], set[int]]:
    """Return the numbers (from 1) of hidden rows and of hidden columns."""
    rows: set[int] = set()
    columns: set[int] = set()
    for tag, text in TAG.findall(xml):
        if b"hidden" not in text:
            continue
        told = dict(ATTRIBUTE.findall(text))
        if told.get(b"hidden") not in (b"1", b"true"):
            continue
        if tag == b"row":
            rows.add(int(told.get(b"r", b"0")))
        else:
            last = min(int(told.get(b"max", b"0")), MOST_COLUMNS)
            columns.update(range(int(told.get(b"min", b"1")), last + 1))
    return rows, columns


def _merged(xml: bytes) -> dict[int, list[tuple[int, int]]]:
    """Return by column (from 0) the first and last rows of cells merged downwards, from the top."""
    merged: dict[int, list[tuple[int, int]]] = {}
    for found in MERGED.findall(xml):
        left, first, _, last = range_boundaries(found.decode())
        if left and first and last and first < last and left <= MOST_COLUMNS:
            merged.setdefault(left - 1, []).append((first, last))
    return {at: sorted(ranges) for at, ranges in merged.items()}


def _fill_down(
    cells: list[str], line: int, merged: dict[int, list[tuple[int, int]]], held: dict[int, str]
) -> None:
    """Put what a merged cell says into each row that it spans, if the row holds anything else."""
    for at, ranges in merged.items():
        begun = bisect_right(ranges, line, key=itemgetter(0))
        first, last = ranges[begun - 1] if begun else (0, 0)
        if line == first:
            held[at] = cells[at] if at < len(cells) else ""
        elif line <= last and any(cells):
            cells.extend([""] * (at + 1 - len(cells)))
            cells[at] = held.get(at, "")


def _without(
    records: list[Record], hidden: set[int]
) -> tuple[Iterator[Record] | list[Record], tuple[str, ...]]:
    """Empty the hidden columns; their letters are returned if there was anything in them."""
    if not hidden:
        return records, ()
    used = {
        number
        for record in records
        for number, cell in enumerate(record.cells, start=1)
        if cell and number in hidden
    }
    shown = [
        Record(
            record.line,
            tuple("" if at in used else cell for at, cell in enumerate(record.cells, start=1)),
        )
        for record in records
    ]
    return [record for record in shown if record.filled], tuple(
        map(get_column_letter, sorted(used))
    )


def _text(value: object) -> str:
    """Return a cell as the list means it: whole numbers without ".0", dates as 2024-03-12."""
    if value is None:
        return ""
    if isinstance(value, str):
        return cleaned(ESCAPED.sub("\n", value) if "_x" in value else value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
