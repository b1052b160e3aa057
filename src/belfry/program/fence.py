"""`belfry fence`: this database sends nothing beyond this machine until `belfry go-live`."""

import argparse

from django.db import transaction
from django.utils import timezone

from belfry.audit.actions import record
from belfry.audit.queries import verify_chains
from belfry.core.mode import make_copy
from belfry.delivery.holding import hold_waiting, waiting_rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: it is about the whole database."""


def run(options: argparse.Namespace) -> int:
    """Fence the database off, hold what waits, and say what that is; return 1 if the record is not whole."""
    with transaction.atomic():
        make_copy()
        hold_waiting()
        record(
            "installation.fenced", subject="installation:belfry", person_id=None, at=timezone.now()
        )
    faults = list(verify_chains())
    for fault in faults:
        print(fault)
    waiting = waiting_rows()
    print("Nothing leaves this machine: it is a copy, in exercise mode until `belfry go-live`.")
    print(
        f"Waiting, and held until you choose: {waiting.messages} messages, {waiting.rows} deliveries."
    )
    return 1 if faults else 0
