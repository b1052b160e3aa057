"""Kept connections to push services, made to addresses that were checked and to no others."""

import http.client
import socket
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from belfry.delivery.channels.asking import Answer
from belfry.delivery.channels.errors import NoAnswer, NotAsked
from belfry.delivery.channels.push.errors import HostNotAllowed
from belfry.delivery.channels.push.hosts import (
    Endpoint,
    Resolve,
    addresses_of,
    resolved,
)

CONNECT_SECONDS: Final = 5.0
# Push services answer within a second; what takes longer hangs.
ANSWER_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 20.0
# Of one host, tried one after the other.
MOST_ADDRESSES: Final = 3
LARGEST_ANSWER_BYTES: Final = 20_000
LEAST_TLS: Final = ssl.TLSVersion.TLSv1_2


@dataclass(slots=True)
class _Connection:
    """A connection that is kept, and when it was used last (monotonic seconds)."""

    socket: socket.socket
    used_at: float = 0.0


class Wire:
    """Posts to push services, in several threads at once. No redirect is followed, no proxy used."""

    def __init__(
        self, *, resolve: Resolve = resolved, authorities: ssl.SSLContext | None = None
    ) -> None:
        """Look hosts up with `resolve`; `authorities` says whose certificates are believed."""
        self._resolve = resolve
        self._tls = authorities or ssl.create_default_context()
        self._tls.minimum_version = LEAST_TLS
        self._idle: dict[str, deque[_Connection]] = defaultdict(deque)

    def post(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer; raise NotAsked or NoAnswer."""
        kept = self._take(endpoint)
        if kept is not None:
            try:
                return self._ask(kept, endpoint, headers, body)
            except (NotAsked, NoAnswer) as error:
                # The push service ended a connection that was idle: nothing was asked. Even if it was, a
                # copy with the same topic takes the place of the first (RFC 8030, 5.4).
                if not isinstance(error.__cause__, ConnectionError):
                    raise
        return self._ask(self._connected(endpoint), endpoint, headers, body)

    def close(self) -> None:
        """End the connections that are idle."""
        for connections in self._idle.values():
            while connections:
                connections.pop().socket.close()

    def _take(self, endpoint: Endpoint) -> _Connection | None:
        idle = self._idle[endpoint.origin]
        while True:
            try:
                connection = idle.pop()
            except IndexError:
                return None
            if time.monotonic() - connection.used_at < IDLE_SECONDS:
                return connection
            connection.socket.close()

    def _connected(self, endpoint: Endpoint) -> _Connection:
        try:
            addresses = addresses_of(endpoint, self._resolve)
        except (OSError, HostNotAllowed) as error:
            raise NotAsked from error
        failed: OSError | None = None
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return _Connection(self._reached(endpoint, address))
            except OSError as error:
                failed = error
        raise NotAsked from failed

    def _reached(self, endpoint: Endpoint, address: str) -> socket.socket:
        """Return a connection to one address; with TLS, its certificate is for the host's name."""
        reached = socket.create_connection((address, endpoint.port), timeout=CONNECT_SECONDS)
        try:
            reached.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if endpoint.secure:
                reached = self._tls.wrap_socket(reached, server_hostname=endpoint.host)
            reached.settimeout(ANSWER_SECONDS)
        except OSError:
            reached.close()
            raise
        return reached

    def _ask(
        self,
        connection: _Connection,
        endpoint: Endpoint,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        try:
            connection.socket.sendall(_request(endpoint, headers, body))
        except OSError as error:
            connection.socket.close()
            # Part of a request is none: nobody can act on it.
            raise NotAsked from error
        try:
            answer, keeps = _answer_on(connection.socket)
        except (OSError, http.client.HTTPException) as error:
            connection.socket.close()
            raise NoAnswer from error
        if keeps:
            connection.used_at = time.monotonic()
            self._idle[endpoint.origin].append(connection)
        else:
            connection.socket.close()
        return answer


def _request(endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a request as it travels, in one piece; nothing in it was written by others but the target."""
    lines = [
        f"POST {endpoint.target} HTTP/1.1",
        f"Host: {endpoint.origin.partition('://')[2]}",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _answer_on(reached: socket.socket) -> tuple[Answer, bool]:
    """Return the answer, and whether the connection can be used again."""
    until = time.monotonic() + ANSWER_SECONDS
    response = http.client.HTTPResponse(reached, method="POST")
    response.begin()
    body = b""
    while piece := response.read1(LARGEST_ANSWER_BYTES):
        body += piece
        if len(body) > LARGEST_ANSWER_BYTES or time.monotonic() > until:
            raise http.client.IncompleteRead(b"")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body), not response.will_close
