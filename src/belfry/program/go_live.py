"""`belfry go-live`: a restored copy becomes the installation that sends."""

import argparse

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from belfry.audit.actions import record
from belfry.core.mode import make_home
from belfry.delivery.holding import let_go, stop_waiting, waiting_rows
from belfry.program.errors import CannotStart


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what becomes of messages that waited when the database was copied."""
    waiting = parser.add_mutually_exclusive_group()
    waiting.add_argument("--send-waiting", action="store_true", help="send what waited")
    waiting.add_argument("--stop-waiting", action="store_true", help="never send what waited")


def run(options: argparse.Namespace) -> int:
    """Let messages leave from this database; refuse without a choice while something waits."""
    now = timezone.now()
    waiting = waiting_rows()
    if waiting.rows and not (options.send_waiting or options.stop_waiting):
        raise CannotStart(
            f"{waiting.messages} messages wait for {waiting.rows} deliveries: "
            "add --send-waiting or --stop-waiting."
        )
    with transaction.atomic():
        if options.stop_waiting:
            stop_waiting(now=now)
        else:
            let_go(now=now)
        make_home()
        record(
            "installation.went_live",
            subject="installation:belfry",
            person_id=None,
            at=now,
            detail={"deliveries": waiting.rows, "sent": not options.stop_waiting},
        )
    print("This database is the one that sends. Never let its original send again.")
    if settings.MODE != "live":
        print(
            f"note: BELFRY_MODE is {settings.MODE}: the next start decides in which mode it lives."
        )
    print("Start Belfry anew, every machine of it.")
    return 0
