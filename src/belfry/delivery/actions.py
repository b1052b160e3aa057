"""What upper contexts ask of delivery. Every function runs in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from belfry.delivery.models import Broadcast, Endpoint, Message
from belfry.delivery.types import Recipient, Written


def endpoint_for(channel: str, address: str) -> Endpoint:
    """Return the endpoint of an address, made if it is new; raise AddressUnusable.

    E-mail addresses are normalised (trimmed, lower-case, IDN to ASCII), phone numbers to E.164 with
    Belgium as the default country.
    """
    raise NotImplementedError


def add_bulletin_message(
    reference: UUID,
    texts: Mapping[str, Mapping[str, str]],
    checksum: str,
    *,
    now: datetime,
) -> Message:
    """Return the one message of a bulletin, made if it is new; the database checks the approval."""
    raise NotImplementedError


def open_broadcast(
    message: Message,
    reference: UUID,
    *,
    lane: int,
    scope: str,
    now: datetime,
    expires_at: datetime | None,
) -> Broadcast:
    """Return the broadcast of `reference` (a release), made if it is new."""
    raise NotImplementedError


def write_envelopes(broadcast: Broadcast, recipients: Sequence[Recipient]) -> Written:
    """Write ledger rows for a chunk; safe to repeat, one row per message, endpoint and channel."""
    raise NotImplementedError


def send_notice(
    kind: str,
    endpoint_id: UUID,
    *,
    language: str,
    slots: Mapping[str, str],
    now: datetime,
    expires_at: datetime | None = None,
) -> None:
    """Send one fixed, translated notice to one endpoint; `slots` are sealed until settled."""
    raise NotImplementedError


def stop_broadcast(broadcast: Broadcast, *, now: datetime) -> None:
    """Stop what is not yet handed over; rows that were accepted stay accepted."""
    raise NotImplementedError


def retry_failed(broadcast: Broadcast, *, now: datetime) -> int:
    """Make failed and given-up rows ready again, each at most once per press; return how many."""
    raise NotImplementedError


def suppress(endpoint_id: UUID, scope: str, *, now: datetime) -> None:
    """From now on nothing of `scope` goes to the endpoint, rows already waiting included."""
    raise NotImplementedError


def lift_suppression(endpoint_id: UUID, scope: str) -> None:
    """Undo `suppress` for one scope."""
    raise NotImplementedError


def withdraw(endpoint_id: UUID, scope: str, *, now: datetime) -> int:
    """Settle the endpoint's waiting rows of `scope` as suppressed; return how many.

    For somebody who leaves: unlike `suppress` it says nothing about later messages.
    """
    raise NotImplementedError


def unsubscribe(token: str, *, now: datetime) -> None:
    """Do what the one-click link of a mail promises (RFC 8058); raise LinkNotValid."""
    raise NotImplementedError
