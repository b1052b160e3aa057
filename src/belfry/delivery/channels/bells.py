"""Waiting for sockets, and being woken from other threads."""

import selectors
import socket
from contextlib import suppress


class Bells:
    """A selector with a bell of its own; only `ring` is safe from other threads and signal handlers."""

    def __init__(self) -> None:
        """Hear nothing but the own bell yet."""
        self.selector = selectors.DefaultSelector()
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self.selector.register(self._near, selectors.EVENT_READ)

    def add(self, fileno: int) -> None:
        """Make a `wait` return when something can be read there."""
        self.selector.register(fileno, selectors.EVENT_READ)

    def forget(self, fileno: int) -> None:
        """Undo `add`, before the file is closed."""
        with suppress(KeyError, ValueError):
            self.selector.unregister(fileno)

    def ring(self) -> None:
        """Make a `wait` return; harmless when there are rings enough or all is closed."""
        with suppress(OSError):
            self._far.send(b"!")

    def wait(self, timeout: float) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what happened within `timeout` seconds, our own bell included."""
        happened = self.selector.select(timeout)
        if any(key.fileobj is self._near for key, _ in happened):
            with suppress(BlockingIOError):
                self._near.recv(4096)
        return happened

    def close(self) -> None:
        """Hear nothing any more."""
        self.selector.close()
        self._near.close()
        self._far.close()
