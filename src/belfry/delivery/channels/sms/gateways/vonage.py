"""Vonage's SMS API.

Where each field comes from, in Vonage's public documentation:
- Request and answer: developer.vonage.com/en/api/sms, "Send an SMS": POST /sms/json, a form with `from`, `to`
  (digits only), `text`, `type` (text or unicode), `ttl` (milliseconds, 20,000 to 604,800,000), `client-ref` (ours,
  100 characters), `callback` (100 characters); basic authentication with key and secret. The answer has
  `message-count` and `messages`, one for each part, with `status`, `message-id` and `error-text`.
- The meaning of `status`: the same page, "Errors", and messaging/sms/guides/troubleshooting-sms.
- Receipts: the same page, "Delivery Receipt": `messageId`, `status`, `err-code`, `client-ref`; what `err-code`
  means: messaging/sms/guides/delivery-receipts, "DLR error codes".
- What members send: the same page, "Inbound SMS": `msisdn`, `messageId`, `text`; sent again for 24 hours
  until it is answered with 2xx.
- Signatures: getting-started/concepts/signing-messages: `sig` over all other fields, `timestamp` among them.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import httpx2
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.asking import Answer, basic, found_at, judge_status, text_at
from belfry.delivery.channels.callbacks import check_fresh, check_same, form_fields, said
from belfry.delivery.channels.contract import (
    Callback,
    Fate,
    Inbound,
    Parcel,
    Receipt,
    SupplierUrl,
    Verdict,
)
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.sms.encoding import is_gsm
from belfry.delivery.channels.sms.gateways.gateway import Gateway, international
from belfry.delivery.workflow import Cause, State

PATH: Final = "/sms/json"
SHORTEST_LIFE: Final = 20_000
LONGEST_LIFE: Final = 604_800_000
LONGEST_CALLBACK: Final = 100
# It offers MD5 and SHA-1 too; nothing asks us to trust them.
ALGORITHMS: Final = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
# It repeats for a day what we did not answer, under the time of the first try.
MOST_AGE_SECONDS: Final = 25 * 3600.0

ACCEPTED: Final = "0"
# What concerns our account or our settings (4, 8, 11, 14, 15, 23, 29, 32) concerns every text.
OUTCOMES: Final[Mapping[str, tuple[Fate, Cause]]] = {
    "1": (Fate.THROTTLED, Cause.THROTTLED),
    "5": (Fate.TEMPORARY, Cause.TEMPORARY),
    "6": (Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
    "7": (Fate.REFUSED, Cause.BLOCKED),
    "9": (Fate.NOT_TRIED, Cause.NO_CREDIT),
    "10": (Fate.THROTTLED, Cause.THROTTLED),
    "33": (Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
    **dict.fromkeys(
        ("4", "8", "11", "14", "15", "23", "29", "32"), (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES)
    ),
}
REFUSED: Final = (Fate.REFUSED, Cause.REFUSED)

STATES: Final[Mapping[str, State]] = {
    "delivered": State.DELIVERED,
    "accepted": State.ACCEPTED,
    "buffered": State.ACCEPTED,
    "expired": State.FAILED,
    "failed": State.FAILED,
    "rejected": State.FAILED,
}
CAUSES: Final[Mapping[str, Cause]] = {
    "2": Cause.OUT_OF_REACH,
    "3": Cause.UNKNOWN_NUMBER,
    "4": Cause.BLOCKED,
    "6": Cause.BLOCKED,
    "7": Cause.OUT_OF_REACH,
    "9": Cause.UNKNOWN_NUMBER,
    "10": Cause.REFUSED,
    "12": Cause.OUT_OF_REACH,
    "13": Cause.BLOCKED,
    "14": Cause.BLOCKED,
    "15": Cause.NO_CREDIT,
}


class Vonage(Gateway):
    """`vonage+https://KEY:SECRET@rest.nexmo.com/?from=…&secret=…&algorithm=sha256`.

    `secret` is the account's signature secret, `algorithm` the one chosen there for signed webhooks.
    """

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        self.secret = self.option("secret")
        self.algorithm = url.options.get("algorithm", "sha256")
        if self.algorithm not in ALGORITHMS:
            raise ImproperlyConfigured(
                f"{url.name}: algorithm must be one of {', '.join(ALGORITHMS)}."
            )
        if len(self.callback()) > LONGEST_CALLBACK:
            raise ImproperlyConfigured("BELFRY_BASE_URL is too long for receipts of Vonage.")

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that sends a text."""
        fields = {
            "from": self.sender.removeprefix("+"),
            "to": parcel.address.removeprefix("+"),
            "text": parcel.text,
            "type": "text" if is_gsm(parcel.text) else "unicode",
            "client-ref": parcel.reference,
            "callback": self.callback(),
        }
        if parcel.seconds_to_live is not None:
            life = parcel.seconds_to_live * 1000
            fields["ttl"] = str(min(max(life, SHORTEST_LIFE), LONGEST_LIFE))
        return self.request_form(
            PATH, fields, {"Authorization": basic(self.url.user, self.url.password)}
        )

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means; of several parts, the first that failed decides."""
        if not answer.fine:
            return judge_status(answer)
        told = answer.json()
        parts = found_at(told, "messages")
        if not isinstance(parts, list) or not parts:
            return Verdict(Fate.UNKNOWN, Cause.BROKEN_CONNECTION)
        statuses = [text_at(part, "status") for part in parts]
        worst = next((status for status in statuses if status != ACCEPTED), ACCEPTED)
        if worst == ACCEPTED:
            return Verdict(
                Fate.ACCEPTED,
                reference=text_at(parts[0], "message-id"),
                cost=self.url.price * len(parts),
            )
        fate, cause = OUTCOMES.get(worst, REFUSED)
        return Verdict(fate, cause, worst)

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt | Inbound]:
        """Return the receipt or the text that a webhook brings; raise Forged."""
        fields = _fields(callback)
        check_same(fields.get("sig", "").lower(), signature(fields, self.secret, self.algorithm))
        check_fresh(fields.get("timestamp", ""), now=now, most_age=MOST_AGE_SECONDS)
        number = fields.get("messageId", "")
        if "status" not in fields:
            address = international(fields.get("msisdn", ""))
            return [Inbound(number, address, fields.get("text", ""))]
        status, code = fields["status"], fields.get("err-code", "")
        state = STATES.get(status)
        if state is None:
            return []
        cause = CAUSES.get(code, "") if state == State.FAILED else ""
        return [
            Receipt(f"{number}:{status}:{code}", state, fields.get("client-ref", ""), number, cause)
        ]


def _fields(callback: Callback) -> Mapping[str, str]:
    """Return the fields of a webhook: a GET, a form, or JSON, as the account chose."""
    told = said(callback) if callback.body else form_fields(callback)
    if not isinstance(told, dict):
        raise Forged
    return {str(name): text_at(told[name], "") for name in told}


def signature(fields: Mapping[str, str], secret: str, algorithm: str) -> str:
    """Return the signature of a webhook's fields, in small hexadecimal digits."""
    signed = "".join(
        f"&{name}={value.replace('&', '_').replace('=', '_')}"
        for name, value in sorted(fields.items())
        if name != "sig"
    )
    return hmac.new(secret.encode(), signed.encode(), ALGORITHMS[algorithm]).hexdigest()
