"""Plays voice gateways over HTTP: Vonage's Voice API, and the small protocol of our own.

It takes a call, lets it ring, and posts signed events to the address that the request named. The phones of
`phones.py` keep what was said. Besides what `control.py` says, it obeys:

| key | what it does |
|---|---|
| `answer` | `key` (somebody presses 1), `no_key`, `hung_up`, `voicemail`, `busy`, `no_answer`, `wrong_number`; or `ask` |
| `numbers` | {number: `answer`}, for some numbers only |
| `events` | `normal`, `none`, `early` (before the answer to the request), `doubled`, `reordered`, `forged`, `replayed` |
| `seconds` | between two events (1) |

With `ask` the phone rings until somebody writes one of the other answers into `<thing>.answer` beside the
file of the call, or for 30 seconds.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from belfry.program.suppliers.api_server import SIGNED_WITH, Asked, Post, Reply
from belfry.program.suppliers.control import ASK, Control, is_off
from belfry.program.suppliers.gateway import JSON, Gateway
from belfry.program.suppliers.phones import Phones

RING_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.2
# What the file of a call says while the phone rings.
RINGING: Final = "ringing"
OFF: Final = "off"

# The events of a call by how it is answered: "input:" is what somebody pressed.
VONAGE: Final[Mapping[str, Sequence[str]]] = {
    "key": ("started", "ringing", "answered", "human", "input:1", "completed"),
    "no_key": ("started", "ringing", "answered", "human", "input:", "completed"),
    "hung_up": ("started", "ringing", "answered", "human", "completed"),
    "voicemail": ("started", "ringing", "answered", "machine", "completed"),
    "busy": ("started", "busy"),
    "no_answer": ("started", "ringing", "timeout"),
    "wrong_number": ("started", "failed"),
}
PLAIN: Final[Mapping[str, str]] = {
    "key": "key",
    "no_key": "heard",
    "hung_up": "hung_up",
    "voicemail": "voicemail",
    "busy": "busy",
    "no_answer": "no_answer",
    "wrong_number": "wrong_number",
}


class VoiceGateway(Gateway):
    """Both on one port."""

    kind = "events"
    seconds = 1.0

    def __init__(
        self,
        listener: socket.socket,
        phones: Phones,
        control: Control,
        *,
        secret: str = SIGNED_WITH,
    ) -> None:
        """Serve what connects to `listener`, which is bound."""
        super().__init__(listener, phones, control, secret=secret)
        self.routes = {"/v1/calls": self._vonage, "/call": self._plain}

    def _vonage(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        if not asked.headers.get("authorization", "").startswith("Bearer "):
            return Reply(401, {"type": "UNAUTHORIZED", "error_title": "Unauthorized"})
        call, conversation = str(uuid.uuid4()), f"CON-{uuid.uuid4()}"
        to, sender = _number(asked.fields.get("to")), _number(asked.fields.get("from"))
        answer = _answer(f"+{to}", wishes)
        thing = self._ring(f"+{to}", f"+{sender}", _said(asked.fields.get("ncco")), answer)
        base = {"from": sender, "to": to, "conversation_uuid": conversation}

        def post(step: str) -> Post:
            at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            event: dict[str, object] = {**base, "timestamp": at}
            kind, _, digits = step.partition(":")
            if kind == "input":
                event |= {"uuid": call, "dtmf": {"digits": digits, "timed_out": not digits}}
            else:
                # The one about who answered names the call otherwise.
                name = "call_uuid" if kind in {"human", "machine"} else "uuid"
                event |= {name: call, "status": kind, "direction": "outbound"}
            if kind == "completed":
                event |= {"duration": "40", "rate": "0.00450000", "price": "0.00300000"}
            if kind == "failed":
                event["detail"] = "number_out_of_service"
            body = json.dumps(event).encode()
            token = self._token(body, wishes)
            url = _first(asked.fields.get("event_url"))
            return Post(url, body, {**JSON, "Authorization": f"Bearer {token}"})

        self._follow(
            thing, answer, lambda how: self.tell([post(step) for step in VONAGE[how]], wishes)
        )
        told = {"uuid": call, "status": "started", "direction": "outbound"}
        return Reply(201, {**told, "conversation_uuid": conversation})

    def _token(self, body: bytes, wishes: Mapping[str, object]) -> str:
        claims = {
            "iat": int(self.time(wishes)),
            "jti": str(uuid.uuid4()),
            "iss": "Vonage",
            "payload_hash": hashlib.sha256(body).hexdigest(),
            "api_key": "abcd1234",
        }
        packed = (_packed(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        signed = ".".join(packed)
        digest = hmac.new(self.key(wishes), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_unpadded(digest)}"

    def _plain(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        answer = _answer(asked.text("to"), wishes)
        if answer == "wrong_number":
            return Reply(400, {"error": "wrong_number"})
        call = f"call-{self.next_number()}"
        words = [asked.text("text"), asked.text("again"), asked.text("text"), asked.text("prompt")]
        thing = self._ring(asked.text("to"), asked.text("from"), words, answer, asked.text("voice"))

        def post(step: str) -> Post:
            event = {"id": call, "reference": asked.text("reference"), "event": step, "cost": 30}
            if step == "key":
                event["key"] = asked.text("key")
            body, at = json.dumps(event).encode(), self.time(wishes)
            signed = at.encode() + b"." + body
            signature = hmac.new(self.key(wishes), signed, hashlib.sha256).hexdigest()
            headers = {**JSON, "X-Belfry-Time": at, "X-Belfry-Signature": signature}
            return Post(asked.text("callback"), body, headers)

        self._follow(thing, answer, lambda how: self.tell([post(PLAIN[how])], wishes))
        return Reply(201, {"id": call})

    def _ring(
        self, to: str, sender: str, words: Sequence[str], answer: str, voice: str = ""
    ) -> Path | None:
        if answer in {"wrong_number", OFF}:
            return None
        text = " ".join(word for word in words if word)
        told = RINGING if answer == ASK else answer
        return self.phones.keep("voice", to, text, **{"from": sender}, answer=told, voice=voice)

    def _follow(self, thing: Path | None, answer: str, tell: Callable[[str], None]) -> None:
        """Tell how a call is answered, once that is known."""
        if answer == ASK and thing:
            threading.Thread(target=self._wait, args=(thing, tell), daemon=True).start()
        else:
            tell("no_answer" if answer == OFF else answer)

    def _wait(self, thing: Path, tell: Callable[[str], None]) -> None:
        """Let a phone ring until its owner does something."""
        said, answer = thing.with_suffix(".answer"), ""
        deadline = time.monotonic() + RING_SECONDS
        while not answer and time.monotonic() < deadline:
            if self.stopping.wait(LOOK_SECONDS):
                return
            with suppress(FileNotFoundError):
                answer = said.read_text(encoding="utf-8")
        said.unlink(missing_ok=True)
        answer = answer if answer in PLAIN else "no_answer"
        self.phones.change(thing, answer=answer)
        tell(answer)


def _answer(number: str, wishes: Mapping[str, object]) -> str:
    if is_off(wishes, number):
        return OFF
    numbers = wishes.get("numbers")
    special = numbers.get(number) if isinstance(numbers, dict) else None
    return str(special or wishes.get("answer", "key"))


def _number(endpoint: object) -> str:
    first = endpoint[0] if isinstance(endpoint, list) and endpoint else endpoint
    return str(first.get("number", "")) if isinstance(first, dict) else ""


def _first(urls: object) -> str:
    return str(urls[0]) if isinstance(urls, list) and urls else ""


def _said(instructions: object) -> list[str]:
    if not isinstance(instructions, list):
        return []
    return [str(step.get("text", "")) for step in instructions if isinstance(step, dict)]


def _packed(part: Mapping[str, object]) -> str:
    return _unpadded(json.dumps(part).encode())


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
