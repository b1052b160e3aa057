"""What is no member list is refused with the one sentence that helps."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfry.lists import errors
from belfry.lists.reading import read_member_list
from tests.lists.making import workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LIST = workbook(("Leden", [["Naam", "E-mail"], ["Jan Peeters", "jan@mail.example"]], None))


def archive(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.EmptyFile),
        ("\ufeff \n\n".encode(), errors.EmptyFile),
        (b"<html><table><tr><td>Naam</td></tr></table></html>", errors.WebPage),
        (b'<?xml version="1.0"?><Workbook></Workbook>', errors.WebPage),
        (OLE + b"\0" * 600, errors.OldWorkbook),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), errors.EncryptedWorkbook),
        (LIST[:400], errors.DamagedWorkbook),
        (LIST[:300] + b"\0" * 50 + LIST[350:], errors.DamagedWorkbook),
        (archive(xl__workbook_xml=b"<workbook>"), errors.DamagedWorkbook),
        (archive(mimetype=b"x", content_xml=b"<x/>"), errors.OtherWorkbook),
        (archive(word__document_xml=b"<x/>"), errors.OtherDocument),
        (archive(xl__workbook_xml=b"0" * (65 * 1024 * 1024)), errors.FileTooLarge),
        (b"%PDF-1.7\n%\xe2\xe3", errors.OtherDocument),
        (b"\x89PNG\r\n\x1a\n\0\0", errors.OtherDocument),
        (b"Naam;E-mail\nJan\0\0;jan@mail.example\n", errors.NotText),
        (b'[{"naam": "Jan", "email": "jan@mail.example"}]', errors.ProgramText),
        (b"BEGIN:VCARD\nFN:Jan Peeters\nEND:VCARD\n", errors.ProgramText),
        (b"Naam;E-mail;GSM\n", errors.NobodyInIt),
        (b"Nr;Naam;Type;Prijs\n1;Schroef;A;12\n", errors.NotAMemberList),
        (
            b"Beste leden,\n\nMail naar jan@mail.example, of bel.\n\nGroeten, Jan\n",
            errors.NotAMemberList,
        ),
    ],
)
def test_what_is_no_list_is_named(data: bytes, refusal: type[errors.NotAMemberList]) -> None:
    with pytest.raises(errors.NotAMemberList) as caught:
        read_member_list(data, "leden.xls")
    assert type(caught.value) is refusal
    assert ". " not in caught.value.message()  # one sentence (contract)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    with suppress(errors.NotAMemberList):
        read_member_list(data, "x")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(LIST) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_workbook_breaks_the_reading(at: int, damage: bytes) -> None:
    with suppress(errors.NotAMemberList):
        read_member_list(LIST[:at] + damage + LIST[at + len(damage) :], "x")


CELL = st.text(st.sampled_from("Jan Pé-&/,.@('12 0470+\n\"mevr=Ã"), max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_cell_breaks_the_reading(rows: list[list[str]]) -> None:
    head = ["Naam", "Adres", "GSM", "E-mail", "Gemeente", "Huisnr"]
    quoted = [
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [head, *rows]
    ]
    try:
        reading = read_member_list("\n".join(quoted).encode(), "x")
    except errors.NotAMemberList:
        return
    lines = [row.line for row in reading.good] + [one.line for one in reading.duplicates]
    assert len(set(lines)) == len(lines)
    assert not set(lines) & {bad.line for bad in reading.bad}
    assert all(row.given_name or row.family_name or row.organisation for row in reading.good)
