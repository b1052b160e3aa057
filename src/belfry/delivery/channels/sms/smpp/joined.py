"""Receipts of texts in several parts: a phone shows such a text when it has all of them."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from belfry.delivery.channels.contract import Receipt
from belfry.delivery.workflow import State

# Texts in parts are rare; these are the last ones.
MOST: Final = 10_000


class Joined:
    """Remembers which parts belong together; safe in threads.

    Only what this process sent: after a restart such a text may stay "accepted", or become "delivered" by its
    last part alone.
    """

    def __init__(self) -> None:
        """Know none."""
        self._lock = threading.Lock()
        self._texts: OrderedDict[str, tuple[str, set[str]]] = OrderedDict()

    def expect(self, numbers: Sequence[str]) -> str:
        """Return the id that stands for a text whose parts have these ids; empty if they have none."""
        if not numbers:
            return ""
        if len(numbers) > 1:
            with self._lock:
                text = numbers[-1], set(numbers)
                self._texts.update(dict.fromkeys(numbers, text))
                while len(self._texts) > MOST:
                    self._texts.popitem(last=False)
        return numbers[-1]

    def take(self, receipt: Receipt) -> Receipt | None:
        """Return what a receipt says of the whole text; None when other parts are still on the way."""
        with self._lock:
            reference, missing = self._texts.get(receipt.supplier_reference, ("", set()))
            if not reference:
                return receipt
            if receipt.state == State.DELIVERED:
                missing.discard(receipt.supplier_reference)
                if missing:
                    return None
        return receipt._replace(supplier_reference=reference)
