"""Twilio's Messages resource.

Where each field comes from, in Twilio's public documentation:
- Request and answer: twilio.com/docs/messaging/api/message-resource, "Create a Message": POST
  /2010-04-01/Accounts/{AccountSid}/Messages.json, a form with `To` and `From` (E.164 or a name), `Body`,
  `StatusCallback`, `ValidityPeriod` (seconds, 1 to 36,000); basic authentication with account and token.
  The answer (201) has `sid` and `num_segments`.
- Refusals: twilio.com/docs/usage/twilios-response, "Exceptions": `code`, `message`, `status`; what a `code`
  means: twilio.com/docs/api/errors/<code>.
- Receipts: twilio.com/docs/messaging/guides/track-outbound-message-status: a form with `MessageSid`,
  `MessageStatus`, `ErrorCode`, to the address that the request named. The API keeps no reference of ours, so
  that address carries it.
- What members send: twilio.com/docs/messaging/guides/webhook-request: `MessageSid`, `From`, `Body`.
- Signatures: twilio.com/docs/usage/security, "Validating requests": HMAC-SHA1 over the address and the sorted
  fields, in `X-Twilio-Signature`. It holds no time: a replay is recognised by its key, which is known already.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import httpx2
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.asking import Answer, basic, judge_status, text_at
from belfry.delivery.channels.callbacks import (
    check_same,
    form_fields,
    full_address,
    reference_of,
)
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
from belfry.delivery.channels.sms.gateways.gateway import Gateway
from belfry.delivery.workflow import Cause, State

LONGEST_LIFE: Final = 36_000

OUTCOMES: Final[Mapping[str, tuple[Fate, Cause]]] = {
    # 'To' is no number; is no mobile number; is a landline.
    **dict.fromkeys(("21211", "21614", "21635"), (Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER)),
    # The person sent STOP to Twilio itself.
    "21610": (Fate.REFUSED, Cause.BLOCKED),
    # No route to this number.
    "21612": (Fate.REFUSED, Cause.BLOCKED),
    "21611": (Fate.THROTTLED, Cause.THROTTLED),
    "20429": (Fate.THROTTLED, Cause.THROTTLED),
    # Sign-in; account; country not switched on; sender not ours; sender cannot send texts.
    **dict.fromkeys(
        ("20003", "20005", "21408", "21603", "21606", "30002"),
        (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    ),
}

STATES: Final[Mapping[str, State]] = {
    "accepted": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.ACCEPTED,
    "delivered": State.DELIVERED,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
}
CAUSES: Final[Mapping[str, Cause]] = {
    "30003": Cause.OUT_OF_REACH,
    "30004": Cause.BLOCKED,
    "30005": Cause.UNKNOWN_NUMBER,
    "30006": Cause.UNKNOWN_NUMBER,
    "30007": Cause.BLOCKED,
    "21610": Cause.BLOCKED,
}


class Twilio(Gateway):
    """`twilio+https://ACCOUNT:TOKEN@api.twilio.com/?from=…`; the token also signs what comes back."""

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        if not url.user or not url.password:
            raise ImproperlyConfigured(f"The URL of {url.name} needs the account and its token.")

    def ask_for(self, parcel: Parcel) -> httpx2.Request:
        """Return the request that sends a text."""
        fields = {
            "To": parcel.address,
            "From": self.sender,
            "Body": parcel.text,
            "StatusCallback": self.callback(parcel.reference),
        }
        if parcel.seconds_to_live is not None:
            fields["ValidityPeriod"] = str(min(max(parcel.seconds_to_live, 1), LONGEST_LIFE))
        return self.request_form(
            f"/2010-04-01/Accounts/{self.url.user}/Messages.json",
            fields,
            {"Authorization": basic(self.url.user, self.url.password)},
        )

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means."""
        told = answer.json()
        if answer.fine:
            # 0 while it does not know its sender yet.
            told_parts = text_at(told, "num_segments")
            number = int(told_parts) if told_parts.isdecimal() else 0
            return Verdict(
                Fate.ACCEPTED,
                reference=text_at(told, "sid"),
                cost=self.url.price * (number or parts(parcel.text)),
            )
        verdict = judge_status(answer)
        code = text_at(told, "code")
        fate, cause = OUTCOMES.get(code, (verdict.fate, verdict.cause))
        status = f"{answer.status} {code}".strip()
        return Verdict(fate, cause, status, retry_after=verdict.retry_after)

    def read(self, callback: Callback, *, now: datetime) -> Sequence[Receipt | Inbound]:
        """Return the receipt or the text that a webhook brings; raise Forged."""
        fields = form_fields(callback)
        signed = fields if callback.body else {}
        check_same(
            callback.headers.get("x-twilio-signature", ""),
            signature(full_address(callback), signed, self.url.password),
        )
        number = fields.get("MessageSid", "")
        if "MessageStatus" not in fields:
            return [Inbound(number, fields.get("From", ""), fields.get("Body", ""))]
        status, code = fields["MessageStatus"], fields.get("ErrorCode", "")
        state = STATES.get(status)
        if state is None:
            return []
        cause = CAUSES.get(code, "") if state == State.FAILED else ""
        return [Receipt(f"{number}:{status}", state, reference_of(callback), number, cause)]


def signature(address: str, fields: Mapping[str, str], token: str) -> str:
    """Return the signature of a webhook."""
    signed = address + "".join(name + value for name, value in sorted(fields.items()))
    # SHA-1 is Twilio's choice; HMAC does not need what it lost.
    found = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(found).decode()
