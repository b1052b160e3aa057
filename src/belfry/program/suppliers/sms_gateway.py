"""Plays SMS gateways over HTTP: Vonage's and Twilio's API, and one that a settings file describes.

What it takes is delivered to the phones of `phones.py`, and a signed receipt goes to the address that the
request named. Besides what `control.py` says, it obeys:

| key | what it does |
|---|---|
| `code` | refuses with this code of the API |
| `empty_id` | takes the text and tells no id |
| `receipts` | `normal`, `none`, `early` (before the answer), `late`, `doubled`, `reordered`, `forged`, `replayed` (an hour old) |
| `seconds` | until a receipt is posted (0.2), or a late one (10) |
| `error` | the text did not arrive: the API's code of the reason |

Somebody sends a text to our number by `say`; `inbound` is where it is posted.
"""

import base64
import hashlib
import hmac
import json
import socket
import uuid
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from belfry.program.suppliers.api_server import SIGNED_WITH, Asked, Post, Reply
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.gateway import JSON, Gateway
from belfry.program.suppliers.phones import Phones

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class SmsGateway(Gateway):
    """The gateways on one port."""

    kind = "receipts"
    seconds = 0.2

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
        self.inbound = ""
        self.routes = {
            "/sms/json": self._vonage,
            "/2010-04-01/Accounts/": self._twilio,
            "/messages": self._generic,
        }

    def _vonage(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        if "code" in wishes:
            refused = {"status": str(wishes["code"]), "error-text": "as wished"}
            return Reply(200, {"message-count": "1", "messages": [refused]})
        number = "" if wishes.get("empty_id") else f"{self.next_number():016X}"
        self._deliver(f"+{asked.text('to')}", asked.text("text"), asked.text("from"), wishes)
        receipts = []
        for status, code in (("accepted", "0"), _outcome(wishes, "delivered", "failed")):
            fields = {
                "msisdn": asked.text("to"),
                "to": asked.text("from"),
                "network-code": "20601",
                "messageId": number,
                "price": "0.03330000",
                "status": status,
                "err-code": code,
                "client-ref": asked.text("client-ref"),
                "nonce": str(uuid.uuid4()),
                "timestamp": self.time(wishes),
            }
            receipts.append(self._vonage_post(asked.text("callback"), fields, wishes))
        self.tell(receipts, wishes)
        taken = {
            "to": asked.text("to"),
            "message-id": number,
            "status": "0",
            "remaining-balance": "3.14159265",
            "message-price": "0.03330000",
            "network": "20601",
            "client-ref": asked.text("client-ref"),
        }
        size = 153 if asked.text("type") == "text" else 67
        parts = max(1, -(-len(asked.text("text")) // size)) if _long(asked) else 1
        return Reply(200, {"message-count": str(parts), "messages": [taken] * parts})

    def _vonage_post(
        self, url: str, fields: Mapping[str, str], wishes: Mapping[str, object]
    ) -> Post:
        signed = "".join(
            f"&{name}={fields[name].replace('&', '_').replace('=', '_')}" for name in sorted(fields)
        )
        digest = hmac.new(self.key(wishes), signed.encode(), hashlib.sha256).hexdigest()
        return Post(url, json.dumps({**fields, "sig": digest.upper()}).encode(), JSON)

    def _twilio(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        if "code" in wishes:
            return Reply(400, {"code": wishes["code"], "message": "as wished", "status": 400})
        number = "" if wishes.get("empty_id") else f"SM{self.next_number():032x}"
        self._deliver(asked.text("To"), asked.text("Body"), asked.text("From"), wishes)
        receipts = []
        for status, code in (("sent", "0"), _outcome(wishes, "delivered", "undelivered")):
            fields = {
                "MessageSid": number,
                "SmsSid": number,
                "MessageStatus": status,
                "To": asked.text("To"),
                "From": asked.text("From"),
            }
            if code != "0":
                fields["ErrorCode"] = code
            receipts.append(self._twilio_post(asked.text("StatusCallback"), fields, wishes))
        self.tell(receipts, wishes)
        told = {"sid": number, "status": "queued", "num_segments": "0", "error_code": None}
        return Reply(201, told)

    def _twilio_post(
        self, url: str, fields: Mapping[str, str], wishes: Mapping[str, object]
    ) -> Post:
        signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        digest = hmac.new(self.key(wishes), signed.encode(), hashlib.sha1).digest()
        signature = base64.b64encode(digest).decode()
        return Post(url, urlencode(fields).encode(), {**FORM, "X-Twilio-Signature": signature})

    def _generic(self, asked: Asked, wishes: Mapping[str, object]) -> Reply:
        if "code" in wishes:
            return Reply(422, {"result": {"code": wishes["code"]}})
        number = "" if wishes.get("empty_id") else f"message-{self.next_number()}"
        self._deliver(asked.text("to"), asked.text("text"), asked.text("from"), wishes)
        receipts = []
        for status, code in (("taken", "0"), _outcome(wishes, "arrived", "lost")):
            event = {"id": number, "reference": asked.text("reference"), "status": status}
            receipts.append(
                self._generic_post(asked.text("callback"), {**event, "error": code}, wishes)
            )
        self.tell(receipts, wishes)
        return Reply(202, {"result": {"code": "taken", "id": number}})

    def _generic_post(
        self, url: str, event: Mapping[str, str], wishes: Mapping[str, object]
    ) -> Post:
        body, at = json.dumps({"events": [event]}).encode(), self.time(wishes)
        digest = hmac.new(self.key(wishes), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return Post(url, body, {**JSON, "X-Timestamp": at, "X-Signature": f"sha256={digest}"})

    def say(self, number: str, text: str, *, api: str, times: int = 1) -> None:
        """Let somebody send a text to our number; with `times`, the gateway posts it so often."""
        # Only receipts misbehave.
        wishes: Mapping[str, object] = {}
        if api == "twilio":
            sent = {"MessageSid": f"SM{self.next_number():032x}", "From": number, "Body": text}
            post = self._twilio_post(self.inbound, {**sent, "SmsStatus": "received"}, wishes)
        elif api == "vonage":
            fields = {
                "msisdn": number.removeprefix("+"),
                "to": "3225550100",
                "messageId": f"{self.next_number():016X}",
                "text": text,
                "type": "text",
                "keyword": text.partition(" ")[0].upper(),
                "timestamp": self.time(wishes),
                "nonce": str(uuid.uuid4()),
            }
            post = self._vonage_post(self.inbound, fields, wishes)
        else:
            event = {"id": f"inbound-{self.next_number()}", "from": number, "text": text}
            post = self._generic_post(self.inbound, event, wishes)
        for _ in range(times):
            self.post_later(post, 0)

    def _deliver(self, to: str, text: str, sender: str, wishes: Mapping[str, object]) -> None:
        if "error" not in wishes:
            self.phones.keep("sms", to, text, **{"from": sender})


def _outcome(wishes: Mapping[str, object], arrived: str, lost: str) -> tuple[str, str]:
    error = str(wishes.get("error", "0"))
    return (arrived, "0") if error == "0" else (lost, error)


def _long(asked: Asked) -> bool:
    return len(asked.text("text")) > (160 if asked.text("type") == "text" else 70)
