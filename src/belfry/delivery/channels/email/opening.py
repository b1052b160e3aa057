"""Opening a connection to a relay: greeting, EHLO, STARTTLS, sign-in. Blocking, so off the main loop."""

import base64
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from belfry.delivery.channels.email.errors import CannotOpen, NotSmtp
from belfry.delivery.channels.email.relays import RelayAddress
from belfry.delivery.channels.email.replies import PERMANENT, Reply, take_replies
from belfry.delivery.workflow import Cause

GREETING: Final = 220
SIGN_IN_CONTINUES: Final = 334
CHUNK: Final = 65536
# A server may think for long; its machine may not. Without these, a link that was cut holds what is in
# flight, and all that waits behind it, until the patience for a thinking server ends (tcp(7)).
UNHEARD_SECONDS: Final = 10
SOCKET_OPTIONS: Final = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, UNHEARD_SECONDS // 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, UNHEARD_SECONDS // 5),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_SECONDS * 1000),
)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each answer.

    RFC 5321 (4.5.3.2) allows servers up to ten minutes; ours stand close by and a police message is
    urgent, so only the final dot, where impatience makes duplicates, keeps a long wait.
    """

    connect: float = 10.0
    greeting: float = 30.0
    envelope: float = 60.0
    content: float = 60.0
    final_dot: float = 300.0
    idle: float = 60.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection that is ready for its first mail."""

    link: socket.socket
    pipelining: bool


def open_connection(address: RelayAddress, patience: Patience) -> Opened:
    """Connect and sign in; raise CannotOpen with a cause, the socket closed."""
    try:
        link = socket.create_connection((address.host, address.port), timeout=patience.connect)
    except OSError:
        raise CannotOpen(Cause.NO_RELAY) from None
    for option in SOCKET_OPTIONS:
        link.setsockopt(*option)
    opening = _Opening(link, address, patience)
    try:
        return opening.run()
    except CannotOpen:
        opening.close()
        raise
    except (OSError, NotSmtp, EOFError):
        # ssl.SSLError is an OSError: a certificate that does not match ends here too.
        opening.close()
        raise CannotOpen(Cause.NO_RELAY) from None


class _Opening:
    """The conversation up to the first MAIL."""

    def __init__(self, link: socket.socket, address: RelayAddress, patience: Patience) -> None:
        self.link = link
        self.address = address
        self.patience = patience
        self.inbox = bytearray()

    def run(self) -> Opened:
        if self.address.tls == "implicit":
            self._secure()
        self.link.settimeout(self.patience.greeting)
        self._expect(self._read(), lambda reply: reply.code == GREETING)
        features = self._hello()
        if self.address.tls == "starttls":
            if "STARTTLS" not in features:
                raise CannotOpen(Cause.NO_RELAY, "no STARTTLS")
            self._expect(self._ask(b"STARTTLS"), lambda reply: reply.code == GREETING)
            if self.inbox:
                # Words sent before the handshake were not protected; somebody may have put them in.
                raise NotSmtp
            self._secure()
            features = self._hello()
        if self.address.user:
            self._sign_in(features.get("AUTH", ""))
        if self.inbox:
            raise NotSmtp
        self.link.setblocking(False)
        return Opened(self.link, pipelining="PIPELINING" in features)

    def close(self) -> None:
        with suppress(OSError):
            self.link.close()

    def _secure(self) -> None:
        self.link = self.address.tls_context().wrap_socket(
            self.link, server_hostname=self.address.host
        )

    def _read(self) -> Reply:
        while not (replies := take_replies(self.inbox)):
            more = self.link.recv(CHUNK)
            if not more:
                raise EOFError
            self.inbox += more
        if len(replies) > 1:
            # We asked one thing: more answers were put in by somebody, or the relay is confused.
            raise NotSmtp
        return replies[0]

    def _ask(self, line: bytes) -> Reply:
        self.link.sendall(line + b"\r\n")
        return self._read()

    def _expect(self, reply: Reply, good: Callable[[Reply], bool]) -> None:
        if not good(reply):
            slow = Cause.THROTTLED if reply.code < PERMANENT else Cause.NO_RELAY
            raise CannotOpen(slow, reply.name)

    def _hello(self) -> dict[str, str]:
        """Say EHLO and return what the relay offers; a relay that only knows HELO offers nothing."""
        name = _own_name(self.link).encode()
        reply = self._ask(b"EHLO " + name)
        if reply.code >= PERMANENT:
            self._expect(self._ask(b"HELO " + name), lambda reply: reply.accepts)
            return {}
        self._expect(reply, lambda reply: reply.accepts)
        offers = (
            line.decode("ascii", "replace").upper().partition(" ") for line in reply.lines[1:]
        )
        return {keyword: value for keyword, _, value in offers}

    def _sign_in(self, mechanisms: str) -> None:
        user, password = self.address.user.encode(), self.address.password.encode()
        offered = mechanisms.split()
        if "PLAIN" in offered:
            secret = base64.b64encode(b"\0" + user + b"\0" + password)
            reply = self._ask(b"AUTH PLAIN " + secret)
        elif "LOGIN" in offered:
            reply = self._ask(b"AUTH LOGIN")
            for answer in (user, password):
                if reply.code == SIGN_IN_CONTINUES:
                    reply = self._ask(base64.b64encode(answer))
        else:
            raise CannotOpen(Cause.RELAY_REFUSES, "no AUTH PLAIN or LOGIN")
        if not reply.accepts:
            temporary = reply.code < PERMANENT
            raise CannotOpen(Cause.THROTTLED if temporary else Cause.RELAY_REFUSES, reply.name)


def _own_name(link: socket.socket) -> str:
    """Return our name for EHLO: a full host name, else the address literal of RFC 5321, 4.1.3."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    own: str = link.getsockname()[0]
    return f"[IPv6:{own}]" if ":" in own else f"[{own}]"


def is_secure(link: socket.socket) -> bool:
    """Whether the connection is encrypted (its reads may hide bytes from select)."""
    return isinstance(link, ssl.SSLSocket)
