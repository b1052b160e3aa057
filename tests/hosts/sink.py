"""A relay in a process of its own: takes mail over SMTP and writes down who brought which message.

`python -m tests.hosts.sink ADDRESS PORT JOURNAL SECONDS`: it thinks for so long about each mail. A line
is in the journal before its mail is acknowledged: seconds since 1970, address of the bringer, message id.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

HEADER = b"message-id:"


class Brought(NamedTuple):
    """One line of the journal."""

    at: float
    by: str
    message_id: str


def read_journal(path: Path) -> list[Brought]:
    """Return what was acknowledged, or about to be, so far."""
    whole, _, _ = path.read_text(encoding="ascii").rpartition("\n")
    lines = (line.split() for line in whole.splitlines())
    return [Brought(float(at), by, message_id) for at, by, message_id in lines]


class Journal:
    """The names of its methods are those that aiosmtpd calls."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.file = path.open("a", encoding="ascii", buffering=1)
        self.seconds = seconds

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        lines = (envelope.original_content or b"").split(b"\r\n")
        header = next(line for line in lines if line.lower().startswith(HEADER))
        message_id = header[len(HEADER) :].strip().decode()
        self.file.write(f"{time.time():.6f} {session.peer[0]} {message_id}\n")
        return "250 2.0.0 Kept"


async def serve(address: str, port: int, journal: Journal) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(journal, loop=loop, enable_SMTPUTF8=False), address, port, backlog=200
    )
    await server.serve_forever()


if __name__ == "__main__":
    where, number, path, pause = sys.argv[1:]
    asyncio.run(serve(where, int(number), Journal(Path(path), float(pause))))
