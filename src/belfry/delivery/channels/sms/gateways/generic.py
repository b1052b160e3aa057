"""A gateway that a settings file describes: one text a request, as JSON or a form."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import httpx2

from belfry.delivery.channels.asking import (
    Answer,
    basic,
    found_at,
    judge_status,
    text_at,
)
from belfry.delivery.channels.callbacks import check_fresh, check_same, said
from belfry.delivery.channels.contract import (
    Callback,
    Fate,
    Inbound,
    Parcel,
    Receipt,
    SupplierUrl,
    Verdict,
)
from belfry.delivery.channels.sms.encoding import parts
from belfry.delivery.channels.sms.gateways.gateway import Gateway, international
from belfry.delivery.channels.sms.gateways.settings import read_settings
from belfry.delivery.workflow import State

# Of use to nobody any more after two days, and all that most networks keep.
LONGEST_LIFE: Final = 172_800
PLACE: Final = re.compile(r"\{[a-z]+\}")


class Generic(Gateway):
    """`sms+https://USER:PASSWORD@HOST/?settings=FILE&from=…&secret=…`.

    `secret` is what callbacks are signed with, or bring along.
    """

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        self.settings = read_settings(self.option("settings"))
        self.secret = self.option("secret")

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that sends a text."""
        wanted = self.settings.request
        life = LONGEST_LIFE if parcel.seconds_to_live is None else parcel.seconds_to_live
        values = {
            "{to}": wanted.number + parcel.address.removeprefix("+"),
            "{text}": parcel.text,
            "{from}": self.sender,
            "{reference}": parcel.reference,
            "{callback}": self.callback(),
            "{seconds}": str(min(life, LONGEST_LIFE)),
        }
        path = self.url.path.rstrip("/") + wanted.path
        headers = {**wanted.headers, **self._sign_in()}
        body = _filled(wanted.body, values)
        if wanted.form and isinstance(body, dict):
            fields = {name: str(body[name]) for name in body}
            return self.request_form(path, fields, headers, method=wanted.method)
        return self.request_json(path, body, headers, method=wanted.method)

    def _sign_in(self) -> dict[str, str]:
        wanted = self.settings.request
        match wanted.sign_in:
            case "basic":
                return {"Authorization": basic(self.url.user, self.url.password)}
            case "bearer":
                return {"Authorization": f"Bearer {self.url.password}"}
            case "header":
                return {wanted.sign_in_header: self.url.password}
            case _:
                return {}

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means: its code, else its status, as the file says; else its status."""
        wanted = self.settings.answer
        told = answer.json()
        code = text_at(told, wanted.code) if wanted.code else ""
        status = f"{answer.status} {code}".strip()
        by_status = Verdict(Fate.ACCEPTED) if answer.fine else judge_status(answer)
        fate, cause = wanted.outcomes.get(
            code, wanted.outcomes.get(str(answer.status), (by_status.fate, by_status.cause))
        )
        if fate != Fate.ACCEPTED:
            return Verdict(fate, cause or "", status, retry_after=by_status.retry_after)
        told_parts = text_at(told, wanted.parts) if wanted.parts else ""
        number = int(told_parts) if told_parts.isdecimal() else parts(parcel.text)
        reference = text_at(told, wanted.id) if wanted.id else ""
        return Verdict(fate, reference=reference, cost=self.url.price * number)

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt | Inbound]:
        """Return what a callback tells; raise Forged."""
        self._check(callback, now)
        told = said(callback)
        events = found_at(told, self.settings.callbacks.events)
        found = [self._event(event) for event in (events if isinstance(events, list) else [events])]
        return [event for event in found if event is not None]

    def _check(self, callback: Callback, now: datetime) -> None:
        wanted = self.settings.callbacks
        given = callback.headers.get(wanted.header, "")
        if wanted.signed_by == "secret":
            check_same(given, self.secret)
            return
        timestamp = callback.headers.get(wanted.timestamp, "")
        before, _, after = wanted.signed.partition("{body}")
        signed = (
            before.replace("{timestamp}", timestamp).encode()
            + callback.body
            + after.replace("{timestamp}", timestamp).encode()
        )
        digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).digest()
        right = digest.hex() if wanted.encoding == "hex" else base64.b64encode(digest).decode()
        check_same(given.removeprefix("sha256="), right)
        if "{timestamp}" in wanted.signed:
            check_fresh(timestamp, now=now, most_age=wanted.most_age)

    def _event(self, event: object) -> Receipt | Inbound | None:
        wanted = self.settings.callbacks
        number = text_at(event, wanted.supplier_reference)
        status = text_at(event, wanted.status)
        if not status:
            address = international(text_at(event, wanted.number))
            key = text_at(event, wanted.key) if wanted.key else number
            return Inbound(key, address, text_at(event, wanted.text))
        state = wanted.states.get(status)
        if state is None:
            return None
        reference = text_at(event, wanted.reference)
        key = text_at(event, wanted.key) if wanted.key else f"{number or reference}:{status}"
        error = text_at(event, wanted.error) if wanted.error else ""
        cause = wanted.causes.get(error, "") if state == State.FAILED else ""
        return Receipt(key, state, reference, number, cause)


def _filled(value: object, values: Mapping[str, str]) -> object:
    """Return a part of the body with {to}, {text} and so on replaced."""
    if isinstance(value, dict):
        return {name: _filled(inside, values) for name, inside in value.items()}
    if isinstance(value, list):
        return [_filled(inside, values) for inside in value]
    if not isinstance(value, str):
        return value
    # In one pass: a text may itself contain "{to}".
    return PLACE.sub(lambda place: values.get(place[0], place[0]), value)
