"""Why a mail was not delivered, from what servers say in words beside or instead of a code."""

import re
from typing import Final

from belfry.inbound.phrases import any_of
from belfry.inbound.statuses import VAGUE, class_in, says_nothing, status_in

# Their dots are no ends of sentences.
ADDRESSES: Final = re.compile(r"\S+@\S+")
DELAYED: Final = any_of("delayed")
GIVES_UP: Final = any_of("gives_up")
FULL: Final = any_of("full")
NO_MAILBOX: Final = any_of("no_mailbox")
# The first that fits tells the status: a full mailbox is often called unknown too, never the other way round.
TOLD_BY: Final = (
    (FULL, "5.2.2"),
    (any_of("greylisted"), "4.7.1"),
    (NO_MAILBOX, "5.1.1"),
    (any_of("disabled"), "5.2.1"),
    (any_of("no_host"), "5.1.2"),
    (any_of("nothing_there"), "5.1.1"),
    (any_of("too_big"), "5.3.4"),
    (any_of("unwanted"), "5.7.1"),
    (any_of("expired"), "4.4.7"),
)


def status_told(text: str, otherwise: str) -> str:
    """Return the status that a text gives or that its words mean.

    A code with no more than its class ("5.0.0") takes what the words add; `otherwise` is for a text that tells nothing.
    """
    text = ADDRESSES.sub("@", " ".join(text.split()))
    given = status_in(text)
    if given and not says_nothing(given):
        return _full_or(given, text)
    digit = given[:1] or class_in(text)
    for pattern, status in TOLD_BY:
        if pattern.search(text):
            return f"{digit or status[0]}{status[1:]}"
    return given or (f"{digit}.0.0" if digit else otherwise)


def _full_or(status: str, text: str) -> str:
    """Return a status, or that of a full mailbox where a vague one stands beside words of that."""
    return f"{status[0]}.2.2" if status[1:] in VAGUE and FULL.search(text) else status
