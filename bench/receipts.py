"""How urgent messages fare while 100,000 receipts come in within 60 s (dispatch.md, case 41).

Run as a module: `python -m bench.receipts`, with `--receipts` and `--seconds` for a shorter one. In a database of
its own, real processes: `belfry work` applies what came, two `belfry dispatch` send mail into `smtp-sink`, `belfry web`
takes the share that a gateway posts, signed. All others go to the inbox as those of a connection do. Every three
seconds a coordinator presses "send" for an urgent message to 126 mailboxes.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.bulletins.actions.releasing import release_bulletin  # noqa: E402
from belfry.delivery.actions import open_broadcast, write_envelopes  # noqa: E402
from belfry.delivery.channels.contract import Receipt  # noqa: E402
from belfry.delivery.inbox import take  # noqa: E402
from belfry.delivery.kinds import Kind  # noqa: E402
from belfry.delivery.models import Broadcast, Message  # noqa: E402
from belfry.delivery.types import Recipient  # noqa: E402
from belfry.delivery.watching import inbox  # noqa: E402
from belfry.delivery.workflow import Lane, State  # noqa: E402
from belfry.networks.kinds import BulletinClass  # noqa: E402
from belfry.program.bench_scene import Scene, set_scene  # noqa: E402
from belfry.program.scratch import scratch_database  # noqa: E402
from bench.broadcast import need_postfix, sink  # noqa: E402

MEMBERS = 126
PRESS_SECONDS = 3.0
FIRST_SECONDS, LAST_SECONDS, ANSWER_SECONDS = 1.0, 2.0, 0.2
BATCH = 50
POSTS_A_SECOND, POSTERS = 100, 4
CHUNK = 5000
READY_SECONDS, PATIENCE_SECONDS = 60.0, 120.0
SMSC, SECRET = "smsc.example:2775", "only-for-the-bench"
# What the gateway that posts is described by; nothing is sent by it.
GATEWAY = """
[request.body]
text = "{text}"
[callbacks]
events = "events"
[callbacks.states]
delivered = ["arrived"]
"""
SETTLE = """
WITH settled AS (
    UPDATE delivery_envelope SET state = 'accepted', supplier = %(supplier)s, settled_at = now()
    WHERE message_id = %(message)s AND endpoint_id = ANY(%(endpoints)s::uuid[]) RETURNING endpoint_id
)
INSERT INTO delivery_reference (supplier, reference, message_id, endpoint_id, channel, at)
SELECT %(supplier)s, endpoint_id::text, %(message)s, endpoint_id, 'sms', now()
FROM settled WHERE %(named)s
"""
COUNT = """
DELETE FROM delivery_bundle WHERE broadcast_id = %(broadcast)s;
UPDATE delivery_tally SET state = 'accepted' WHERE broadcast_id = %(broadcast)s
"""
STATES = """
SELECT state, count(*) FROM delivery_envelope WHERE message_id = %(message)s GROUP BY 1 ORDER BY 1
"""
TALLIES = """
SELECT state, count FROM delivery_tally WHERE broadcast_id = %(broadcast)s AND count <> 0 ORDER BY 1
"""
TIMES = """
SELECT extract(epoch FROM min(e.settled_at) - %(pressed)s)::float,
       extract(epoch FROM max(e.settled_at) - %(pressed)s)::float, count(*)
