"""One mail from bytes, however broken: its headers in words, its texts, its reports, what it returns."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr
from itertools import pairwise
from typing import Final

from belfry.inbound.html import text_of_html
from belfry.inbound.phrases import any_of

# Of one part; who writes a report by mail writes less, and a returned mail needs no more.
MOST_TEXT: Final = 200_000
LONGEST_HEADER: Final = 8_000
MOST_PARTS: Final = 100
# Before the first header some systems put blank lines, a byte order mark, or mbox's own line.
BEFORE_HEADERS: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r?\n)?")
# A part begins here, whatever the headers say.
BOUNDARY: Final = re.compile(
    rb"^--(\S[^\r\n]{1,69}?)[ \t]*\r?\nContent-(?:Type|Description|Disposition): ",
    re.MULTILINE | re.IGNORECASE,
)
BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
HEADER_LINE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9_-]*[ \t]*:|[ \t]")
KNOWN_HEADER: Final = re.compile(
    rb"(?:From|To|Subject|Date|Message-ID|MIME-Version|Content-[A-Za-z-]+):", re.IGNORECASE
)
SPACE: Final = re.compile(r"\s+")
FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})\s*:[ \t]*(.*)")
# What is reported in a text part that only looks like a report.
REPORTS: Final = re.compile(
    r"^(?:Final-Recipient|Original-Recipient|Feedback-Type)\s*:", re.IGNORECASE | re.MULTILINE
)
ENCLOSED: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"}
)
MAIL_SYSTEM: Final = any_of("mail_system")
TEXT_FILES: Final = (".txt", ".dsn", ".dat", ".eml", ".msg")
IDS: Final = re.compile(r"<([^<>\s]{3,250}@[^<>\s]{1,250})>")

# What the standard library raises on mails that no program should have made.
BROKEN: Final = (ValueError, LookupError, AttributeError, TypeError, AssertionError)

Block = dict[str, str]


@dataclass(slots=True)
class Opened:
    """A mail taken apart.

    `text` and `html` are its own words, `blocks` the fields of its reports, `returned` what it encloses of
    another mail: headers and, below them, text.
    """

    headers: Message
    type: str
    text: str = ""
    html: str = ""
    types: set[str] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    returned: Message | None = None

    def header(self, name: str) -> str:
        """Return a header in words, on one line, or empty."""
        wanted = name.lower()
        raw = (value for given, value in self.headers.raw_items() if given.lower() == wanted)
        return words_of(next(raw, None))

    def address(self, name: str) -> str:
        """Return the first address of a header in small letters, or empty."""
        return address_of(self.header(name))

    @property
    def words(self) -> str:
        """What it says to a reader, whether it says so in plain text or in HTML only."""
        return self.text if self.text.strip() else text_of_html(self.html)

    @property
    def all_words(self) -> str:
        """The same, with both forms where there are two: a few notices say different things in them."""
        return f"{self.text}\n{text_of_html(self.html)}" if self.html else self.text


def opened(raw: bytes) -> Opened:
    """Return a mail taken apart; never raises, whatever the bytes are."""
    raw = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    raw = _unbroken(BEFORE_HEADERS.sub(b"", raw, count=1))
    message = _with_parts(_parsed(raw), raw)
    mail = Opened(message, message.get_content_type())
    for number, part in enumerate(_parts(message)):
        if number < MOST_PARTS:
            with suppress(*BROKEN):
                _take(mail, part)
    return mail


def _unbroken(raw: bytes) -> bytes:
    """Return a mail whose long headers go on in lines that begin with a space again, as they must."""
    blank = BLANK_LINE.search(raw)
    lines = raw[: blank.start() if blank else 0].split(b"\n")
    known = [place for place, line in enumerate(lines) if KNOWN_HEADER.match(line)]
    last = known[-1] if known else 0
    for place, (before, line) in enumerate(pairwise(lines), start=1):
        goes_on = place < last or before.rstrip().endswith(b";")
        if goes_on and not HEADER_LINE.match(line):
            lines[place] = b" " + line
    return b"\n".join(lines) + raw[blank.start() :] if blank else raw


def _parsed(raw: bytes) -> Message:
    """Return a mail as the standard library reads it; what nests without end is one part."""
    try:
        return message_from_bytes(raw, policy=compat32)
    except (RecursionError, *BROKEN):
        return BytesHeaderParser(policy=compat32).parsebytes(raw)


def _with_parts(message: Message, raw: bytes) -> Message:
    """Return the mail in its parts where its own headers fail to say that it has any."""
    found = None if message.is_multipart() else BOUNDARY.search(raw)
    if found is None:
        return message
    # The first part may have no headers of its own.
    begins = raw.find(b"\n--" + found[1])
    above = BLANK_LINE.split(raw[:begins], maxsplit=1)[1:]
    if message.get_content_maintype() != "multipart" and any(b"@" in words for words in above):
        # The boundary is that of a mail returned below.
        return message
    parts = (
        b'Content-Type: multipart/mixed; boundary="%b"\n' % found[1].replace(b'"', b"")
        + raw[begins:]
    )
    whole = _parsed(parts)
    for name, value in message.items():
        if name.lower() not in ("content-type", "content-transfer-encoding"):
            whole[name] = value
    return whole


def words_of(value: object) -> str:
    """Return a header's value decoded (RFC 2047), on one line; what cannot be decoded stays as it is."""
    if value is None:
        return ""
    raw = str(value)[:LONGEST_HEADER]
    if not raw.isascii():
        # Letters outside ASCII that nobody encoded: bytes, of UTF-8 more often than not.
        raw = _decoded(raw.encode("utf-8", "surrogateescape"), None)
    try:
        pieces = decode_header(raw) if "=?" in raw else [(raw, None)]
        decoded = "".join(_piece(piece, charset) for piece, charset in pieces)
    except (HeaderParseError, ValueError, LookupError):
        decoded = raw
    return SPACE.sub(" ", decoded).strip()


