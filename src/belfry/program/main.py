"""The `belfry` command: finds the sub-command, settles its environment, runs it."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

import django
from django.core.exceptions import ImproperlyConfigured

from belfry.config.logs import log_what_nobody_caught
from belfry.core.errors import DomainError
from belfry.program.errors import CannotStart
from belfry.program.surroundings import (
    SETTINGS,
    check_lived_in,
    settle,
    settle_without_database,
)


@dataclass(frozen=True, slots=True)
class Command:
    """One sub-command: a module with `add_arguments(parser)` and `run(options) -> int`.

    `alone` commands settle their environment themselves; one `in_scratch` keeps nothing; one `in_mode` runs only
    in the mode in which the database was first started. Without a
    summary it is no command for people: `up` runs it.
    """

    module: str
    summary: str = ""
    alone: bool = False
    in_scratch: bool = False
    in_mode: bool = False


COMMANDS: Final = {
    "up": Command("up", "run everything on this machine", alone=True),
    "web": Command("web", "serve the pages", in_mode=True),
    "dispatch": Command("dispatch", "send what waits", in_mode=True),
    "work": Command("work", "do the work in the background", in_mode=True),
    "receive": Command("receive", "take mail that the relay hands over", in_mode=True),
    "unseal": Command("unseal", "open for the police what members reported", in_mode=True),
    "check": Command("check", "say whether this installation can run"),
    "backup": Command("backup", "copy the database, without its keys"),
    "restore": Command("restore", "make a copy a database that sends nothing", alone=True),
    "go-live": Command("go_live", "let a restored copy send"),
    "fence": Command("fence", "let this database send nothing until it goes live"),
    "upgrade-database": Command(
        "upgrade", "move the embedded database to the newest PostgreSQL", alone=True
    ),
    "open-zone": Command("open_zone", "open a police zone and invite its chief"),
    "seal-key": Command("seal_key", "make, print or restore the keys to which reports are sealed"),
    "appoint": Command(
        "appoint", "name a mayor, a reviewer, the knowledge centre or an operator, or end that task"
    ),
    "import": Command("importing", "read member lists and reference data"),
    "review-text": Command(
        "review_text", "say what in a text may not pass, one JSON object a line", alone=True
    ),
    "inbound": Command("inbound", "say what raw mails are that came in", alone=True),
    "bench": Command("bench", "measure the real path", in_scratch=True),
    "manage": Command("manage", "run Django's own commands"),
    "prepare": Command("prepare"),
    "catch-mail": Command("mail_catcher", alone=True),
    "play-suppliers": Command("suppliers.show", alone=True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 2 with one line when it could not begin."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with ExitStack() as stack:
            return _run(given, stack)
    except (CannotStart, ImproperlyConfigured) as error:
        print(f"belfry: {error}", file=sys.stderr)
        return 2
    except PermissionError as error:
        print(f"belfry: {error.filename} belongs to another account.", file=sys.stderr)
        return 2
    except DomainError as refusal:
        print(f"belfry: {refusal.message()}", file=sys.stderr)
        return 1


def _run(given: list[str], stack: ExitStack) -> int:
    parser = argparse.ArgumentParser(prog="belfry", description="Runs Belfry, part by part.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = given[0] if given else ""
    for name, command in COMMANDS.items():
        if not (command.summary or name == wanted):
            continue
        # Django's own commands answer --help themselves.
        part = commands.add_parser(name, help=command.summary, add_help=name != "manage")
        if name == wanted:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
            if not command.alone:
                _settle(command, given, stack)
            module = importlib.import_module(f"belfry.program.{command.module}")
            module.add_arguments(part)
            part.set_defaults(run=module.run)
    options = parser.parse_args(given)
    status: int = options.run(options)
    return status


def _settle(command: Command, given: list[str], stack: ExitStack) -> None:
    judges_a_file = "--dry-run" in given and "-" in given
    if judges_a_file or {"-h", "--help"} & set(given):
        settle_without_database()
    else:
        settle(stack, in_scratch=command.in_scratch)
    django.setup()
    log_what_nobody_caught()
    if command.in_mode and not {"-h", "--help"} & set(given):
        check_lived_in()


if __name__ == "__main__":
    sys.exit(main())
