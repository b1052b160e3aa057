"""The gateway that a settings file describes."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.contract import Callback, Fate, Inbound, Receipt
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.sms.gateways.generic import Generic
from belfry.delivery.channels.sms.gateways.opening import open_gateway
from belfry.delivery.workflow import Cause, State
from tests.delivery.asked import parcel, replay, sent, url_of

FILE = Path(__file__).with_name("gateway.toml")
NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def generic(path: Path = FILE, *, base: str = "") -> Generic:
    gateway = open_gateway(
        url_of(
            f"sms+http://belfry:pass%2Fword@127.0.0.1:9{base}/"
            f"?settings={path}&from=Police&secret=s3&price=6"
        )
    )
    assert isinstance(gateway, Generic)
    return gateway


def changed(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "gateway.toml"
    path.write_text(text, encoding="utf-8")
    return path


def webhook(told: object, *, secret: str = "s3") -> Callback:
    body, time = json.dumps(told).encode(), str(int(NOW.timestamp()))
    signature = hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "x-timestamp": time,
        "x-signature": f"sha256={signature}",
    }
    return Callback("POST", "/events/sms/127.0.0.1:9/", "", headers, body)


EVENT = {"id": "m1", "reference": "7-ab12-sms", "status": "arrived", "error": "0"}


def test_the_request_is_as_the_file_says_and_a_text_is_never_read_as_one() -> None:
    gateway = generic(base="/api")
    requests = replay(gateway, {"result": {"code": "taken", "id": "m1"}})
    (verdict,) = sent(gateway, parcel('Bel {to} of "{reference}"', to="+32470000001"))
    assert requests[0].url.path == "/api/messages"
    assert requests[0].headers["authorization"] == "Bearer pass/word"
    told = json.loads(requests[0].content)
    assert told.pop("callback").endswith("/events/sms/127.0.0.1:9/")
    assert told == {
        "to": "+32470000001",
        "text": 'Bel {to} of "{reference}"',
        "from": "Police",
        "reference": "7-ab12-sms",
    }
    assert (verdict.fate, verdict.reference, verdict.cost) == (Fate.ACCEPTED, "m1", 600)


def test_a_file_may_ask_for_a_form_other_numbers_lists_and_a_header_that_signs_in(
    tmp_path: Path,
) -> None:
    path = changed(
        tmp_path,
        (
            'path = "/messages"',
            'path = "/send"\nmethod = "PUT"\nform = true\nnumber = "00"\nheaders = {X-A = "1"}',
        ),
        ('to = "{to}"', 'to = "{to}"\nvalid = "{seconds} s"'),
        ('by = "bearer"', 'by = "header"\nheader = "X-Key"'),
    )
    gateway = generic(path)
    requests = replay(gateway, {"result": {"code": "taken"}})
    sent(gateway, parcel(to="+32470000001", life=60))
    assert requests[0].method == "PUT"
    assert requests[0].headers["x-key"] == "pass/word"
    assert requests[0].headers["x-a"] == "1"
    fields = parse_qs(requests[0].content.decode())
    assert (fields["to"], fields["valid"]) == (["0032470000001"], ["60 s"])
    path = changed(tmp_path, ('to = "{to}"', 'to = [{number = "{to}"}]'))
    gateway = generic(path)
    requests = replay(gateway, {"result": {"code": "taken"}})
    sent(gateway, parcel(to="+32470000001"))
    assert json.loads(requests[0].content)["to"] == [{"number": "+32470000001"}]


@pytest.mark.parametrize(
    ("code", "fate", "cause"),
    [
        ("too_fast", Fate.THROTTLED, Cause.THROTTLED),
        ("no_such_number", Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        ("content", Fate.REFUSED, Cause.REFUSED),
        ("no_money", Fate.NOT_TRIED, Cause.NO_CREDIT),
        ("unknown_account", Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        ("busy", Fate.TEMPORARY, Cause.TEMPORARY),
        ("never heard of", Fate.REFUSED, Cause.REFUSED),
    ],
)
def test_each_code_of_the_file_has_its_meaning(code: str, fate: Fate, cause: Cause) -> None:
    gateway = generic()
    replay(gateway, {"result": {"code": code}}, status=422)
    (verdict,) = sent(gateway, parcel())
    assert (verdict.fate, verdict.cause, verdict.status) == (fate, cause, f"422 {code}")


def test_a_status_can_have_another_meaning_than_in_general(tmp_path: Path) -> None:
    path = changed(tmp_path, ('bad_number = ["', 'bad_number = ["422", "'))
    gateway = generic(path)
    replay(gateway, {}, status=422)
    assert sent(gateway, parcel())[0].fate == Fate.BAD_ADDRESS


def test_callbacks_are_read_as_the_file_says() -> None:
    lost = {**EVENT, "id": "m2", "status": "lost", "error": "480"}
    odd = {**EVENT, "status": "unheard of"}
    text = {"id": "i1", "from": "32470000001", "text": "Stop aub"}
    found = generic().read(webhook({"events": [EVENT, lost, odd, text]}), now=NOW)
    assert found == [
        Receipt("m1:arrived", State.DELIVERED, "7-ab12-sms", "m1"),
        Receipt("m2:lost", State.FAILED, "7-ab12-sms", "m2", Cause.OUT_OF_REACH),
        Inbound("i1", "+32470000001", "Stop aub"),
    ]


def test_a_callback_that_is_forged_old_or_of_the_future_is_not_believed() -> None:
    good = webhook({"events": [EVENT]})
    assert generic().read(good, now=NOW + timedelta(seconds=299))
    for moment in (NOW + timedelta(seconds=301), NOW - timedelta(seconds=301)):
        with pytest.raises(Forged):
            generic().read(good, now=moment)
    fresh = {**good.headers, "x-timestamp": str(int(NOW.timestamp()) + 200)}
    for bad in (
        webhook({"events": [EVENT]}, secret="guessed"),
        good._replace(body=good.body + b" "),
        good._replace(headers=fresh),
        good._replace(headers={}),
    ):
        with pytest.raises(Forged):
            generic().read(bad, now=NOW)


def test_a_gateway_without_signatures_may_bring_a_secret(tmp_path: Path) -> None:
    path = changed(tmp_path, ("[callbacks]\n", '[callbacks]\nsigned_by = "secret"\n'))
    good = webhook({"events": [EVENT]})._replace(
        headers={"x-signature": "s3", "content-type": "application/json"}
    )
    assert generic(path).read(good, now=NOW)
    with pytest.raises(Forged):
        generic(path).read(good._replace(headers={"x-signature": "s4"}), now=NOW)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[sign_in]", "[signin]", "no table signin"),
        ('by = "bearer"', 'by = "magic"', "sign_in.by must be one of"),
        ('by = "bearer"', "by = 3", "sign_in.by must be a text"),
        ('id = "result.id"', 'ident = "x"', "answer has no key ident"),
        ("refused = [", "refuse = [", "answer.codes holds lists named"),
        ("[callbacks.states]", "[callbacks.states", "gateway.toml"),
    ],
)
def test_a_fault_in_the_file_stops_the_start_and_is_named(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault):
        generic(changed(tmp_path, (old, new)))


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        generic(tmp_path / "none.toml")
