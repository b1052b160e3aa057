"""A message to 100,000 is taken back while most of them still wait (issue of the wall: first correction within 10 s).

Run as `bench.broadcast`: `python -m bench.correction [--recipients N] [--reached N]`. Two real dispatchers send into
`smtp-sink`. Once so many mails were accepted, an officer takes the message back. Printed: how long the press took (stop,
audience, approval, first envelopes), how soon the first correction was accepted, beside the aim, and the last one, and
whether exactly those whom the message reached got it. Times are the ledger's, from before the press.
"""

import argparse
import json
import os
import sys
import time
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from belfry.bulletins.actions.expanding import expand_release  # noqa: E402
from belfry.bulletins.actions.following import correct_bulletin, tell_late_readers  # noqa: E402
from belfry.bulletins.actions.releasing import release_bulletin  # noqa: E402
from belfry.bulletins.actions.templates import load_templates  # noqa: E402
from belfry.bulletins.kinds import Reason  # noqa: E402
from belfry.bulletins.models import Bulletin, Release  # noqa: E402
from belfry.networks.queries import actor_for  # noqa: E402
from belfry.program.bench import Dispatchers  # noqa: E402
from belfry.program.bench_scene import Scene, set_scene  # noqa: E402
from belfry.program.scratch import scratch_database  # noqa: E402
from bench.broadcast import need_postfix, sink  # noqa: E402

AIM_SECONDS, PATIENCE_SECONDS = 10.0, 300.0
PAUSE_SECONDS = 0.2
COUNTS = """
SELECT coalesce(sum(t.count) FILTER (WHERE t.state = 'accepted'), 0)::int,
       coalesce(sum(t.count) FILTER (WHERE t.state = 'ready'), 0)::int
FROM delivery_tally t JOIN bulletins_release r ON r.broadcast_id = t.broadcast_id
WHERE r.bulletin_id = %(bulletin)s
"""
TIMES = """
SELECT extract(epoch FROM min(e.settled_at) - %(pressed)s)::float,
       extract(epoch FROM max(e.settled_at) - %(pressed)s)::float, count(*)::int
FROM delivery_envelope e JOIN bulletins_release r ON r.broadcast_id = e.broadcast_id
WHERE r.bulletin_id = %(bulletin)s AND e.state = 'accepted'
"""
DIFFERENT = """
WITH got AS (SELECT e.endpoint_id FROM delivery_envelope e JOIN bulletins_release r ON r.broadcast_id = e.broadcast_id
             WHERE r.bulletin_id = %(bulletin)s AND e.state = 'accepted'),
     told AS (SELECT e.endpoint_id FROM delivery_envelope e JOIN bulletins_release r ON r.broadcast_id = e.broadcast_id
              WHERE r.bulletin_id = %(correction)s)
SELECT (SELECT count(*) FROM (SELECT * FROM got EXCEPT SELECT * FROM told) AS a)::int,
       (SELECT count(*) FROM (SELECT * FROM told EXCEPT SELECT * FROM got) AS b)::int
"""


def ask(query: str, **values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


def expand(bulletin: Bulletin) -> None:
    """Write what the press left, as the worker does."""
    for release_id in Release.objects.filter(bulletin=bulletin).values_list("pk", flat=True):
        while expand_release(release_id, now=timezone.now()):
            pass


def send(scene: Scene) -> Bulletin:
    for actor, release_id in scene.presses:
        release_bulletin(actor, release_id, now=timezone.now())
    bulletin = Release.objects.get(pk=scene.presses[0][1]).bulletin
    expand(bulletin)
    return bulletin


def wait(bulletin: Bulletin, dispatchers: Dispatchers, *, accepted: int | None = None) -> None:
    """Wait until so many were accepted, or nothing waits any more."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        done, waiting = ask(COUNTS, bulletin=bulletin.pk)
        if done >= accepted if accepted is not None else not waiting:
            return
        dispatchers.keep()
        time.sleep(PAUSE_SECONDS)
    raise SystemExit("The mails do not go.")


def measure(scene: Scene, reached: int) -> dict[str, object]:
    load_templates(now=timezone.now())
    bulletin = send(scene)
    dispatchers = Dispatchers(2, lambda pids: None)
    dispatchers.keep()
    try:
        wait(bulletin, dispatchers, accepted=reached)
        waiting = ask(COUNTS, bulletin=bulletin.pk)[1]
        pressed, started = ask("SELECT clock_timestamp()")[0], time.monotonic()
        officer = actor_for(bulletin.author_id, at=timezone.now())
        correction = correct_bulletin(officer, bulletin.pk, Reason.BY_MISTAKE, now=timezone.now())
        press = time.monotonic() - started
        expand(correction)
        wait(bulletin, dispatchers)
        wait(correction, dispatchers)
        late = tell_late_readers(now=timezone.now())
        wait(correction, dispatchers)
    finally:
        dispatchers.stop()
    first, last, told = ask(TIMES, bulletin=correction.pk, pressed=pressed)
    missed, strangers = ask(DIFFERENT, bulletin=bulletin.pk, correction=correction.pk)
    return {
        "waiting_at_the_press": waiting,
        "press_s": round(press, 2),
        "first_s": round(first, 2),
        "last_s": round(last, 2),
        "told": told,
        "late": late,
        "missed": missed,
        "strangers": strangers,
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=110_000)
    parser.add_argument("--reached", type=int, default=10_000)
    options = parser.parse_args()
    need_postfix()
    with (
        sink() as address,
        scratch_database("belfry_bench") as url,
        TemporaryDirectory(prefix="belfry-bench-") as folder,
    ):
        os.environ.update(
            BELFRY_MODE="live",
            BELFRY_SMTP_URL=f"smtp://{address}",
            BELFRY_DATABASE_URL=url,
            BELFRY_DATA_DIR=folder,
        )
        call_command("migrate", verbosity=0, interactive=False)
        scene = set_scene(options.recipients, now=timezone.now())
        figures = measure(scene, options.reached)
    figures |= {"first_aim_s": AIM_SECONDS, "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(figures))
    return 0 if figures["first_s"] <= AIM_SECONDS and not figures["missed"] else 1  # type: ignore[operator]


if __name__ == "__main__":
    sys.exit(main())
