"""Twilio's Messages resource, with the examples that its documentation and libraries print."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.contract import Callback, Fate, Inbound, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.sms.gateways.opening import open_gateway
from belfry.delivery.channels.sms.gateways.twilio import Twilio, signature
from belfry.delivery.workflow import Cause, State
from tests.delivery.asked import parcel, replay, sent, url_of

ACCOUNT, TOKEN = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "12345"
URL = f"twilio+http://{ACCOUNT}:{TOKEN}@127.0.0.1:9/?from=%2B14155552345&price=8"
# The documented answer to "Create a Message".
TAKEN = {
    "account_sid": ACCOUNT,
    "api_version": "2010-04-01",
    "body": "O Slash: \u00d8, PoP: \ud83d\udca9",
    "direction": "outbound-api",
    "error_code": None,
    "error_message": None,
    "from": "+14155552345",
    "num_segments": "1",
    "price": "-0.00750",
    "price_unit": "USD",
    "sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "status": "sent",
    "to": "+14155552345",
}
NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def twilio() -> Twilio:
    gateway = open_gateway(url_of(URL))
    assert isinstance(gateway, Twilio)
    return gateway


def webhook(fields: dict[str, str], *, query: str = "", token: str = TOKEN) -> Callback:
    path = "/events/sms/127.0.0.1:9/"
    address = settings.BASE_URL + path + (f"?{query}" if query else "")
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature(address, fields, token),
    }
    return Callback("POST", path, query, headers, urlencode(fields).encode())


def test_the_documented_signature_is_found() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature(address, fields, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_documented_request_is_sent() -> None:
    gateway = twilio()
    requests = replay(gateway, TAKEN, status=201)
    sent(gateway, parcel(to="+14155552345", life=600))
    assert requests[0].url.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert requests[0].headers["authorization"].startswith("Basic ")
    fields = {name: values[0] for name, values in parse_qs(requests[0].content.decode()).items()}
    assert fields.pop("StatusCallback").startswith(
        f"{settings.BASE_URL}/events/sms/127.0.0.1:9/?reference=7-ab12-sms"
    )
    assert fields == {
        "To": "+14155552345",
        "From": "+14155552345",
        "Body": "Hello World!",
        "ValidityPeriod": "600",
    }


def test_the_documented_answer_is_accepted_and_each_segment_paid() -> None:
    gateway = twilio()
    replay(gateway, TAKEN, status=201)
    (verdict,) = sent(gateway, parcel())
    assert verdict.fate == Fate.ACCEPTED
    assert (verdict.reference, verdict.cost) == (TAKEN["sid"], 800)
    replay(gateway, {**TAKEN, "num_segments": "0"}, status=201)
    (verdict,) = sent(gateway, parcel("x" * 200))
    assert verdict.cost == 1600


@pytest.mark.parametrize(
    ("status", "code", "fate", "cause"),
    [
        (401, 20003, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (429, 20429, Fate.THROTTLED, Cause.THROTTLED),
        (400, 21211, Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        (400, 21610, Fate.REFUSED, Cause.BLOCKED),
        (400, 21614, Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        (400, 21635, Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        (400, 21606, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (400, 21617, Fate.REFUSED, Cause.REFUSED),
        (503, 20503, Fate.TEMPORARY, Cause.TEMPORARY),
    ],
)
def test_each_documented_refusal_has_its_meaning(
    status: int, code: int, fate: Fate, cause: Cause
) -> None:
    gateway = twilio()
    more = f"https://www.twilio.com/docs/errors/{code}"
    told = {"code": code, "message": "…", "more_info": more, "status": status}
    replay(gateway, told, status=status)
    (verdict,) = sent(gateway, parcel())
    assert (verdict.fate, verdict.cause, verdict.status) == (fate, cause, f"{status} {code}")


def status_callback(status: str, **more: str) -> Callback:
    gateway = twilio()
    requests = replay(gateway, TAKEN, status=201)
    sent(gateway, parcel())
    asked = parse_qs(requests[0].content.decode())["StatusCallback"][0]
    fields = {"MessageSid": TAKEN["sid"], "SmsSid": TAKEN["sid"], "MessageStatus": status, **more}
    return webhook({k: str(v) for k, v in fields.items()}, query=asked.partition("?")[2])


def test_a_status_callback_brings_our_reference_back() -> None:
    (receipt,) = twilio().read(status_callback("delivered"), now=NOW)
    assert receipt == Receipt(
        f"{TAKEN['sid']}:delivered", State.DELIVERED, "7-ab12-sms", str(TAKEN["sid"])
    )


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("30003", Cause.OUT_OF_REACH),
        ("30005", Cause.UNKNOWN_NUMBER),
        ("30006", Cause.UNKNOWN_NUMBER),
        ("30007", Cause.BLOCKED),
        ("30008", ""),
    ],
)
def test_each_documented_error_has_its_meaning(code: str, cause: str) -> None:
    (receipt,) = twilio().read(status_callback("undelivered", ErrorCode=code), now=NOW)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.cause) == (State.FAILED, cause)


def test_a_status_of_another_channel_tells_nothing() -> None:
    assert twilio().read(status_callback("read"), now=NOW) == []


def test_the_text_of_a_member_is_read() -> None:
    fields = {"MessageSid": "SM1", "From": "+32470000001", "Body": "STOP", "SmsStatus": "received"}
    (inbound,) = twilio().read(webhook(fields), now=NOW)
    assert inbound == Inbound("SM1", "+32470000001", "STOP")


def test_a_webhook_with_another_signature_is_forged() -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    with pytest.raises(Forged):
        twilio().read(webhook(fields, token="guessed"), now=NOW)
    good = webhook(fields)
    with pytest.raises(Forged):
        twilio().read(good._replace(body=good.body + b"&ErrorCode=30003"), now=NOW)
    with pytest.raises(Forged):
        twilio().read(good._replace(query="reference=other"), now=NOW)
    # Signed by Twilio, but with a reference that we never gave.
    with pytest.raises(Forged):
        twilio().read(webhook(fields, query="reference=other"), now=NOW)


def test_a_url_without_a_token_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured):
        open_gateway(url_of(URL.replace(f":{TOKEN}@", "@")))
