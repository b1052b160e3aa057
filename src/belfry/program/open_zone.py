"""`belfry open-zone`: opens a police zone and invites its chief."""

import argparse
import re
from typing import Final

from django.utils import timezone

from belfry.core.languages import Language
from belfry.networks.actions.mandates import open_zone
from belfry.program.unsealing.keyring import VARIABLE
from belfry.program.unsealing.making import make_missing_keys

CODE: Final = re.compile(r"[0-9A-Za-z-]{1,10}")
LONGEST_NAME: Final = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the code of the zone, its name, and the address of its chief."""
    parser.add_argument("code", type=_code, help="number of the police zone, such as 5369")
    parser.add_argument(
        "--name", type=name_on_one_line, required=True, help="name of the zone in that language"
    )
    parser.add_argument(
        "--chief", required=True, metavar="MAIL", help="e-mail address of the chief"
    )
    parser.add_argument("--language", choices=Language.values, default=Language.DUTCH.value)


def run(options: argparse.Namespace) -> int:
    """Open the zone, or invite the chief again."""
    open_zone(
        options.code,
        name=options.name,
        chief_email=options.chief,
        language=options.language,
        now=timezone.now(),
    )
    print(f"Zone {options.code} is open; its chief gets an invitation.")
    print(_told_of_keys(options.code))
    return 0


def _told_of_keys(code: str) -> str:
    """Make the zone's key where the file of keys may be written; return what is left to do."""
    try:
        made = make_missing_keys(now=timezone.now())
    except OSError:
        return (
            f"Members cannot report to it yet: `belfry seal-key new {code}` makes its key, run by the account that "
            "keeps the keys."
        )
    if made:
        return (
            f"Reports to it can be sealed: print its key with `belfry seal-key paper {code}`, and lock the paper in "
            "the safe of the zone."
        )
    return (
        f"Members cannot report to it: {VARIABLE} is missing; docs/operations.md says what it is."
    )


def _code(value: str) -> str:
    if not CODE.fullmatch(value):
        raise argparse.ArgumentTypeError("at most 10 letters, digits and hyphens")
    return value


def name_on_one_line(value: str) -> str:
    """Return a name as typed, without blanks around it; argparse says what is wrong with another."""
    name = value.strip()
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"1 to {LONGEST_NAME} characters on one line")
    return name
