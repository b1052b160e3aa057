"""Gateways over real connections, to local ones that misbehave (dispatch.md, section 7)."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from belfry.delivery.channels import asking
from belfry.delivery.channels.asking import Answer, seconds_to_wait
from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Carried, Fate, Inbound, Parcel, Receipt, Verdict
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.sms.gateways.gateway import Gateway
from belfry.delivery.channels.sms.gateways.opening import open_gateway
from belfry.delivery.channels.suppliers import Health
from belfry.delivery.workflow import Cause, State
from belfry.program.suppliers.api_server import listen
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.phones import Phones
from belfry.program.suppliers.sms_gateway import SmsGateway
from tests.delivery.asked import parcel, sent, url_of
from tests.delivery.receiver import Receiver, receiving
from tests.waiting import step_until

FILE = Path(__file__).with_name("gateway.toml")
SECRET = "s3"
APIS = ("vonage", "twilio", "sms")


@pytest.fixture
def player(tmp_path: Path) -> Iterator[SmsGateway]:
    with playing(tmp_path) as player:
        yield player


@contextmanager
def playing(folder: Path) -> Iterator[SmsGateway]:
    player = SmsGateway(listen(), Phones(folder), Control(), secret=SECRET)
    player.start()
    yield player
    player.stop()


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as receiver:
        settings.BASE_URL = receiver.address
        yield receiver


def gateway_at(port: int, api: str = "sms", *, plain: str = "http", more: str = "") -> Gateway:
    return open_gateway(
        url_of(
            f"{api}+{plain}://belfry:{SECRET}@127.0.0.1:{port}/"
            f"?from=Police&secret={SECRET}&settings={FILE}&price=6{more}"
        )
    )


def one(gateway: Gateway, **given: str) -> Verdict:
    (verdict,) = sent(gateway, parcel(**given))  # type: ignore[arg-type]
    gateway.close()
    return verdict


def delivered(folder: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*/*.json")]


def carried(carrier: SupplierCarrier, *parcels: Parcel) -> dict[object, Verdict]:
    carrier.offer(parcels)
    step_until(carrier, lambda: len(carrier.results) >= len(parcels))
    return {_key(item): verdict for item, verdict in carrier.results}


def _key(item: Carried) -> object:
    return item.key


@pytest.mark.parametrize("api", APIS)
def test_a_text_arrives_on_the_phone(player: SmsGateway, tmp_path: Path, api: str) -> None:
    verdict = one(gateway_at(player.port, api), to="+32470000001", text="Ça va, été")
    assert (verdict.fate, verdict.cost) == (Fate.ACCEPTED, 600)
    assert verdict.reference
    (phone,) = tmp_path.iterdir()
    assert phone.name == "+32470000001"
    (told,) = delivered(tmp_path)
    assert (told["channel"], told["text"], told["from"]) == ("sms", "Ça va, été", "Police")


def test_a_gateway_that_is_not_there_was_not_tried() -> None:
    with listen() as nobody:
        verdict = one(gateway_at(nobody.getsockname()[1]))
    assert (verdict.fate, verdict.cause) == (Fate.NOT_TRIED, Cause.NO_SUPPLIER)


@pytest.mark.parametrize("wish", ["lose_answer", "hang"])
@pytest.mark.parametrize("api", APIS)
def test_a_text_whose_answer_never_came_may_have_gone(
    player: SmsGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str, wish: str
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.3)
    player.control.wish(**{wish: True})
    verdict = one(gateway_at(player.port, api))
    assert (verdict.fate, verdict.cause) == (Fate.UNKNOWN, Cause.BROKEN_CONNECTION)
    assert len(delivered(tmp_path)) == 1


@pytest.mark.parametrize(
    ("status", "fate", "cause"),
    [
        (302, Fate.NOT_TRIED, Cause.NO_SUPPLIER),
        (400, Fate.REFUSED, Cause.REFUSED),
        (401, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (402, Fate.NOT_TRIED, Cause.NO_CREDIT),
        (403, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (404, Fate.NOT_TRIED, Cause.NO_SUPPLIER),
        (429, Fate.THROTTLED, Cause.THROTTLED),
        (500, Fate.TEMPORARY, Cause.TEMPORARY),
        (503, Fate.TEMPORARY, Cause.TEMPORARY),
    ],
)
@pytest.mark.parametrize("api", APIS)
def test_a_status_means_the_same_of_every_gateway(
    player: SmsGateway, api: str, status: int, fate: Fate, cause: Cause
) -> None:
    player.control.wish(status=status, retry_after=17)
    verdict = one(gateway_at(player.port, api))
    assert (verdict.fate, verdict.cause, verdict.retry_after) == (fate, cause, 17)
    # What points elsewhere is not followed.
    assert len(player.requests) == 1


def test_a_date_to_wait_for_counts_from_the_date_of_the_answer() -> None:
    headers = {
        "date": "Tue, 03 Nov 2026 12:00:00 GMT",
        "retry-after": "Tue, 03 Nov 2026 12:01:30 GMT",
    }
    assert seconds_to_wait(Answer(429, headers, b"")) == 90
    assert seconds_to_wait(Answer(429, {"retry-after": "soon"}, b"")) is None
    assert seconds_to_wait(Answer(429, {}, b"")) is None


def test_proxies_of_the_environment_are_not_used(
    player: SmsGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert one(gateway_at(player.port)).fate == Fate.ACCEPTED


def test_only_a_known_authority_is_believed(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listener = context.wrap_socket(listen(), server_side=True)
    player = SmsGateway(listener, Phones(tmp_path), Control(), secret=SECRET)
    player.start()
    stranger = one(gateway_at(player.port, plain="https"))
    known = one(gateway_at(player.port, plain="https", more=f"&ca={certificate[0]}"))
    player.stop()
    assert (stranger.fate, stranger.cause) == (Fate.NOT_TRIED, Cause.NO_SUPPLIER)
    assert known.fate == Fate.ACCEPTED


# -- with the carrier


def test_wrong_credentials_stop_a_supplier_at_once_and_burn_nobody(
    player: SmsGateway, tmp_path: Path
) -> None:
    player.control.wish(status=401)
    with playing(tmp_path / "second") as second:
        carrier = SupplierCarrier(
            "sms", [gateway_at(player.port), gateway_at(second.port)], chance=lambda: 0.0
        )
        results = carried(carrier, *(parcel(number=n) for n in range(40)))
        condition = dict(carrier.condition())
        carrier.close()
    assert {verdict.fate for verdict in results.values()} == {Fate.ACCEPTED}
    # No more than what was under way at once.
    assert len(player.requests) <= 4
    assert condition[f"127.0.0.1:{player.port}"] == Cause.SUPPLIER_REFUSES


def test_with_wrong_credentials_alone_nothing_counts_as_tried(player: SmsGateway) -> None:
    player.control.wish(status=403)
    carrier = SupplierCarrier("sms", [gateway_at(player.port)])
    results = carried(carrier, *(parcel(number=n) for n in range(20)))
    carrier.close()
    assert {(verdict.fate, verdict.cause) for verdict in results.values()} == {
        (Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES)
    }


def test_a_gateway_that_hangs_is_left_alone_and_holds_nobody_up(
    player: SmsGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.8)
    player.control.wish(hang=True)
    hanging = gateway_at(player.port, more="&connections=2")
    with playing(tmp_path / "second") as second:
        carrier = SupplierCarrier("sms", [hanging, gateway_at(second.port)])
        results = carried(carrier, *(parcel(number=n) for n in range(60)))
        carrier.close()
    fates = [verdict.fate for verdict in results.values()]
    assert fates.count(Fate.ACCEPTED) + fates.count(Fate.UNKNOWN) == 60
    # It has what its connections had in hand until the breaker opened, and no more.
    assert 1 <= fates.count(Fate.UNKNOWN) <= 12
    # One that was given up before the gateway read it counts as sent, for nobody can tell.
    assert 1 <= len(player.requests) <= fates.count(Fate.UNKNOWN)


def test_a_gateway_that_asks_to_slow_down_is_paced(player: SmsGateway) -> None:
    player.control.wish(status=429, retry_after=30)
    carrier = SupplierCarrier("sms", [gateway_at(player.port)])
    results = carried(carrier, *(parcel(number=n) for n in range(20)))
    rest = carrier.rest()
    carrier.close()
    # Those that were not sent any more rest with it; nobody's attempt is counted.
    assert {verdict.fate for verdict in results.values()} <= {Fate.THROTTLED, Fate.NOT_TRIED}
    assert {verdict.cause for verdict in results.values()} == {Cause.THROTTLED}
    assert 1 <= len(player.requests) <= 4
    assert 25 < rest <= 30


def test_when_a_third_of_the_calls_fail_the_weight_shifts_slowly_and_drifts_back(
    player: SmsGateway,
) -> None:
    player.control.wish(status=500, share=0.3)
    gateway = gateway_at(player.port)
    health, now = Health(), 1000.0
    weights = []
    for minute in range(4):
        for verdict in sent(gateway, *(parcel() for _ in range(10))):
            now += 5
            health.note(verdict, now)
        weights.append(health.weight)
        if minute == 1:
            player.control.wish()
        now += 11
    gateway.close()
    assert weights == [90, 80, 90, 100]


# -- receipts


def told_by(
    receiver: Receiver, player: SmsGateway, api: str, number: int, **wishes: object
) -> tuple[Gateway, Verdict]:
    player.control.wish(**wishes)
    gateway = gateway_at(player.port, api)
    (verdict,) = sent(gateway, parcel())
    receiver.wait_for(number)
    gateway.close()
    return gateway, verdict


def read_all(gateway: Gateway, receiver: Receiver) -> list[Receipt | Inbound]:
    now = datetime.now(UTC)
    found = [event for call in receiver.callbacks for event in gateway.read(call, now=now)]
    assert {call.path for call in receiver.callbacks} == {f"/events/sms/{gateway.url.name}/"}
    return found


@pytest.mark.parametrize("api", APIS)
def test_receipts_name_our_reference(receiver: Receiver, player: SmsGateway, api: str) -> None:
    gateway, verdict = told_by(receiver, player, api, 2, seconds=0)
    found = read_all(gateway, receiver)
    assert [event.state for event in found if isinstance(event, Receipt)] == [
        State.ACCEPTED,
        State.DELIVERED,
    ]
    for event in found:
        assert isinstance(event, Receipt)
        assert event.reference == "7-ab12-sms"
        assert event.supplier_reference == verdict.reference


@pytest.mark.parametrize("api", APIS)
def test_success_without_an_id_is_matched_by_our_reference(
    receiver: Receiver, player: SmsGateway, api: str
) -> None:
    gateway, verdict = told_by(receiver, player, api, 2, empty_id=True, seconds=0)
    assert (verdict.fate, verdict.reference) == (Fate.ACCEPTED, "")
    for event in read_all(gateway, receiver):
        assert isinstance(event, Receipt)
        assert event.reference == "7-ab12-sms"


@pytest.mark.parametrize(
    ("api", "error", "cause"),
    [
        ("vonage", "3", Cause.UNKNOWN_NUMBER),
        ("twilio", "30005", Cause.UNKNOWN_NUMBER),
        ("sms", "404", Cause.UNKNOWN_NUMBER),
    ],
)
def test_a_text_that_did_not_arrive_says_why(
    receiver: Receiver, player: SmsGateway, tmp_path: Path, api: str, error: str, cause: Cause
) -> None:
    gateway, _ = told_by(receiver, player, api, 2, seconds=0, error=error)
    last = read_all(gateway, receiver)[-1]
    assert isinstance(last, Receipt)
    assert (last.state, last.cause) == (State.FAILED, cause)
    assert not delivered(tmp_path)


@pytest.mark.parametrize("api", APIS)
def test_what_is_posted_twice_or_in_disorder_has_the_same_keys(
    receiver: Receiver, player: SmsGateway, api: str
) -> None:
    gateway, _ = told_by(receiver, player, api, 10, receipts="doubled", seconds=0)
    assert len({event.key for event in read_all(gateway, receiver)}) == 2
    receiver.callbacks.clear()
    gateway, _ = told_by(receiver, player, api, 2, receipts="reordered")
    states = [event.state for event in read_all(gateway, receiver) if isinstance(event, Receipt)]
    assert states == [State.DELIVERED, State.ACCEPTED]


@pytest.mark.parametrize("api", APIS)
def test_a_forged_receipt_is_refused(receiver: Receiver, player: SmsGateway, api: str) -> None:
    gateway, _ = told_by(receiver, player, api, 2, receipts="forged", seconds=0)
    for call in receiver.callbacks:
        with pytest.raises(Forged):
            gateway.read(call, now=datetime.now(UTC))


def test_a_receipt_of_an_hour_ago_is_refused(receiver: Receiver, player: SmsGateway) -> None:
    gateway, _ = told_by(receiver, player, "sms", 2, receipts="replayed", seconds=0)
    for call in receiver.callbacks:
        with pytest.raises(Forged):
            gateway.read(call, now=datetime.now(UTC))


@pytest.mark.parametrize("api", APIS)
def test_a_stop_that_is_posted_thirty_times_is_one(
    receiver: Receiver, player: SmsGateway, api: str
) -> None:
    gateway = gateway_at(player.port, api)
    player.inbound = gateway.callback()
    player.say("+32470000001", "STOP", api=api, times=30)
    receiver.wait_for(30)
    found = read_all(gateway, receiver)
    assert len({event.key for event in found}) == 1
    assert isinstance(found[0], Inbound)
    assert (found[0].address, found[0].text) == ("+32470000001", "STOP")


def test_a_file_makes_a_gateway_misbehave_while_it_runs(tmp_path: Path, receiver: Receiver) -> None:
    control = tmp_path / "control.json"
    player = SmsGateway(listen(), Phones(tmp_path / "phones"), Control(control), secret=SECRET)
    player.start()
    gateway = gateway_at(player.port)
    fates: Callable[[int], list[Fate]] = lambda number: [  # noqa: E731
        verdict.fate for verdict in sent(gateway, *(parcel() for _ in range(number)))
    ]
    assert fates(1) == [Fate.ACCEPTED]
    control.write_text('{"status": 500, "times": 2}', encoding="utf-8")
    assert fates(3) == [Fate.TEMPORARY, Fate.TEMPORARY, Fate.ACCEPTED]
    control.unlink()
    assert fates(1) == [Fate.ACCEPTED]
    gateway.close()
    player.stop()