FROM delivery_envelope e JOIN bulletins_release r ON r.broadcast_id = e.broadcast_id
WHERE r.id = %(release)s AND e.state = 'accepted'
"""


@dataclass(slots=True)
class Seen:
    """What the threads measured; times in seconds."""

    taken: int = 0
    answers: list[float] = field(default_factory=list)
    refused: int = 0
    presses: list[tuple[uuid.UUID, datetime]] = field(default_factory=list)


def evenly(number: int, seconds: float) -> Iterator[tuple[int, float]]:
    """Wait for each of so many turns within so many seconds; give its number and when it was due."""
    began = time.monotonic()
    for turn in range(number):
        due = began + turn * seconds / number
        time.sleep(max(0.0, due - time.monotonic()))
        yield turn, due


def write_rows(receipts: int, posted: int, gateway: str) -> tuple[Broadcast, Sequence[uuid.UUID]]:
    """Write a broadcast by SMS that the suppliers accepted; the gateway's rows come first."""
    endpoints = [uuid.uuid4() for _ in range(receipts)]
    with transaction.atomic():
        message = Message.objects.create(kind=Kind.SECURITY, made_at=timezone.now())
        broadcast = open_broadcast(
            message, uuid.uuid4(), lane=Lane.POLICE, scope="", now=timezone.now(), expires_at=None
        )
        for start in range(0, receipts, CHUNK):
            chunk = [Recipient(one, "sms", "nl") for one in endpoints[start : start + CHUNK]]
            write_envelopes(broadcast, chunk, due=timezone.now())
        with connection.cursor() as cursor:
            for supplier, part in ((gateway, endpoints[:posted]), (SMSC, endpoints[posted:])):
                named = {"supplier": supplier, "named": supplier == SMSC, "endpoints": part}
                cursor.execute(SETTLE, {**named, "message": message.pk})
            cursor.execute(COUNT, {"broadcast": broadcast.pk})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return broadcast, endpoints


