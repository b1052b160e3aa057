"""The socket of the process that holds the keys, however long the path of its folder is."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# A socket's path may have 107 bytes (unix(7)); through its open folder it is always short enough.
SHORT: Final = "/proc/self/fd/{folder}/{name}"


@contextmanager
def reach(path: Path) -> Iterator[socket.socket]:
    """Give a connection to the socket at `path`, closed behind it; raise OSError when nobody listens."""
    with _short(path) as short, socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1.0)
        connection.connect(short)
        yield connection


def listen(path: Path) -> socket.socket:
    """Return a listening socket at `path`, for its owner and its group (0660); an old one is replaced."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o117)
    try:
        with _short(path) as short:
            listener.bind(short)
    finally:
        os.umask(before)
    listener.listen(64)
    return listener


@contextmanager
def _short(path: Path) -> Iterator[str]:
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield SHORT.format(folder=folder, name=path.name)
    finally:
        os.close(folder)
