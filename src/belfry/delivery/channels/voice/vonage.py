"""Vonage's Voice API, with the instructions (NCCO) in the request: it fetches nothing from us.

Where each field comes from, in Vonage's public documentation:
- Request and answer: developer.vonage.com/en/api/voice, "Create an outbound call": POST /v1/calls with `to`, `from`
  (`type` phone, `number` digits), `ncco`, `event_url`, `event_method`, `ringing_timer` (1 to 120 s), `length_timer`,
  `advanced_machine_detection` (`behavior`, `mode`); 201 with `uuid`.
- Sign-in: getting-started/concepts/authentication: a token signed with RS256 by the application's key, with
  `application_id`, `iat`, `exp`, `jti`.
- What is said: voice/voice-api/ncco-reference: `talk` (`text` of 1,500 characters, `language`, `bargeIn`), `input`
  (`type`, `dtmf` with `maxDigits` and `timeOut` of 10 s at most, `eventUrl`); voices: voice/voice-api/guides/text-to-speech.
- Events: voice/voice-api/webhook-reference: `status`, `uuid` (`call_uuid` for human and machine), `detail`, `price`
  (euro, with `completed`); the input event has `dtmf.digits` (`dtmf` alone in older ones).
- Signatures: getting-started/concepts/webhooks, "Decoding signed webhooks": a token in `Authorization`, signed with
  HS256 by the account's signature secret, with `iat` and `payload_hash` (SHA-256 of the body).
"""

import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.asking import found_at, text_at
from belfry.delivery.channels.base64url import packed, packed_json
from belfry.delivery.channels.callbacks import check_same, read_token, reference_of, said
from belfry.delivery.channels.contract import Callback, Parcel, Receipt, SupplierUrl
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.voice.caller import Caller
from belfry.delivery.channels.voice.script import (
    KEY,
    KEY_SECONDS,
    RING_SECONDS,
    Script,
    script_for,
    seconds_of,
)
from belfry.delivery.workflow import Cause, State

PATH: Final = "/v1/calls"
TOKEN_SECONDS: Final = 300
# In ten-thousandths of a euro.
UNITS_PER_EURO: Final = 10_000

# A voicemail is hung up on: what it would keep is for the member alone, and nobody can press a key.
FAILURES: Final[Mapping[str, Cause]] = {
    "machine": Cause.VOICEMAIL,
    "busy": Cause.NOT_ANSWERED,
    "timeout": Cause.NOT_ANSWERED,
    "unanswered": Cause.NOT_ANSWERED,
    "cancelled": Cause.NOT_ANSWERED,
    "rejected": Cause.BLOCKED,
    "failed": Cause.OUT_OF_REACH,
    # The end of every call. Who heard all of it, or pressed the key, is delivered or confirmed, which
    # stands above this; who hung up before has not heard it.
    "completed": Cause.NOT_ANSWERED,
}
DETAILS: Final[Mapping[str, Cause]] = {
    "invalid_number": Cause.UNKNOWN_NUMBER,
    "number_out_of_service": Cause.UNKNOWN_NUMBER,
    "cannot_route": Cause.OUT_OF_REACH,
    "unavailable": Cause.OUT_OF_REACH,
    "restricted": Cause.BLOCKED,
    "declined": Cause.NOT_ANSWERED,
    "timeout": Cause.NOT_ANSWERED,
}


class Vonage(Caller):
    """`vonage+https://APPLICATION@api.nexmo.com/?from=…&key=FILE&secret=…`.

    `key` is the application's private key (PEM), `secret` the account's signature secret.
    """

    id_path = "uuid"

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        if not url.user:
            raise ImproperlyConfigured(f"The URL of {url.name} needs the application's id.")
        self.key = _read_key(self.option("key"))

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that makes a call."""
        events = [self.callback(parcel)]
        body = {
            "to": [{"type": "phone", "number": parcel.address.removeprefix("+")}],
            "from": {"type": "phone", "number": self.number.removeprefix("+")},
            "ncco": instructions(script_for(parcel), events),
            "event_url": events,
            "event_method": "POST",
            "ringing_timer": RING_SECONDS,
            # Twice what it should take: a call that hangs is paid for by the minute.
            "length_timer": 2 * seconds_of(parcel.text),
            "advanced_machine_detection": {"behavior": "hangup", "mode": "detect"},
        }
        return self.request_json(PATH, body, {"Authorization": f"Bearer {self._token()}"})

    def _token(self) -> str:
        now = int(time.time())
        claims = {
            "application_id": self.url.user,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": str(uuid.uuid4()),
        }
        signed = f"{packed_json({'alg': 'RS256', 'typ': 'JWT'})}.{packed_json(claims)}"
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{packed(signature)}"

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt]:
        """Return what an event tells; raise Forged."""
        token = callback.headers.get("authorization", "").removeprefix("Bearer ")
        claims = read_token(token, self.secret, now=now)
        check_same(str(claims.get("payload_hash", "")), hashlib.sha256(callback.body).hexdigest())
        event, reference = said(callback), reference_of(callback)
        call = text_at(event, "uuid") or text_at(event, "call_uuid")
        if not call:
            raise Forged
        if found_at(event, "dtmf") is not None:
            digits = text_at(event, "dtmf.digits") or text_at(event, "dtmf")
            state = State.CONFIRMED if digits == KEY else State.DELIVERED
            return [Receipt(f"{call}:input:{digits}", state, reference, call)]
        status = text_at(event, "status")
        if status not in FAILURES:
            return []
        cause = DETAILS.get(text_at(event, "detail"), FAILURES[status])
        cost = _price(text_at(event, "price")) if status == "completed" else None
        return [Receipt(f"{call}:{status}", State.FAILED, reference, call, cause, cost)]


def instructions(script: Script, events: Sequence[str]) -> list[dict[str, object]]:
    """Return the NCCO of a call. From the second reading on, a key ends the speaking."""

    def say(text: str, *, until_key: bool) -> dict[str, object]:
        return {
            "action": "talk",
            "text": text,
            "language": script.voice,
            "bargeIn": until_key,
        }

    return [
        say(script.text, until_key=False),
        say(script.again, until_key=True),
        say(script.text, until_key=True),
        say(script.prompt, until_key=True),
        {
            "action": "input",
            "type": ["dtmf"],
            "dtmf": {"maxDigits": 1, "timeOut": KEY_SECONDS},
            "eventUrl": list(events),
            "eventMethod": "POST",
        },
        say(script.thanks, until_key=False),
    ]


def _price(euro: str) -> int | None:
    try:
        return round(float(euro) * UNITS_PER_EURO)
    except ValueError:
        return None


def _read_key(path: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise ImproperlyConfigured(f"{path} is no readable private key (PEM).") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured(f"{path} is no RSA key.")
    return key
