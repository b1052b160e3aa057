"""What mail systems send back after their "yes": a mail of ours that reached nobody ends its row late."""

from datetime import datetime
from typing import Final
from uuid import UUID

from belfry.delivery.channels.contract import Receipt
from belfry.delivery.inbox import take
from belfry.delivery.workflow import Cause, State
from belfry.inbound.automatic import OUR_ID
from belfry.inbound.statuses import is_mailbox_full
from belfry.inbound.types import Failure, Judgement

CHANNEL: Final = "email"


def take_returned(judgement: Judgement, key: str, *, now: datetime) -> int:
    """Keep what a bounce says of a mail of ours, once for each `key`; return how many events are new.

    The row is known by the name of the returned mail, never by the address that the notice tells: a notice can
    be made up, the name of a mail to somebody else cannot. What is only late changes nothing: it may still arrive.
    """
    names = [found for found in map(OUR_ID.match, judgement.answers) if found]
    failed = next((one for one in judgement.failures if one.permanent), None)
    if not names or failed is None:
        return 0
    message_id, endpoint_id = names[0].groups()
    reference = f"{message_id}-{UUID(endpoint_id).hex}-{CHANNEL}"
    receipt = Receipt(key, State.FAILED, reference, cause=_cause(failed))
    return take(CHANNEL, CHANNEL, [receipt], now=now)


def _cause(failure: Failure) -> Cause:
    if failure.about_address:
        return Cause.UNKNOWN_ADDRESS
    return Cause.MAILBOX_FULL if is_mailbox_full(failure.status) else Cause.REFUSED
