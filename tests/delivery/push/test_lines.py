"""Push services stand apart: one that hangs or rests keeps no push from another one."""

import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Fate, Parcel, SupplierUrl, Verdict
from belfry.delivery.workflow import Cause, Lane
from tests.waiting import step_until


class Player:
    """A supplier that waits for `go`, then answers with one verdict."""

    batch = 5

    def __init__(self, name: str, verdict: Verdict, *, waits: bool = False) -> None:
        self.url = SupplierUrl(name, "https", name, None, "", "", "", 0, 100, 0, 2, {})
        self.verdict = verdict
        self.asked = 0
        self.go = threading.Event()
        if not waits:
            self.go.set()

    def open(self) -> None:
        pass

    def close(self) -> None:
        self.go.set()

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        for parcel in parcels:
            self.asked += 1
            self.go.wait(20)
            yield parcel, self.verdict


def parcels(home: str, count: int) -> list[Parcel]:
    deadline = time.monotonic() + 60
    return [
        Parcel((home, n), f"{home}-{n}", home, "nl", "", "", Lane.POLICE, None, deadline)
        for n in range(count)
    ]


def results_of(carrier: SupplierCarrier, count: int) -> list[tuple[str, Verdict]]:
    step_until(carrier, lambda: len(carrier.results) >= count)
    results, carrier.results = carrier.results, []
    return [(parcel.address, verdict) for parcel, verdict in results]  # type: ignore[attr-defined]


def test_a_service_that_hangs_holds_up_no_other() -> None:
    hanging = Player("hanging", Verdict(Fate.ACCEPTED), waits=True)
    brisk = Player("brisk", Verdict(Fate.ACCEPTED))
    carrier = SupplierCarrier("push", [hanging, brisk], home=lambda parcel: parcel.address)
    carrier.offer([*parcels("hanging", 200), *parcels("brisk", 50)])
    assert {name for name, _ in results_of(carrier, 50)} == {"brisk"}
    carrier.close()
    assert {name for name, _ in results_of(carrier, 200)} == {"hanging"}


def test_what_one_service_cannot_take_goes_to_no_other_and_comes_back_when_it_may_be_tried() -> (
    None
):
    down = Player("down", Verdict(Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES))
    fine = Player("fine", Verdict(Fate.ACCEPTED))
    carrier = SupplierCarrier("push", [down, fine], home=lambda parcel: parcel.address)
    carrier.offer(parcels("down", 20))
    results = results_of(carrier, 20)
    assert {verdict.fate for _, verdict in results} == {Fate.THROTTLED}
    assert {verdict.supplier for _, verdict in results} <= {"down", ""}
    for _, verdict in results:
        assert verdict.retry_after == pytest.approx(60, abs=5)
    assert carrier.rest() == 0
    assert fine.asked == 0
    assert down.asked <= 10
    carrier.close()
