"""What mail systems send back after their "yes": a mail of ours that reached nobody ends its row late."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from belfry.delivery.actions import NEWS, suppress
from belfry.delivery.channels.contract import Receipt
from belfry.delivery.inbox import take
from belfry.delivery.models import Envelope
from belfry.delivery.workflow import Cause, State
from belfry.inbound.automatic import OUR_ID
from belfry.inbound.statuses import is_mailbox_full
from belfry.inbound.types import Failure, Judgement

CHANNEL: Final = "email"


class Named(NamedTuple):
    """A mail of ours by its name: where it went, to which scope it belongs, and what bulletin it carries, if any."""

    endpoint_id: UUID
    scope: str
    reference: UUID | None


def mail_named(answers: Sequence[str]) -> Named | None:
    """Return the first mail of ours among the ids that a mail answers or returns; None for names that are made up.

    Nobody knows the name of a mail to somebody else: it holds the random id of the endpoint.
    """
    for message_id, endpoint_id in _names(answers):
        row = (
            Envelope.objects.filter(message_id=message_id, endpoint_id=endpoint_id, channel=CHANNEL)
            .values_list("endpoint_id", "broadcast__scope", "message__reference")
            .first()
        )
        if row is not None:
            return Named(*row)
    return None


def _names(answers: Sequence[str]) -> list[tuple[int, UUID]]:
    found = filter(None, map(OUR_ID.match, answers))
    return [(int(name[1]), UUID(name[2])) for name in found]


def take_returned(judgement: Judgement, key: str, *, now: datetime) -> int:
    """Keep what a bounce says of a mail of ours, once for each `key`; return how many events are new.

    The row is known by the name of the returned mail, never by the address that the notice tells: a notice can
    be made up, the name of a mail to somebody else cannot. What is only late changes nothing: it may still arrive.
    """
    names = _names(judgement.answers)
    failed = next((one for one in judgement.failures if not one.is_late), None)
    if not names or failed is None:
        return 0
    message_id, endpoint_id = names[0]
    reference = f"{message_id}-{endpoint_id.hex}-{CHANNEL}"
    receipt = Receipt(key, State.FAILED, reference, cause=_cause(failed))
    return take(CHANNEL, CHANNEL, [receipt], now=now)


def _cause(failure: Failure) -> Cause:
    if failure.about_address:
        return Cause.UNKNOWN_ADDRESS
    if is_mailbox_full(failure.status):
        return Cause.MAILBOX_FULL
    return Cause.REFUSED if failure.permanent else Cause.TEMPORARY


def take_complaint(judgement: Judgement, *, now: datetime) -> bool:
    """Let newsletters and advice go no longer to who marked a mail of ours as unwanted; return whether that is new.

    The mailbox is known by the name of the mail, as of a bounce: a complaint often hides the address. What the police
    send stays, for a button beside "delete" is pressed by mistake.
    """
    mail = mail_named(judgement.answers)
    return mail is not None and suppress(mail.endpoint_id, NEWS, now=now)