def take_receipts(endpoints: Sequence[uuid.UUID], seconds: float, seen: Seen) -> None:
    """Put receipts into the inbox as those that came over a connection: by the SMSC's number."""
    for turn, _ in evenly(-(-len(endpoints) // BATCH), seconds):
        batch = endpoints[turn * BATCH : (turn + 1) * BATCH]
        told = [Receipt(f"{one}:D", State.DELIVERED, supplier_reference=str(one)) for one in batch]
        seen.taken += take("sms", SMSC, told, now=timezone.now())


def post_receipts(
    broadcast: Broadcast,
    endpoints: Sequence[uuid.UUID],
    seconds: float,
    web: int,
    gateway: str,
    seen: Seen,
) -> None:
    """Post each receipt as the gateway does; time counts from when it was due."""
    wire = http.client.HTTPConnection("127.0.0.1", web)
    for turn, due in evenly(len(endpoints), seconds):
        reference = f"{broadcast.message_id}-{endpoints[turn].hex}-sms"
        body = json.dumps({"events": [{"reference": reference, "status": "arrived"}]})
        at = str(int(time.time()))
        signature = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Timestamp": at,
            "X-Signature": signature,
        }
        wire.request("POST", f"/events/sms/{gateway}/", body, headers)
        answer = wire.getresponse()
        answer.read()
        seen.answers.append(time.monotonic() - due)
        seen.refused += answer.status != http.HTTPStatus.NO_CONTENT


def press(scene: Scene, seconds: float, seen: Seen) -> None:
    """Send an urgent message of one network after the other."""
    for turn, _ in evenly(len(scene.presses), seconds):
        actor, release_id = scene.presses[turn]
        ((pressed,),) = ask("SELECT clock_timestamp()", {})
        release_bulletin(actor, release_id, now=timezone.now())
        seen.presses.append((release_id, pressed))


def watch(threads: Sequence[threading.Thread]) -> float:
    """Look at the inbox until all came and were applied; return the longest that one was due."""
    longest, patience = 0.0, 0.0
    while True:
        behind = inbox(now=timezone.now())
        longest = max(longest, behind.seconds)
        if any(thread.is_alive() for thread in threads):
            patience = time.monotonic() + PATIENCE_SECONDS
        elif not behind.due or time.monotonic() > patience:
            return longest
        time.sleep(0.2)


def ask(query: str, values: dict[str, object]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def in_thread(work: Callable[..., None], *arguments: object) -> threading.Thread:
    def run() -> None:
        try:
            work(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def belfry(*words: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "belfry.program.main", *words],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(web: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.2)
        beats = ask("SELECT count(*) FROM delivery_heartbeat", {})[0][0]
        with socket.socket() as probe:
            if beats == 2 and not probe.connect_ex(("127.0.0.1", web)):
                return
    sys.exit("The processes do not start.")


def measure(options: argparse.Namespace, folder: Path) -> bool:
    receipts, seconds = options.receipts, options.seconds
    posted = min(receipts, int(POSTS_A_SECOND * seconds))
    web, gateway = free_port(), f"127.0.0.1:{free_port()}"
    (folder / "gateway.toml").write_text(GATEWAY)
    sms = f"sms+http://u:p@{gateway}/?settings={folder}/gateway.toml&from=8850&secret={SECRET}"
    call_command("migrate", verbosity=0, interactive=False)
    number = max(1, int(seconds / PRESS_SECONDS))
    scene = set_scene(
        number * MEMBERS,
        now=timezone.now(),
        network_members=MEMBERS,
        bulletin_class=BulletinClass.ALERT,
    )
    broadcast, endpoints = write_rows(receipts, posted, gateway)
    with ExitStack() as running:
        running.enter_context(belfry("work"))
        for _ in range(2):
            running.enter_context(belfry("dispatch"))
        running.enter_context(belfry("web", "--port", str(web), BELFRY_SMS_URL=sms))
        wait_until_ready(web)
        seen, began = Seen(), time.monotonic()
        threads = [
            in_thread(take_receipts, endpoints[posted:], seconds, seen),
            in_thread(press, scene, seconds, seen),
            *(
                in_thread(
                    post_receipts,
                    broadcast,
                    endpoints[first:posted:POSTERS],
                    seconds,
                    web,
                    gateway,
                    seen,
                )
                for first in range(POSTERS)
            ),
        ]
        longest = watch(threads)
        lasted = time.monotonic() - began
    return show(broadcast, receipts, seen, lasted, longest)


def show(broadcast: Broadcast, receipts: int, seen: Seen, lasted: float, longest: float) -> bool:
    answers = sorted(seen.answers)
    answered = statistics.quantiles(answers, n=20)
    print(
        f"{seen.taken + len(answers)} receipts taken, the last applied after {lasted:.1f} s"
        f" ({receipts / lasted:.0f}/s); one was due for {longest:.2f} s at most"
    )
    print(
        f"{len(answers)} posted, {seen.refused} refused: answered within {answered[9] * 1000:.0f} ms (half),"
        f" {answered[18] * 1000:.0f} ms (95 %), {answers[-1] * 1000:.0f} ms (all)"
    )
    times = [
        ask(TIMES, {"release": release_id, "pressed": pressed})[0]
        for release_id, pressed in seen.presses
    ]
    first, last = max(time[0] for time in times), max(time[1] for time in times)
    arrived = sum(time[2] for time in times)
    print(
        f"{len(times)} urgent messages, {arrived} of {len(times) * MEMBERS} accepted: at worst first"
        f" after {first:.2f} s, last after {last:.2f} s"
    )
    states = ask(STATES, {"message": broadcast.message_id})
    tallies = ask(TALLIES, {"broadcast": broadcast.pk})
    print(f"rows {states}, tallies {tallies}; load {os.getloadavg()[0]:.1f}")
    return (
        states == tallies == [(State.DELIVERED.value, receipts)]
        and arrived == len(times) * MEMBERS
        and first <= FIRST_SECONDS
        and last <= LAST_SECONDS
        and answered[18] <= ANSWER_SECONDS
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    need_postfix()
    with (
        sink() as relay,
        scratch_database("belfry_bench") as url,
        TemporaryDirectory(prefix="belfry-bench-") as folder,
    ):
        os.environ.update(
            BELFRY_SMTP_URL=f"smtp://{relay}", BELFRY_DATABASE_URL=url, BELFRY_DATA_DIR=folder
        )
        return int(not measure(options, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
