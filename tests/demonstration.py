"""Belfry as `belfry up` runs it, and one demonstration that is loaded once for all tests."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import wait_until

# The load takes a minute on a quiet machine.
START_SECONDS = 600
# Of the alert of yesterday; the other calls go to phones that nobody answers.
CALLS_ANSWERED = 5


@dataclass(frozen=True)
class Demonstration:
    """A data folder that holds the demonstration, at rest, and the port that its links name."""

    folder: Path
    port: int

    def copy_to(self, folder: Path) -> None:
        """Lay a copy for one `up`; only one may run at a time, for the ports are the same."""
        subprocess.run(["cp", "-a", str(self.folder), str(folder)], check=True)


def open_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """Make a folder that the account which runs PostgreSQL passes through (root's is another one)."""
    folder = factory.mktemp(name)
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o711)
    return folder


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def surroundings(**named: str) -> dict[str, str]:
    """Return the environment of a fresh machine, with these variables of Belfry."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("BELFRY_")}
    return own | named


@contextmanager
def running(
    folder: Path, port: int, *options: str, **named: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `belfry up` on `var` in a folder until the block ends; it serves when the block begins."""
    command = [sys.executable, "-m", "belfry.program.main", "up", *options,
               "--data", str(folder / "var"), "--port", str(port)]  # fmt: skip
    log = (folder / "up.log").open("ab")
    with (
        log,
        subprocess.Popen(command, env=surroundings(**named), stdout=log, stderr=log) as up,
    ):
        try:
            _wait_until_it_serves(port, up, folder / "up.log")
            yield up
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(60)


def _wait_until_it_serves(port: int, up: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and up.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"Belfry does not serve:\n{log.read_text(encoding='utf-8')[-3000:]}")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Load a demonstration on an empty data folder, once; tests take copies."""
    folder, port = open_folder(tmp_path_factory, "demonstration"), unused_port()
    with running(folder, port, "--demo"):
        # What its suppliers tell of yesterday's alert comes once it serves, and would end with them.
        wait_until(lambda: _confirmed(folder / "var") >= CALLS_ANSWERED, START_SECONDS)
    assert (folder / "up.log").read_text(encoding="utf-8").count("Loading the demonstration") == 1
    return Demonstration(folder / "var", port)


def _confirmed(folder: Path) -> int:
    """Return how many calls of a running demonstration were heard to their end, as its ledger has them."""
    code = "from belfry.delivery.models import Envelope as E; print(E.objects.filter(state='confirmed').count())"
    answer = subprocess.run(
        [sys.executable, "-m", "belfry.program.main", "manage", "shell", "--no-imports", "-c", code],
        env=surroundings(BELFRY_DATA_DIR=str(folder), BELFRY_MODE="demo"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(answer.stdout.split()[-1])
