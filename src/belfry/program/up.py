"""`belfry up`: one machine, everything; nothing of it outlives this process."""

import argparse
import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from belfry.config import environment
from belfry.program.children import Child
from belfry.program.errors import CannotStart
from belfry.program.keys import make_keys, use_keys
from belfry.program.postgres import Postgres, make_folder
from belfry.program.surroundings import (
    check_mode,
    holds_demo,
    keep_demo,
    kept_demo,
    names_database,
)
from belfry.program.unsealing.keyring import keyring_path

# The dispatcher gives itself 25 s for what is in flight.
STOP_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.1
# What the demonstration sends to; SIGTERM reaches them when nobody sends any more.
CATCHER, SUPPLIERS = "mail catcher", "suppliers"
# The prices of the demonstration, in cents: of a part of an SMS, of a minute of a call.
PLAYED: Final = {
    "BELFRY_SMTP_URL": "smtp://127.0.0.1:{port}",
    "BELFRY_SMS_URL": "smpp://belfry:demo@127.0.0.1:{port}/?from=8850&price=7",
    "BELFRY_VOICE_URL": (
        "voice+http://demo:demo@127.0.0.1:{port}/call"
        "?from=%2B3225550100&secret=for-show-only&price=3"
    ),
    "BELFRY_PUSH_URL": "http://127.0.0.1:{port}",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder, the port, and whether it is a demonstration."""
    parser.add_argument(
        "--demo",
        action="store_true",
        help="with a demonstration zone, and mailboxes and phones on this machine",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder for database, keys and mail"
    )
    parser.add_argument("--port", type=int, default=8000, help="of the pages, on this machine only")
    parser.add_argument(
        "--lmtp", type=int, metavar="PORT", help="take mail from the relay, on this machine only"
    )


def run(options: argparse.Namespace) -> int:
    """Run everything until SIGTERM or Ctrl-C."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if options.data:
        os.environ["BELFRY_DATA_DIR"] = str(options.data.resolve())
    folder = environment.data_dir()
    _check_port(options.port)
    _choose_mode(folder, demo=options.demo)
    os.environ.setdefault("BELFRY_BASE_URL", f"http://127.0.0.1:{options.port}")
    # Refused here, before a database is made.
    environment.secret_key()
    environment.field_keys()
    with ExitStack() as stack:
        server = None if names_database() else stack.enter_context(Postgres(folder))
        show = _Show(options, server, stopping)
        stack.callback(show.stop)
        if options.demo:
            show.start_suppliers(folder)
            keep_demo(folder, "BELFRY_MODE", "BELFRY_BASE_URL", *PLAYED)
        return show.run()


def _choose_mode(folder: Path, *, demo: bool) -> None:
    if demo:
        check_mode(folder)
        make_folder(folder)
        os.environ["BELFRY_MODE"] = "demo"
        make_keys(folder)
        use_keys(folder)
    elif holds_demo(folder):
        raise CannotStart(f"{folder} holds a demonstration: add --demo, or give another --data.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"Port {port} is taken: choose another with --port.") from None


def _listen(url: str) -> socket.socket:
    """Return a listening socket, on the port of a URL if nobody else took it meanwhile."""
    port = (urlsplit(url).port or 0) if url else 0
    try:
        return socket.create_server(("127.0.0.1", port), backlog=100)
    except OSError:
        return socket.create_server(("127.0.0.1", 0), backlog=100)


def _belfry(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "belfry.program.main", *arguments]


class _Show:
    """Everything that runs, in the order in which it is started."""

    def __init__(
        self, options: argparse.Namespace, server: Postgres | None, stopping: threading.Event
    ) -> None:
        self.options = options
        self.server = server
        self.stopping = stopping
        self.children: list[Child] = []
        if server is not None:
            os.environ["BELFRY_DATABASE_URL"] = server.url
            if server.notice:
                _say(server.notice)
            if server.newer:
                _say(
                    f"The database is of an older PostgreSQL than {server.newer}, which is here: stop "
                    "Belfry and run `belfry upgrade-database` when it suits you."
                )

    def start_suppliers(self, folder: Path) -> None:
        """Start what plays the mail relay and the other suppliers; first, since the year is sent to them.

        They keep their ports from start to start: the ledger knows suppliers, and devices their push
        service, by them.
        """
        kept = kept_demo(folder)
        # They stay open here, so that the ports are kept when a child is started again.
        self.listeners = {name: _listen(kept.get(name, "")) for name in PLAYED}
        for name, listener in self.listeners.items():
            os.environ[name] = PLAYED[name].format(port=listener.getsockname()[1])
        mail, sms, voice, push = (listener.fileno() for listener in self.listeners.values())
        catch = ("catch-mail", "--descriptor", str(mail), "--folder", str(folder / "mail"))
        play = ("play-suppliers", "--sms", str(sms), "--voice", str(voice), "--push", str(push),
                "--folder", str(folder / "phones"), "--pages", os.environ["BELFRY_BASE_URL"])  # fmt: skip
        for child in (
            Child(CATCHER, _belfry(*catch), pass_fds=(mail,)),
            Child(SUPPLIERS, _belfry(*play), pass_fds=(sms, voice, push)),
        ):
            child.start()
            self.children.append(child)

    def run(self) -> int:
        """Prepare, start every role and look after them; return the exit status."""
        status = self._prepare()
        if status is not None:
            return status
        roles = [
            Child("web", _belfry("web", "--port", str(self.options.port))),
            Child("dispatcher", _belfry("dispatch")),
            Child("worker", _belfry("work")),
        ]
        if keyring_path() is not None:
            roles.append(Child("unseal", _belfry("unseal")))
        if self.options.lmtp:
            receive = _belfry("receive", "--port", str(self.options.lmtp))
            roles.append(Child("receiver", receive))
        for child in roles:
            child.start()
            self.children.append(child)
        self._announce()
        while not self.stopping.wait(LOOK_SECONDS):
            self._look_after()
        return 0

    def stop(self) -> None:
        """Let everything finish, what it sends to last; PostgreSQL is stopped after this."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.name not in {CATCHER, SUPPLIERS}:
                child.ask_to_stop()
        for child in reversed(self.children):
            child.ask_to_stop()
            child.finish(deadline)

    def _prepare(self) -> int | None:
        """Bring the database up to date; return a status when there is nothing to run after it."""
        arguments = ["--demo"] if self.options.demo else []
        if self.server is not None:
            arguments.append("--own-database")
        preparing = Child("preparation", _belfry("prepare", *arguments))
        preparing.start()
        self.children.append(preparing)
        assert preparing.process is not None
        while preparing.process.poll() is None:
            if self.stopping.wait(LOOK_SECONDS / 5):
                return 0
        self.children.remove(preparing)
        return preparing.process.returncode or None

    def _announce(self) -> None:
        """Say what runs once a page can be had."""
        while not self.stopping.wait(LOOK_SECONDS):
            self._look_after()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.options.port)) == 0:
                    break
        else:
            return
        parts = [child.name for child in self.children]
        if self.server is not None:
            parts.insert(0, "PostgreSQL")
        _say(f"Running: {', '.join(parts)}. Data: {environment.data_dir()}")
        base = os.environ["BELFRY_BASE_URL"]
        if os.geteuid() == 0 and keyring_path() is not None and not self.options.demo:
            _say(
                "Pages run as root here and could read the keys to reports: for real reports use the units of "
                "docs/operations.md."
            )
        if self.options.demo:
            _say(f"Sign in as anybody: {base}/demo/")
            _say(f"Mailboxes: {base}/demo/mail/ - phones: {base}/demo/phones/")
        _say(f"Belfry is at {base}/ (stop with Ctrl-C)")

    def _look_after(self) -> None:
        if self.server is not None and not self.server.is_running():
            _say("PostgreSQL ended; starting it again")
            self.server.start()
        for child in self.children:
            line = child.look_after(time.monotonic())
            if line:
                _say(line)


def _say(line: str) -> None:
    print(line, flush=True)
