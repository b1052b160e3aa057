"""What a notice holds for one person (a code, a link): sealed in its row, wiped when settled."""

import json
from collections.abc import Mapping
from uuid import UUID

from belfry.core.sealed import seal, unseal


def seal_slot(message_id: int, endpoint_id: UUID, slots: Mapping[str, str]) -> bytes:
    """Return `slots` sealed to one row of the ledger."""
    return seal(json.dumps(dict(slots)), _place(message_id, endpoint_id))


def open_slot(message_id: int, endpoint_id: UUID, sealed: bytes) -> dict[str, str]:
    """Return the slots of a row; raise CannotOpen for bytes of any other."""
    return dict(json.loads(unseal(sealed, _place(message_id, endpoint_id))))


def _place(message_id: int, endpoint_id: UUID) -> str:
    return f"delivery_envelope|slot|{message_id}:{endpoint_id}"
