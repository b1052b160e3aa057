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
from functools import partial
from pathlib import Path

import pytest

from tests.demonstration import Demonstration
from tests.waiting import wait_until

SOURCE = Path(__file__).resolve().parents[2] / "src"
PATIENCE_SECONDS = 600


def environment() -> dict[str, str]:
    """The environment without anything of Belfry, as on a fresh machine."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BELFRY_")}
    return own | {"PYTHONPATH": str(SOURCE)}


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run `belfry up --demo`; whatever a test did, nothing of it stays."""
    command = [sys.executable, "-m", "belfry.program.main", "up", "--demo"]
    with (folder.parent / f"{folder.name}.log").open("a+") as log:
        process = subprocess.Popen(
            [*command, "--data", str(folder), "--port", str(port)],
            env=environment(), stdout=log, stderr=log, text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)


def serves(port: int, path: str = "/") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def processes_of(folder: Path) -> dict[int, str]:
    """Every living process that was started for this data folder, with its command line."""
    mark = f"BELFRY_DATA_DIR={folder}".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(entry.name)] = command
        except OSError:
            continue
    return found


def head_of(folder: Path, command: str) -> int:
    """The first process of a role (the others are started by it), 0 for none."""
    return min((pid for pid, line in processes_of(folder).items() if command in line), default=0)


def is_replaced(folder: Path, command: str, killed: int) -> bool:
    return head_of(folder, command) not in {0, killed}


