"""The bytes of a mail: built once per message and language, then spliced for each recipient.

A part goes as it is where that is plain enough, else as quoted-printable, so that every relay takes it without
8BITMIME and no line is too long. No boundary can occur in a part: it is made from both.
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from belfry.delivery.channels.errors import CannotWrite

# One recipient's own link.
UNSUBSCRIBE_SLOT: Final = "{unsubscribe_url}"
# One mail's own link, of no recipient: to say how one feels after an urgent message.
FEELING_SLOT: Final = "{feeling_url}"
SLOTS: Final = {UNSUBSCRIBE_SLOT: b"link", FEELING_SLOT: b"feeling"}
ANY_SLOT: Final = re.compile(f"({'|'.join(map(re.escape, SLOTS))})")
# RFC 5322, 3.2.3 (dot-atom): no quoting, so nothing in it can end a header or a command.
ADDRESS: Final = re.compile(
    rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    rb"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
LINK: Final = re.compile(rb"https?://[A-Za-z0-9.:\[\]/_-]+")
LONGEST_ADDRESS: Final = 254
QUOTED_LINE: Final = 72
PLAIN_WORDS: Final = re.compile(r"[A-Za-z0-9 .,:;!()'/-]{1,60}")
LINE_ENDS: Final = re.compile("\r\n|\r|\n")
# Control characters have no place in a mail and some servers refuse it for them.
CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SOFT_BREAK: Final = b"=\r\n"
# What needs no encoding, by the line: some servers change "From " where it begins one, and a dot is doubled there. With
# a link no line passes the 998 bytes of RFC 5322, 2.1.1.
PLAIN_TEXT: Final = re.compile(r"(?:(?!From |\.)[\t -~]{0,700}(?:\n|\Z))*")


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says in one language."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The fixed, published sender: how it is called, and the address."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Where message ids live."""
        return self.address.rpartition("@")[2]


class Letter:
    """One message in one language, ready to be addressed."""

    __slots__ = ("_before", "_body", "_folds", "asks", "sender")

    def __init__(
        self, words: Words, sender: Sender, *, made_at: datetime, bulletin: UUID | None = None
    ) -> None:
        """Encode everything that is the same for all; raise CannotWrite for an unusable sender."""
        self.sender = checked_address(sender.address)
        text, page = _part("plain", words.text), _part("html", words.html)
        boundary = b"=_" + hashlib.sha256(text + page).hexdigest()[:16].encode()
        self._before = _headers(words, sender, made_at, bulletin, boundary)
        self._body = b"\r\n--%b\r\n%b\r\n--%b\r\n%b\r\n--%b--\r\n" % (
            boundary,
            text,
            boundary,
            page,
            boundary,
        )
        self.asks = FEELING_SLOT in words.text + words.html
        self._folds = b"%(folded" in self._body

    def addressed(
        self, recipient: bytes, message_id: bytes, link: bytes, feeling: bytes = b""
    ) -> bytes:
        """Return the whole mail for one recipient; `link` empty leaves unsubscribing out.

        `feeling` is the link of a letter that `asks` how its readers feel.

        Lines end with CRLF and none begins with a dot: it can follow DATA as it is.
        The arguments must have passed `checked_address` and `checked_link`.
        """
        head = b"To: <%b>\r\nMessage-ID: <%b>\r\n" % (recipient, message_id)
        if link:
            head += (
                b"List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            ) % link
        links = {b"link": link, b"feeling": feeling}
        if self._folds:
            links |= {b"folded link": _folded(link), b"folded feeling": _folded(feeling)}
        return head + self._before + self._body % links


@dataclass(slots=True)
class Mail:
    """A letter to one recipient, as a connection carries it; `key` is the sender's own."""

    key: object
    letter: Letter
    recipient: bytes
    message_id: bytes
    link: bytes
    # Monotonic seconds after which its sending may not begin any more.
    deadline: float
    urgent: bool = False
    tries: int = 0
    feeling: bytes = b""

    @property
    def sender(self) -> bytes:
        """The envelope sender."""
        return self.letter.sender

    @property
    def domain(self) -> str:
        """Where the recipient's mailbox is, in lower case."""
        return self.recipient.rpartition(b"@")[2].decode("ascii").lower()

    def content(self) -> bytes:
        """Return the bytes between DATA and the final dot."""
        return self.letter.addressed(self.recipient, self.message_id, self.link, self.feeling)


def checked_address(address: str) -> bytes:
    """Return an address as bytes that cannot break a header or a command; raise CannotWrite."""
    try:
        plain = address.encode("ascii")
    except UnicodeEncodeError:
        # An address with letters outside ASCII before the @ needs SMTPUTF8 on the whole way.
        raise CannotWrite from None
    if len(plain) > LONGEST_ADDRESS or ADDRESS.fullmatch(plain) is None:
        raise CannotWrite
    return plain


def checked_link(link: str) -> bytes:
    """Return a link as bytes that need no quoting in a header, in HTML or in a part."""
    plain = link.encode("ascii", "replace")
    if LINK.fullmatch(plain) is None:
        raise CannotWrite
    return plain


def _folded(link: bytes) -> bytes:
    """Return the link on lines of its own, joined by soft breaks; every reader puts it together."""
    lines = [link[start : start + QUOTED_LINE] for start in range(0, len(link), QUOTED_LINE)]
    folded = SOFT_BREAK + SOFT_BREAK.join(lines) + SOFT_BREAK
    return folded.replace(b"\n.", b"\n=2E")


def _part(kind: str, text: str) -> bytes:
    """Return a part with its headers, its lines ended by CRLF, as the pattern for the links of a recipient."""
    clean = CONTROLS.sub("", LINE_ENDS.sub("\n", text))
    plain = PLAIN_TEXT.fullmatch(clean) is not None
    encoding, slot = ("7bit", b"%%(%b)b") if plain else ("quoted-printable", b"%%(folded %b)b")
    head = (
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    pieces = [
        slot % SLOTS[piece] if piece in SLOTS else _encoded_part(piece, plain).replace(b"%", b"%%")
        for piece in ANY_SLOT.split(clean)
    ]
    return head.encode() + b"".join(pieces)


def _encoded_part(text: str, plain: bool) -> bytes:
    """Return text that begins a line, if not as it is, then as quoted-printable (RFC 2045, 6.7)."""
    if plain:
        return text.encode().replace(b"\n", b"\r\n")
    quoted = binascii.b2a_qp(text.encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    # A dot that begins a line is written as its number, on a line of its own (a run has several).
    quoted = b"\n" + quoted
    while b"\n." in quoted:
        quoted = quoted.replace(b"\n.", b"\n=2E=\r\n")
    return quoted[1:]


def _headers(
    words: Words, sender: Sender, made_at: datetime, bulletin: UUID | None, boundary: bytes
) -> bytes:
    lines = [
        f"From: {_encoded(sender.name, 'From')} <{sender.address}>",
        f"Subject: {_encoded(words.subject, 'Subject')}",
        f"Date: {format_datetime(made_at)}",
        f"Content-Language: {words.language}",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary.decode()}"',
    ]
    if bulletin is not None:
        lines.append(f"X-Belfry-Bulletin: {bulletin}")
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _encoded(words: str, header: str) -> str:
    """Return words for a header: as they are if harmless, else as encoded words (RFC 2047)."""
    clean = " ".join(CONTROLS.sub(" ", words).split())
    if PLAIN_WORDS.fullmatch(clean):
        return f'"{clean}"' if header == "From" else clean
    safe = clean.encode("utf-8", "replace").decode()
    return Header(safe, "utf-8", header_name=header).encode(linesep="\r\n")
