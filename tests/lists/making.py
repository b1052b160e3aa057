"""Small member lists, made as the programs of coordinators make them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from belfry.lists.reading import read_member_list
from belfry.lists.types import Reading, Row

Sheet = tuple[str, Sequence[Sequence[Any]], Callable[[Worksheet], None] | None]


def read(text: str, encoding: str = "utf-8") -> Reading:
    """Return the reading of a text file."""
    return read_member_list(text.encode(encoding), "list.csv")


def only(text: str) -> Row:
    """Return the single member of a list that has nothing bad in it."""
    reading = read(text)
    assert not reading.bad
    assert len(reading.good) == 1
    return reading.good[0]


def workbook(*sheets: Sheet) -> bytes:
    """Return an .xlsx file with these sheets: title, rows, and what is done to it last."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows, finish in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if finish:
            finish(sheet)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def kinds(reading: Reading) -> list[tuple[int, str, str]]:
    """Return where what is bad."""
    return [(bad.line, bad.column, bad.value_kind) for bad in reading.bad]
