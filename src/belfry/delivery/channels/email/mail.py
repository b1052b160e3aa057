"""The bytes of a mail: built once per message and language, then spliced for each recipient.

Both parts are quoted-printable, so that every relay takes them without 8BITMIME, no line is too long,
and no boundary can occur in a part ("=_" is not quoted-printable).
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

# One recipient's own link; the only slot that a bulletin's approved texts may hold.
UNSUBSCRIBE_SLOT: Final = "{unsubscribe_url}"
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

    __slots__ = ("_before", "_pieces", "sender")

    def __init__(
        self, words: Words, sender: Sender, *, made_at: datetime, bulletin: UUID | None = None
    ) -> None:
        """Encode everything that is the same for all; raise CannotWrite for an unusable sender."""
        self.sender = checked_address(sender.address)
        body = _parts(words)
        boundary = b"=_" + hashlib.sha256(body[0] + body[1]).hexdigest()[:32].encode()
        self._before = _headers(words, sender, made_at, bulletin, boundary)
        whole = (
            b"\r\n--%b\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%b\r\n"
            b"--%b\r\nContent-Type: text/html; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%b\r\n--%b--\r\n"
        ) % (boundary, body[0], boundary, body[1], boundary)
        self._pieces = _without_leading_dots(whole).split(_SLOT)

    def addressed(self, recipient: bytes, message_id: bytes, link: bytes) -> bytes:
        """Return the whole mail for one recipient; `link` empty leaves unsubscribing out.

        Lines end with CRLF and none begins with a dot: it can follow DATA as it is.
        The arguments must have passed `checked_address` and `checked_link`.
        """
        head = b"To: <%b>\r\nMessage-ID: <%b>\r\n" % (recipient, message_id)
        if link:
            head += (
                b"List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            ) % link
        return head + self._before + _folded(link).join(self._pieces)


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
        return self.letter.addressed(self.recipient, self.message_id, self.link)


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


# A byte that quoted-printable never produces marks where the link goes.
_SLOT: Final = b"\0"


def _folded(link: bytes) -> bytes:
    """Return the link on lines of its own, joined by soft breaks; every reader puts it together."""
    lines = [link[start : start + QUOTED_LINE] for start in range(0, len(link), QUOTED_LINE)]
    folded = SOFT_BREAK + SOFT_BREAK.join(lines) + SOFT_BREAK
    return folded.replace(b"\n.", b"\n=2E")


def _without_leading_dots(quoted: bytes) -> bytes:
    """Write a dot that begins a line as its number, on a line of its own (a run has several)."""
    for before in (b"\n", _SLOT):
        while before + b"." in quoted:
            quoted = quoted.replace(before + b".", before + b"=2E=\r\n")
    return quoted


def _parts(words: Words) -> tuple[bytes, bytes]:
    return _SLOT.join(map(_quoted, words.text.split(UNSUBSCRIBE_SLOT))), _SLOT.join(
        map(_quoted, words.html.split(UNSUBSCRIBE_SLOT))
    )


def _quoted(text: str) -> bytes:
    """Return text as quoted-printable with CRLF line ends (RFC 2045, 6.7)."""
    clean = CONTROLS.sub("", LINE_ENDS.sub("\n", text))
    return binascii.b2a_qp(clean.encode("utf-8", "replace")).replace(b"\n", b"\r\n")


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
