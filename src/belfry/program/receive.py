"""`belfry receive`: takes mail from the relay by LMTP (RFC 2033) or SMTP and answers each at once.

"250" is said only when all that counts of a mail is kept, and what a person wrote is sealed; until then the relay has
it, and tries again after a "4..", so that nothing is spooled here. What is urgent is refused with a sentence: the
relay tells who wrote it. It never tells an empty sender, so no answer of ours can start a loop.
"""

import argparse
import asyncio
import hashlib
import logging
import signal
from datetime import datetime
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from belfry.conversations.arriving import Arriving
from belfry.delivery.returned import take_complaint, take_returned
from belfry.inbound.judging import judged
from belfry.inbound.types import Judgement, Kind
from belfry.inbound.urgency import is_urgent
from belfry.sealing.errors import NobodyAnswers

logger = logging.getLogger(__name__)

LARGEST_MAIL_BYTES: Final = 10_000_000
LONGEST_LINE: Final = 100_000
AT_ONCE: Final = 4
PORT: Final = 8024

FINE: Final = "250 2.0.0 Fine"
LATER: Final = "451 4.3.0 Not now"
ONE_AT_A_TIME: Final = "452 4.5.3 One recipient at a time"
# In every language, since who writes may be anybody; without accents, which replies cannot carry.
CALL: Final = (
    "550 5.7.1 NIET ONTVANGEN / NON RECU / NICHT ERHALTEN / NOT RECEIVED. Gebeurt het nu? Bel 101 of 112. "
    "Cela se passe maintenant ? Appelez le 101 ou le 112. Geschieht es jetzt? Rufen Sie 101 oder 112 an. "
    "Is it happening now? Call 101 or 112."
)


class Conversation(SMTP):
    """SMTP, and LMTP for who begins with LHLO: with one recipient at a time, their answers are the same.

    It takes lines longer than a mail should have: notices do have them.
    """

    line_length_limit = LONGEST_LINE

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802
        """Greet as LMTP does."""
        await self.smtp_EHLO(arg)


class Receiver:
    """Answers the relay; the names of its methods are those that aiosmtpd calls."""

    def __init__(self, own: frozenset[str], arriving: Arriving) -> None:
        """Know our own addresses, and who takes what people write."""
        self.own = own
        self.arriving = arriving
        self.free = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take one recipient: LMTP wants an answer for each, and ours is for the mail."""
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer a mail, in a thread, so that others are answered meanwhile."""
        async with self.free:
            raw = envelope.original_content or b""
            to = envelope.rcpt_tos[0]
            return await asyncio.to_thread(self._in_thread, raw, envelope.mail_from or "", to)

    def _in_thread(self, raw: bytes, sender: str, to: str) -> str:
        """Answer with a connection to the database that is given back afterwards."""
        try:
            return self.answer(raw, sender, to, timezone.now())
        finally:
            connection.close()

    def answer(self, raw: bytes, sender: str, to: str, now: datetime) -> str:
        """Keep what counts of a mail and return the reply.

        `sender` and `to` are those of the envelope; machines have an empty sender.
        """
        try:
            return self._answer(b"Return-Path: <%b>\r\n" % sender.encode() + raw, to, now)
        except Error:
            logger.warning("The database cannot be reached; the relay tries again.")
        except NobodyAnswers:
            logger.warning("What somebody wrote cannot be sealed; the relay tries again.")
        return LATER

    def _answer(self, raw: bytes, to: str, now: datetime) -> str:
        judgement = judged(raw, self.own)
        key = _key(judgement, raw)
        if judgement.kind is Kind.BOUNCE:
            take_returned(judgement, key, now=now)
        if judgement.kind is Kind.COMPLAINT:
            take_complaint(judgement, now=now)
        if judgement.kind is not Kind.REPLY:
            return FINE
        # Of an answer, the subject is ours: the message may have been about something urgent.
        subject = "" if judgement.answers else judgement.subject
        if is_urgent(f"{subject}\n{judgement.text}"):
            self.arriving.refuse_urgent_mail(judgement, now=now)
            return CALL
        self.arriving.take_mail(judgement, to, key, now=now)
        return FINE


def _key(judgement: Judgement, raw: bytes) -> str:
    """Return what is the same for a mail that comes again, whichever way it took."""
    name = f"{judgement.message_id} {judgement.sender}".encode() if judgement.message_id else raw
    return f"mail:{hashlib.sha256(name).hexdigest()}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the relay finds it."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=PORT)


def run(options: argparse.Namespace) -> int:
    """Take mail until SIGTERM, then finish the answers in flight."""
    # It would write addresses into the log.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    asyncio.run(_serve(options.host, options.port))
    return 0


async def _serve(host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    receiver = Receiver(frozenset({settings.MAIL_SENDER.lower()}), Arriving())

    def conversation() -> Any:
        return Conversation(
            receiver,
            data_size_limit=LARGEST_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="belfry",
            loop=loop,
        )

    server = await loop.create_server(conversation, host, port, backlog=100)
    await stopping.wait()
    server.close()
    for _ in range(AT_ONCE):
        await receiver.free.acquire()
