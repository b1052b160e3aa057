"""The pages of the demonstration and the local suppliers understand each other's files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from belfry.core.errors import NotFound
from belfry.program.suppliers.api_server import ApiServer, listen
from belfry.program.suppliers.control import ASK, Control
from belfry.program.suppliers.phones import CONTROL, OUTGOING, Phones, take_outgoing
from belfry.program.suppliers.voice_gateway import VoiceGateway
from belfry.web.demo.handsets import (
    Handset,
    Power,
    Thing,
    answer,
    numbers_known,
    power_of,
    say,
    switch,
    things_on,
)
from tests.delivery.sms.centre import centre_in, client_of, send, texts
from tests.waiting import wait_until

CHLOE = Handset("+32470120000", "member-chloe")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / CONTROL).write_text(json.dumps({"numbers": {CHLOE.number: ASK}, "seconds": 0}))
    return tmp_path


def call(gateway: ApiServer) -> None:
    told = {"to": CHLOE.number, "text": "Alerte", "from": "+3225550100", "voice": "fr-BE",
            "callback": f"http://127.0.0.1:{gateway.port}/nowhere"}  # fmt: skip
    httpx2.post(f"http://127.0.0.1:{gateway.port}/call", json=told, trust_env=False)


@pytest.fixture
def gateway(folder: Path) -> VoiceGateway:
    return VoiceGateway(listen(), Phones(folder), Control(folder / CONTROL))


def only_thing(folder: Path) -> Thing:
    (thing,) = things_on(folder, CHLOE)
    return thing


@pytest.mark.parametrize(("how", "event"), [("key", "key"), ("voicemail", "voicemail")])
def test_a_call_rings_until_its_owner_answers(
    folder: Path, gateway: VoiceGateway, how: str, event: str
) -> None:
    gateway.start()
    try:
        call(gateway)
        ringing = only_thing(folder)
        assert ringing.is_ringing(datetime.now(UTC))
        assert (ringing.text, ringing.language) == ("Alerte Alerte", "fr")
        assert not gateway.posted

        answer(folder, CHLOE, ringing.name, how)
        wait_until(lambda: bool(gateway.posted))
        ((told, _status),) = gateway.posted
        assert json.loads(told.body)["event"] == event
        assert only_thing(folder).answer == how
        with pytest.raises(NotFound):
            answer(folder, CHLOE, ringing.name, how)
    finally:
        gateway.stop()


@pytest.mark.parametrize(
    ("power", "off"),
    [
        (Power.ON, []),
        (Power.OFFLINE, [CHLOE.device]),
        (Power.FULL, [f"sms:{CHLOE.number}"]),
        (Power.OFF, [CHLOE.number, CHLOE.device]),
    ],
)
def test_a_phone_is_off_for_some_ways_and_the_others_stay(
    folder: Path, power: Power, off: list[str]
) -> None:
    switch(folder, Handset("+32470120001", ""), Power.OFF)
    for one in (Power.OFF, Power.FULL, power):
        switch(folder, CHLOE, one)

    assert power_of(folder, CHLOE) is power
    told = json.loads((folder / CONTROL).read_text())
    assert told["off"] == sorted([*off, "+32470120001"])
    assert told["numbers"] == {CHLOE.number: ASK}


@pytest.mark.parametrize("power", [Power.OFF, Power.FULL])
def test_no_sms_comes_to_a_phone_that_is_off_or_full(folder: Path, power: Power) -> None:
    switch(folder, CHLOE, power)
    with centre_in(folder) as centre, client_of(centre) as smsc:
        centre.control = Control(folder / CONTROL)
        send(smsc, texts(2))
        # Another phone is on.
        wait_until(lambda: [one.number for one in numbers_known(folder)] == ["+32470120001"])
    assert things_on(folder, CHLOE) == []


def test_a_call_to_a_phone_that_is_off_is_not_answered(folder: Path, gateway: VoiceGateway) -> None:
    switch(folder, CHLOE, Power.OFF)
    gateway.start()
    try:
        call(gateway)
        wait_until(lambda: bool(gateway.posted))
        assert json.loads(gateway.posted[0][0].body)["event"] == "no_answer"
    finally:
        gateway.stop()
    assert things_on(folder, CHLOE) == []


def test_an_sms_to_us_is_taken_once_and_stays_on_the_phone(folder: Path) -> None:
    say(folder, CHLOE, "STOP", now=datetime.now(UTC))

    assert list(take_outgoing(folder / OUTGOING)) == [(CHLOE.number, "STOP")]
    assert list(take_outgoing(folder / OUTGOING)) == []
    assert only_thing(folder).is_sent


def test_no_sms_is_written_on_a_landline(folder: Path) -> None:
    with pytest.raises(NotFound):
        say(folder, Handset("+3250123404", ""), "STOP", now=datetime.now(UTC))


@pytest.mark.parametrize("name", ["../control", "1-1", "", "x"])
def test_only_a_call_that_rings_is_answered(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        answer(folder, CHLOE, name, "key")
