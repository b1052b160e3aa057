"""A mail relay for tests: real sockets, a journal of every transaction, and bad manners on demand."""

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Self


class Manner(Enum):
    """What the relay does instead of answering."""

    CLOSE = "close"
    HANG = "hang"


# Called with the verb (CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, CONTENT, DOT, ...), its argument and
# how often this verb came before; returns a reply, a manner, or None for the usual answer.
Behaviour = Callable[[str, str, int], str | Manner | None]


@dataclass
class Taken:
    """One mail that reached its final dot."""

    sender: str
    recipients: list[str]
    content: bytes
    answered: bool = False
    accepted: bool = False
    connection: int = 0

    @property
    def message_id(self) -> str:
        """The value of its Message-ID header."""
        for line in self.content.split(b"\r\n"):
            if line.lower().startswith(b"message-id:"):
                return line.partition(b":")[2].strip().decode()
        return ""


@dataclass
class Journal:
    """What happened, in order; every verb with its argument."""

    verbs: list[tuple[int, str, str]] = field(default_factory=list)
    mails: list[Taken] = field(default_factory=list)
    connections: int = 0
    secure: int = 0
    most_at_once: int = 0

    def accepted(self) -> list[Taken]:
        """Mails that were taken over."""
        return [mail for mail in self.mails if mail.accepted]


