"""How many requests were answered, how, and how fast: counted together by all processes of a machine.

Kept in a file of some hundred bytes that each of them maps; no address of a page is in it.
"""

import fcntl
import logging
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
# Upper ends in seconds; what takes longer is only in the count.
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MICRO: Final = 1_000_000
# Of each class: a number for each bucket, of all, and their time in microseconds.
WIDTH: Final = len(BUCKETS) + 2
LAYOUT: Final = struct.Struct(f"={WIDTH}Q")
GetResponse = Callable[[HttpRequest], HttpResponse]


class Timed(NamedTuple):
    """Requests of one class of status: how many within each of BUCKETS, of all, and their time."""

    status: str
    within: Sequence[int]
    number: int
    seconds: float


class Counts:
    """Use one in each process; all that are given the same file count together."""

    def __init__(self, path: Path) -> None:
        """Open the file, or count for this process alone where it cannot be written."""
        size = LAYOUT.size * len(CLASSES)
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.truncate(self._file, size)
            self._map = mmap.mmap(self._file, size)
        except OSError as error:
            logger.warning("Requests are counted by each process (%s).", type(error).__name__)
            self._file, self._map = None, mmap.mmap(-1, size)

    def add(self, status: int, seconds: float) -> None:
        """Count one request."""
        start = LAYOUT.size * (min(max(status // 100, 1), len(CLASSES)) - 1)
        with self._lock:
            self._hold(fcntl.LOCK_EX)
            try:
                numbers = list(LAYOUT.unpack_from(self._map, start))
                for place, end in enumerate(BUCKETS):
                    numbers[place] += seconds <= end
                numbers[-2] += 1
                numbers[-1] += round(seconds * MICRO)
                LAYOUT.pack_into(self._map, start, *numbers)
            finally:
                self._hold(fcntl.LOCK_UN)

    def read(self) -> Iterator[Timed]:
        """Yield what was counted, class by class."""
        for status, (*within, count, micro) in zip(
            CLASSES, LAYOUT.iter_unpack(self._map[:]), strict=True
        ):
            yield Timed(status, within, count, micro / MICRO)

    def _hold(self, what: int) -> None:
        if self._file is not None:
            fcntl.lockf(self._file, what)


def counts() -> Counts:
    """Return the counts of this process, opened at its first request."""
    global _counts  # noqa: PLW0603 -- one per process
    with _opening:
        if _counts is None:
            _counts = Counts(settings.DATA_DIR / "web-requests")
        return _counts


_counts: Counts | None = None
_opening = threading.Lock()


def counted(get_response: GetResponse) -> GetResponse:
    """Count every request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        counts().add(response.status_code, time.perf_counter() - started)
        return response

    return middleware
