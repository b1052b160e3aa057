"""What people text to our number, until somebody took it: sealed, an hour at most (issue of the way back)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.core.sealed import CannotOpen, unseal
from belfry.delivery.arrivals import count_arrival
from belfry.delivery.inbox import place_of_text
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint, Event
from belfry.delivery.workflow import Arrived

KEPT: Final = timedelta(hours=1)
MOST: Final = 100

# Takes a text: the channel, the endpoint of the number, None where nobody known has it, and the words.
TextReader = Callable[[str, UUID | None, str], None]


def hand_over(reader: TextReader, *, now: datetime) -> int:
    """Give each text that waits to its reader and wipe it; return how many were looked at.

    What the reader raises is raised, and the text waits. One that waited for an hour is wiped and counted.
    """
    waiting = Event.objects.filter(outcome="", text__isnull=False).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True)[:MOST])
    for number in numbers:
        with transaction.atomic():
            event = waiting.select_for_update(skip_locked=True).filter(pk=number).first()
            if event is not None:
                _hand_over(event, reader, now)
    return len(numbers)


def _hand_over(event: Event, reader: TextReader, now: datetime) -> None:
    if event.at < now - KEPT:
        count_arrival(event.channel, Arrived.TOO_LATE, now=now)
    else:
        index = event.endpoint
        known = Endpoint.objects.filter(kind=AddressKind.PHONE, blind_index=index).first()
        try:
            words = unseal(bytes(event.text or b""), place_of_text(event.supplier, event.key))
        except CannotOpen:
            words = ""
        reader(event.channel, known.pk if known else None, words)
    event.text, event.endpoint, event.outcome = None, None, "applied"
    event.save(update_fields=["text", "endpoint", "outcome"])