def account_of(pid: int) -> int:
    """Under which user a process acts, 0 for root and for none."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.split("Uid:")[1].split()[1])


@pytest.fixture(scope="module")
def port(demonstration: Demonstration) -> int:
    return demonstration.port


@pytest.fixture(scope="module")
def folder(open_folder: Path, demonstration: Demonstration, port: int) -> Path:
    """A data folder on which the demonstration was loaded before, run once and stopped with SIGTERM."""
    folder = open_folder / "var"
    demonstration.copy_to(folder)
    with running(folder, port) as process:
        wait_until(lambda: serves(port) or process.poll() is not None, PATIENCE_SECONDS)
        assert process.poll() is None, (open_folder / "var.log").read_text()
        assert serves(port, "/demo/")
        roles = " ".join(processes_of(folder).values())
        for role in (
            "web",
            "dispatch",
            "work",
            "unseal",
            "catch-mail",
            "play-suppliers",
            "postgres",
        ):
            assert role in roles
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert processes_of(folder) == {}
    return folder


def test_the_demonstration_is_loaded_once_and_comes_back(folder: Path, port: int) -> None:
    mails = len(list((folder / "mail").rglob("*.eml")))
    assert mails > 100
    known = (folder / "demo.json").read_text()
    with running(folder, port) as process:
        wait_until(lambda: serves(port), PATIENCE_SECONDS)
        answer = subprocess.run(
            [sys.executable, "-m", "belfry.program.main", "open-zone", "7777", "--name", "Zone",
             "--chief", "chief@zone.example"],
            env=environment() | {"BELFRY_DATA_DIR": str(folder)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        # The invitation goes through the ledger, the dispatcher and the relay.
        wait_until(
            lambda: list((folder / "mail" / "chief@zone.example").glob("*.eml")), PATIENCE_SECONDS
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert processes_of(folder) == {}
    # The ports of suppliers are part of what the ledger and devices know.
    assert (folder / "demo.json").read_text() == known
    assert (folder.parent / "var.log").read_text().count("Loading the demonstration") == 0
    assert len(list((folder / "mail").rglob("*.eml"))) == mails + 1


def test_what_is_killed_is_started_again_and_nothing_outlives_a_killed_up(
    folder: Path, port: int
) -> None:
    with running(folder, port) as process:
        wait_until(lambda: serves(port), PATIENCE_SECONDS)
        for command in (
            "main web", "main unseal", "bin/postgres", "main catch-mail", "main play-suppliers",
        ):  # fmt: skip
            killed = head_of(folder, command)
            os.kill(killed, signal.SIGKILL)
            wait_until(partial(is_replaced, folder, command, killed), PATIENCE_SECONDS)
        if os.geteuid() == 0:
            # What opens reports stepped down, and keeps its files to itself.
            wait_until(lambda: account_of(head_of(folder, "main unseal")) != 0, PATIENCE_SECONDS)
        assert (folder / "unseal" / "keys").stat().st_mode & 0o077 == 0
        wait_until(lambda: serves(port), PATIENCE_SECONDS)
        process.kill()
        process.wait()
        wait_until(lambda: processes_of(folder) == {}, PATIENCE_SECONDS)


def test_a_taken_port_is_one_line(open_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = subprocess.run(
            [sys.executable, "-m", "belfry.program.main", "up", "--demo", "--data",
             str(open_folder / "other"), "--port", str(taken.getsockname()[1])],
            env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert answer.returncode == 2
    assert "is taken" in answer.stderr
    assert not (open_folder / "other").exists()


def test_a_demonstration_is_not_run_for_real(folder: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "belfry.program.main", "up", "--data", str(folder), "--port", "0"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 2
    assert "holds a demonstration" in answer.stderr


def test_without_keys_nothing_is_made_in_live_mode(open_folder: Path, port: int) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "belfry.program.main", "up", "--data", str(open_folder / "live"),
         "--port", str(port)],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 2
    assert "BELFRY_SECRET_KEY" in answer.stderr
    assert not (open_folder / "live").exists()


def belfry(folder: Path, *arguments: str, **more: str) -> str:
    """Run one command on a data folder; return what it said."""
    answer = subprocess.run(
        [sys.executable, "-m", "belfry.program.main", *arguments],
        env=environment() | {"BELFRY_DATA_DIR": str(folder)} | more,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return answer.stdout + answer.stderr


def test_the_drill_another_machine_serves_pages_from_the_copy_and_sends_nothing(
    folder: Path, open_folder: Path, port: int
) -> None:
    """Issue F's drill, timed (`-s` shows it): back up, lose the machine, restore, serve.

    The machine it is restored on has the real relay and is live (dispatch, case 15).
    """
    # Waits in the ledger: nothing runs that would send it.
    belfry(folder, "open-zone", "7778", "--name", "Zone", "--chief", "other@zone.example")
    began = time.monotonic()
    assert "Copied to" in belfry(folder, "backup", str(open_folder / "copies"))
    copied = time.monotonic()
    restored = open_folder / "restored"
    keys = {
        "BELFRY_SECRET_KEY_FILE": str(folder / "keys" / "secret_key"),
        "BELFRY_FIELD_KEYS_FILE": str(folder / "keys" / "field_keys"),
        "BELFRY_SMTP_URL": "smtp+starttls://belfry:secret@relay.police.example",
        "BELFRY_MODE": "live",
    }
    told = belfry(restored, "restore", str(open_folder / "copies"), **keys)
    assert "Waiting, and held until you choose: 1 messages, 1 deliveries." in told
    loaded = time.monotonic()
    command = [sys.executable, "-m", "belfry.program.main", "up", "--port", str(port)]
    with (open_folder / "restored.log").open("a") as log:
        process = subprocess.Popen(
            command, env=environment() | {"BELFRY_DATA_DIR": str(restored)} | keys,
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_until(lambda: serves(port) or process.poll() is not None, PATIENCE_SECONDS)
        served = time.monotonic()
        # Its dispatcher knows of no relay.
        log_of = open_folder / "restored.log"
        wait_until(
            lambda: "No supplier may be used for email" in log_of.read_text(), PATIENCE_SECONDS
        )
        assert "is a copy and sends nothing" in belfry(restored, "check", **keys)
    finally:
        process.terminate()
        assert process.wait(60) == 0
    print(  # noqa: T201 -- the figures of the drill
        f"backup {copied - began:.1f} s, restore {loaded - copied:.1f} s, "
        f"first page {served - loaded:.1f} s: {served - copied:.1f} s from nothing to a page"
    )
