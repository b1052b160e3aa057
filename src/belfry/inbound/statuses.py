"""Codes in which mail servers tell why: statuses of RFC 3463, reply codes of RFC 5321."""

import re
from typing import Final

STATUS: Final = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?![\d.]*\d)")
CODE: Final = re.compile(
    r"(?<![\w.:/-])([45])[0-7]\d(?=[\s\-]+(?:#|<|\(|\[|\"|[45]\.\d|[A-Za-z*]))|(?<=\()([45])[0-7]\d(?=\))|"
    r"(?:error|code|status|reply|response|returned|said:|smtp;)[\s:=#(]*([45])[0-7]\d\b",
    re.IGNORECASE,
)

# RFC 3463: addressing (1.x) and a disabled mailbox (2.1) speak of the address; 1.7 and 1.8 of the sender.
ABOUT_ADDRESS: Final = ("5.1.", "5.2.1")
ABOUT_SENDER: Final = frozenset({"5.1.7", "5.1.8"})
# Given for anything: the words beside them know better whether a mailbox is full.
VAGUE: Final = frozenset(
    {".0.0", ".1.0", ".1.1", ".2.0", ".2.1", ".3.0", ".3.1", ".4.7", ".5.0", ".5.1", ".7.0", ".7.1"}
)
MAILBOX_FULL: Final = ".2.2"


def status_in(text: str) -> str:
    """Return the first status of RFC 3463 that a text gives, one that says more than "x.0.0" first; or empty."""
    found = [f"{a}.{b}.{int(c)}" for a, b, c in STATUS.findall(text) if a != "2"]
    telling = [status for status in found if not says_nothing(status)]
    return (telling or found or [""])[0]


def class_in(text: str) -> str:
    """Return the first digit of the first reply code of SMTP in a text ("5" of "550 no"), or empty."""
    found = CODE.search(text)
    return next(filter(None, found.groups()), "") if found else ""


def says_nothing(status: str) -> bool:
    """Whether a status gives no more than its class (RFC 3463: "other or undefined")."""
    return status.endswith((".0.0", ".5.0"))


def is_mailbox_full(status: str) -> bool:
    """Whether it says so; a full mailbox is emptied some day, so no address ends by it."""
    return status.endswith(MAILBOX_FULL)


def is_permanent(status: str) -> bool:
    """Whether the mail was given up for good (RFC 3463); that says nothing yet about the next one."""
    return status.startswith("5")


def is_about_address(status: str) -> bool:
    """Whether the address itself is at fault, for good (RFC 3463)."""
    return status.startswith(ABOUT_ADDRESS) and status not in ABOUT_SENDER
