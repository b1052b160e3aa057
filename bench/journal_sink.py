"""A mail relay in a process of its own that writes every mail down before it answers, and misbehaves on demand.

`python -m bench.journal_sink JOURNAL CONTROL` prints its port. A line of the journal: seconds (monotonic), message
id, recipient. The control file, JSON, is read again whenever it changes:

| key | what it does |
|---|---|
| `think` | answers each mail after so many seconds |
| `manners` | a list; each has a `verb` (CONNECT, RCPT, DOT) and `do` |
| `do` | a reply; or `hang`; `close` (after it took the mail); `kill`: one of `pids`, then answers |
| `every`, `most` | only each so many of that verb, and no more than so often |
| `pids` | processes to kill, in turn |
"""

import heapq
import itertools
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOK_SECONDS = 0.02
END = b"\r\n.\r\n"
HEADER = b"message-id:"
ANSWERS = {"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", "RSET": b"250 2.0.0 Fine\r\n"}


class LeftError(Exception):
    """The other side left, or is to be left."""


@dataclass(eq=False)
class Talk:
    """One connection."""

    link: socket.socket
    inbox: bytes = b""
    content: bool = False
    recipient: str = ""
    # Until when nothing is read: a mail is being thought about, or for ever.
    waits: bool = False


@dataclass
class Control:
    """What the file says, and how often each of its manners was asked and obeyed."""

    path: Path
    seen: int = 0
    wishes: dict[str, Any] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    obeyed: list[int] = field(default_factory=list)
    turns: Any = field(default_factory=itertools.count)

    def read(self) -> None:
        with suppress(FileNotFoundError):
            stamp = self.path.stat().st_mtime_ns
            if stamp != self.seen:
                before = self.wishes.get("manners")
                self.seen, self.wishes = stamp, json.loads(self.path.read_text(encoding="ascii"))
                manners = self.wishes.get("manners", [])
                if manners != before:
                    self.asked, self.obeyed = [0] * len(manners), [0] * len(manners)

    def wants(self, verb: str) -> str:
        for number, manner in enumerate(self.wishes.get("manners", ())):
            if manner["verb"] != verb:
                continue
            self.asked[number] += 1
            if self.asked[number] % manner.get("every", 1) == 0 and self.obeyed[
                number
            ] < manner.get("most", 1 << 60):
                self.obeyed[number] += 1
                return str(manner["do"])
        return ""

    def kill_one(self) -> None:
        """Kill a dispatcher at the worst moment: the mail is taken, the answer not yet sent."""
        if pids := self.wishes.get("pids"):
            with suppress(ProcessLookupError):
                os.kill(pids[next(self.turns) % len(pids)], signal.SIGKILL)


class Sink:
    """Serves every connection from one thread."""

    def __init__(self, journal: Path, control: Path) -> None:
        self.journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self.control = Control(control)
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=500)
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.later: list[tuple[float, int, Talk]] = []
        self.numbers = itertools.count()

    def run(self) -> None:
        print(self.listener.getsockname()[1], flush=True)
        looked = 0.0
        while True:
            now = time.monotonic()
            if now - looked > LOOK_SECONDS:
                looked = now
                self.control.read()
            while self.later and self.later[0][0] <= now:
                talk = heapq.heappop(self.later)[2]
                talk.waits = False
                self.serve(talk, answer=b"250 2.0.0 Kept\r\n")
            pause = min(LOOK_SECONDS, self.later[0][0] - now) if self.later else LOOK_SECONDS
            for key, _ in self.selector.select(max(0.0, pause)):
                if key.fileobj is self.listener:
                    self.welcome()
                else:
                    self.serve(key.data)

    def welcome(self) -> None:
        with suppress(BlockingIOError):
            while True:
                link, _ = self.listener.accept()
                link.setblocking(False)
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talk = Talk(link)
                self.selector.register(link, selectors.EVENT_READ, talk)
                wish = self.control.wants("CONNECT")
                if wish != "hang":
                    self.serve(talk, answer=wish.encode() + b"\r\n" if wish else b"220 sink\r\n")

    def serve(self, talk: Talk, *, answer: bytes = b"") -> None:
        """Say something, read what came, and answer as far as it goes."""
        try:
            if answer:
                talk.link.sendall(answer)
            self.read(talk)
            if answers := b"".join(self.answers(talk)):
                talk.link.sendall(answers)
        except (OSError, LeftError):
            self.leave(talk)

    def read(self, talk: Talk) -> None:
        with suppress(BlockingIOError):
            while more := talk.link.recv(1 << 18):
                talk.inbox += more
            raise LeftError

    def leave(self, talk: Talk) -> None:
        with suppress(KeyError, ValueError):
            self.selector.unregister(talk.link)
        talk.link.close()

    def answers(self, talk: Talk) -> Any:
        while not talk.waits:
            if talk.content:
                head, found, talk.inbox = talk.inbox.partition(END)
                if not found:
                    talk.inbox = head
                    return
                talk.content = False
                yield self.taken(talk, head)
                continue
            line, found, rest = talk.inbox.partition(b"\r\n")
            if not found:
                return
            talk.inbox = rest
            yield self.told(talk, line.decode("latin-1"))

    def told(self, talk: Talk, line: str) -> bytes:
        verb = line[:4].upper()
        if verb == "MAIL":
            talk.recipient = ""
        elif verb == "RCPT":
            if wish := self.control.wants("RCPT"):
                return wish.encode() + b"\r\n"
            talk.recipient = line.partition("<")[2].partition(">")[0]
        elif verb == "DATA":
            if not talk.recipient:
                return b"554 5.5.1 No valid recipients\r\n"
            talk.content = True
            return b"354 Go on\r\n"
        elif verb == "QUIT":
            raise LeftError
        return ANSWERS.get(verb, b"250 2.0.0 Fine\r\n")

    def taken(self, talk: Talk, content: bytes) -> bytes:
        wish = self.control.wants("DOT")
        if wish not in {"", "kill", "close", "hang"}:
            return wish.encode() + b"\r\n"
        # Only then it is answered for: who reads the journal knows at least what we know.
        at = content.lower().index(HEADER) + len(HEADER)
        message_id = content[at : content.index(b"\r\n", at)].strip().decode()
        line = f"{time.monotonic():.6f} {message_id} {talk.recipient}\n"
        os.write(self.journal, line.encode())
        if wish == "kill":
            self.control.kill_one()
        elif wish == "close":
            raise LeftError
        think = float(self.control.wishes.get("think", 0))
        if wish == "hang" or think:
            talk.waits = True
            until = time.monotonic() + think if wish != "hang" else float("inf")
            heapq.heappush(self.later, (until, next(self.numbers), talk))
            return b""
        return b"250 2.0.0 Kept\r\n"


if __name__ == "__main__":
    Sink(Path(sys.argv[1]), Path(sys.argv[2])).run()
