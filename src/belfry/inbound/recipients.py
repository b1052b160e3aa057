"""Whom a notice is about, when no field says so: the address whose line complains most."""

import re
from itertools import pairwise
from typing import Final

from belfry.inbound.causes import NO_MAILBOX
from belfry.inbound.notices import returned_by
from belfry.inbound.opening import Opened, address_of
from belfry.inbound.phrases import any_of
from belfry.inbound.statuses import CODE, STATUS

ADDRESS: Final = re.compile(
    r"(?<![\w.+-])(?:\"[^\"\n@]{1,60}\"|[\w!#$%&'*+/=?^`{|}~.-]{1,120})@(?:\[?[A-Za-z0-9#](?:[\w.-]{0,200}\w)?\]?)"
)
# What notices glue to an address.
PREFIX: Final = re.compile(
    r"^(?:smtp|rfc822|mailto|to|addr|recipient|rcpt|user)[=:;]\s*|^['`=*]+|^3d", re.IGNORECASE
)
INTRODUCES: Final = any_of("introduces_recipients")
SPEAKS_OF_RECIPIENT: Final = any_of("speaks_of_recipient")
SPEAKS_OF_ANOTHER: Final = any_of("speaks_of_another", before=r"\b", after=r"\b")
ADDRESSED: Final = re.compile(
    r"(?:addressed|your (?:message|mail|e-?mail)(?: sent)?|uw (?:bericht|mail)|votre message|ihre nachricht) "
    r"(?:to|aan|à|an)\W*$",
    re.IGNORECASE,
)
# Exim hides an alias so: an undisclosed address, and in brackets what it was generated from.
ALIAS: Final = re.compile(
    r"\((?:ultimately )?(?:generated|expanded|aliased|reason|forwarded)\b[^)]{0,20}$", re.IGNORECASE
)
AN_ID: Final = re.compile(r"(?:message-?id|in-reply-to|references)\b.{0,4}$", re.IGNORECASE)
RCPT_TO: Final = re.compile(r"rcpt to:?\s*<?$", re.IGNORECASE)
# "To:" above these repeats what was sent, and may name a list.
OF_WHAT_WAS_SENT: Final = re.compile(
    r"^\s*(?:cc|subject|sent|date|onderwerp|verzonden|objet|envoy|betreff|gesendet)\s*:",
    re.IGNORECASE,
)
STANDS_ALONE: Final = re.compile(
    r"^[\s<>*\-\u2022\"'(\[]*(?:(?:to|aan|à|an|smtp|rfc822|addr(?:ess)?|recipient)\s*[:;=]\s*)?[\s<\"'(]*$",
    re.IGNORECASE,
)
ENDS_AFTER: Final = re.compile(r"^[>)\]\"']*\s*(?::|\.\.\.|$|\(|-|,|on )")
OF_A_MAIL_SYSTEM: Final = re.compile(
    r"^(?:postmaster|mailer-?daemon|abuse|mail-?daemon|mailmaster|helpdesk|support|noreply|no-reply|hostmaster)@",
    re.IGNORECASE,
)
NAME_ALONE: Final = re.compile(r"\s+[\w.+-]{2,64}")
LINES_BEFORE: Final = 1
LINES_AFTER: Final = 8


def likeliest(mail: Opened, notice: str) -> tuple[str, str]:
    """Return the address that is most likely the recipient's, or empty, and the lines about it.

    Whom the returned mail was written to counts too, for a mail of ours has exactly one recipient.
    """
    failed = address_of(mail.header("X-Failed-Recipients"))
    returned = returned_by(mail)
    written_to = address_of(str(returned.get("To", ""))) if returned is not None else ""
    ours = {mail.address("To"), mail.address("From"), mail.address("Delivered-To")} - {written_to}
    lines = notice.splitlines()
    best, most, place = "", 0, -1
    for number, line in enumerate(lines):
        for found in ADDRESS.finditer(line):
            address = cleaned(found[0])
            points = _points(lines, number, found, address)
            points += 3 * (address == written_to) + 9 * (address == failed) - 6 * (address in ours)
            if points > most:
                best, most, place = address, points, number
    about = lines[max(0, place - LINES_BEFORE) : place + LINES_AFTER] if place >= 0 else []
    recipient = failed or best or written_to or _name_alone(mail.address("From"), lines)
    return recipient, "\n".join(about)


def cleaned(address: str) -> str:
    """Return an address as we compare them: small letters, without what notices glue to it."""
    bare = PREFIX.sub("", address.strip().strip("<>()[]\"'"))
    return PREFIX.sub("", bare).lower().rstrip(".")


def _points(lines: list[str], number: int, found: re.Match[str], address: str) -> int:
    line = lines[number]
    before, after = line[: found.start()], line[found.end() :]
    near = " ".join(lines[max(0, number - 2) : number] + lines[number + 1 : number + 4])
    if OF_A_MAIL_SYSTEM.match(address) or AN_ID.search(before):
        return -5
    alias = bool(ALIAS.search(before))
    return (
        1
        + 4 * bool(RCPT_TO.search(before))
        + 3 * bool(STANDS_ALONE.match(before) and ENDS_AFTER.match(after))
        + 3 * any(INTRODUCES.search(one) for one in lines[max(0, number - 3) : number])
        + 3 * bool(ADDRESSED.search(before))
        + 2 * alias
        + 2 * _complains(line)
        + _complains(near)
        + bool(SPEAKS_OF_RECIPIENT.search(before))
        + bool(SPEAKS_OF_RECIPIENT.search(near))
        - 4 * bool(SPEAKS_OF_ANOTHER.search(before) and not alias)
        - 3 * any(OF_WHAT_WAS_SENT.match(one) for one in lines[number + 1 : number + 3])
    )


def _complains(words: str) -> bool:
    return bool(STATUS.search(words) or CODE.search(words) or NO_MAILBOX.search(words))


def _name_alone(sender: str, lines: list[str]) -> str:
    """Return the mailbox that a provider names without its own domain, as AOL does below "following recipients"."""
    domain = sender.rpartition("@")[2]
    for above, line in pairwise(line for line in lines if line.strip()):
        if domain and INTRODUCES.search(above) and NAME_ALONE.fullmatch(line):
            return f"{line.strip().lower()}@{domain}"
    return ""
