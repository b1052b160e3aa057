"""A channel is a folder: one that is dropped in is chosen, sent by and heard, and nothing else is touched."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from belfry.delivery import channels
from belfry.delivery.channels.registry import all_channels, channel_named
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.errors import NotFromTheSupplier
from belfry.delivery.inbox import apply_events, receive
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Envelope, Spending
from tests.bulletins.desk import DUTCH, LATER, draft, released
from tests.bulletins.phones import give_phone, plan_ways
from tests.cast import Cast
from tests.delivery.ledger import minutes, states, tallies

PIGEON = '''\
"""Carrier pigeons, for the time when nothing else works."""

import json
import threading
from pathlib import Path

from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Channel, Fate, Receipt, Verdict
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.suppliers import names_suppliers, read_urls
from belfry.delivery.kinds import AddressKind, Form
from belfry.delivery.workflow import State


class Pigeons(Channel):
    name = "pigeon"
    label = "pigeon"
    address = AddressKind.PHONE
    form = Form.SHORT
    setting = "BELFRY_PIGEON_URL"
    step = 3

    def is_configured(self):
        return names_suppliers(self)

    def cost(self, text):
        return 100

    def open_carrier(self):
        return SupplierCarrier(self.name, [Loft(url) for url in read_urls(self, ("loft",))])

    def read(self, supplier, callback, *, now):
        if callback.headers.get("x-ring") != "silver":
            raise Forged
        told = json.loads(callback.body)
        return [Receipt(told["ring"], State.DELIVERED, told["reference"])]


class Loft:
    batch = 1

    def __init__(self, url):
        self.url = url
        self.lock = threading.Lock()

    def open(self):
        pass

    def send(self, parcels):
        for parcel in parcels:
            line = json.dumps([parcel.reference, parcel.address, parcel.language, parcel.text])
            with self.lock, Path(self.url.path).open("a") as sky:
                print(line, file=sky)
            yield parcel, Verdict(Fate.ACCEPTED, cost=self.url.price)

    def close(self):
        pass


CHANNEL = Pigeons()
'''


@pytest.fixture
def sky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Drop the folder in, and say where its pigeons fly."""
    folder = tmp_path / "dropped" / "pigeon"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "channel.py").write_text(PIGEON, encoding="utf-8")
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(folder.parent)])
    monkeypatch.setenv("BELFRY_PIGEON_URL", f"loft://127.0.0.1{tmp_path / 'sky'}?price=1")
    importlib.invalidate_caches()
    all_channels.cache_clear()
    yield tmp_path / "sky"
    all_channels.cache_clear()
    for name in [name for name in sys.modules if name.startswith(f"{channels.__name__}.pigeon")]:
        del sys.modules[name]


def _heard(body: object, ring: str) -> int:
    return receive(
        "pigeon",
        "127.0.0.1",
        method="POST",
        path="/events/pigeon/127.0.0.1/",
        query="",
        headers={"x-ring": ring},
        body=json.dumps(body).encode(),
        now=LATER,
    )


def test_a_folder_that_is_dropped_in_is_a_channel(cast: Cast, sky: Path) -> None:
    assert channel_named("pigeon").step == 3
    plan_ways(cast, alert=frozenset({"email", "pigeon"}))
    give_phone(cast.person("member_chloe"), "0470 11 22 33")
    what = draft(cast.stage.meerstraat, bulletin_class="alert")
    release = released(cast, what=what)
    assert release.broadcast is not None
    deliver_waiting(now=LATER + minutes(1))

    rows = Envelope.objects.filter(broadcast=release.broadcast, channel="pigeon")
    flown = [json.loads(line) for line in sky.read_text(encoding="utf-8").splitlines()]
    assert len(flown) == rows.count() == 3
    assert set(rows.values_list("state", "cost", "supplier")) == {("accepted", 100, "127.0.0.1")}
    said = {address: (language, text) for _, address, language, text in flown}
    assert {"+32470112233", "+32470123402"} < set(said)
    language, text = said["+32470123402"]
    assert (language, DUTCH.short in text) == ("nl", True)
    assert Spending.objects.get(channel="pigeon").amount == 300

    first = {"ring": "7", "reference": flown[0][0]}
    assert (_heard(first, "silver"), _heard(first, "silver")) == (1, 0)
    with pytest.raises(NotFromTheSupplier):
        _heard(first, "copper")
    apply_events(BorrowedLine(), now=LATER + minutes(2))
    assert states(release.broadcast) == tallies(release.broadcast)
    assert sorted(rows.values_list("state", flat=True)) == [
        "accepted",
        "accepted",
        "delivered",
    ]
