"""`belfry inbound`: judges raw mails as they come in, one JSON object a line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from belfry.inbound.judging import judged
from belfry.inbound.types import Judgement, Kind
from belfry.program.errors import CannotStart

STANDARD_INPUT: Final = "-"
# Other programs ask what to do with a mail: one that came back to us is nothing for anybody.
SHOWN: Final = {Kind.LOOP: Kind.OTHER}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the mails, each a file of its own."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    classify = what.add_parser("classify", help="say what raw mails are: bounce, reply, complaint")
    classify.add_argument("files", metavar="FILE", nargs="+", help="a raw mail; - reads one")


def run(options: argparse.Namespace) -> int:
    """Print what each file is; raise CannotStart (status 2) for the first that cannot be read."""
    for name in options.files:
        print(json.dumps({"file": name, **as_json(judged(_raw(name)))}), flush=True)
    return 0


def as_json(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement in the names that other programs rely on; what does not apply is null.

    Of a bounce with several recipients the first is shown, one that failed for good before others.
    """
    failure = next(iter(judgement.failures), None)
    return {
        "kind": str(SHOWN.get(judgement.kind, judgement.kind)),
        "recipient": (failure.recipient if failure else judgement.complainant) or None,
        "status": failure.status if failure else None,
        "permanent": failure.permanent if failure else None,
    }


def _raw(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        raise CannotStart(f"{name}: {error.strerror}") from None
