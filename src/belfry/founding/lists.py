"""Who is asked where it is no homes: a list of businesses or professionals that somebody gives."""

from django.utils.translation import gettext as _

from belfry.founding.types import BadRow, UnitList
from belfry.lists.reading import read_member_list
from belfry.lists.remarks import TAKEN_FOR_A_NOTE
from belfry.lists.types import Row


def read_units(content: bytes, filename: str) -> UnitList:
    """Return those whom a list names, each with the lines of a letter; raise NotAMemberList.

    It is read as a member list is; a row to which no letter can go is bad.
    """
    reading = read_member_list(content, filename)
    bad = [BadRow(row.line, row.column, row.reason) for row in reading.bad]
    bad += [
        BadRow(
            row.line, "", _("Street, postcode or municipality is missing: no letter can go there.")
        )
        for row in reading.good
        if not _can_get_a_letter(row)
    ]
    listed = [_lines(row) for row in reading.good if _can_get_a_letter(row)]
    notes = [one.line for one in reading.doubts if one.reason == str(TAKEN_FOR_A_NOTE)]
    return UnitList(listed, sorted(bad, key=lambda one: one.line), notes, len(reading.duplicates))


def _can_get_a_letter(row: Row) -> bool:
    return bool(row.street and (row.postcode or row.municipality))


def _lines(row: Row) -> str:
    name = row.organisation or f"{row.given_name} {row.family_name}".strip()
    number = "/".join(part for part in (row.number, row.box) if part)
    lines = (name, f"{row.street} {number}".strip(), f"{row.postcode} {row.municipality}".strip())
    return "\n".join(lines)
