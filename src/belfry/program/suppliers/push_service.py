"""Plays the push services of browsers (RFC 8030), and the devices that they reach.

It checks who sends (RFC 8292), decrypts with the device's own keys as its browser would, keeps what the phone
shows in `phones.py`, and posts the receipt of our service worker. Besides what `control.py` says, it obeys:

| key | what it does |
|---|---|
| `off` | devices among them show what waits for them (by its TTL) at the next push once they are on again |
| `shown` | `false`: the notification is seen, but no receipt comes |
| `seconds` | between the push and the receipt (0.3); 0 is before the answer |
"""

import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from belfry.program.suppliers.api_server import ApiServer, Asked, Post, Reply
from belfry.program.suppliers.control import Control, is_off
from belfry.program.suppliers.devices import CURVE, Device, Devices, bytes_of
from belfry.program.suppliers.phones import Phones

# What the service worker shows is built from this file.
WORDS: Final = (
    Path(__file__).resolve().parents[2] / "web" / "browser" / "words" / "notifications.json"
)
SECONDS: Final = 0.3
LARGEST_BODY: Final = 4096
A_DAY: Final = 24 * 60 * 60
URGENCIES: Final = frozenset({"very-low", "low", "normal", "high"})
TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
SIGNED: Final = re.compile(r"vapid t=([\w.-]+), ?k=([\w-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Message:
    """One push that was taken: for whom, what it says, and until when (monotonic seconds) it is kept."""

    device: Device
    content: Mapping[str, str]
    topic: str
    urgency: str
    ttl: int
    until: float


class PushServer(ApiServer):
    """Plays them, for the devices of a folder."""

    def __init__(
        self,
        listener: socket.socket,
        phones: Phones,
        control: Control,
        devices: Devices,
        *,
        pages: str = "",
    ) -> None:
        """Serve; `pages` is where the service worker came from, to which it posts that it showed something."""
        super().__init__(listener, phones, control)
        self.devices = devices
        self.pages = pages
        self.routes = {"/push/": self._take}
        self.taken: list[Message] = []
        self._words = json.loads(WORDS.read_text(encoding="utf-8"))
        self._waiting: dict[tuple[str, str], Message] = {}
        self._shown: dict[tuple[str, str], Path] = {}
        # The token that was found right last, until when (seconds since 1970).
        self._senders: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    @property
    def origin(self) -> str:
        """What its endpoints begin with."""
        return f"http://127.0.0.1:{self.port}"

    def _take(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        device = self.devices.find(asked.path.removeprefix("/push/"))
        if device is None:
            return Reply(404, {"error": "no such subscription"})
        refused = self._refusal(asked, device)
        if refused:
            return Reply(refused[0], {"error": refused[1]})
        try:
            content = json.loads(device.open(asked.body))
        except (ValueError, IndexError, InvalidTag):
            # A real one cannot know; the browser would drop it without a word.
            return Reply(400, {"error": "not for this device"})
        ttl = min(int(asked.headers["ttl"]), 28 * A_DAY)
        message = Message(
            device,
            content,
            asked.headers.get("topic", ""),
            asked.headers.get("urgency", "normal"),
            ttl,
            time.monotonic() + ttl,
        )
        self._deliver(message, wishes)
        where = f"{self.origin}/message/{self.next_number()}"
        return Reply(201, {}, {"Location": where, "TTL": str(ttl)})

    def _refusal(self, asked: Asked, device: Device) -> tuple[int, str] | None:
        headers = asked.headers
        faults = (
            (400, "TTL is missing", not headers.get("ttl", "").isdecimal()),
            (400, "no such urgency", headers.get("urgency", "normal") not in URGENCIES),
            (400, "no such topic", not TOPIC.fullmatch(headers.get("topic", "none"))),
            (415, "not encrypted", headers.get("content-encoding") != "aes128gcm"),
            (413, "too large", len(asked.body) > LARGEST_BODY),
        )
        for status, why, is_so in faults:
            if is_so:
                return status, why
        return self._wrong_sender(headers.get("authorization", ""), device)

    def _wrong_sender(self, authorization: str, device: Device) -> tuple[int, str] | None:
        found = SIGNED.fullmatch(authorization)
        if not found:
            return 401, "not signed"
        token, key = found.groups()
        if device.listens_to and key != device.listens_to:
            return 403, "another sender"
        now = time.time()
        until = self._senders.get((token, key), 0.0)
        if until <= now:
            try:
                until = _good_until(token, key, self.origin)
            except (ValueError, KeyError, TypeError, InvalidSignature):
                return 401, "wrong signature"
        if not now < until <= now + A_DAY:
            return 403, "the token is not good now"
        self._senders = {(token, key): until}
        return None

    def show_waiting(self) -> None:
        """Show what waited for devices that are on again."""
        with self._lock:
            self._show_ready(self.control.take())

    def _deliver(self, message: Message, wishes: Mapping[str, object]) -> None:
        with self._lock:
            self.taken.append(message)
            key = (message.device.id, message.topic or str(len(self.taken)))
            self._waiting[key] = message
            self._show_ready(wishes, message)

    def _show_ready(self, wishes: Mapping[str, object], fresh: Message | None = None) -> None:
        now = time.monotonic()
        for key, one in list(self._waiting.items()):
            if is_off(wishes, one.device.id):
                continue
            del self._waiting[key]
            # With a TTL of 0 it reaches only a device that is on at this moment.
            if now <= one.until or one is fresh:
                self._show(key, one, wishes)

    def _show(self, key: tuple[str, str], message: Message, wishes: Mapping[str, object]) -> None:
        """Show a notification in the place of the one with the same topic, as our service worker does."""
        told = message.content
        text = self._words[told["l"]][told["t"]]
        if earlier := self._shown.get(key):
            earlier.unlink(missing_ok=True)
        self._shown[key] = self.phones.keep(
            "push",
            message.device.id,
            text,
            language=told["l"],
            page=told["u"],
            token=told["r"],
            urgency=message.urgency,
            ttl=message.ttl,
        )
        if self.pages and wishes.get("shown", True):
            seconds = wishes.get("seconds", SECONDS)
            url = f"{self.pages}/push/shown/{quote(told['r'])}/"
            self.post_later(
                Post(url, b"", {}), float(seconds) if isinstance(seconds, int | float) else SECONDS
            )


def _good_until(token: str, key: str, audience: str) -> float:
    """Return until when a token is good; raise if it is not signed with the key, or for somebody else."""
    head, claims, signature = token.split(".")
    numbers = bytes_of(signature)
    if len(numbers) != 64 or json.loads(bytes_of(head)).get("alg") != "ES256":
        raise ValueError
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(key))
    found = encode_dss_signature(
        int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big")
    )
    point.verify(found, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(bytes_of(claims))
    if told["aud"] != audience or not str(told.get("sub", "")).startswith(("mailto:", "https:")):
        raise ValueError
    return float(told["exp"])
