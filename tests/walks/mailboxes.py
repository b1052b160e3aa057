"""What arrived in the mailboxes of a running demonstration."""

import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests.walks.conftest import Running

PATIENCE_SECONDS = 25
DOMAIN = "linde.example"


def mailboxes_reached(belfry: Running, bulletin: str, number: int) -> set[str]:
    """Wait for so many mails of a bulletin; return the mailboxes, each of which got it once."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found := _mailboxes(belfry, bulletin)) < number and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(found) == len(set(found)) == number
    return set(found)


def _mailboxes(belfry: Running, bulletin: str) -> list[str]:
    return [path.parent.name for path in _mails(belfry, f"*@{DOMAIN}", bulletin)]


def _mails(belfry: Running, mailbox: str, bulletin: str) -> list[Path]:
    header = f"X-Belfry-Bulletin: {bulletin}".encode()
    found = belfry.mail_folder.glob(f"{mailbox}/*.eml")
    return [path for path in found if header in path.read_bytes()]


def mail_to(belfry: Running, mailbox: str, bulletin: str) -> str:
    """Return the text of the one mail by which a bulletin came to a mailbox."""
    (path,) = _mails(belfry, mailbox, bulletin)
    text = message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
    assert text is not None
    return str(text.get_content())
