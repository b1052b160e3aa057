"""Kills web, worker, unseal and PostgreSQL while members report, and counts what was acknowledged and is gone.

`python -m bench.reports`: one `belfry up` on an empty folder with a PostgreSQL of its own, members of many networks who send
reports as a browser does, at a steady rate, and `kill -9` in turn to each kind of process. Whoever gets no receipt sends
the same report again, as a person would. At the end each receipt that was shown has to be in the database, and its text
has to open as it was typed. The database itself does not wait for the disk here; only what Belfry asks for keeps a report.
"""

import argparse
import base64
import contextlib
import http.client
import itertools
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from uuid import UUID, uuid4

import django
import psycopg

for _name in [name for name in os.environ if name.startswith("BELFRY_")]:
    del os.environ[_name]
os.environ.update(
    BELFRY_MODE="live",
    BELFRY_SECRET_KEY=secrets.token_urlsafe(48),
    BELFRY_FIELD_KEYS=f"1:{base64.b64encode(os.urandom(32)).decode()}",
    BELFRY_DATABASE_URL="postgresql://nobody@/none",
    DJANGO_SETTINGS_MODULE="belfry.config.settings",
)
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.networks.models import Membership  # noqa: E402
from belfry.people.models import Person  # noqa: E402
from belfry.people.queries import persons_by_id  # noqa: E402
from belfry.program.bench_scene import set_scene  # noqa: E402
from belfry.program.postgres import running_url  # noqa: E402
from belfry.program.unsealing.keyring import new_keyring, read_keyring, write_keyring  # noqa: E402
from belfry.program.unsealing.making import make_missing_keys  # noqa: E402
from belfry.sealing.boxes import open_box  # noqa: E402
from belfry.sightings.models import Sighting  # noqa: E402
from belfry.sightings.shelf import Shelf  # noqa: E402
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT  # noqa: E402

RATE, KILLS, BETWEEN, SECONDS = 100, 24, 100, 600
REPORTERS, WARMING = 40, 12
# A network may send 200 in a day; what is acknowledged while something is being killed goes beyond the plan.
OF_ONE_NETWORK = 100
# As long as a browser waits for a page.
START_SECONDS, PATIENCE_SECONDS, ANSWER_SECONDS = 300.0, 300.0, 120.0
RECEIPT = re.compile(r'<p class="receipt">([^<]+)</p>')
# What is killed, in turn: of pages and of the database the whole, and one of its processes.
VICTIMS = ("database", "web", "worker", "backend", "web worker", "unseal")
LETTERS = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True)
class Reporter:
    """Somebody who is signed in, and the network."""

    network: str
    session: str


