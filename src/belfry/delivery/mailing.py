"""From a row of the ledger to a mail: the letter of its message, its reader's address and link."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import Connection

from belfry.core.clock import local
from belfry.core.sealed import unseal
from belfry.delivery import notices
from belfry.delivery.channels.email.mail import (
    Letter,
    Mail,
    Sender,
    Words,
    checked_address,
    checked_link,
)
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.kinds import Kind
from belfry.delivery.line import ask
from belfry.delivery.policies import poisonous, unusable
from belfry.delivery.slots import open_slot
from belfry.delivery.types import Claimed, Outcome
from belfry.delivery.unsubscribing import token_for

logger = logging.getLogger(__name__)

MESSAGES: Final = """
SELECT id, kind, reference, texts::text FROM delivery_message WHERE id = ANY(%(wanted)s)
"""
# Letters of this many messages are kept; a bulletin's is a few kilobytes per language.
MOST_MESSAGES: Final = 200


@dataclass(frozen=True, slots=True)
class _Message:
    kind: str
    reference: UUID | None
    texts: dict[str, dict[str, str]]


class MailRoom:
    """Writes the mails of claimed rows; renders each bulletin once per language."""

    def __init__(self, sender: str, base_url: str) -> None:
        """Take the published sender address and the address of the pages; raise CannotWrite."""
        checked_address(sender)
        checked_link(base_url)
        self._sender = sender
        self._domain = sender.rpartition("@")[2]
        self._unsubscribe = f"{base_url}/unsubscribe/"
        self._messages: dict[int, _Message] = {}
        self._letters: dict[tuple[int, str], Letter] = {}

    def forget(self) -> None:
        """Drop what is kept: the next mails are dated anew."""
        self._messages.clear()
        self._letters.clear()

    def fetch(self, connection: Connection, rows: Sequence[Claimed]) -> None:
        """Read the messages of rows that are not kept yet."""
        wanted = {row.message_id for row in rows}
        missing = wanted - self._messages.keys()
        if len(self._messages) + len(missing) > MOST_MESSAGES:
            self.forget()
            missing = wanted
        if missing:
            found = ask(connection, MESSAGES, {"wanted": list(missing)})
            for message_id, kind, reference, texts in found:
                self._messages[message_id] = _Message(kind, reference, json.loads(texts))

    def write(
        self, rows: Sequence[Claimed], *, deadline: float
    ) -> tuple[list[Mail], list[Outcome]]:
        """Return the mails of fetched rows, and the outcomes of rows for which none can be written.

        Their sending must begin before `deadline` (monotonic seconds); a mail's key is its row.
        """
        mails, hopeless = [], []
        for row in rows:
            try:
                mails.append(self._mail(row, deadline))
            except CannotWrite:
                hopeless.append(unusable(row))
            except Exception as error:  # noqa: BLE001 -- one bad row must not stop the others
                # Its text may hold what nobody should read in a log.
                kind = type(error).__name__
                logger.error("No mail for message %s: %s.", row.message_id, kind)  # noqa: TRY400
                hopeless.append(poisonous(row))
        return mails, hopeless

    def _mail(self, row: Claimed, deadline: float) -> Mail:
        message = self._messages[row.message_id]
        endpoint = row.endpoint_id.replace("-", "")
        if message.kind == Kind.BULLETIN:
            letter = self._letter(row, message)
            link = checked_link(f"{self._unsubscribe}{token_for(row.endpoint_id, row.scope)}/")
        else:
            letter, link = self._notice(row, message), b""
        address = unseal(row.address, f"delivery_endpoint|address|{row.endpoint_id}")
        # The same on every attempt, so that a mailbox can tell that two copies are one mail.
        message_id = f"{row.message_id}.{endpoint}@{self._domain}".encode()
        return Mail(row, letter, checked_address(address), message_id, link, deadline)

    def _letter(self, row: Claimed, message: _Message) -> Letter:
        key = (row.message_id, row.language)
        letter = self._letters.get(key)
        if letter is None:
            words = message.texts[row.language]
            letter = self._composed(words, row, message.reference)
            self._letters[key] = letter
        return letter

    def _notice(self, row: Claimed, message: _Message) -> Letter:
        slots = open_slot(row.message_id, UUID(row.endpoint_id), row.slot) if row.slot else {}
        return self._composed(notices.render(message.kind, row.language, slots), row, None)

    def _composed(self, words: dict[str, str], row: Claimed, bulletin: UUID | None) -> Letter:
        written = Words(row.language, words["subject"], words["text"], words["html"])
        sender = Sender(words["sender"], self._sender)
        return Letter(written, sender, made_at=local(row.claimed_at), bulletin=bulletin)
