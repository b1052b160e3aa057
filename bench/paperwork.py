"""Measure 350 survey letters in one PDF, in a process of its own: seconds, peak memory, size, beside the limits.

python -m bench.paperwork [LETTERS]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Final

LETTERS: Final = 350
MOST_SECONDS: Final = 5
MOST_MEGABYTES: Final = 200
CASES: Final = (("nl",), ("fr",), ("de",), ("nl", "fr"))


def measured(letters: int, languages: tuple[str, ...]) -> dict[str, float]:
    """Return what one merge takes, measured in a fresh process."""
    command = [sys.executable, "-m", "bench.paperwork", str(letters), "--of", ",".join(languages)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def merge(letters: int, languages: tuple[str, ...]) -> dict[str, float]:
    """Make the letters here and now; the time is that of the merge, the memory that of all of this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
    import django  # noqa: PLC0415 -- only this process needs it

    django.setup()
    from belfry.paperwork import compiling, documents  # noqa: PLC0415

    survey = documents.SurveyLetters(
        languages=languages,
        dated=date(2026, 12, 1),
        network=documents.Network(
            kind=documents.Kind.RESIDENTIAL,
            name="Veldkant",
            town="Klokkendal",
            police_zone="Beiaard",
            area="Veldstraat, Beukenlaan 1-348",
            contact=("Marktplein 1, 9990 Klokkendal", "050 00 00 00"),
        ),
        letters=tuple(
            documents.CodedLetter(
                address=(f"Beukenlaan {number}", "9990 KLOKKENDAL"),
                code=f"K7P{number:03d}-4M2X",
                link=f"https://belfry.example/antwoord/K7P{number:03d}4M2X/",
            )
            for number in range(1, letters + 1)
        ),
        asked=documents.Kind.RESIDENTIAL,
        question="Wilt u een buurtinformatienetwerk in uw buurt?",
        decided="Er is een meerderheid als er meer ja dan nee wordt geantwoord.",
        closes_on=date(2027, 1, 15),
        answer_at="belfry.example/antwoord",
        return_to=("Marktplein 1, 9990 Klokkendal",),
    )
    start, worked = time.perf_counter(), time.process_time()
    pdf = compiling.pdf_of(survey)
    seconds, work = time.perf_counter() - start, time.process_time() - worked
    return {
        "seconds": seconds,
        "work": work,
        "megabytes": peak_megabytes(),
        "size": len(pdf) / 1024 / 1024,
    }


def peak_megabytes() -> float:
    """Return the most memory that this process held; `getrusage` would count its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> int:
    """Print a table; return 1 if a limit was passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("letters", type=int, nargs="?", default=LETTERS)
    parser.add_argument("--of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.of:
        print(json.dumps(merge(options.letters, tuple(options.of.split(",")))))
        return 0
    print(f"load before {os.getloadavg()[0]:.1f}; limits {MOST_SECONDS} s, {MOST_MEGABYTES} MB")
    passed = 0
    for languages in CASES:
        one = measured(options.letters, languages)
        within = one["seconds"] < MOST_SECONDS and one["megabytes"] < MOST_MEGABYTES
        passed += not within
        print(
            f"{options.letters} letters, {' + '.join(languages)}: {one['seconds']:.2f} s "
            f"({one['work']:.2f} s of work), "
            f"{one['megabytes']:.0f} MB, file {one['size']:.1f} MB: {'within' if within else 'OVER'}"
        )
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())
