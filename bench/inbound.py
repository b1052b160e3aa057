"""How well and how fast mails that come in are judged.

Run as a module: `python -m bench.inbound`. Without more it measures on what was made for Belfry (`tests/inbound/`):
the set of mails, and those that its templates make. `--mails DIR` judges raw mails of your own, which stay where they are, and counts kinds;
with `--expected FILE` (JSON lines: `file`, `kind`, and of bounces `recipient` and `permanent`) it counts what
is right too.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from belfry.inbound.judging import judged
from belfry.inbound.types import Judgement
from tests.inbound.templates import answers, bounces

SET = Path(__file__).parents[1] / "tests" / "inbound"
SECONDS_MEASURED = 5.0


def rate(mails: list[bytes]) -> float:
    """Return how many mails are judged in a second on one core."""
    begun = time.perf_counter()
    number = 0
    while time.perf_counter() - begun < SECONDS_MEASURED:
        for mail in mails:
            judged(mail)
        number += len(mails)
    return number / (time.perf_counter() - begun)


def compare(told: Judgement, wanted: dict[str, Any], right: Counter[str], of: Counter[str]) -> None:
    of["kind"] += 1
    right["kind"] += told.kind == wanted["kind"]
    if "recipient" in wanted and told.failures:
        first = told.failures[0]
        for name in ("recipient", "permanent"):
            of[name] += 1
            right[name] += getattr(first, name) == wanted[name]
    if wanted["kind"] == "reply":
        of["reply is no bounce"] += 1
        right["reply is no bounce"] += not told.failures
        if "text" in wanted:
            of["text"] += 1
            right["text"] += told.text == wanted["text"]


def made(wanted: dict[str, Any]) -> dict[str, bytes]:
    """Return the mails that the templates make, and add to `wanted` what each is."""
    mails = {}
    for name, raw, expected in bounces():
        mails[name], wanted[name] = raw, expected
    for one in answers():
        mails[one.name], wanted[one.name] = one.raw, {"kind": one.kind, "text": one.text}
    return mails


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=Path, default=SET / "mails", metavar="DIR")
    parser.add_argument("--expected", type=Path, metavar="FILE")
    options = parser.parse_args()
    expected = options.expected
    if expected is None and options.mails == SET / "mails":
        expected = SET / "expected.jsonl"
    files = sorted(path for path in options.mails.iterdir() if path.is_file())
    mails = {path.name: path.read_bytes() for path in files}
    lines = expected.read_text(encoding="utf-8").splitlines() if expected else []
    wanted = {line["file"]: line for line in map(json.loads, lines)}
    if expected == SET / "expected.jsonl":
        mails |= made(wanted)
    kinds: Counter[str] = Counter()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for name, raw in mails.items():
        told = judged(raw, frozenset({"bin-lindehof@bin.example"}))
        kinds[str(told.kind)] += 1
        if name in wanted:
            compare(told, wanted[name], right, of)
    print(f"{len(mails)} mails: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}")
    for name, number in of.items():
        print(f"{name:20} {right[name]:4} of {number:4} right ({right[name] / number:.1%})")
    print(f"{rate(list(mails.values())):.0f} mails a second on one core")


if __name__ == "__main__":
    main()
