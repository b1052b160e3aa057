"""Kills a dispatcher after every 1,800th accepted mail of 20,000 and counts who was lost or served twice.

Run as `bench.broadcast`: `python -m bench.kill`. The relay is the tests' own, which sees every mail.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter

from tests.delivery.relay import Relay

IN_FLIGHT, UNFLUSHED = 5, 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=1_800)
    options = parser.parse_args()
    alive: list[int] = []
    kills = 0

    def behave(verb: str, argument: str, count: int) -> None:
        nonlocal kills
        if verb == "DOT" and (count + 1) % options.every == 0 and count < options.recipients:
            # In turn, so that none of them grows old.
            with contextlib.suppress(ProcessLookupError):
                os.kill(alive[kills % len(alive)], signal.SIGKILL)
            kills += 1

    with Relay(behave) as relay:
        what = ["--recipients", str(options.recipients), "--smtp", f"127.0.0.1:{relay.port}"]
        bench = subprocess.Popen(
            [sys.executable, "-m", "belfry.program.main", "bench", "broadcast", "--json", *what],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert bench.stdout is not None
        figures = {}
        for line in bench.stdout:
            figures = json.loads(line)
            alive[:] = figures.get("dispatchers", alive)
        bench.wait()
    copies = Counter(mail.message_id for mail in relay.journal.accepted())
    lost, twice = options.recipients - len(copies), copies.total() - len(copies)
    bound = kills * (IN_FLIGHT + UNFLUSHED)
    print(f"{kills} kills: {lost} lost, {twice} sent twice (bound {bound}); {json.dumps(figures)}")
    return int(lost > 0 or twice > bound)


if __name__ == "__main__":
    sys.exit(main())