class Relay:
    """Listens on a free port of the loopback; use it as a context manager."""

    def __init__(
        self,
        behave: Behaviour | None = None,
        *,
        pipelining: bool = True,
        auth: tuple[str, str] | None = None,
        mechanisms: str = "PLAIN LOGIN",
        tls: tuple[Path, Path] | None = None,
        implicit: bool = False,
        port: int = 0,
    ) -> None:
        self.behave: Behaviour = behave or (lambda verb, argument, count: None)
        self.pipelining = pipelining
        self.auth = auth
        self.mechanisms = mechanisms
        self.implicit = implicit
        self.context: ssl.SSLContext | None = None
        if tls is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*map(str, tls))
        self.journal = Journal()
        self.lock = threading.Lock()
        self.counts: dict[str, int] = {}
        self.open: set[socket.socket] = set()
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=50)
        self.port: int = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)
        self.drop_all()

    @property
    def url(self) -> str:
        """The plain URL of this relay."""
        return f"smtp://127.0.0.1:{self.port}"

    def drop_all(self) -> None:
        """Cut every connection at once, as a machine that dies does."""
        with self.lock:
            links = list(self.open)
        for link in links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def asked(self, verb: str, argument: str) -> str | Manner | None:
        """Count a verb and return what the behaviour wants for it."""
        with self.lock:
            count = self.counts.get(verb, 0)
            self.counts[verb] = count + 1
        return self.behave(verb, argument, count)

    def _listen(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.journal.connections += 1
                number = self.journal.connections
                self.open.add(link)
                self.journal.most_at_once = max(self.journal.most_at_once, len(self.open))
            threading.Thread(target=self._serve, args=(link, number), daemon=True).start()

    def _serve(self, link: socket.socket, number: int) -> None:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conversation = Conversation(self, link, number)
        with suppress(OSError, EOFError):
            conversation.run()
        with self.lock:
            self.open.discard(link)
        with suppress(OSError):
            conversation.link.close()


class Conversation:
    """One connection of the relay."""

    def __init__(self, relay: Relay, link: socket.socket, number: int) -> None:
        self.relay = relay
        self.link = link
        self.number = number
        self.inbox = b""
        self.sender: str | None = None
        self.recipients: list[str] = []
        self.signed_in = relay.auth is None

    def run(self) -> None:
        if self.relay.implicit:
            self.secure()
        self.answer("CONNECT", "", "220 relay.example ESMTP")
        while True:
            line = self.line().decode("latin-1")
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            with self.relay.lock:
                self.relay.journal.verbs.append((self.number, verb, argument))
            step = getattr(self, f"do_{verb.lower()}", None)
            if step is None:
                self.say("500 5.5.2 What?")
            else:
                step(argument)

    # -- verbs

    def do_ehlo(self, argument: str) -> None:
        offers = ["relay.example"]
        if self.relay.pipelining:
            offers.append("PIPELINING")
        if self.relay.context and not isinstance(self.link, ssl.SSLSocket):
            offers.append("STARTTLS")
        if self.relay.auth:
            offers.append(f"AUTH {self.relay.mechanisms}")
        lines = [f"250-{offer}" for offer in offers] + ["250 8BITMIME"]
        self.answer("EHLO", argument, "\r\n".join(lines))

    def do_helo(self, argument: str) -> None:
        self.answer("HELO", argument, "250 relay.example")

    def do_starttls(self, argument: str) -> None:
        self.answer("STARTTLS", argument, "220 2.0.0 Go on")
        self.secure()

    def do_auth(self, argument: str) -> None:
        mechanism, _, first = argument.partition(" ")
        if mechanism == "PLAIN":
            given = tuple(base64.b64decode(first).decode().split("\0")[1:])
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line()).decode()
            self.say("334 UGFzc3dvcmQ6")
            given = (user, base64.b64decode(self.line()).decode())
        self.signed_in = given == self.relay.auth
        usual = "235 2.7.0 Welcome" if self.signed_in else "535 5.7.8 Wrong"
        self.answer("AUTH", mechanism, usual)

    def do_mail(self, argument: str) -> None:
        if not self.signed_in:
            self.say("530 5.7.0 Sign in first")
        elif self.sender is not None:
            self.say("503 5.5.1 Nested MAIL")
        elif self.answer("MAIL", argument, "250 2.1.0 Fine"):
            self.sender = argument.partition(":")[2].strip("<>")

    def do_rcpt(self, argument: str) -> None:
        if self.sender is None:
            self.say("503 5.5.1 MAIL first")
        elif self.answer("RCPT", argument, "250 2.1.5 Fine"):
            self.recipients.append(argument.partition(":")[2].strip("<>"))

    def do_data(self, argument: str) -> None:
        usual = "354 Go on" if self.recipients else "503 5.5.1 No valid recipients"
        if not self.answer("DATA", argument, usual, good="354"):
            return
        if self.relay.asked("CONTENT", "") is Manner.CLOSE:
            raise EOFError
        content = self.content()
        taken = Taken(self.sender or "", self.recipients, content, connection=self.number)
        self.sender, self.recipients = None, []
        if not taken.recipients:
            self.say("554 5.5.1 No valid recipients")
            return
        with self.relay.lock:
            self.relay.journal.mails.append(taken)
        taken.accepted = True
        taken.accepted = self.answer("DOT", taken.recipients[0], "250 2.0.0 Queued")
        taken.answered = True

    def do_rset(self, argument: str) -> None:
        self.sender, self.recipients = None, []
        self.answer("RSET", argument, "250 2.0.0 Fine")

    def do_quit(self, argument: str) -> None:
        self.say("221 2.0.0 Bye")
        raise EOFError

    # -- the wire

    def answer(self, verb: str, argument: str, usual: str, *, good: str = "2") -> bool:
        """Answer as the behaviour wants; return whether it was a yes."""
        wanted = self.relay.asked(verb, argument)
        if wanted is Manner.CLOSE:
            raise EOFError
        if wanted is Manner.HANG:
            self.relay.stopping.wait(30)
            raise EOFError
        words = wanted if isinstance(wanted, str) else usual
        self.say(words)
        if words.startswith("421"):
            raise EOFError
        return words.startswith(good)

    def say(self, words: str) -> None:
        self.link.sendall(words.encode() + b"\r\n")

    def secure(self) -> None:
        assert self.relay.context is not None
        with self.relay.lock:
            self.relay.journal.secure += 1
        self.link = self.relay.context.wrap_socket(self.link, server_side=True)

    def more(self) -> None:
        data = self.link.recv(65536)
        if not data:
            raise EOFError
        self.inbox += data

    def line(self) -> bytes:
        while b"\r\n" not in self.inbox:
            self.more()
        line, _, self.inbox = self.inbox.partition(b"\r\n")
        return line

    def content(self) -> bytes:
        """Read to the final dot and undo the doubling of dots."""
        while b"\r\n.\r\n" not in b"\r\n" + self.inbox:
            self.more()
        body, _, self.inbox = (b"\r\n" + self.inbox).partition(b"\r\n.\r\n")
        return body[2:].replace(b"\r\n..", b"\r\n.").removeprefix(b".") + b"\r\n"


@contextmanager
def nobody_listens() -> Iterator[int]:
    """Give a port on which nothing answers: bound, so that nobody takes it, but not listening."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
