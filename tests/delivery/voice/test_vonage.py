"""Vonage's Voice API, with the examples that its documentation prints."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from belfry.delivery.channels.callbacks import callback_url
from belfry.delivery.channels.contract import Callback, Fate, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.voice.vonage import Vonage
from belfry.delivery.workflow import Cause, State
from tests.delivery.asked import parcel, replay, sent, url_of

SECRET = "signature-secret"
NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
CALL = "63f61863-4a51-4f6b-86e1-46edebcf9356"
# The documented answer to "Create an outbound call".
CREATED = {
    "uuid": CALL,
    "status": "started",
    "direction": "outbound",
    "conversation_uuid": "CON-f972836a-550f-45fa-956c-12a2ab5b7d22",
}
# The documented fields of each event.
BASE = {
    "from": "442079460000",
    "to": "447700900000",
    "uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "conversation_uuid": "CON-aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "direction": "outbound",
    "timestamp": "2020-01-01T12:00:00.000Z",
}
MACHINE = {
    "call_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "from": "442079460000",
    "to": "447700900000",
    "status": "machine",
    "conversation_uuid": "CON-aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "timestamp": "2020-01-01T12:00:00.000Z",
}
COMPLETED = {
    **BASE,
    "end_time": "2020-01-01T12:00:00.000Z",
    "network": "GB-FIXED",
    "duration": "2",
    "start_time": "2020-01-01T12:00:00.000Z",
    "rate": "0.00450000",
    "price": "0.00150000",
    "status": "completed",
}
INPUT = {
    "speech": {},
    "dtmf": {"digits": "1234", "timed_out": False},
    "uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "conversation_uuid": "bbbbbbbb-cccc-dddd-eeee-0123456789ab",
    "timestamp": "2020-01-01T14:00:00.000Z",
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, rsa.RSAPublicKey]:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path_factory.mktemp("key") / "private.pem"
    path.write_bytes(
        made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path, made.public_key()


@pytest.fixture
def vonage(key: tuple[Path, rsa.RSAPublicKey]) -> Vonage:
    text = f"vonage+http://app-id@127.0.0.1:9/?from=%2B442079460000&key={key[0]}&secret={SECRET}"
    return Vonage(url_of(f"{text}&price=2"))


def unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def webhook(
    event: object,
    *,
    secret: str = SECRET,
    algorithm: str = "HS256",
) -> Callback:
    body = json.dumps(event).encode()
    claims = {
        "iat": int(NOW.timestamp()),
        "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": "abcd1234",
    }
    head = {"alg": algorithm, "typ": "JWT"}
    signed = ".".join(packed(json.dumps(part).encode()) for part in (head, claims))
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    query = callback_url("voice", "127.0.0.1:9", "7-ab12-voice").partition("?")[2]
    headers = {
        "content-type": "application/json",
        "authorization": f"Bearer {signed}.{packed(digest)}",
    }
    return Callback("POST", "/events/voice/127.0.0.1:9/", query, headers, body)


def test_the_documented_request_is_sent_with_all_that_is_said(vonage: Vonage) -> None:
    requests = replay(vonage, CREATED, status=201)
    (verdict,) = sent(vonage, parcel("There is a burglar.", to="+447700900000"))
    assert (verdict.fate, verdict.reference, verdict.cost) == (Fate.ACCEPTED, CALL, 200)
    assert requests[0].url.path == "/v1/calls"
    told = json.loads(requests[0].content)
    (address,) = told["event_url"]
    assert "/events/voice/127.0.0.1:9/?reference=7-ab12-sms" in address
    speak, ask = told["ncco"][:4], told["ncco"][4]
    assert [step["text"] for step in speak] == [
        "There is a burglar.",
        "We repeat the message.",
        "There is a burglar.",
        "Press 1 if you have heard this message.",
    ]
    assert {step["language"] for step in speak} == {"en-GB"}
    # Nobody hangs up on the first reading by leaning on a key.
    assert [step["bargeIn"] for step in speak] == [False, True, True, True]
    assert ask == {
        "action": "input",
        "type": ["dtmf"],
        "dtmf": {"maxDigits": 1, "timeOut": 8},
        "eventUrl": [address],
        "eventMethod": "POST",
    }
    assert told["to"] == [{"type": "phone", "number": "447700900000"}]
    assert told["from"] == {"type": "phone", "number": "442079460000"}
    assert told["ringing_timer"] == 45
    assert told["event_method"] == "POST"
    assert told["advanced_machine_detection"] == {"behavior": "hangup", "mode": "detect"}
    assert "answer_url" not in told


def test_the_token_is_signed_by_the_key_of_the_application(
    vonage: Vonage, key: tuple[Path, rsa.RSAPublicKey]
) -> None:
    requests = replay(vonage, CREATED, status=201)
    sent(vonage, parcel(), parcel())
    tokens = [request.headers["authorization"].removeprefix("Bearer ") for request in requests]
    claims = []
    for token in tokens:
        signed, _, signature = token.rpartition(".")
        key[1].verify(unpacked(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        head, _, body = signed.partition(".")
        assert json.loads(unpacked(head)) == {"alg": "RS256", "typ": "JWT"}
        claims.append(json.loads(unpacked(body)))
    assert claims[0]["application_id"] == "app-id"
    assert claims[0]["iat"] <= time.time() < claims[0]["exp"]
    assert claims[0]["jti"] != claims[1]["jti"]


@pytest.mark.parametrize(
    ("event", "cause"),
    [
        (MACHINE, Cause.VOICEMAIL),
        ({**BASE, "status": "busy"}, Cause.NOT_ANSWERED),
        ({**BASE, "status": "timeout"}, Cause.NOT_ANSWERED),
        ({**BASE, "status": "unanswered"}, Cause.NOT_ANSWERED),
        ({**BASE, "status": "unanswered", "detail": "unavailable"}, Cause.OUT_OF_REACH),
        ({**BASE, "status": "rejected", "detail": "restricted"}, Cause.BLOCKED),
        ({**BASE, "status": "rejected", "detail": "invalid_number"}, Cause.UNKNOWN_NUMBER),
        ({**BASE, "status": "failed"}, Cause.OUT_OF_REACH),
        ({**BASE, "status": "failed", "detail": "number_out_of_service"}, Cause.UNKNOWN_NUMBER),
    ],
)
def test_each_documented_event_that_ends_a_call_has_its_cause(
    vonage: Vonage, event: dict[str, str], cause: Cause
) -> None:
    (receipt,) = vonage.read(webhook(event), now=NOW)
    assert (receipt.state, receipt.cause) == (State.FAILED, cause)
    assert receipt.reference == "7-ab12-voice"
    assert receipt.supplier_reference == "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"


@pytest.mark.parametrize("status", ["started", "ringing", "answered", "human", "record"])
def test_other_events_tell_nothing(vonage: Vonage, status: str) -> None:
    assert vonage.read(webhook({**BASE, "status": status}), now=NOW) == []


@pytest.mark.parametrize(
    ("dtmf", "state"),
    [
        ({"digits": "1", "timed_out": False}, State.CONFIRMED),
        ("1", State.CONFIRMED),
        ({"digits": "1234", "timed_out": False}, State.DELIVERED),
        ({"digits": "", "timed_out": True}, State.DELIVERED),
        ({"digits": None, "timed_out": True}, State.DELIVERED),
    ],
)
def test_who_presses_1_confirms_and_who_hears_all_of_it_got_it(
    vonage: Vonage, dtmf: object, state: State
) -> None:
    (receipt,) = vonage.read(webhook({**INPUT, "dtmf": dtmf}), now=NOW)
    assert receipt.state == state


def test_the_end_of_a_call_tells_what_it_cost(vonage: Vonage) -> None:
    (receipt,) = vonage.read(webhook(COMPLETED), now=NOW)
    assert receipt == Receipt(
        "aaaaaaaa-bbbb-cccc-dddd-0123456789ab:completed",
        State.FAILED,
        "7-ab12-voice",
        "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
        Cause.NOT_ANSWERED,
        15,
    )


def test_an_event_with_another_signature_is_forged(vonage: Vonage) -> None:
    good = webhook(COMPLETED)
    assert vonage.read(good, now=NOW)
    for bad in (
        webhook(COMPLETED, secret="guessed"),
        webhook(COMPLETED, algorithm="none"),
        good._replace(body=good.body + b" "),
        good._replace(headers={"content-type": "application/json"}),
        good._replace(headers={**good.headers, "authorization": "Bearer a.b.c"}),
        good._replace(query=good.query.replace("7-ab12", "8-cd34")),
        webhook([]),
        webhook({"status": "busy"}),
    ):
        with pytest.raises(Forged):
            vonage.read(bad, now=NOW)


def test_an_event_is_believed_for_five_minutes(vonage: Vonage) -> None:
    assert vonage.read(webhook(COMPLETED), now=NOW + timedelta(seconds=299))
    for moment in (NOW + timedelta(seconds=301), NOW - timedelta(seconds=301)):
        with pytest.raises(Forged):
            vonage.read(webhook(COMPLETED), now=moment)
