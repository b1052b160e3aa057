"""What client and SMSC say, as Wireshark reads it: neither is right only because the other agrees."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from belfry.program.suppliers.smsc import ShortMessageCentre
from tests.delivery.asked import parcel
from tests.delivery.sms.centre import PASSWORD, centre_in, client_of, heard, send
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(
    not shutil.which("tshark") or os.geteuid() != 0,
    reason="needs tshark, and root to listen on the loopback interface",
)
PARSED = ("-T", "json", "-Y", "smpp")


@contextmanager
def captured(port: int, path: Path) -> Iterator[None]:
    """Write down what goes over a port of this machine."""
    command = ["dumpcap", "-i", "lo", "-f", f"tcp port {port}", "-w", str(path), "-q"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as capture:
        assert capture.stderr
        # It says the name of its file when it has begun.
        wait_until(lambda: "File:" in capture.stderr.readline())  # type: ignore[union-attr]
        yield
        capture.terminate()
        capture.wait(5)


def read(port: int, path: Path) -> list[dict[str, Any]]:
    """Return every PDU as {field: value}, in their order."""
    command = ["tshark", "-r", str(path), "-d", f"tcp.port=={port},smpp", "--no-duplicate-keys"]
    told = subprocess.run([*command, *PARSED], capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = []
    for packet in json.loads(told.stdout):
        layers = packet["_source"]["layers"]
        assert "_ws.malformed" not in layers
        pdus = layers["smpp"]
        found += pdus if isinstance(pdus, list) else [pdus]
    return found


def named(pdus: list[dict[str, Any]], command: int) -> list[dict[str, Any]]:
    return [pdu for pdu in pdus if int(pdu["smpp.command_id"], 16) == command]


@pytest.fixture
def spoken(tmp_path: Path) -> list[dict[str, Any]]:
    # On a busy machine a capture can miss packets; what it did catch is told as it is.
    for number in range(3):
        pdus = overheard(tmp_path / str(number))
        if len(named(pdus, 0x09) + named(pdus, 0x04)) >= 4:
            break
    return pdus


def overheard(tmp_path: Path) -> list[dict[str, Any]]:
    tmp_path.mkdir()
    path = tmp_path / "spoken.pcapng"
    with centre_in(tmp_path / "phones") as centre:
        with captured(centre.port, path):
            converse(centre)
            # The capture lags behind: it is over with the answer to the farewell.
            wait_until(lambda: b"\x80\0\0\x06" in path.read_bytes())
        return read(centre.port, path)


def converse(centre: ShortMessageCentre) -> None:
    centre.control.wish(seconds=0.01, parameters=True)
    with client_of(centre) as smsc:
        smsc.open()
        wait_until(lambda: centre.binds)
        send(smsc, [parcel("Été: 5 €", to="+32470123456", life=3_661)])
        send(smsc, [parcel("fenêtre " * 10, to="+31612345678")])
        centre.say("+32470123456", "STOP")
        centre.enquire()
        heard(smsc, 3)
        wait_until(lambda: centre.confirmed == 4)
    wait_until(lambda: not centre.conversations)


def test_wireshark_reads_every_pdu_as_it_was_meant(spoken: list[dict[str, Any]]) -> None:
    (bind,) = named(spoken, 0x09)
    assert (bind["smpp.system_id"], bind["smpp.password"]) == ("belfry", PASSWORD)
    assert bind["smpp.interface_version"] in {"52", "0x34"}

    short, first, second = named(spoken, 0x04)
    assert short["smpp.source_addr"] == "8850"
    assert short["smpp.destination_addr"] == "32470123456"
    assert (int(short["smpp.dest_addr_ton"], 16), int(short["smpp.dest_addr_npi"], 16)) == (1, 1)
    # É, t, é, :, blank, 5, blank, and the two octets of €.
    assert (short["smpp.data_coding"], short["smpp.message"]) == (
        "0x00",
        "1f:74:05:3a:20:35:20:1b:65",
    )
    assert short["smpp.validity_period_r"] == "3661.000000000"
    assert [part["smpp.message_text"] for part in (first, second)] == [
        "fenêtre " * 8 + "fen",
        "être fenêtre ",
    ]
    for part in (first, second):
        assert (part["smpp.data_coding"], part["smpp.esm.submit.features"]) == ("0x08", "0x01")
        assert part["smpp.regdel.receipt"] == "0x01"

    # All that was asked was answered, under the same number.
    for command in (0x04, 0x05, 0x06, 0x09, 0x15):
        asked = sorted(pdu["smpp.sequence_number"] for pdu in named(spoken, command))
        answers = sorted(pdu["smpp.sequence_number"] for pdu in named(spoken, 0x80000000 + command))
        assert asked
        assert asked == answers
    assert {int(pdu.get("smpp.command_status", "0"), 16) for pdu in spoken} == {0}


def test_wireshark_finds_id_and_state_in_a_receipt(spoken: list[dict[str, Any]]) -> None:
    receipts = [pdu for pdu in named(spoken, 0x05) if int(pdu.get("smpp.sm_length", "0")) > 50]

    assert len(receipts) == 3
    for receipt in receipts:
        told = json.dumps(receipt)
        assert "smpp.receipted_message_id" in told
        assert "smpp.message_state" in told
