"""What the mail catcher of the demonstration caught, read from its folder.

Each mail is a file `<folder>/<quoted address>/<nanoseconds>-<number>.eml`, written in one step.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from belfry.core.errors import NotFound

FILE_NAME: Final = re.compile(r"(?P<nanoseconds>[0-9]{1,20})-[0-9]+")
LONGEST_NAME: Final = 255
SECOND: Final = 1_000_000_000
SHOWN_HEADERS: Final = (
    "From",
    "To",
    "Subject",
    "Date",
    "Content-Language",
    "Message-ID",
    "X-Belfry-Bulletin",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, how many mails arrived for it, and when the newest did."""

    address: str
    count: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class Caught:
    """One mail of a mailbox: the name of its file without ending, its subject, when it came."""

    name: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail taken apart: headers that matter, text part, HTML part ("" for none)."""

    subject: str
    headers: Sequence[tuple[str, str]]
    text: str
    html: str


def mailboxes(folder: Path) -> list[Mailbox]:
    """Return every mailbox, the one with the newest mail first."""
    found = []
    for box in folder.iterdir() if folder.is_dir() else ():
        names = _names(box)
        if names:
            found.append(Mailbox(unquote(box.name), len(names), _moment(names[0])))
    return sorted(found, key=lambda box: (-box.newest_at.timestamp(), box.address))


def mails_of(folder: Path, address: str) -> list[Caught]:
    """Return the mails to an address, the newest first; none for one that never got any."""
    box = _box(folder, address)
    return [
        Caught(name, str(_parsed(box, name)["Subject"] or ""), _moment(name))
        for name in _names(box)
    ]


def open_mail(folder: Path, address: str, name: str) -> Opened:
    """Return one mail; raise NotFound."""
    mail = _parsed(_box(folder, address), name)
    headers = [(header, str(mail[header])) for header in SHOWN_HEADERS if header in mail]
    return Opened(str(mail["Subject"] or ""), headers, _part(mail, "plain"), _part(mail, "html"))


def _box(folder: Path, address: str) -> Path:
    box = folder / quote(address, safe="@")
    # An address such as ".." must not lead out of the folder, and no folder has a longer name.
    if box.parent != folder or set(box.name) <= {"."} or len(box.name) > LONGEST_NAME:
        raise NotFound
    return box


def _names(box: Path) -> list[str]:
    """Return the names of the mails in a box, the newest first."""
    files = box.glob("*.eml") if box.is_dir() else ()
    names = [file.stem for file in files if FILE_NAME.fullmatch(file.stem)]
    return sorted(names, key=lambda name: [int(part) for part in name.split("-")], reverse=True)


def _moment(name: str) -> datetime:
    return datetime.fromtimestamp(int(name.partition("-")[0]) // SECOND, tz=UTC)


def _parsed(box: Path, name: str) -> EmailMessage:
    if not FILE_NAME.fullmatch(name):
        raise NotFound
    try:
        content = (box / f"{name}.eml").read_bytes()
    except OSError:
        raise NotFound from None
    return message_from_bytes(content, policy=default)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
