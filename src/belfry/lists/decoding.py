"""What a file is, and its text: UTF-8, UTF-16 and cp1252, with a named refusal for the rest."""

import codecs
import json
import re
from typing import Final

from belfry.lists.errors import (
    EmptyFile,
    EncryptedWorkbook,
    FileTooLarge,
    NotText,
    OldWorkbook,
    OtherDocument,
    ProgramText,
    WebPage,
)

LARGEST_FILE: Final = 20 * 1024 * 1024
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCUMENTS: Final = (
    *(b"%PDF", b"{\\rtf", b"%!PS", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
    *(b"RIFF", b"BM", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"SQLite format 3", b"\x7fELF"),
    *(
        b"PK\x05\x06",
        b"\x00\x01\x00\x00Standard ",
        b"\x00\x00\x00\x18ftyp",
        b"\x00\x00\x00\x1cftyp",
    ),
)
MARKUP: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|table|meta|\?xml|[a-z]+:?workbook|div|tr)\b",
    re.IGNORECASE | re.DOTALL,
)
PROGRAM: Final = re.compile(
    r"\s*(?:BEGIN:V(?:CARD|CALENDAR)|(?:INSERT\s+INTO|CREATE\s+TABLE)\s)", re.IGNORECASE
)
CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BLANKS: Final = re.compile(r"[^\S\n]+")
PLAIN_SIGNS: Final = str.maketrans(
    "\u2018\u2019\u201a\u201b\u2032\u00b4`\u201c\u201d\u201e\u201f\u2033\u2010\u2011\u2012\u2013\u2014\u2212",
    "'" * 7 + '"' * 5 + "-" * 6,
)
MISREAD: Final = re.compile("[ÃÂÅ][\u0080-\u00bf\u0152-\u2122]|â€")


def check_kind(data: bytes) -> None:
    """Raise a NotAMemberList that names what this file is, if it is no text and no workbook."""
    if not data.strip():
        raise EmptyFile
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedWorkbook
        raise OldWorkbook
    if data.startswith((b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00")):
        raise OldWorkbook
    if data.startswith(DOCUMENTS) and (b"\x00" in data or not data.startswith((b"BM", b"RIFF"))):
        raise OtherDocument


def decoded(data: bytes) -> tuple[str, str]:
    """Return (text, encoding); raise NotText, WebPage, ProgramText, EmptyFile."""
    text, encoding = _decoded(data)
    text = text.removeprefix("\ufeff")
    if not UNSEEN.sub("", text).strip():
        raise EmptyFile
    if len(CONTROL.findall(text)) * 200 > len(text) or "\x00" in text:
        raise NotText
    if MARKUP.match(text[:5000]):
        raise WebPage
    if PROGRAM.match(text) or _is_json(text):
        raise ProgramText
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    if wide := _wide(data):
        try:
            return data.decode(wide), "utf-16"
        except UnicodeDecodeError:
            raise NotText from None
    if b"\x00" in data:
        raise NotText
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _by_line(data)


def _wide(data: bytes) -> str:
    """Return which UTF-16 this is, by its mark or by where its zero bytes stand; empty for none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:4000]
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if half and odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if half and even > half * 0.6 and odd < half * 0.05 else ""


def _by_line(data: bytes) -> tuple[str, str]:
    """Read as cp1252; lines pasted in from elsewhere may be UTF-8 all the same."""
    told = {"utf-8": 0, "cp1252": 0}
    lines = []
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            told["utf-8"] += not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            told["cp1252"] += 1
    return "\n".join(lines), "utf-8" if told["utf-8"] > told["cp1252"] else "cp1252"


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def cleaned(cell: str) -> str:
    """Return a cell without what nobody sees: odd blanks, zero-width signs, Excel's apostrophe.

    Also mends text that was once read in the wrong encoding ("RenÃ©" is "René").
    """
    if cell.isascii() and cell.isalnum():
        return cell
    if MISREAD.search(cell):
        cell = _mended(cell)
    if not cell.isascii():
        cell = UNSEEN.sub("", cell).translate(PLAIN_SIGNS)
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    lines = [BLANKS.sub(" ", line).strip() for line in cell.splitlines()]
    cell = "\n".join(line for line in lines if line)
    if cell.startswith('"') and cell.count('"') == 1 and len(cell) > 1:
        cell = cell[1:].lstrip()
    # An apostrophe before a letter belongs to the name ('t Hoekje); before a number it is Excel's.
    if cell.startswith("'") and cell[1:2].isdigit() | (cell[1:2] in "+="):
        cell = cell[1:]
    return cell


def _mended(cell: str) -> str:
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return cell
