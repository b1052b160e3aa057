"""How long 126 members, a usual network, wait after the press of "send": the target is 1 s and 2 s.

Run as `bench.broadcast`: `python -m bench.press`.
"""

import sys

from bench.broadcast import belfry, sink

MEMBERS = 126
FIRST_SECONDS, LAST_SECONDS = 1.0, 2.0


def main() -> int:
    with sink() as address:
        runs = [belfry(address, MEMBERS, 2) for _ in range(3)]
    for run in runs:
        print(f"first accepted after {run['first_s']:.2f} s, last after {run['last_s']:.2f} s")
    return any(run["first_s"] > FIRST_SECONDS or run["last_s"] > LAST_SECONDS for run in runs)


if __name__ == "__main__":
    sys.exit(main())
