"""How fast one bulletin leaves, beside what `smtp-source` reaches into the same sink.

Run in the environment of an installation (BELFRY_DATABASE_URL; keys): `python -m bench.broadcast`.
Needs Debian's postfix package for `smtp-sink` and `smtp-source`; as root it installs it.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

REFERENCE = ("-d", "-s", "10", "-l", "4096")


def main() -> int:
    options = _options()
    need_postfix()
    with sink() as address:
        reference = [reference_rate(address, options.recipients)]
        runs, loads = [], []
        for _ in range(options.repeat):
            loads.append(os.getloadavg()[0])
            runs.append(belfry(address, options.recipients, options.dispatchers))
            reference.append(reference_rate(address, options.recipients))
    print(f"smtp-source: {', '.join(f'{rate:.0f}' for rate in reference)} mails/s")
    for run, load, before, after in zip(runs, loads, reference[:-1], reference[1:], strict=True):
        # The machine's speed drifts: a run is compared with what stands right beside it.
        beside = (before + after) / 2
        sending = run["accepted"] / (run["last_s"] - run["first_s"] or run["last_s"])
        print(
            f"belfry (load {load:.1f}): {run['rate']:.0f} mails/s from the press to the last (ratio"
            f" {run['rate'] / beside:.2f}); {sending:.0f} mails/s from the first to the last (ratio"
            f" {sending / beside:.2f}); {json.dumps(run)}"
        )
    return max(int(run["lost"] > 0) for run in runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--dispatchers", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    return parser.parse_args()


def need_postfix() -> None:
    os.environ["PATH"] += ":/usr/sbin"
    if shutil.which("smtp-sink"):
        return
    if os.geteuid() != 0:
        sys.exit("smtp-sink is missing: install Debian's package postfix.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "install", "-y", "-q", "postfix"], env=quiet, check=True)


@contextlib.contextmanager
def sink() -> Iterator[str]:
    """Run `smtp-sink` on a free port of this machine; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    # It refuses to stay root.
    account = ["-u", "postfix"] if os.geteuid() == 0 else []
    process = subprocess.Popen(["smtp-sink", *account, address, "1000"], cwd="/")
    try:
        time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait()


def reference_rate(address: str, count: int) -> float:
    """Return the mails per second of `smtp-source` with ten sessions and 4 kB a mail."""
    started = time.monotonic()
    subprocess.run(["smtp-source", *REFERENCE, "-m", str(count), address], check=True)
    return count / (time.monotonic() - started)


def belfry(address: str, count: int, dispatchers: int) -> dict[str, float]:
    """Return the figures of `belfry bench broadcast`."""
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "belfry.program.main",
            *("bench", "broadcast", "--recipients", str(count), "--smtp", address),
            *("--dispatchers", str(dispatchers), "--json"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    sys.exit(main())
