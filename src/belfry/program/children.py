"""Child processes that cannot outlive their parent."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

# Loaded here, because a child between fork and exec must not import anything.
_LIBC: Final = ctypes.CDLL(None)
_PR_SET_PDEATHSIG: Final = 1
_PR_GET_PDEATHSIG: Final = 2

FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0
# A child that ran this long had recovered from whatever killed the one before.
HEALTHY_SECONDS: Final = 60.0


def signal_at_death_of(parent: int, signal_number: int) -> Callable[[], None]:
    """Return what a child runs before exec, so that the kernel signals it when `parent` dies.

    Linux only (prctl(2)); it runs after a change of user, which would clear it.
    """

    def bind() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return bind


@contextmanager
def keep_signal_at_death() -> Iterator[None]:
    """Let the signal at the death of the parent outlast a change of user in the block, which clears it."""
    kept = ctypes.c_int()
    _LIBC.prctl(_PR_GET_PDEATHSIG, ctypes.byref(kept))
    parent = os.getppid()
    yield
    if kept.value:
        signal_at_death_of(parent, kept.value)()


@dataclass(slots=True)
class Child:
    """One process kept alive: started, watched, started again after a pause that grows."""

    name: str
    command: Sequence[str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE_SECONDS
    started: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start the process as the head of a group of its own."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            start_new_session=True,
            preexec_fn=signal_at_death_of(os.getpid(), signal.SIGTERM),  # noqa: PLW1509 -- one thread
        )

    def look_after(self, now: float) -> str | None:
        """Start it again when it died and its pause is over; return a line to print, if any."""
        if self.process is None:
            if now >= self.due:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            return None
        self.kill_group()
        self.process = None
        if now - self.started > HEALTHY_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        self.due = now + self.pause
        line = f"{self.name} ended ({_reason(status)}); starting it again in {self.pause:.0f} s"
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        return line

    def ask_to_stop(self) -> None:
        """Let it finish what is in flight."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then end it and all it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.kill_group()
        self.process.wait()
        self.process = None

    def kill_group(self) -> None:
        """End every process of the group, such as the workers of a web server that was killed."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _reason(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
