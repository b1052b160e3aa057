"""How many pushes a second go to a push service on this machine, over kept connections: the target is 1,000.

Run as a module: `python -m bench.push [pushes]`. Each push is encrypted for a device of its own and signed, and
carried as the dispatcher has it carried. The push service is a process of its own that reads requests and answers
201; with `--played` it is the one of the demonstration, which checks, decrypts and keeps each push on top.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from belfry.delivery.channels.contract import Fate, Sheet  # noqa: E402
from belfry.delivery.channels.push.channel import CHANNEL  # noqa: E402
from belfry.delivery.channels.push.subscription import mark_of, read_subscription  # noqa: E402
from belfry.delivery.channels.push.vapid import vapid_key  # noqa: E402
from belfry.delivery.workflow import Lane  # noqa: E402
from belfry.program.suppliers.api_server import listen  # noqa: E402
from belfry.program.suppliers.control import Control  # noqa: E402
from belfry.program.suppliers.devices import Devices  # noqa: E402
from belfry.program.suppliers.phones import Phones  # noqa: E402
from belfry.program.suppliers.push_service import PushServer  # noqa: E402

PUSHES = 10_000
TARGET = 1_000
DEVICES = 200
WINDOW = 500
ANSWER = b"HTTP/1.1 201 Created\r\nLocation: /message/1\r\nContent-Length: 0\r\n\r\n"
LENGTH = b"Content-Length: "


class Listener(asyncio.Protocol):
    """Reads a request and answers it, again and again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.unread = transport, b""

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while True:
            head, end, rest = self.unread.partition(b"\r\n\r\n")
            if not end:
                return
            length = int(head.partition(LENGTH)[2].partition(b"\r\n")[0])
            if len(rest) < length:
                return
            self.unread = rest[length:]
            self.transport.write(ANSWER)  # type: ignore[attr-defined]


async def serve(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Listener, sock=socket.socket(fileno=descriptor))
    await server.serve_forever()


def play(folder: Path, descriptor: int) -> None:
    listener = socket.socket(fileno=descriptor)
    phones, devices = Phones(folder / "phones"), Devices(folder / "devices")
    PushServer(listener, phones, Control(), devices).serve()


@contextmanager
def service(folder: Path, *, played: bool) -> Iterator[str]:
    with listen() as listener:
        listener.listen(128)
        descriptor = str(listener.fileno())
        manner = ["--play", str(folder)] if played else ["--listen"]
        command = [sys.executable, "-m", "bench.push", *manner, descriptor]
        process = subprocess.Popen(command, pass_fds=(listener.fileno(),))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.wait()


def addresses(folder: Path, origin: str) -> list[str]:
    """Return what is kept of devices that listen to us."""
    key, devices = vapid_key(), Devices(folder / "devices")
    assert key is not None
    found = []
    for _ in range(DEVICES):
        known = read_subscription(devices.make(key.public).subscription(origin))
        found.append(replace(known, made_for=mark_of(key.public)).written())
    return found


def sheet(number: int, address: str) -> Sheet:
    return Sheet(
        number, 1, None, "nl", {}, address, f"{number:032x}", "", f"1-{number:032x}-push",
        "https://belfry.example/archive/1/", Lane.POLICE, datetime.now(UTC), None,
        time.monotonic() + 600,
    )  # fmt: skip


def measure(folder: Path, origin: str, pushes: int) -> float:
    known = addresses(folder, origin)
    carrier = CHANNEL.open_carrier()
    accepted = offered = 0
    began, busy = time.monotonic(), time.process_time()
    while accepted < pushes:
        # As many as a dispatcher claims at a time.
        if offered - accepted <= WINDOW // 5 and offered < pushes:
            numbers = range(offered, min(offered + WINDOW, pushes))
            carrier.offer(CHANNEL.write(sheet(n, known[n % DEVICES])) for n in numbers)
            offered += len(numbers)
        carrier.step(0.1)
        results, carrier.results = carrier.results, []
        if any(verdict.fate is not Fate.ACCEPTED for _, verdict in results):
            sys.exit(f"not accepted: {results[0][1]}")
        accepted += len(results)
    lasted = time.monotonic() - began
    print(
        f"{pushes / lasted:.0f} pushes/s, {accepted} of {pushes} accepted;"
        f" {(time.process_time() - busy) / pushes * 1e6:.0f} us of our processor each"
    )
    carrier.close()
    return pushes / lasted


def main() -> int:
    if "--listen" in sys.argv:
        asyncio.run(serve(int(sys.argv[-1])))
    if "--play" in sys.argv:
        play(Path(sys.argv[-2]), int(sys.argv[-1]))
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with service(folder, played="--played" in sys.argv) as origin:
            os.environ["BELFRY_PUSH_URL"] = origin
            rate = measure(folder, origin, numbers[0] if numbers else PUSHES)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return int(rate < TARGET)


if __name__ == "__main__":
    sys.exit(main())
