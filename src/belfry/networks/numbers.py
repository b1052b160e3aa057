"""The numbers under which the FPS Interior recognises networks."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import connection

from belfry.networks.models import Network

# "PP-2026-14": what is proposed; the FPS Interior may give any other.
NUMBER: Final = re.compile(r"PP-(\d{4})-(\d+)")
# A number of our own among the database's locks (`core.alarm` has 7235524).
LOCK: Final = 7235525


def numbers_taken(numbers: Collection[str]) -> frozenset[str]:
    """Return which of these recognition numbers a network has, in one query."""
    rows = Network.objects.filter(recognition_number__in=list(numbers))
    return frozenset(filter(None, rows.values_list("recognition_number", flat=True)))


def is_number_free(number: str) -> bool:
    """Whether no network has this recognition number."""
    return not numbers_taken([number])


def wait_for_others() -> None:
    """Let one transaction at a time look which numbers are free: two presses give one number once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def next_number(*, on: date) -> str:
    """Return the next free number of our own kind in the year of a date."""
    begin = f"PP-{on.year}-"
    taken = Network.objects.filter(recognition_number__startswith=begin)
    numbers = [
        int(found[2])
        for number in taken.values_list("recognition_number", flat=True)
        if (found := NUMBER.fullmatch(number or ""))
    ]
    return f"{begin}{max(numbers, default=0) + 1}"
