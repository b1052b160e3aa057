"""One open connection that carries mail after mail (RFC 5321), pipelined where offered (RFC 2920).

With pipelining, one write holds the content of a mail, its final dot, and the envelope of the next:
a mail costs one round trip instead of four. Without, every verb waits for its answer.
"""

import re
import ssl
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.channels.email.errors import Closed, NotSmtp
from belfry.delivery.channels.email.mail import Mail
from belfry.delivery.channels.email.opening import CHUNK, Opened, Patience, is_secure
from belfry.delivery.channels.email.relays import Relay
from belfry.delivery.channels.email.replies import (
    CLOSING,
    GO_ON,
    Reply,
    Verb,
    judge,
    take_replies,
)
from belfry.delivery.workflow import Cause

ENVELOPE: Final = (Verb.MAIL, Verb.RCPT, Verb.DATA)
# Behind a mail's dot the next envelope: so many answers are awaited, and these when nothing is wrong.
STEADY: Final = 1 + len(ENVELOPE)
ALL_WELL: Final = re.compile(rb"(?:2\d\d [^\r\n]*\r\n){3}354 [^\r\n]*\r\n")
# Without pipelining: what is said once the answer to a verb is good.
NEXT_VERB: Final = {Verb.RSET: Verb.MAIL, Verb.MAIL: Verb.RCPT, Verb.RCPT: Verb.DATA}
BLOCKED: Final = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Session:
    """A state machine fed by the carrier: it never blocks and never loses sight of a mail.

    `current` is the mail whose content was sent and whose final dot is not answered; `coming` the one
    whose envelope was sent. `done(mail, verdict)` is called once per mail, `more()` gives the next.
    """

    __slots__ = (
        "accepted",
        "awaited",
        "behind_dot",
        "coming",
        "current",
        "deadline",
        "done",
        "inbox",
        "link",
        "more",
        "opened_at",
        "outbox",
        "patience",
        "pipelining",
        "refusal",
        "relay",
        "secure",
        "unclean",
        "wants_to_write",
    )

    def __init__(
        self,
        opened: Opened,
        relay: Relay,
        patience: Patience,
        *,
        done: Callable[[Mail, Verdict], None],
        more: Callable[[], Mail | None],
        now: float,
    ) -> None:
        """Start idle."""
        self.link = opened.link
        self.pipelining = opened.pipelining
        self.secure = is_secure(opened.link)
        self.relay = relay
        # What nearly every mail gets.
        self.accepted = Verdict(Fate.ACCEPTED, supplier=relay.address.name)
        self.patience = patience
        self.done = done
        self.more = more
        self.opened_at = now
        self.deadline = now + patience.idle
        self.inbox = bytearray()
        self.outbox = b""
        self.behind_dot = 0
        self.awaited: deque[Verb] = deque()
        self.current: Mail | None = None
        self.coming: Mail | None = None
        self.refusal: tuple[Verb, Reply] | None = None
        self.unclean = False
        # The carrier's own mark: what its selector was told.
        self.wants_to_write = False

    @property
    def idle(self) -> bool:
        """Whether it can take a mail at once."""
        return not self.awaited

    def start(self, mail: Mail, now: float) -> None:
        """Begin the envelope of a mail on an idle connection; raise Closed."""
        self.coming = mail
        self._write(self._envelope(mail))
        self._wait(now)

    def readable(self, now: float) -> None:
        """Take what the relay said and go on; raise Closed when that was the last."""
        while self._receive():
            if not self._all_is_well():
                for reply in self._replies():
                    if not self.awaited or (
                        reply.code == CLOSING and self.awaited[0] is not Verb.DOT
                    ):
                        # Nobody asked: the relay says farewell (421) or has lost its mind.
                        raise Closed(reply)
                    self._take(self.awaited.popleft(), reply)
            if not (self.secure and self._pending()):
                break
        self._wait(now)

    def flush(self, now: float) -> None:
        """Write what the network did not take before; raise Closed."""
        waiting, self.outbox = self.outbox, b""
        self._write(waiting)
        self._wait(now)

    def abandon(self, reply: Reply | None) -> None:
        """Close, and settle the fate of both mails; call it once, after Closed or a time-out."""
        with suppress(OSError):
            self.link.close()
        behind_another = self.current is not None
        if self.current is not None:
            # As long as part of the dot is still with us, no server can have accepted the mail.
            sent = len(self.outbox) <= self.behind_dot
            self.done(self.current, self._cut_off(Fate.UNKNOWN if sent else Fate.TEMPORARY))
        if self.coming is not None:
            verdict = self._why_not(reply, behind_another=behind_another)
            self.done(self.coming, verdict)
        self.current = self.coming = None
        self.awaited.clear()

    def leave(self) -> None:
        """Say QUIT and close without waiting for the farewell."""
        with suppress(OSError):
            self.link.send(b"QUIT\r\n")
        self.abandon(None)

    # -- what the relay answers

    def _all_is_well(self) -> bool:
        """Go on at once after the answers that nearly every mail gets, in one piece; else return False."""
        mail = self.current
        if mail is None or len(self.awaited) != STEADY or ALL_WELL.fullmatch(self.inbox) is None:
            return False
        self.inbox.clear()
        self.awaited.clear()
        self.current = None
        self.done(mail, self.accepted)
        self._send_content()
        return True

    def _take(self, verb: Verb, reply: Reply) -> None:
        if verb is Verb.DOT:
            self._dot_answered(reply)
        elif verb is Verb.DATA:
            self._data_answered(reply)
        elif verb is Verb.EMPTY_DOT:
            self._next_mail()
        elif reply.accepts:
            if not self.pipelining:
                self._say(NEXT_VERB[verb])
        elif verb is Verb.RSET:
            raise Closed(reply)
        else:
            self._envelope_refused(verb, reply)

    def _envelope_refused(self, verb: Verb, reply: Reply) -> None:
        if self.refusal is None:
            self.refusal = (verb, reply)
        if not self.pipelining:
            self._give_up_coming()

    def _data_answered(self, reply: Reply) -> None:
        if reply.code == GO_ON and self.refusal is None:
            self._send_content()
        elif reply.code == GO_ON:
            # RFC 2920, 3.1: every recipient was refused, yet the server waits for content. An empty
            # one cannot reach anybody and brings both sides back in step.
            self._settle_refused()
            self.awaited.append(Verb.EMPTY_DOT)
            self._write(b".\r\n")
        else:
            if self.refusal is None:
                self.refusal = (Verb.DATA, reply)
            self._give_up_coming()

    def _dot_answered(self, reply: Reply) -> None:
        mail, self.current = self.current, None
        assert mail is not None
        if reply.accepts:
            self.done(mail, self.accepted)
        else:
            self.done(mail, self._signed(judge(Verb.DOT, reply)))
            if reply.code == CLOSING:
                raise Closed(reply)
        if self.coming is None:
            self._next_mail()

    def _give_up_coming(self) -> None:
        self._settle_refused()
        # The sender may still be set on the server's side; MAIL without RSET would be "nested".
        self.unclean = True
        self._next_mail()

    def _settle_refused(self) -> None:
        mail, refusal = self.coming, self.refusal
        assert mail is not None
        assert refusal is not None
        self.coming = self.refusal = None
        verdict = self._signed(judge(*refusal))
        self.done(mail, verdict)
        if verdict.fate is Fate.NOT_TRIED:
            # "Sign in first": the connection is useless for every mail.
            raise Closed(refusal[1])

    # -- what we say

    def _next_mail(self) -> None:
        mail = self.more()
        if mail is not None:
            self.coming = mail
            self._write(self._envelope(mail))

    def _envelope(self, mail: Mail) -> bytes:
        """Return the commands that begin a mail, and note the answers they will get."""
        first = (Verb.RSET,) if self.unclean else ()
        reset = b"RSET\r\n" if self.unclean else b""
        self.unclean = False
        if self.pipelining:
            self.awaited.extend(first + ENVELOPE)
            return b"%bMAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (
                reset,
                mail.sender,
                mail.recipient,
            )
        self.awaited.append(first[0] if first else Verb.MAIL)
        return reset or b"MAIL FROM:<%b>\r\n" % mail.sender

    def _say(self, verb: Verb) -> None:
        mail = self.coming
        assert mail is not None
        self.awaited.append(verb)
        if verb is Verb.MAIL:
            self._write(b"MAIL FROM:<%b>\r\n" % mail.sender)
        elif verb is Verb.RCPT:
            self._write(b"RCPT TO:<%b>\r\n" % mail.recipient)
        else:
            self._write(b"DATA\r\n")

    def _send_content(self) -> None:
        mail = self.coming
        assert mail is not None
        if time.monotonic() >= mail.deadline:
            # We slept, and another dispatcher may have it by now. After the server's "go on", only
            # hanging up keeps the mail from it.
            raise Closed
        self.current, self.coming = mail, None
        self.awaited.append(Verb.DOT)
        behind = b""
        if self.pipelining and (following := self.more()) is not None:
            self.coming = following
            behind = self._envelope(following)
        # No line of a letter begins with a dot, so none needs doubling (RFC 5321, 4.5.2).
        self._write(mail.content() + b".\r\n" + behind, behind_dot=len(behind))

    # -- the wire

    def _write(self, data: bytes, *, behind_dot: int | None = None) -> None:
        # Whatever is written later stands behind the dot too.
        self.behind_dot = self.behind_dot + len(data) if behind_dot is None else behind_dot
        if not self.outbox:
            try:
                sent = self.link.send(data)
            except BLOCKED:
                sent = 0
            except OSError:
                self.outbox = data
                raise Closed from None
            if sent == len(data):
                return
            data = data[sent:]
        self.outbox += data

    def _receive(self) -> bool:
        try:
            data = self.link.recv(CHUNK)
        except BLOCKED:
            return False
        except OSError:
            raise Closed from None
        if not data:
            raise Closed
        self.inbox += data
        return True

    def _pending(self) -> bool:
        assert isinstance(self.link, ssl.SSLSocket)
        return self.link.pending() > 0

    def _replies(self) -> list[Reply]:
        try:
            return take_replies(self.inbox)
        except NotSmtp:
            raise Closed from None

    def _wait(self, now: float) -> None:
        patience = self.patience
        if not self.awaited:
            self.deadline = now + patience.idle
        elif self.outbox:
            self.deadline = now + patience.content
        elif self.awaited[0] is Verb.DOT:
            self.deadline = now + patience.final_dot
        else:
            self.deadline = now + patience.envelope

    # -- verdicts

    def _signed(self, verdict: Verdict) -> Verdict:
        return Verdict(verdict.fate, verdict.cause, verdict.status, self.accepted.supplier)

    def _cut_off(self, fate: Fate) -> Verdict:
        return self._signed(Verdict(fate, Cause.BROKEN_CONNECTION))

    def _why_not(self, reply: Reply | None, *, behind_another: bool) -> Verdict:
        if self.refusal is not None:
            return self._signed(judge(*self.refusal))
        if reply is not None and reply.code == CLOSING and not behind_another:
            return self._signed(Verdict(Fate.THROTTLED, Cause.THROTTLED, reply.name))
        return self._cut_off(Fate.NOT_TRIED)
