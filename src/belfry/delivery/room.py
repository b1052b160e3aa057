"""From rows of the ledger to what a carrier carries: words, address, reference."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from psycopg import Connection

from belfry.core.mode import is_exercise
from belfry.core.sealed import unsealing
from belfry.delivery import notices
from belfry.delivery.channels.contract import Carried, Channel, Sheet
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.exercises import marked, takes_part
from belfry.delivery.kinds import Kind
from belfry.delivery.line import ask
from belfry.delivery.policies import (
    not_yet,
    out_of_channel,
    outside_exercise,
    poisonous,
    unusable,
)
from belfry.delivery.slots import open_slot
from belfry.delivery.types import Claimed, Outcome

logger = logging.getLogger(__name__)

MESSAGES: Final = """
SELECT id, kind, reference, texts::text FROM delivery_message WHERE id = ANY(%(wanted)s)
"""
# So many messages are kept; a bulletin's is a few kilobytes per language.
MOST_MESSAGES: Final = 200
KINDS: Final = frozenset(Kind.values)


@dataclass(frozen=True, slots=True)
class _Message:
    kind: str
    reference: UUID | None
    texts: Mapping[str, Mapping[str, str]]
    page: str


class WritingRoom:
    """Writes for one channel; reads each message once."""

    def __init__(self, channel: Channel) -> None:
        """Keep nothing yet."""
        self._channel = channel
        self._messages: dict[int, _Message] = {}

    def forget(self) -> None:
        """Drop what is kept: what is written next is dated anew."""
        self._messages.clear()
        self._channel.forget()

    def fetch(self, connection: Connection, wanted: set[int]) -> None:
        """Read messages that are not kept yet."""
        missing = wanted - self._messages.keys()
        if len(self._messages) + len(missing) > MOST_MESSAGES:
            self.forget()
            missing = wanted
        if missing:
            for found in ask(connection, MESSAGES, {"wanted": list(missing)}):
                self._messages[found[0]] = _read(*found[1:])

    def write(self, rows: Sequence[Claimed], *, deadline: float) -> tuple[list[Any], list[Outcome]]:
        """Return what is to be carried for fetched rows, and outcomes where nothing can be written.

        Their sending must begin before `deadline` (monotonic seconds); a parcel's key is its row.
        """
        parcels: list[Carried] = []
        hopeless, unseal, exercise = [], unsealing(), is_exercise()
        for row in rows:
            if self._messages[row.bundle.message_id].kind not in KINDS:
                hopeless.append(not_yet(row))
                continue
            try:
                address = unseal(row.address, f"delivery_endpoint|address|{row.endpoint_id}")
                sheet = self._sheet(row, address, deadline)
                if exercise and not takes_part(self._channel.address, address):
                    hopeless.append(outside_exercise(row))
                elif self._channel.takes(sheet.address):
                    parcels.append(self._channel.write(sheet))
                else:
                    hopeless.append(out_of_channel(row))
            except CannotWrite:
                hopeless.append(unusable(row))
            except Exception as error:  # noqa: BLE001 -- one bad row must not stop the others
                # Its text may hold what nobody should read in a log.
                kind = type(error).__name__
                number = row.bundle.message_id
                logger.error("Nothing to send of message %s: %s.", number, kind)  # noqa: TRY400
                hopeless.append(poisonous(row))
        return parcels, hopeless

    def _sheet(self, row: Claimed, address: str, deadline: float) -> Sheet:
        bundle = row.bundle
        message = self._messages[bundle.message_id]
        endpoint = row.endpoint_id.replace("-", "")
        if message.kind == Kind.BULLETIN:
            words, page = message.texts[row.language], message.page
        else:
            slots = (
                open_slot(bundle.message_id, UUID(row.endpoint_id), row.slot) if row.slot else {}
            )
            words = marked(notices.render(message.kind, row.language, slots), row.language)
            page = slots.get("url", settings.BASE_URL)
        return Sheet(
            row,
            bundle.message_id,
            message.reference,
            row.language,
            words,
            address,
            endpoint,
            bundle.scope,
            f"{bundle.message_id}-{endpoint}-{self._channel.name}",
            page,
            bundle.lane,
            bundle.claimed_at,
            bundle.expires_at,
            deadline,
        )


def _read(kind: str, reference: UUID | None, texts: str) -> _Message:
    page = f"{settings.BASE_URL}/archive/{reference}/"
    said = {key: marked(words, key) for key, words in json.loads(texts).items()}
    return _Message(kind, reference, said, page)
