"""The tables of delivery."""

from belfry.delivery.models.ledger import (
    Attempt,
    Broadcast,
    Bundle,
    Endpoint,
    Envelope,
    Message,
    Suppression,
    Tally,
    Turn,
)
from belfry.delivery.models.told import Arrival, Event, Reference
from belfry.delivery.models.watched import AttemptCount, Canary, Ceiling, Heartbeat, Spending

__all__ = [
    "Arrival",
    "Attempt",
    "AttemptCount",
    "Broadcast",
    "Bundle",
    "Canary",
    "Ceiling",
    "Endpoint",
    "Envelope",
    "Event",
    "Heartbeat",
    "Message",
    "Reference",
    "Spending",
    "Suppression",
    "Tally",
    "Turn",
]
