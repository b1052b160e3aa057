"""The small protocol for a voice gateway of one's own; docs/subsystems/channels.md describes it for its builder."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final

import httpx2

from belfry.delivery.channels.asking import Answer, basic, found_at, text_at
from belfry.delivery.channels.callbacks import check_fresh, check_same, said
from belfry.delivery.channels.contract import Callback, Fate, Parcel, Receipt, Verdict
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.voice.caller import Caller
from belfry.delivery.channels.voice.script import (
    KEY,
    KEY_SECONDS,
    RING_SECONDS,
    TIMES,
    script_for,
)
from belfry.delivery.workflow import Cause, State

TIME_HEADER: Final = "x-belfry-time"
SIGNATURE_HEADER: Final = "x-belfry-signature"
WRONG_NUMBER: Final = "wrong_number"

EVENTS: Final[Mapping[str, tuple[State, str]]] = {
    "key": (State.CONFIRMED, ""),
    "heard": (State.DELIVERED, ""),
    "voicemail": (State.FAILED, Cause.VOICEMAIL),
    "no_answer": (State.FAILED, Cause.NOT_ANSWERED),
    "busy": (State.FAILED, Cause.NOT_ANSWERED),
    "hung_up": (State.FAILED, Cause.NOT_ANSWERED),
    "unreachable": (State.FAILED, Cause.OUT_OF_REACH),
    "blocked": (State.FAILED, Cause.BLOCKED),
    WRONG_NUMBER: (State.FAILED, Cause.UNKNOWN_NUMBER),
}


class Plain(Caller):
    """`voice+https://USER:PASSWORD@HOST/PATH?from=…&secret=…`; `secret` signs what the gateway posts."""

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that makes a call."""
        script = script_for(parcel)
        body = {
            "reference": parcel.reference,
            "to": parcel.address,
            "from": self.number,
            "voice": script.voice,
            "text": script.text,
            "times": TIMES,
            "again": script.again,
            "prompt": script.prompt,
            "key": KEY,
            "key_seconds": KEY_SECONDS,
            "thanks": script.thanks,
            "ring_seconds": RING_SECONDS,
            "callback": self.callback(parcel),
        }
        sign_in = {"Authorization": basic(self.url.user, self.url.password)}
        return self.request_json(self.url.path or "/", body, sign_in)

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means."""
        refused = answer.status == HTTPStatus.BAD_REQUEST
        if refused and text_at(answer.json(), "error") == WRONG_NUMBER:
            return Verdict(Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER, WRONG_NUMBER)
        return super().judge(parcel, answer)

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt]:
        """Return what an event tells; raise Forged."""
        at = callback.headers.get(TIME_HEADER, "")
        check_same(
            callback.headers.get(SIGNATURE_HEADER, ""), signature(at, callback.body, self.secret)
        )
        check_fresh(at, now=now)
        event = said(callback)
        call, reference = text_at(event, "id"), text_at(event, "reference")
        if not call and not reference:
            raise Forged
        kind = text_at(event, "event")
        if kind not in EVENTS:
            return []
        state, cause = EVENTS[kind]
        if kind == "key" and text_at(event, "key") != KEY:
            state = State.DELIVERED
        cost = found_at(event, "cost")
        return [
            Receipt(
                f"{call or reference}:{kind}",
                state,
                reference,
                call,
                cause,
                cost if isinstance(cost, int) else None,
            )
        ]


def signature(at: str, body: bytes, secret: str) -> str:
    """Return the signature of an event: HMAC-SHA256 over its time, a dot and its body, in hexadecimal."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
