"""Whom a mail did not reach and why: from the fields of a report (RFC 3464), else from the words of a notice."""

from collections.abc import Iterator
from typing import Final

from belfry.inbound.causes import DELAYED, GIVES_UP, status_told
from belfry.inbound.notices import diagnosis_in, notice_in
from belfry.inbound.opening import Block, Opened, address_of
from belfry.inbound.recipients import cleaned, likeliest
from belfry.inbound.statuses import (
    VAGUE,
    is_about_address,
    is_mailbox_full,
    is_permanent,
    says_nothing,
    status_in,
)
from belfry.inbound.types import Failure

MOST_FAILURES: Final = 50
NO_CODE: Final = "5.0.0"
LATE: Final = "4.4.7"
# OpenSMTPD says "error", others comment their word.
FAILING: Final = ("fail", "delay", "error", "undeliv", "bounce")
# Before any to which it was forwarded: the one that we wrote to.
RECIPIENT_FIELDS: Final = ("original-recipient", "final-recipient", "x-actual-recipient")


def failures_of(mail: Opened) -> tuple[Failure, ...]:
    """Return whom a notice says it did not reach, failed ones first; one without an address if it does not say."""
    told = list(_reported(mail)) or [_in_words(mail)]
    unique: dict[str, Failure] = {}
    for failure in told:
        known = unique.get(failure.recipient)
        if known is None or (failure.permanent and not known.permanent):
            unique[failure.recipient] = failure
    return tuple(sorted(unique.values(), key=lambda one: not one.permanent)[:MOST_FAILURES])


def reports_failure(mail: Opened) -> bool:
    """Whether its fields say of somebody that a mail failed or is late."""
    return any(map(_is_failure, mail.blocks))


def _is_failure(block: Block) -> bool:
    if "action" not in block:
        return block.get("status", "")[:1] in {"4", "5"} and bool(_recipient_of(block))
    named = any(name in block for name in (*RECIPIENT_FIELDS, "status"))
    return named and block["action"].lower().startswith(FAILING)


def _reported(mail: Opened) -> Iterator[Failure]:
    """Yield what the fields of a report say (RFC 3464, 2.3); what they leave out is taken from the words."""
    blocks = [block for block in mail.blocks if _is_failure(block)][:MOST_FAILURES]
    notice = notice_in(mail) if blocks else ""
    for block in blocks:
        recipient = _recipient_of(block) or likeliest(mail, notice)[0]
        status = status_in(block.get("status", ""))
        is_late = block.get("action", "").lower().startswith("delay")
        if is_late:
            status = status if status.startswith("4") else LATE
        elif not status or status[1:] in VAGUE:
            status = _sharpened(status, block.get("diagnostic-code") or notice)
        yield _failure(recipient, status, is_late=is_late)


def _sharpened(status: str, said: str) -> str:
    """Return a status with what words add to it."""
    told = status_told(said, status or NO_CODE)
    adds = is_mailbox_full(told) or not status or says_nothing(status)
    return told if adds else status


def _recipient_of(block: Block) -> str:
    for name in RECIPIENT_FIELDS:
        kind, _, address = block.get(name, "").rpartition(";")
        if "@" in address and "x400" not in kind.lower() and not address.strip().startswith("/"):
            return cleaned(address_of(address) or address)
    return ""


def _in_words(mail: Opened) -> Failure:
    """Return what the notice says in words."""
    notice = notice_in(mail)
    recipient, about = likeliest(mail, notice)
    words = " ".join(notice.split())
    if DELAYED.search(words) and not GIVES_UP.search(words):
        status = status_in(about) or status_in(words)
        return _failure(recipient, status if status.startswith("4") else LATE, is_late=True)
    status = status_told(about, "") if about else ""
    if not status or says_nothing(status):
        whole = status_told(words, "") or status_told(diagnosis_in(mail), NO_CODE)
        status = whole if not status or not says_nothing(whole) else status
    return _failure(recipient, status)


def _failure(recipient: str, status: str, *, is_late: bool = False) -> Failure:
    return Failure(recipient, status, is_permanent(status), is_about_address(status), is_late)