@dataclass
class Seen:
    """What was shown to those who reported: receipt by key; seconds from the first press to the receipt."""

    receipts: dict[UUID, str] = field(default_factory=dict)
    words: dict[UUID, str] = field(default_factory=dict)
    waited: list[float] = field(default_factory=list)
    # Seconds in which reports were begun.
    pressing: float = 0.0
    again: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=RATE, help="reports a second")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--between", type=int, default=BETWEEN, help="receipts between two kills")
    parser.add_argument(
        "--seconds", type=int, default=SECONDS, help="after which no more is killed"
    )
    parser.add_argument(
        "--browsers",
        type=int,
        default=REPORTERS,
        help="which press at once; each waits for its answer",
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    most = max((options.kills + 2) * options.between, 2 * options.browsers)
    networks = 1 + most // OF_ONE_NETWORK
    with TemporaryDirectory(prefix="belfry-reports-") as name:
        # The account that runs PostgreSQL passes through.
        folder = Path(name)
        folder.chmod(0o711)
        with installation(folder) as port:
            reporters = prepare(folder, networks)
            seen = Seen()
            took = report_and_kill(folder, port, reporters, options, seen)
            figures = count(folder, seen)
    figures |= {
        "asked_a_second": options.rate,
        "begun": len(seen.words),
        "begun_a_second": round(len(seen.words) / seen.pressing, 1),
        "acknowledged_a_second": round(len(seen.waited) / took, 1),
        "seconds": round(took, 1),
        "longest_wait_s": round(max(seen.waited), 1),
        "half_within_s": round(sorted(seen.waited)[len(seen.waited) // 2], 2),
        "sent_again": seen.again,
        "kills": dict(seen.kills),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
    }
    print(json.dumps(figures) if options.json else told(figures))
    wrong = ("lost", "unreadable", "unknown", "never_acknowledged")
    return int(any(figures[one] for one in wrong))


def told(figures: dict[str, object]) -> str:
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in figures.items())


@contextlib.contextmanager
def installation(folder: Path) -> Iterator[int]:
    """Run `belfry up` for real on an empty folder; give its port once pages are served."""
    data, port = folder / "var", unused_port()
    keys = data / "unseal" / "keys"
    keys.parent.mkdir(parents=True)
    data.chmod(0o711)
    write_keyring(keys, new_keyring())
    os.environ.update(
        BELFRY_DATA_DIR=str(data),
        BELFRY_BASE_URL=f"http://127.0.0.1:{port}",
        BELFRY_SEAL_KEYS_FILE=str(keys),
    )
    del os.environ["BELFRY_DATABASE_URL"]
    command = [sys.executable, "-m", "belfry.program.main", "up", "--port", str(port)]
    with (folder / "up.log").open("w") as log:
        up = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not serves(port):
                if up.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit((folder / "up.log").read_text())
                time.sleep(0.1)
            yield port
        finally:
            up.terminate()
            up.wait()


def prepare(folder: Path, networks: int) -> list[Reporter]:
    """Make networks with a member each who is signed in, and the keys of their zone."""
    url = running_url(folder / "var")
    assert url is not None
    # Whoever runs the server may think that it need not wait for the disk.
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("ALTER DATABASE belfry SET synchronous_commit = off")
    connection.settings_dict.update(
        NAME="belfry", USER="belfry", PASSWORD="", PORT="", HOST=url.partition("host=")[2]
    )
    now = timezone.now()
    set_scene(networks, network_members=1, now=now)
    make_missing_keys(now=now)
    rows = list(Membership.objects.values_list("person_id", "network_id"))
    persons = persons_by_id([person for person, _ in rows])
    found = [Reporter(str(network), session_of(persons[person])) for person, network in rows]
    connection.close()
    return found


def session_of(person: Person) -> str:
    """Sign a member in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    return str(session.session_key)


def report_and_kill(
    folder: Path, port: int, reporters: Sequence[Reporter], options: argparse.Namespace, seen: Seen
) -> float:
    """Let as many reports begin each second as are asked for, until everything was killed and went on.

    Return the seconds that it took.
    """
    over = threading.Event()
    # The first few find pages that load what they need, and are no measure.
    for turn in range(WARMING):
        send(port, reporters[turn % len(reporters)], turn, seen)
    seen.waited.clear()
    began, turns, taking = time.monotonic(), itertools.count(), threading.Lock()

    def press() -> None:
        while True:
            with taking:
                turn = next(turns)
            if over.wait(max(0.0, began + turn / options.rate - time.monotonic())):
                return
            send(port, reporters[turn % len(reporters)], turn, seen)

    threads = [threading.Thread(target=press) for _ in range(options.browsers)]
    for one in threads:
        one.start()
    try:
        kill(folder / "var", options, seen)
    finally:
        # Who has begun goes on until there is a receipt.
        over.set()
        seen.pressing = time.monotonic() - began
        for one in threads:
            one.join()
    return time.monotonic() - began


def kill(data: Path, options: argparse.Namespace, seen: Seen) -> None:
    """Kill one process after the other, each once so many were acknowledged since the last."""
    turns, before = itertools.cycle(VICTIMS), 0
    deadline = time.monotonic() + options.seconds
    while time.monotonic() < deadline:
        time.sleep(0.01)
        if len(seen.receipts) < before + options.between:
            continue
        if seen.kills.total() == options.kills:
            return
        victim = next(turns)
        pid = process(data, victim)
        if pid:
            os.kill(pid, signal.SIGKILL)
            seen.kills[victim] += 1
            before = len(seen.receipts)


def send(port: int, reporter: Reporter, turn: int, seen: Seen) -> None:
    """Send one report until there is a receipt, as long as anybody would."""
    key, token = uuid4(), secrets.token_hex(16)
    words = f"hij voelde aan drie deuren en liep weg, kenmerk {str(turn).translate(LETTERS)}"
    body = urlencode({
        "csrfmiddlewaretoken": token, "now": "no", "key": str(key), "network": reporter.network,
        "behaviour": "tried_doors", "moment": "yesterday", "street": "elsewhere",
        "place": "parking achter het station", "words": words, "to": "",
    })  # fmt: skip
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={reporter.session}; csrftoken={token}",
    }
    seen.words[key] = words
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE_SECONDS:
        receipt = pressed(port, body, headers, seen)
        if receipt:
            seen.receipts[key] = receipt
            seen.waited.append(time.monotonic() - began)
            return
        seen.again += 1
        time.sleep(0.5)


def pressed(port: int, body: str, headers: dict[str, str], seen: Seen) -> str:
    """Press once; return the receipt that was shown, "" for none."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        line.request("POST", "/report/write/", body, headers)
        answer = line.getresponse()
        page = answer.read().decode()
    except (OSError, http.client.HTTPException) as error:
        seen.refused[type(error).__name__] += 1
        return ""
    finally:
        line.close()
    found = RECEIPT.search(page)
    if answer.status == 200 and found:
        return found[1]
    seen.refused[str(answer.status)] += 1
    return ""


def process(data: Path, victim: str) -> int:
    """Return the number of a process of this kind, 0 for none; the first of a kind is the head of the others."""
    if victim in {"database", "backend"}:
        mark = "bin/postgres" if victim == "database" else "postgres: belfry belfry"
        found = processes(lambda entry: (entry / "cwd").samefile(data / "postgres"), mark)
        return found[0] if found else 0
    name = {"web worker": "web", "worker": "work"}.get(victim, victim)
    mine = f"BELFRY_DATA_DIR={data}".encode()
    found = processes(
        lambda entry: mine in (entry / "environ").read_bytes().split(b"\0"), f"main {name} "
    )
    if victim == "web worker":
        return found[-1] if len(found) > 1 else 0
    return found[0] if found else 0


def processes(is_ours: Callable[[Path], bool], mark: str) -> list[int]:
    """Return the living processes with this mark in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode() + " "
            if entry.name.isdigit() and mark in line and is_ours(entry):
                found.append(int(entry.name))
    return sorted(found)


def count(folder: Path, seen: Seen) -> dict[str, object]:
    """Return how many of the receipts that were shown are kept, and open as they were typed."""
    keyring = read_keyring(folder / "var" / "unseal" / "keys")
    kept = {row.pk: row.receipt for row in Sighting.objects.all()}
    shelf, unreadable = Shelf(), 0
    for key, receipt in seen.receipts.items():
        if kept.get(key) == receipt:
            box = shelf.report(key).text
            plain = open_box(keyring.key(box.zone_id, box.version), box.sealed, box.place)
            unreadable += json.loads(plain)["words"] != seen.words[key]
    lost = sum(kept.get(key) != receipt for key, receipt in seen.receipts.items())
    return {
        "acknowledged": len(seen.receipts),
        "kept": len(seen.receipts) - lost,
        "lost": lost,
        "unreadable": unreadable,
        "unknown": len(kept.keys() - seen.words.keys()),
        "never_acknowledged": len(seen.words) - len(seen.receipts),
        "refused": dict(seen.refused),
    }


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def serves(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
