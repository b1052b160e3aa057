"""The mail catcher of the demonstration: takes every mail and keeps it in a mailbox of files.

`MAIL_DIR/<address>/<time in ns>-<number>.eml`, the address quoted as in a URL; `/demo/mail/` shows them.
"""

import argparse
import asyncio
import itertools
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL_BYTES: Final = 10_000_000


class Mailboxes:
    """Keeps mails; the names of its methods are those that aiosmtpd calls."""

    def __init__(self, folder: Path) -> None:
        """Keep them below `folder`."""
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Say that commands may come without waiting, which the dispatcher makes use of."""
        session.host_name = name
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every address; what is none might name another folder."""
        if "@" not in address:
            return "553 5.1.3 No address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail in the mailbox of each of its recipients."""
        content = envelope.original_content or b""
        for address in envelope.rcpt_tos:
            self.keep(address, content)
        return "250 2.0.0 Kept"

    def keep(self, address: str, content: bytes) -> None:
        """Write one mail; a reader sees all of it or nothing."""
        mailbox = self.folder / quote(address, safe="@")
        mailbox.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}-{next(self.numbers)}"
        unfinished = mailbox / f".{name}"
        unfinished.write_bytes(content)
        unfinished.rename(mailbox / f"{name}.eml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the listening socket that the parent opened, so that the port outlives a restart."""
    parser.add_argument("--descriptor", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)


def run(options: argparse.Namespace) -> int:
    """Take mail until SIGTERM."""
    os.umask(0o077)
    asyncio.run(_serve(socket.socket(fileno=options.descriptor), Mailboxes(options.folder)))
    return 0


async def _serve(listener: socket.socket, mailboxes: Mailboxes) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)

    def conversation() -> Any:
        return SMTP(
            mailboxes,
            data_size_limit=LARGEST_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="mail.example",
            loop=loop,
        )

    server = await loop.create_server(conversation, sock=listener, backlog=100)
    await stopping.wait()
    server.close()
