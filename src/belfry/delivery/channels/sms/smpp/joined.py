"""Receipts of texts in several parts: a phone shows such a text when it has all of them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from belfry.delivery.channels.contract import Receipt
from belfry.delivery.workflow import State

# Texts in parts are rare; these are the last parts.
MOST: Final = 10_000


@dataclass(slots=True, eq=False)
class Whole:
    """A text in parts: those without an answer, and the ids of those that did not arrive yet."""

    unanswered: int
    # The id of its first part stands for all of it.
    reference: str = ""
    missing: set[str] = field(default_factory=set)


class Joined:
    """Remembers which parts belong together; safe in threads.

    Only what this process sent: after a restart such a text becomes "delivered" by its first part alone.
    """

    def __init__(self) -> None:
        """Know none."""
        self._lock = threading.Lock()
        self._texts: OrderedDict[str, Whole] = OrderedDict()

    def answered(self, whole: Whole, number: str) -> None:
        """Note the id that the SMSC gave to a part; empty if it gave none."""
        with self._lock:
            whole.unanswered -= 1
            if number:
                whole.reference = whole.reference or number
                whole.missing.add(number)
                self._texts[number] = whole
            while len(self._texts) > MOST:
                self._texts.popitem(last=False)

    def take(self, receipt: Receipt) -> Receipt | None:
        """Return what a receipt says of the whole text; None when other parts are still on the way."""
        with self._lock:
            whole = self._texts.get(receipt.supplier_reference)
            if whole is None:
                return receipt
            if receipt.state == State.DELIVERED:
                whole.missing.discard(receipt.supplier_reference)
                if whole.missing or whole.unanswered:
                    return None
            return receipt._replace(supplier_reference=whole.reference)
