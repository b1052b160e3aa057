"""An HTTP server that plays a supplier's API and can misbehave; on this machine only."""

import itertools
import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

import httpx2

from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones

LARGEST_REQUEST_BYTES: Final = 100_000
IDLE_SECONDS: Final = 30.0
POST_SECONDS: Final = 5.0
# What the pages did not take is posted again after these seconds, as suppliers do.
AGAIN_SECONDS: Final = (1.0, 5.0, 20.0, 60.0)
KEPT_REQUESTS: Final = 1_000
# For the demonstration; nobody beyond this machine can post anything.
SIGNED_WITH: Final = "for-show-only"


class Asked(NamedTuple):
    """One request, as it came: header names in lower case; a form or an object of JSON."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    fields: Mapping[str, object]

    def text(self, name: str) -> str:
        """Return a field as text, empty if it is missing."""
        return str(self.fields.get(name, ""))


class Reply(NamedTuple):
    """What is answered: JSON, with more headers."""

    status: int
    told: object
    headers: Mapping[str, str] = {}


class Post(NamedTuple):
    """A callback: where it goes, its body, and its headers."""

    url: str
    body: bytes
    headers: Mapping[str, str]


# What a request makes the server answer, and how it is to be treated.
Route = Callable[[Asked, Mapping[str, object]], Reply]


class ApiServer:
    """Serves until it is stopped. A subclass fills `routes`: {first part of a path: what answers it}."""

    def __init__(self, listener: socket.socket, phones: Phones, control: Control) -> None:
        """Serve what connects to `listener`, which is bound."""
        self.phones = phones
        self.control = control
        self.routes: dict[str, Route] = {}
        self.requests: deque[Asked] = deque(maxlen=KEPT_REQUESTS)
        self.posted: deque[tuple[Post, int]] = deque(maxlen=KEPT_REQUESTS)
        self.stopping = threading.Event()
        # What is told of a call or a text is kept once by its number: a number that comes back is not heard.
        self._numbers = itertools.count(time.time_ns())
        self._threads: list[threading.Thread] = []
        self._client = httpx2.Client(
            # For plain HTTP on this machine: nobody is believed otherwise.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=POST_SECONDS,
            trust_env=False,
        )
        self._server = _Server(listener, self)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def next_number(self) -> int:
        """Return a number that was not used before, nor by a process before this one on the same ledger."""
        return next(self._numbers)

    def serve(self) -> None:
        """Serve until `stop` is called, from another thread."""
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> None:
        """Serve in a thread."""
        thread = threading.Thread(target=self.serve, daemon=True)
        thread.start()
        self._threads.append(thread)

    def stop(self) -> None:
        """End at once; what hangs is let go."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()
        self._client.close()

    def answer(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        """Act on a request."""
        for start, route in self.routes.items():
            if asked.path.startswith(start):
                return route(asked, wishes)
        return Reply(404, {"error": "no such address"})

    def post_later(self, post: Post, seconds: float) -> None:
        """Post a callback after so many seconds; with none, before this returns."""
        if seconds <= 0:
            self._post(post)
            return
        thread = threading.Thread(target=self._post, args=(post, seconds), daemon=True)
        thread.start()

    def _post(self, post: Post, seconds: float = 0.0) -> None:
        for wait in (seconds, *AGAIN_SECONDS):
            if wait and self.stopping.wait(wait):
                return
            status = 0
            with suppress(httpx2.HTTPError):
                status = self._client.post(
                    post.url, content=post.body, headers=dict(post.headers)
                ).status_code
            self.posted.append((post, status))
            # Only what failed on the way, or over there, is worth another try.
            if 0 < status < 500:
                return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: socket.socket, api: ApiServer) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__((host, port), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_name, self.server_port = str(host), int(port)
        self.server_activate()
        self.api = api


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet for headers and body.
    wbufsize = -1
    timeout = IDLE_SECONDS
    server: _Server

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        if size > LARGEST_REQUEST_BYTES:
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(size)
        asked = Asked(self.path.partition("?")[0], headers, body, _fields(headers, body))
        api = self.server.api
        api.requests.append(asked)
        wishes = api.control.take()
        if isinstance(slow := wishes.get("slow"), int | float):
            api.stopping.wait(slow)
        if isinstance(status := wishes.get("status"), int):
            self._reply(Reply(status, {"error": "as wished"}), wishes)
            return
        reply = api.answer(asked, wishes)
        if wishes.get("hang"):
            api.stopping.wait()
        if wishes.get("hang") or wishes.get("lose_answer"):
            self.close_connection = True
            return
        self._reply(reply, wishes)

    do_PUT = do_POST  # noqa: N815

    def _reply(self, reply: Reply, wishes: Mapping[str, object]) -> None:
        content = json.dumps(reply.told).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if "retry_after" in wishes:
            self.send_header("Retry-After", str(wishes["retry_after"]))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a path may hold an account."""


def _fields(headers: Mapping[str, str], body: bytes) -> Mapping[str, object]:
    if "json" not in headers.get("content-type", ""):
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def listen(port: int = 0) -> socket.socket:
    """Return a socket that is bound on this machine."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener
