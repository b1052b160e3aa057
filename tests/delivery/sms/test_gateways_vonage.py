"""Vonage's SMS API, with the examples that its documentation prints (developer.vonage.com/en/api/sms)."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.contract import Callback, Fate, Inbound, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.sms.gateways.opening import open_gateway
from belfry.delivery.channels.sms.gateways.vonage import Vonage, signature
from belfry.delivery.workflow import Cause, State
from tests.delivery.asked import parcel, replay, sent, url_of

SECRET = "signature-secret"
URL = f"vonage+http://abcd1234:abcdef0123456789@127.0.0.1:9/?from=AcmeInc&secret={SECRET}&price=7.5"
# The request's fields are those of "Send an SMS", with the documentation's example values.
TAKEN = {
    "to": "447700900000",
    "message-id": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "status": "0",
    "remaining-balance": "3.14159265",
    "message-price": "0.03330000",
    "network": "12345",
    "client-ref": "my-personal-reference",
    "account-ref": "customer1234",
}
RECEIPT = {
    "msisdn": "447700900000",
    "to": "AcmeInc",
    "network-code": "12345",
    "messageId": "0A0000001234567B",
    "price": "0.03330000",
    "status": "delivered",
    "scts": "2001011400",
    "err-code": "0",
    "api-key": "abcd1234",
    "message-timestamp": "2020-01-01 12:00:00",
    "client-ref": "my-personal-reference",
}
TEXT = {
    "api-key": "abcd1234",
    "msisdn": "447700900001",
    "to": "447700900000",
    "messageId": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "text": "Hello world",
    "type": "text",
    "keyword": "HELLO",
    "message-timestamp": "2020-01-01 12:00:00",
    "timestamp": "1578787200",
    "nonce": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
}
THEN = datetime.fromtimestamp(1578787200, UTC)


def vonage() -> Vonage:
    gateway = open_gateway(url_of(URL))
    assert isinstance(gateway, Vonage)
    return gateway


def answered(*statuses: str) -> dict[str, object]:
    return {
        "message-count": str(len(statuses)),
        "messages": [
            TAKEN if status == "0" else {"status": status, "error-text": "Missing to param"}
            for status in statuses
        ],
    }


def webhook(fields: dict[str, str], *, secret: str = SECRET) -> Callback:
    signed = {"timestamp": "1578787200", **fields}
    body = json.dumps({**signed, "sig": signature(signed, secret, "sha256").upper()}).encode()
    return Callback("POST", "/events/sms/x/", "", {"content-type": "application/json"}, body)


def test_the_documented_request_is_sent() -> None:
    gateway = vonage()
    requests = replay(gateway, answered("0"))
    sent(gateway, parcel(life=900))
    assert requests[0].method == "POST"
    assert requests[0].url.path == "/sms/json"
    # Basic authentication with key and secret.
    assert requests[0].headers["authorization"] == "Basic YWJjZDEyMzQ6YWJjZGVmMDEyMzQ1Njc4OQ=="
    fields = {name: values[0] for name, values in parse_qs(requests[0].content.decode()).items()}
    assert fields.pop("callback").endswith("/events/sms/127.0.0.1:9/")
    assert fields == {
        "from": "AcmeInc",
        "to": "447700900000",
        "text": "Hello World!",
        "type": "text",
        "ttl": "900000",
        "client-ref": "7-ab12-sms",
    }


def test_what_gsm_cannot_say_is_sent_as_unicode() -> None:
    gateway = vonage()
    requests = replay(gateway, answered("0"))
    sent(gateway, parcel("Ça suffit, naïef 🚲"))
    assert parse_qs(requests[0].content.decode())["type"] == ["unicode"]


def test_the_documented_answer_is_accepted_and_each_part_paid() -> None:
    gateway = vonage()
    replay(gateway, answered("0"))
    (verdict,) = sent(gateway, parcel())
    assert verdict.fate == Fate.ACCEPTED
    assert verdict.reference == "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
    assert verdict.cost == 750
    replay(gateway, answered("0", "0", "0"))
    (verdict,) = sent(gateway, parcel())
    assert verdict.cost == 3 * 750


@pytest.mark.parametrize(
    ("status", "fate", "cause"),
    [
        ("1", Fate.THROTTLED, Cause.THROTTLED),
        ("2", Fate.REFUSED, Cause.REFUSED),
        ("4", Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        ("5", Fate.TEMPORARY, Cause.TEMPORARY),
        ("6", Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        ("7", Fate.REFUSED, Cause.BLOCKED),
        ("9", Fate.NOT_TRIED, Cause.NO_CREDIT),
        ("33", Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        ("99", Fate.REFUSED, Cause.REFUSED),
    ],
)
def test_each_documented_refusal_has_its_meaning(status: str, fate: Fate, cause: Cause) -> None:
    gateway = vonage()
    replay(gateway, answered("0", status))
    (verdict,) = sent(gateway, parcel())
    assert (verdict.fate, verdict.cause, verdict.status) == (fate, cause, status)


def test_an_answer_that_says_nothing_leaves_it_open() -> None:
    gateway = vonage()
    replay(gateway, {})
    assert sent(gateway, parcel())[0].fate == Fate.UNKNOWN


def test_the_documented_receipt_names_our_reference() -> None:
    (receipt,) = vonage().read(webhook(RECEIPT), now=THEN)
    assert receipt == Receipt(
        "0A0000001234567B:delivered:0",
        State.DELIVERED,
        "my-personal-reference",
        "0A0000001234567B",
    )


@pytest.mark.parametrize(
    ("status", "code", "state", "cause"),
    [
        ("accepted", "0", State.ACCEPTED, ""),
        ("buffered", "0", State.ACCEPTED, ""),
        ("failed", "3", State.FAILED, Cause.UNKNOWN_NUMBER),
        ("expired", "2", State.FAILED, Cause.OUT_OF_REACH),
        ("rejected", "6", State.FAILED, Cause.BLOCKED),
        ("rejected", "99", State.FAILED, ""),
    ],
)
def test_each_documented_status_has_its_meaning(
    status: str, code: str, state: State, cause: str
) -> None:
    callback = webhook({**RECEIPT, "status": status, "err-code": code})
    (receipt,) = vonage().read(callback, now=THEN)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.cause) == (state, cause)


def test_a_receipt_that_knows_nothing_tells_nothing() -> None:
    assert vonage().read(webhook({**RECEIPT, "status": "unknown"}), now=THEN) == []


def test_the_documented_text_of_a_member_is_read() -> None:
    (inbound,) = vonage().read(webhook(TEXT), now=THEN)
    assert inbound == Inbound(
        "aaaaaaaa-bbbb-cccc-dddd-0123456789ab", "+447700900001", "Hello world"
    )


def test_signs_in_a_text_are_replaced_before_it_is_signed() -> None:
    fields = {"b": "x&y=z", "a": "1", "sig": "of no account"}
    assert signature(fields, "k", "sha256") == signature({"a": "1", "b": "x_y_z"}, "k", "sha256")


def test_a_webhook_with_another_signature_is_forged() -> None:
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT, secret="guessed"), now=THEN)
    changed = json.loads(webhook(RECEIPT).body)
    changed["client-ref"] = "of-another"
    body = json.dumps(changed).encode()
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT)._replace(body=body), now=THEN)
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT)._replace(body=b"["), now=THEN)
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT)._replace(body=b"{}"), now=THEN)


def test_a_webhook_is_believed_for_the_day_that_it_is_repeated_and_no_longer() -> None:
    assert vonage().read(webhook(RECEIPT), now=THEN + timedelta(hours=24))
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT), now=THEN + timedelta(hours=26))
    with pytest.raises(Forged):
        vonage().read(webhook(RECEIPT), now=THEN - timedelta(minutes=6))


@pytest.mark.parametrize("missing", ["from=AcmeInc", f"secret={SECRET}"])
def test_a_url_without_what_it_needs_stops_the_start(missing: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        open_gateway(url_of(URL.replace(missing, "x=y")))
