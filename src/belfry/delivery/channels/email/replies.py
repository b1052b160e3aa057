"""What a mail server answers (RFC 5321, 4.2; RFC 3463), and what it means for one mail."""

import functools
import re
from enum import StrEnum
from typing import Final, NamedTuple

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.channels.email.errors import NotSmtp
from belfry.delivery.workflow import Cause
from belfry.inbound.statuses import is_about_address, is_mailbox_full

# A server that sends this much without ending its reply is not speaking SMTP.
LONGEST_REPLY: Final = 65536
ENHANCED = re.compile(rb"^[245]\.\d{1,3}\.\d{1,3}(?= |$)")

AFTER_CODE: Final = frozenset({b" ", b"-", b"\r", b""})
OK: Final = 200
GO_ON: Final = 354
CLOSING: Final = 421
TEMPORARY: Final = 400
PERMANENT: Final = 500


class Reply(NamedTuple):
    """One whole reply, all of its lines, without codes and line ends."""

    code: int
    lines: list[bytes]

    @property
    def status(self) -> str:
        """The enhanced status code ("5.1.1"), or empty."""
        found = ENHANCED.match(self.lines[-1])
        return found.group().decode() if found else ""

    @property
    def name(self) -> str:
        """Code and status for the record; never the text, which often repeats the address."""
        return f"{self.code} {self.status}".strip()

    @property
    def accepts(self) -> bool:
        """Whether the server does what was asked."""
        return OK <= self.code < OK + 100


def take_replies(inbox: bytearray) -> list[Reply]:
    """Cut all whole replies off the inbox and leave the rest; raise NotSmtp."""
    whole = inbox.rfind(b"\n") + 1
    if len(inbox) - whole > LONGEST_REPLY:
        raise NotSmtp
    replies: list[Reply] = []
    open_lines: list[bytes] = []
    used = read = 0
    for line in bytes(inbox[:whole]).split(b"\n")[:-1]:
        read += len(line) + 1
        code, text, ends = _read(line)
        open_lines.append(text)
        if ends:
            replies.append(Reply(code, open_lines))
            open_lines = []
            used = read
    if read - used > LONGEST_REPLY:
        raise NotSmtp
    del inbox[:used]
    return replies


# A server says the same few lines again and again.
@functools.lru_cache(maxsize=64)
def _read(line: bytes) -> tuple[int, bytes, bool]:
    """Return code and text of a line, and whether it ends its reply; raise NotSmtp."""
    code, after = line[:3], line[3:4]
    if not code.isdigit() or after not in AFTER_CODE:
        raise NotSmtp
    return int(code), line[4:].rstrip(b"\r"), after != b"-"


class Verb(StrEnum):
    """Steps of a conversation whose answer is awaited."""

    RSET = "RSET"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "DOT"
    EMPTY_DOT = "EMPTY_DOT"
    QUIT = "QUIT"


# RFC 3463: 4.7.x is policy ("too fast"), 4.3.2 not accepting now, 4.4.5 congestion, 4.5.3 too many.
# 421, 432 and 454 say the same without a status. None of them is about this one recipient.
SLOW_DOWN_CODES: Final = frozenset({CLOSING, 432, 454})
SLOW_DOWN_STATUS: Final = ("4.7.", "4.3.2", "4.4.5", "4.5.3")
NO_SUCH_ADDRESS_CODES: Final = frozenset({550, 551, 553})
SIGN_IN_FIRST: Final = frozenset({530, 534, 535, 538})


def judge(verb: Verb, reply: Reply) -> Verdict:
    """Return what a refusal at `verb` means; the reply must not be one that accepts."""
    status = reply.status
    if is_mailbox_full(status):
        return Verdict(Fate.TEMPORARY, Cause.MAILBOX_FULL, reply.name)
    if reply.code >= PERMANENT:
        return _permanent(verb, reply, status)
    if reply.code in SLOW_DOWN_CODES or status.startswith(SLOW_DOWN_STATUS):
        return Verdict(Fate.THROTTLED, Cause.THROTTLED, reply.name)
    return Verdict(Fate.TEMPORARY, Cause.TEMPORARY, reply.name)


def _permanent(verb: Verb, reply: Reply, status: str) -> Verdict:
    if reply.code in SIGN_IN_FIRST:
        return Verdict(Fate.NOT_TRIED, Cause.RELAY_REFUSES, reply.name)
    # What is said at MAIL is about the sender, so only later verbs can blame the recipient.
    about_address = verb is not Verb.MAIL and (
        is_about_address(status)
        or (not status and verb is Verb.RCPT and reply.code in NO_SUCH_ADDRESS_CODES)
    )
    if about_address:
        return Verdict(Fate.BAD_ADDRESS, Cause.UNKNOWN_ADDRESS, reply.name)
    return Verdict(Fate.REFUSED, Cause.REFUSED, reply.name)
