"""How a line of the log is written: what happened and where, never what anybody typed or is called."""

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Final

# Whoever reads a log must not be able to follow a link that was made for one person.
TOKEN: Final = re.compile(r"(/(?:invitation|unsubscribe)/)[^/\s]+")

Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Shows an exception by its class and its place in the code.

    The words of an exception may hold an address or a message: PostgreSQL quotes the row that it
    refuses, Python the value that it cannot read.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without the tokens of links."""
        return TOKEN.sub(r"\1...", super().format(record))

    def formatException(self, ei: Told) -> str:  # noqa: N802 - the name is logging's
        """Return the frames, oldest first, of the exception and of those that led to it."""
        return "".join(_frames(ei[1])).rstrip()


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
