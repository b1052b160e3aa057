"""A push arrives, says nothing of the message, and every answer means the right thing."""

import json
from collections.abc import Mapping
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from belfry.delivery.channels.asking import Answer
from belfry.delivery.channels.contract import Carrier, Fate
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.channels.push.channel import CHANNEL
from belfry.delivery.channels.push.posting import judge
from belfry.delivery.channels.push.subscription import read_subscription
from belfry.delivery.workflow import Cause, Lane
from belfry.program.suppliers.push_service import PushServer
from tests.delivery.push.players import carried, our_key, push, sheet, subscribed


def kept(server: PushServer, name: str) -> list[Mapping[str, object]]:
    folder = server.phones.folder / name
    files = sorted(folder.glob("*.json")) if folder.exists() else []
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_a_push_reaches_a_device_and_says_nothing(server: PushServer, carrier: Carrier) -> None:
    device = server.devices.make(our_key())
    verdicts = carried(carrier, push(subscribed(server, device)))
    assert verdicts[7].fate is Fate.ACCEPTED
    (message,) = server.taken
    assert set(message.content) == {"t", "l", "u", "r"}
    assert message.content["t"] == "new"
    assert message.content["u"] == "/archive/0c5e/"
    (shown,) = kept(server, device.id)
    assert shown["text"] == "U hebt een nieuw bericht van uw netwerk. Open het om het te lezen."
    assert shown["language"] == "nl"
    assert "dader" not in json.dumps([shown, message.content])


def test_an_independent_reader_reads_the_body_that_travels(
    server: PushServer, carrier: Carrier
) -> None:
    device = server.devices.make(our_key())
    carried(carrier, push(subscribed(server, device)))
    private = ec.derive_private_key(device.private, ec.SECP256R1())
    body = server.requests[-1].body
    read = http_ece.decrypt(
        body, private_key=private, auth_secret=device.secret, version="aes128gcm"
    )
    assert json.loads(read) == server.taken[0].content


@pytest.mark.parametrize(
    ("lane", "life", "urgency", "ttl"),
    [
        (Lane.URGENT, 3600, "high", 3600),
        (Lane.URGENT, None, "high", 4 * 3600),
        (Lane.URGENT, 86_400, "high", 4 * 3600),
        (Lane.POLICE, 7_200, "normal", 7_200),
        (Lane.COORDINATOR, None, "normal", 2 * 86_400),
        (Lane.BULK, 30 * 86_400, "low", 2 * 86_400),
    ],
)
def test_a_lane_says_how_urgent_it_is_and_how_long_it_waits(
    server: PushServer, carrier: Carrier, lane: Lane, life: float | None, urgency: str, ttl: int
) -> None:
    device = server.devices.make(our_key())
    carried(carrier, push(subscribed(server, device), lane=lane, life=life))
    (message,) = server.taken
    assert (message.urgency, message.ttl) == (urgency, ttl)
    assert message.content["t"] == ("urgent" if lane == Lane.URGENT else "new")


def test_copies_of_one_message_collapse_on_a_device(server: PushServer, carrier: Carrier) -> None:
    device = server.devices.make(our_key())
    address = subscribed(server, device)
    for number in (7, 7, 8):
        carried(carrier, push(address, number=number))
    topics = [request.headers["topic"] for request in server.requests]
    assert topics[0] == topics[1] != topics[2]
    assert all(len(topic) == 32 for topic in topics)
    assert len(kept(server, device.id)) == 2


def test_a_device_that_is_off_shows_it_when_it_is_on_again(
    server: PushServer, carrier: Carrier
) -> None:
    device, other = server.devices.make(our_key()), server.devices.make(our_key())
    server.control.wish(off=[device.id])
    carried(carrier, push(subscribed(server, device)))
    assert kept(server, device.id) == []
    server.control.wish()
    carried(carrier, push(subscribed(server, other), number=8))
    assert len(kept(server, device.id)) == 1
    server.control.wish(off=[device.id])
    carried(carrier, push(subscribed(server, device), number=9))
    server.show_waiting()
    assert len(kept(server, device.id)) == 1
    server.control.wish()
    server.show_waiting()
    assert len(kept(server, device.id)) == 2


