"""Complaints: reports of a provider that somebody marked a mail of ours as unwanted (RFC 5965)."""

import re
from typing import Final

from belfry.inbound.notices import returned_by
from belfry.inbound.opening import Opened, address_of

# RFC 6430: takes a complaint back.
TAKEN_BACK: Final = "not-spam"
# RFC 6591: no complaint of a recipient's, but of a server about somebody who writes in our name.
ABOUT_FORGERS: Final = frozenset({"auth-failure", "dmarc"})
# Hotmail's and AOL's, from before the RFC.
SUBJECT: Final = re.compile(
    r"^(?:complaint about message from|email feedback report|abuse report|spam report)\b",
    re.IGNORECASE,
)
FIELDS: Final = ("original-rcpt-to", "removal-recipient", "x-hmxmroriginalrecipient")


def is_complaint(mail: Opened) -> bool:
    """Whether it reports feedback, other than taking some back."""
    if is_feedback(mail):
        return TAKEN_BACK not in _feedback(mail)
    return mail.returned is not None and bool(SUBJECT.match(mail.header("Subject")))


def is_feedback(mail: Opened) -> bool:
    """Whether it is a report of RFC 5965, of any kind."""
    return bool(_feedback(mail)) or "message/feedback-report" in mail.types


def complainant_of(mail: Opened) -> str:
    """Return whose complaint it is, from the report or from the mail complained about, or empty."""
    if not ABOUT_FORGERS.isdisjoint(_feedback(mail)):
        return ""
    told = [block[name] for name in FIELDS for block in mail.blocks if name in block]
    returned = returned_by(mail)
    if returned is not None:
        told += [str(returned.get(name, "")) for name in ("X-HmXmrOriginalRecipient", "To")]
    return next((address_of(one) for one in told if "@" in one), "")


def _feedback(mail: Opened) -> list[str]:
    return [block["feedback-type"].lower() for block in mail.blocks if "feedback-type" in block]
