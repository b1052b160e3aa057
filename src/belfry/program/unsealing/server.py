"""The socket: one line of JSON in, one out; whoever says too much or too slowly is hung up on.

Lines are read by one thread, so that nobody waits for a slow one; questions are answered one after the other by another,
which holds the connection to the database.
"""

import asyncio
import json
import logging
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from belfry.core.errors import DomainError

logger = logging.getLogger(__name__)

LONGEST_LINE: Final = 64 * 1024
LINE_SECONDS: Final = 2.0
MOST_AT_ONCE: Final = 100
LOOK_SECONDS: Final = 5.0

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


async def serve(
    listener: socket.socket,
    executor: Executor,
    ask: Ask,
    look: Callable[[], None],
    stopping: asyncio.Event,
) -> bool:
    """Answer until `stopping`, and `look` every few seconds; return False when the database was lost."""
    desk = _Desk(executor, ask, stopping)
    async with await asyncio.start_unix_server(desk.meet, sock=listener, limit=LONGEST_LINE):
        while not stopping.is_set():
            try:
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)
            except TimeoutError:
                await desk.run(look)
    return not desk.lost


class _Desk:
    def __init__(self, executor: Executor, ask: Ask, stopping: asyncio.Event) -> None:
        self.executor = executor
        self.ask = ask
        self.stopping = stopping
        self.lost = False
        self.inside = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one who came."""
        self.inside += 1
        try:
            if self.inside <= MOST_AT_ONCE:
                async with asyncio.timeout(LINE_SECONDS):
                    line = await reader.readuntil(b"\n")
                answer = await self.run(self._answered, line)
                if answer:
                    writer.write(answer)
                    async with asyncio.timeout(LINE_SECONDS):
                        await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            # Hung up on: it said too much, too little, or took too long.
            pass
        finally:
            self.inside -= 1
            writer.close()

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Let the other thread do something; without its database there is nothing left to do."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.executor, work, *arguments)
        except (OperationalError, InterfaceError):
            logger.error("The database does not answer.")  # noqa: TRY400 -- the place says it all
            self.lost = True
            self.stopping.set()
            return None

    def _answered(self, line: bytes) -> bytes:
        try:
            answer = self.ask(json.loads(line))
        except DomainError as refusal:
            answer = {"refused": refusal.code}
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            # Whoever asks is another part of Belfry, or somebody who tries.
            logger.warning("A question could not be read (%s).", type(error).__name__)
            answer = {"refused": "sealing.not_a_question"}
        return json.dumps(answer).encode() + b"\n"
