"""Lets everything fail that concerns sending, and prints what it did to the invariants (dispatch.md, section 7).

`python -m bench.chaos --short` plays each case once (some two minutes; the tests run it), `--case kill` those whose
name has that word, `--long` kills a thousand dispatchers and fifty databases while 100,000 mails leave. It has a
PostgreSQL and a relay of its own; of an installation it needs the keys only.

I1 every row ends in one final state · I2 nobody is lost · I3 copies <= kills x (5 in flight + 500 not settled; 6 + 6
in lanes 0 and 1) · I4 nothing goes to who must not get it · I5 no second sees more than the rate · I7 the tallies
equal the rows. I6 (no row of another network) is for `tests/bulletins` and `tests/web`.
"""

import argparse
import gc
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
os.environ.setdefault("BELFRY_DATABASE_URL", "postgresql://nobody@/none")
django.setup()

from bench import chaos_cases, chaos_long, chaos_others  # noqa: E402
from bench.chaos_scene import Scene  # noqa: E402

CASES = (*chaos_cases.CASES, *chaos_others.CASES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--short", action="store_true")
    how.add_argument("--case", metavar="WORD")
    how.add_argument("--long", action="store_true")
    parser.add_argument("--rounds", type=int, default=100, help="of the long run; ten kills each")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="belfry-chaos-") as folder:
        # The account that runs PostgreSQL passes through.
        Path(folder).chmod(0o711)
        with Scene(Path(folder)) as scene:
            gc.collect()
            gc.freeze()
            if options.long:
                return chaos_long.run(scene, options.rounds)
            return _play(scene, options.case or "")


def _play(scene: Scene, word: str) -> int:
    broken = 0
    for case in CASES:
        title = (case.__doc__ or "").strip()
        if word not in f"{case.__name__} {title}":
            continue
        began = time.monotonic()
        scene.begin()
        try:
            account = case(scene)
        except TimeoutError:
            broken += 1
            print(f"case {title}: BROKEN, it did not end", flush=True)
            continue
        broken += not account.is_kept
        print(f"case {title}: {account} ({time.monotonic() - began:.1f} s)", flush=True)
    print(f"{broken} cases broken" if broken else "all cases kept", flush=True)
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
