"""The whole judgement of one mail that came in: what it is, and what it says."""

import re
from collections.abc import Callable
from typing import Final

from belfry.inbound.automatic import is_automatic, is_loop, is_of_a_list
from belfry.inbound.bounces import failures_of, reports_failure
from belfry.inbound.causes import DELAYED
from belfry.inbound.complaints import complainant_of, is_complaint, is_feedback
from belfry.inbound.notices import notice_in, returned_by
from belfry.inbound.opening import MAIL_SYSTEM, Opened, ids_in, opened
from belfry.inbound.phrases import any_of
from belfry.inbound.statuses import CODE, STATUS
from belfry.inbound.types import Judgement, Kind, Order
from belfry.inbound.words import LONGEST_ORDER, order
from belfry.inbound.writing import written_in

MOST_IDS: Final = 20
# The points that make a bounce; no single sign has as many.
ENOUGH: Final = 5
SURELY: Final = 3
LONGEST_READ: Final = 6000

SURELY_MAIL_SYSTEM: Final = re.compile(
    r"mailer-?daemon|mail delivery (?:sub)?system", re.IGNORECASE
)
INTRODUCES_ITSELF: Final = any_of("introduces_itself")
BOUNCE_SUBJECT: Final = any_of("bounce_subject")
NOT_DELIVERED: Final = any_of("not_delivered")
# qmail's way, and many others': "<somebody@example.com>:" and below it why.
NAMED_FIRST: Final = re.compile(r"^\s*<[^<>\s]+@[^<>\s]+>\s*:", re.MULTILINE)
ANSWER_SUBJECT: Final = re.compile(r"(?:re|aw|antw|betr|rép|tr|fw|fwd|wg|vs)\s*:", re.IGNORECASE)


def judged(raw: bytes, own: frozenset[str] = frozenset()) -> Judgement:
    """Return what one mail is; `own` are the addresses that we write from, in small letters.

    Pure: the same bytes give the same judgement. Never raises: what cannot be read is a reply without text.
    """
    mail = opened(raw)
    kind = _kind(mail, own)
    text = written_in(mail) if kind is Kind.REPLY else ""
    subject = mail.header("Subject")
    return Judgement(
        kind,
        message_id=mail.header("Message-ID").strip("<> "),
        sender=mail.address("From"),
        subject=subject,
        answers=_answers(mail, kind),
        failures=failures_of(mail) if kind is Kind.BOUNCE else (),
        complainant=complainant_of(mail) if kind is Kind.COMPLAINT else "",
        text=text,
        order=_order(text, subject) if kind is Kind.REPLY else None,
    )


def _order(text: str, subject: str) -> Order | None:
    """Return what a mail tells our machine; a subject counts beside a greeting only ("Stop", below it a story, is one)."""
    return order(text) or (order(subject) if len(text.split()) <= LONGEST_ORDER else None)


def _kind(mail: Opened, own: frozenset[str]) -> Kind:
    tests: tuple[tuple[Kind, Callable[[], object]], ...] = (
        (Kind.COMPLAINT, lambda: is_complaint(mail)),
        (Kind.OTHER, lambda: is_feedback(mail)),
        (Kind.BOUNCE, lambda: reports_failure(mail) or mail.headers.get("X-Failed-Recipients")),
        (Kind.OTHER, lambda: _reports_success(mail)),
        (Kind.BOUNCE, lambda: _is_bounce(mail)),
        (Kind.LOOP, lambda: is_loop(mail, own)),
        (Kind.AUTO_REPLY, lambda: is_automatic(mail)),
        (Kind.OTHER, lambda: is_of_a_list(mail)),
    )
    return next((kind for kind, holds in tests if holds()), Kind.REPLY)


def _reports_success(mail: Opened) -> bool:
    """Whether a report tells only of deliveries: no field of it fails."""
    return "message/delivery-status" in mail.types and any("action" in one for one in mail.blocks)


def _is_bounce(mail: Opened) -> bool:
    """Whether enough speaks for a bounce: who sends it, subject, words, what it returns; less what people do.

    Words alone never make one: people write about mails that came back, and about parcels.
    """
    notice = notice_in(mail)[:LONGEST_READ]
    words = " ".join(notice.split())
    subject = mail.header("Subject")
    machine = _machine(mail, words)
    answers = ANSWER_SUBJECT.match(subject) or (mail.headers.get("In-Reply-To") and not machine)
    returns = returned_by(mail) is not None
    is_of_nobody = mail.header("Return-Path") == "<>"
    points = (
        machine
        + 2 * bool(BOUNCE_SUBJECT.search(subject))
        + 2 * bool(NOT_DELIVERED.search(words) or DELAYED.search(words))
        + 2 * (mail.type == "multipart/report")
        + bool(machine and (mail.headers.get("Auto-Submitted") or is_of_nobody))
        + bool(NAMED_FIRST.search(notice))
        + bool(STATUS.search(words) or CODE.search(words))
        + returns
        - 3 * bool(answers and machine < SURELY)
    )
    return points >= ENOUGH and (machine > 0 or returns or mail.type == "multipart/report")


def _machine(mail: Opened, words: str) -> int:
    """Return how much the sender looks like a mail system, and says so itself: people quote such words, too."""
    looks = _looks_like_machine(mail)
    return SURELY if looks and INTRODUCES_ITSELF.search(words) else looks


def _looks_like_machine(mail: Opened) -> int:
    sender = f"{mail.header('From')} {mail.header('Sender')}"
    if SURELY_MAIL_SYSTEM.search(sender):
        return SURELY
    if MAIL_SYSTEM.search(sender) or not mail.address("From"):
        return 2
    return int(mail.header("Return-Path") == "<>")


def _answers(mail: Opened, kind: Kind) -> tuple[str, ...]:
    """Return the ids of the mails that it returns or answers."""
    headers = [mail.header("In-Reply-To"), mail.header("References")]
    returned = returned_by(mail) if kind in (Kind.BOUNCE, Kind.COMPLAINT) else None
    if returned is not None:
        headers.insert(0, str(returned.get("Message-ID", "")))
    return tuple(dict.fromkeys(ids_in(*headers)))[:MOST_IDS]