def address_of(words: str) -> str:
    """Return the first address among words of a header, in small letters, or empty."""
    try:
        address = parseaddr(words)[1]
    except (RecursionError, IndexError):
        address = ""
    if "@" not in address:
        found = re.search(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+", words)
        address = found[0] if found else ""
    return address.lower().strip("<>.")


def ids_in(*values: str) -> Iterator[str]:
    """Yield the message ids in headers' values, without brackets."""
    for value in values:
        yield from IDS.findall(value)


def blocks_of(text: str) -> list[Block]:
    """Return the groups of fields in a report (RFC 3464, 2.1), names in small letters.

    A blank line ends a group, and so does a second recipient where somebody forgot it.
    """
    blocks: list[Block] = [{}]
    name = ""
    for line in text.splitlines():
        found = FIELD.match(line)
        if not line.strip():
            name = ""
            blocks.append({})
        elif line[0] in " \t" and name:
            blocks[-1][name] += f" {line.strip()}"
        elif found:
            name = found[1].lower()
            if name in blocks[-1] and name == "final-recipient":
                blocks.append({})
            blocks[-1].setdefault(name, found[2].strip())
    return [block for block in blocks if block]


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that say something, in order; a mail within the mail is one."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "message" or not part.is_multipart():
            yield part
        else:
            waiting[:0] = _inside(part)


def _inside(part: Message) -> list[Message]:
    """Return the parts of a part; its text is never asked for, which can fail."""
    inside = part.get_payload() if part.is_multipart() else []
    return [one for one in inside if isinstance(one, Message)]


def _take(mail: Opened, part: Message) -> None:
    kind = part.get_content_type()
    mail.types.add(kind)
    if kind in ENCLOSED:
        _take_enclosed(mail, _enclosed(part))
    elif part.get_content_maintype() == "message":
        mail.blocks += blocks_of(_flat(part))
    elif kind == "text/html":
        mail.html += _text(part)
    elif part.get_content_maintype() in ("text", "multipart") or _may_report(part):
        _take_text(mail, _text(part), attached=bool(part.get_filename()))


def _take_enclosed(mail: Opened, enclosed: Message) -> None:
    if mail.returned is not None:
        return
    if enclosed.get_content_type() == "multipart/report" and _hands_on(mail, enclosed):
        for inner in _parts(enclosed):
            _take(mail, inner)
    else:
        mail.returned = enclosed


def _hands_on(mail: Opened, enclosed: Message) -> bool:
    """Whether a filter put a notice into an envelope; a person who forwards one writes as somebody else."""
    sender = mail.address("From")
    its_own = address_of(words_of(enclosed.get("From")))
    return sender in ("", its_own) or bool(MAIL_SYSTEM.search(mail.header("From")))


def _take_text(mail: Opened, text: str, *, attached: bool) -> None:
    """Take words; what is attached is no part of them unless it is a report."""
    reports = REPORTS.search(text)
    if reports:
        mail.blocks += blocks_of(text)
    if reports or not attached:
        mail.text += text + "\n"


def _may_report(part: Message) -> bool:
    """Whether a part that is said to be no text may be a report all the same."""
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() == "application/octet-stream" and name.endswith(TEXT_FILES)


def _enclosed(part: Message) -> Message:
    """Return the mail within a part; one that came as text is read for its headers."""
    inside = _inside(part)
    return inside[0] if inside else headers_in(_text(part))


def headers_in(text: str) -> Message:
    """Return a text that begins with headers as a mail."""
    raw = text.lstrip().encode("utf-8", "replace")
    return BytesHeaderParser(policy=compat32).parsebytes(raw)


def _flat(part: Message) -> str:
    """Return a report as its lines: the parser took its groups for mails."""
    groups = []
    for group in _inside(part):
        lines = [f"{name}: {words_of(value)}" for name, value in group.raw_items()]
        groups.append("\n".join([*lines, _text(group)]))
    text = "\n\n".join(groups)
    return text if FIELD.search(text) else _text(part)


def _text(part: Message) -> str:
    """Return the words of a part; unknown encodings and broken ones give what can be read."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    return _decoded(raw[: 4 * MOST_TEXT], part.get_content_charset())[:MOST_TEXT]


def _piece(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else _decoded(piece, charset)


def _decoded(raw: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name or "ascii").replace("\r\n", "\n").replace("\r", "\n")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")
