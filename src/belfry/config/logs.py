"""How a line of the log is written: what happened and where, never what anybody typed or is called."""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

# Whoever reads a log must not be able to follow a link that was made for one person.
TOKEN: Final = re.compile(
    r"(/(?:invitation|unsubscribe|feel|complaint/answer|joining/confirm|push/shown|public-meetings/[^/\s]+)/)[^/\s]+"
)

Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Shows an exception by its class and its place in the code.

    The words of an exception may hold an address or a message: PostgreSQL quotes the row that it
    refuses, Python the value that it cannot read.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without the tokens of links."""
        # What another formatter made of the exception is not ours to pass on.
        record.exc_text = None
        return TOKEN.sub(r"\1...", super().format(record))

    def formatException(self, ei: Told) -> str:  # noqa: N802 - the name is logging's
        """Return the frames, oldest first, of the exception and of those that led to it."""
        return "".join(_frames(ei[1])).rstrip()


class JsonFormatter(DiscreetFormatter):
    """Writes an object per line: time (UTC), level, logger, event; ids where there are some; place of an error.

    Of what else a record carries nothing is written: libraries attach whole jobs and requests.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without the tokens of links."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": TOKEN.sub(r"\1...", record.getMessage()),
        }
        if ids := getattr(record, "ids", None):
            told["ids"] = ids
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info).splitlines()
        return json.dumps(told, default=str, ensure_ascii=False)


def log_what_nobody_caught() -> None:
    """Let an error that ends a process or a thread be written by the formatter, not by Python itself."""
    logger = logging.getLogger("belfry")

    def of_process(
        kind: type[BaseException], error: BaseException, frames: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logger.critical("Nobody caught an error.", exc_info=(kind, error, frames))

    def of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
            logger.critical("Nobody caught an error in a thread.", exc_info=told.exc_value)

    sys.excepthook = of_process
    threading.excepthook = of_thread


def _frames(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    yield from _frames(
        error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    )
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}\n"
