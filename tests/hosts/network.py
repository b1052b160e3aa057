"""Machines of a test: network namespaces on switches, all of which vanish with their processes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from belfry.program.children import signal_at_death_of

CLONE: Final = Path(__file__).parents[2]
PROGRAMS: Final = ("ip", "nsenter", "setpriv", "unshare")
# An address of its own for each host on each switch: 10.77.<switch>.<host>.
ADDRESSES: Final = "10.77.{}.{}"
Process = subprocess.Popen[bytes]


def why_not() -> str:
    """Return why no hosts can be laid out on this machine, empty when they can."""
    if os.geteuid() != 0:
        return "only root lays out network namespaces"
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"this machine lacks {', '.join(missing)} (iproute2, util-linux)"
    attempt = ["unshare", "--net", "ip", "link", "add", "left", "type", "veth", "peer", "right"]
    bridge = ["unshare", "--net", "ip", "link", "add", "switch", "type", "bridge"]
    for command in (attempt, bridge):
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode:
            return f"this kernel makes no such network: {answer.stderr.strip()}"
    return ""


@dataclass
class Space:
    """One network namespace, held open by a process that sleeps."""

    holder: Process = field(init=False)

    def __post_init__(self) -> None:
        self.holder = start_process("unshare", "--net", "sleep", "infinity")
        ours = os.stat("/proc/self/ns/net").st_ino
        deadline = time.monotonic() + 10
        while os.stat(f"/proc/{self.holder.pid}/ns/net").st_ino == ours:
            assert time.monotonic() < deadline, "no network namespace in time"
            time.sleep(0.005)
        self.ip("link", "set", "lo", "up")

    def entering(self, *command: str) -> list[str]:
        """Return the command as one that runs in here."""
        return ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net", "--", *command]

    def ip(self, *arguments: str) -> None:
        """Run iproute2 in here."""
        subprocess.run(self.entering("ip", *arguments), check=True)


@dataclass
class Host(Space):
    """A machine: it shares files and clock with the others, and nothing else."""

    name: str
    number: int
    switches: list["Switch"] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def address(self, switch: "Switch") -> str:
        """Return its address on one of the switches."""
        return ADDRESSES.format(switch.number, self.number)

    def start(self, *command: str, environment: Mapping[str, str] | None = None) -> Process:
        """Start a process on this machine."""
        process = start_process(*self.entering(*command), environment=environment)
        self.processes.append(process)
        return process

    def python(self, *arguments: str, environment: Mapping[str, str]) -> Process:
        """Start a Python program on this machine."""
        return self.start(sys.executable, *arguments, environment=environment)

    def run(self, *command: str, environment: Mapping[str, str] | None = None) -> str:
        """Run a command on this machine to its end and return what it printed."""
        return subprocess.run(
            self.entering(*command), env=surroundings(environment), cwd=CLONE,
            check=True, capture_output=True, text=True, timeout=180,
        ).stdout  # fmt: skip

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to everything that runs here."""
        for process in self.processes:
            signal_group(process, number)

    def die(self) -> None:
        """Kill everything here, without a farewell to anybody."""
        for switch in self.switches:
            switch.cut(self)
        self.kill()
        for switch in self.switches:
            switch.mend(self)

    def kill(self) -> None:
        """End everything here at once."""
        self.signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.processes.clear()


@dataclass
class Switch(Space):
    """Connects hosts; the link of each can be cut."""

    number: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ip("link", "add", "switch", "type", "bridge")
        self.ip("link", "set", "switch", "up")

    def plug_in(self, host: Host) -> None:
        """Connect a host."""
        near, far = host.name, f"net{self.number}"
        self.ip("link", "add", near, "type", "veth",
                "peer", "name", far, "netns", str(host.holder.pid))  # fmt: skip
        self.ip("link", "set", near, "master", "switch", "up")
        host.ip("address", "add", f"{host.address(self)}/24", "dev", far)
        host.ip("link", "set", far, "up")
        host.switches.append(self)

    def cut(self, host: Host) -> None:
        """Pull the host's plug: what is sent is lost, and nobody is told."""
        self.ip("link", "set", host.name, "down")

    def mend(self, host: Host) -> None:
        """Put it back."""
        self.ip("link", "set", host.name, "up")


class Network:
    """Hosts and switches; as a context manager it ends all that runs on them."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        self.switches: list[Switch] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()
        for space in (*self.hosts, *self.switches):
            space.holder.kill()
            space.holder.wait()

    def kill_all(self) -> None:
        """End all that runs on the hosts at once."""
        for host in self.hosts:
            host.kill()

    def switch(self) -> Switch:
        """Add a switch."""
        self.switches.append(Switch(len(self.switches) + 1))
        return self.switches[-1]

    def host(self, name: str, *switches: Switch) -> Host:
        """Add a host on these switches."""
        host = Host(name, len(self.hosts) + 10)
        self.hosts.append(host)
        for switch in switches:
            switch.plug_in(host)
        return host


def start_process(*command: str, environment: Mapping[str, str] | None = None) -> Process:
    """Start a command as the head of a group that ends with this process."""
    return subprocess.Popen(
        command,
        env=surroundings(environment),
        cwd=CLONE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=signal_at_death_of(os.getpid(), signal.SIGKILL),  # noqa: PLW1509 -- one thread
    )


def signal_group(process: Process, number: signal.Signals) -> None:
    """Send a signal to a process and all that it started, such as the workers of the pages."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def surroundings(environment: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment of a process of the tests."""
    paths = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, "PYTHONPATH": paths, **(environment or {})}