@pytest.mark.parametrize(
    ("status", "headers", "fate", "cause"),
    [
        (200, {}, Fate.ACCEPTED, ""),
        (201, {}, Fate.ACCEPTED, ""),
        (202, {}, Fate.ACCEPTED, ""),
        (301, {"location": "http://127.0.0.1/"}, Fate.TEMPORARY, Cause.TEMPORARY),
        (400, {}, Fate.REFUSED, Cause.REFUSED),
        (401, {}, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (403, {}, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (404, {}, Fate.BAD_ADDRESS, Cause.GONE),
        (410, {}, Fate.BAD_ADDRESS, Cause.GONE),
        (413, {}, Fate.REFUSED, Cause.REFUSED),
        (429, {"retry-after": "17"}, Fate.THROTTLED, Cause.THROTTLED),
        (500, {}, Fate.TEMPORARY, Cause.TEMPORARY),
        (503, {}, Fate.TEMPORARY, Cause.TEMPORARY),
    ],
)
def test_every_answer_has_a_meaning(
    status: int, headers: dict[str, str], fate: Fate, cause: str
) -> None:
    verdict = judge(Answer(status, headers, b""))
    assert (verdict.fate, verdict.cause) == (fate, cause)
    assert verdict.retry_after == (17 if status == 429 else None)


@pytest.mark.parametrize(
    ("status", "fate"),
    [(410, Fate.BAD_ADDRESS), (500, Fate.TEMPORARY), (413, Fate.REFUSED)],
)
def test_what_a_push_service_answers_comes_back(
    server: PushServer, carrier: Carrier, status: int, fate: Fate
) -> None:
    server.control.wish(status=status)
    address = subscribed(server, server.devices.make(our_key()))
    assert carried(carrier, push(address))[7].fate is fate


def test_a_push_service_that_asks_to_slow_down_rests_so_long(
    server: PushServer, carrier: Carrier
) -> None:
    server.control.wish(status=429, retry_after=90, times=1)
    address = subscribed(server, server.devices.make(our_key()))
    first = carried(carrier, push(address))[7]
    assert (first.fate, first.retry_after) == (Fate.THROTTLED, 90)
    second = carried(carrier, push(address, number=8))[8]
    assert (second.fate, second.cause) == (Fate.THROTTLED, Cause.THROTTLED)
    assert second.retry_after == pytest.approx(90, abs=5)
    assert len(server.requests) == 1


def test_a_key_that_is_refused_stops_the_service_and_burns_nothing(
    server: PushServer, carrier: Carrier
) -> None:
    device = server.devices.make("another key")
    address = subscribed(server, device)
    fates = [carried(carrier, push(address, number=number))[number] for number in (1, 2, 3)]
    # Not an attempt; back when the service may be tried again.
    assert {verdict.fate for verdict in fates} == {Fate.THROTTLED}
    assert {verdict.cause for verdict in fates} == {Cause.SUPPLIER_REFUSES}
    assert len(server.requests) == 1
    assert list(carrier.condition().values()).count(Cause.SUPPLIER_REFUSES) == 1


def test_a_lost_answer_is_unknown_and_a_copy_changes_nothing(
    server: PushServer, carrier: Carrier
) -> None:
    device = server.devices.make(our_key())
    server.control.wish(lose_answer=True, times=1)
    assert carried(carrier, push(subscribed(server, device)))[7].fate is Fate.UNKNOWN
    assert CHANNEL.repeats_unknown
    carried(carrier, push(subscribed(server, device)))
    assert len(kept(server, device.id)) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(
    server: PushServer, carrier: Carrier
) -> None:
    address = subscribed(server, server.devices.make(our_key()))
    carried(carrier, push(address))
    server.control.wish(lose_answer=True, times=1)
    # The first try goes over the kept connection, which breaks; the second has a new one.
    assert carried(carrier, push(address, number=8))[8].fate is Fate.ACCEPTED


def test_a_service_that_is_not_there_burns_nothing(
    tmp_path: Path, server: PushServer, carrier: Carrier
) -> None:
    address = subscribed(server, server.devices.make(our_key()))
    one = push(address)
    server.stop()
    verdict = carried(carrier, one)[7]
    assert (verdict.fate, verdict.cause) == (Fate.THROTTLED, Cause.NO_SUPPLIER)
    server.start = lambda: None  # type: ignore[method-assign]


def test_outside_live_mode_nobody_beyond_this_machine_is_written_to(
    server: PushServer, carrier: Carrier
) -> None:
    known = json.loads(subscribed(server, server.devices.make(our_key())))
    known["endpoint"] = "https://fcm.googleapis.com/fcm/send/abc"
    verdict = carried(carrier, push(json.dumps(known)))[7]
    assert (verdict.fate, verdict.cause) == (Fate.REFUSED, Cause.UNUSABLE_ADDRESS)


def test_a_subscription_for_another_key_is_not_used(server: PushServer) -> None:
    device = server.devices.make(our_key())
    with pytest.raises(CannotWrite):
        CHANNEL.write(sheet(device.subscription(server.origin)))


@pytest.mark.parametrize("text", ["", "{}", "[]", "[" * 2000, "nul", '"a"', "{" * 5000])
def test_what_is_no_subscription_cannot_be_written_to(server: PushServer, text: str) -> None:
    with pytest.raises(CannotWrite):
        CHANNEL.write(sheet(text))


def test_a_subscription_is_written_in_one_way_only(server: PushServer) -> None:
    once = subscribed(server, server.devices.make(our_key()))
    assert read_subscription(once).written() == once


def test_without_a_key_nothing_can_be_pushed(
    server: PushServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CHANNEL.is_configured()
    monkeypatch.delenv("BELFRY_VAPID_KEY")
    assert not CHANNEL.is_configured()
