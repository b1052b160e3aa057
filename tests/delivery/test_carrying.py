"""The carrier of suppliers that block: nothing is lost, and no supplier stands in another one's way."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from belfry.delivery.channels.carrying import Supplier, SupplierCarrier
from belfry.delivery.channels.contract import (
    Fate,
    Grant,
    Inbound,
    Parcel,
    Receipt,
    SupplierUrl,
    Verdict,
)
from belfry.delivery.workflow import Cause, Lane
from tests.waiting import step_until

URL = SupplierUrl("first", "https", "sms.example", None, "", "", "", 0, 100, 0, 1, {})
ACCEPTED = Verdict(Fate.ACCEPTED)
Manner = Callable[[Parcel], Verdict | None]


class Player:
    """A supplier that answers each parcel as `manner` says: None is silence."""

    def __init__(
        self, manner: Manner = lambda _: ACCEPTED, *, batch: int = 1, **url: object
    ) -> None:
        self.url = replace(URL, **url)  # type: ignore[arg-type]
        self.batch = batch
        self.manner = manner
        self.got: list[object] = []
        self.calls: list[int] = []
        self.closed = False

    def open(self) -> None:
        pass

    def send(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, Verdict]]:
        number = 0
        for parcel in parcels:
            number += 1
            self.got.append(parcel.key)
            if verdict := self.manner(parcel):
                yield parcel, verdict
        self.calls.append(number)

    def close(self) -> None:
        self.closed = True


def parcels(count: int, *, lane: int = Lane.POLICE, seconds: float = 60) -> list[Parcel]:
    deadline = time.monotonic() + seconds
    return [
        Parcel((lane, n), f"{lane}-{n}", "+32470000000", "nl", "Tekst", "", lane, None, deadline)
        for n in range(count)
    ]


@contextmanager
def carrier(*suppliers: Supplier, patience: float = 5) -> Iterator[SupplierCarrier]:
    working = SupplierCarrier("sms", suppliers, patience=patience)
    try:
        yield working
    finally:
        working.close()


def carry(working: SupplierCarrier, load: Sequence[Parcel]) -> dict[object, Verdict]:
    """Carry parcels until each has its one verdict."""
    working.offer(load)
    step_until(working, lambda: len(working.results) >= len(load))
    assert len(working.results) == len(load)
    return {parcel.key: verdict for parcel, verdict in working.results}


def fates(verdicts: dict[object, Verdict]) -> dict[Fate, int]:
    found = [verdict.fate for verdict in verdicts.values()]
    return {fate: found.count(fate) for fate in found}


def breaks(_: Parcel) -> Verdict:
    raise OSError


def says(fate: Fate, cause: str = "", **more: float) -> Manner:
    return lambda _: Verdict(fate, cause, **more)  # type: ignore[arg-type]


def test_every_parcel_gets_one_verdict_with_the_name_of_its_supplier() -> None:
    player = Player(batch=10, connections=4)
    with carrier(player) as working:
        verdicts = carry(working, parcels(200))
    assert fates(verdicts) == {Fate.ACCEPTED: 200}
    assert {verdict.supplier for verdict in verdicts.values()} == {"first"}
    assert len(player.got) == len(set(player.got)) == 200
    assert max(player.calls) == 10


def test_what_was_begun_without_an_answer_is_unknown_and_the_rest_goes_elsewhere() -> None:
    second = Player(name="second", weight=0, batch=10)

    def third_breaks(parcel: Parcel) -> Verdict:
        return breaks(parcel) if len(first.got) == 3 else ACCEPTED

    first = Player(third_breaks, batch=10)
    with carrier(first, second) as working:
        verdicts = carry(working, parcels(10))
    assert fates(verdicts) == {Fate.ACCEPTED: 9, Fate.UNKNOWN: 1}
    assert verdicts[(Lane.POLICE, 2)] == Verdict(
        Fate.UNKNOWN, Cause.BROKEN_CONNECTION, supplier="first"
    )
    assert len(second.got) == 7


def test_silence_about_a_parcel_makes_it_unknown() -> None:
    with carrier(Player(lambda parcel: None if parcel.key == (2, 1) else ACCEPTED)) as working:
        assert fates(carry(working, parcels(3))) == {Fate.ACCEPTED: 2, Fate.UNKNOWN: 1}


@pytest.mark.parametrize(
    "refusal",
    [
        Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER),
        Verdict(Fate.NOT_TRIED),
        Verdict(Fate.THROTTLED, Cause.THROTTLED, retry_after=7),
        Verdict(Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
    ],
)
def test_what_one_supplier_cannot_take_goes_to_another_at_once(refusal: Verdict) -> None:
    first, second = Player(lambda _: refusal), Player(name="second", weight=0, connections=4)
    with carrier(first, second) as working:
        assert fates(carry(working, parcels(20))) == {Fate.ACCEPTED: 20}
        # It rests, so it is asked no more; who wants nothing of us rests at once and long.
        assert len(first.got) == 1
        assert working.condition()["first"]
        assert not working.rest()


def test_without_another_supplier_parcels_come_back_with_the_cause_and_untried() -> None:
    player = Player(says(Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES))
    with carrier(player) as working:
        verdicts = carry(working, parcels(20))
        assert 50 < working.rest() <= 60
    assert fates(verdicts) == {Fate.NOT_TRIED: 20}
    assert {verdict.cause for verdict in verdicts.values()} == {Cause.SUPPLIER_REFUSES}
    assert len(player.got) == 1


def test_a_parcel_is_tried_at_three_suppliers_at_most() -> None:
    players = [Player(says(Fate.THROTTLED), name=f"number {number}") for number in range(5)]
    with carrier(*players) as working:
        assert fates(carry(working, parcels(1))) == {Fate.THROTTLED: 1}
    assert sum(len(player.got) for player in players) == 3


def test_retry_after_is_kept_and_rests_the_supplier() -> None:
    with carrier(Player(says(Fate.THROTTLED, Cause.THROTTLED, retry_after=20))) as working:
        (verdict,) = carry(working, parcels(1)).values()
        assert (verdict.fate, verdict.retry_after) == (Fate.THROTTLED, 20)
        assert 15 < working.rest() <= 20


def test_without_any_supplier_everything_comes_back() -> None:
    with carrier() as working:
        (verdict,) = carry(working, parcels(1)).values()
        assert verdict == Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER)
        assert working.rest() > 50


def test_a_supplier_that_hangs_blocks_neither_the_other_nor_the_end() -> None:
    hang = threading.Event()
    stuck = Player(lambda _: Verdict(Fate.ACCEPTED) if hang.wait(20) else None, connections=2)
    brisk = Player(name="second", connections=2)
    started = time.monotonic()
    with carrier(stuck, brisk, patience=3) as working:
        verdicts = carry(working, parcels(40))
        assert len(stuck.got) <= 2
        assert fates(verdicts) == {Fate.ACCEPTED: 40 - len(stuck.got), Fate.UNKNOWN: len(stuck.got)}
        assert working.condition()["first"] == Cause.NO_SUPPLIER
        # Its threads hang still: it gets nothing more, and no thread more, when it has rested.
        working._desks[0].resting_until = 0
        working.results.clear()
        carry(working, parcels(40))
        assert len(stuck.got) <= 2
    assert time.monotonic() - started < 15
    hang.set()


def test_what_is_under_way_at_the_end_becomes_unknown_and_the_rest_is_given_back() -> None:
    hang = threading.Event()
    player = Player(lambda _: ACCEPTED if hang.wait(20) else None, batch=5)
    with carrier(player) as working:
        working.offer(parcels(12))
        step_until(working, lambda: bool(player.got))
        working.give_back()
        assert len(working.results) == 11
    hang.set()
    assert player.closed
    assert [verdict.fate for _, verdict in working.results] == [Fate.NOT_TRIED] * 11 + [
        Fate.UNKNOWN
    ]


def test_a_parcel_whose_time_is_over_is_not_begun() -> None:
    player = Player(batch=10)
    with carrier(player) as working:
        late = parcels(1, lane=Lane.BULK, seconds=-1)
        verdicts = carry(working, [*parcels(1), *late, *parcels(1, lane=Lane.REPORTS)])
    assert verdicts[(Lane.BULK, 0)] == Verdict(Fate.NOT_TRIED)
    assert (Lane.BULK, 0) not in player.got
    assert len(player.got) == 2


def test_urgent_parcels_go_first_but_one_in_fifty_is_another() -> None:
    gate = threading.Event()
    player = Player(lambda _: ACCEPTED if gate.wait(5) else None)
    with carrier(player) as working:
        others, urgent = parcels(5), parcels(120, lane=Lane.URGENT)
        working.offer(others)
        step_until(working, lambda: len(player.got) == 1)
        working.offer(urgent, first=True)
        gate.set()
        step_until(working, lambda: len(working.results) == 125)
    places = [place for place, key in enumerate(player.got) if key[0] == Lane.POLICE]  # type: ignore[index]
    assert places == [0, 50, 100, 123, 124]


def test_a_connection_is_kept_for_urgent_parcels() -> None:
    hang = threading.Event()

    def slow_for_others(parcel: Parcel) -> Verdict | None:
        return ACCEPTED if parcel.lane == Lane.URGENT or hang.wait(20) else None

    player = Player(slow_for_others, connections=2)
    with carrier(player) as working:
        working.offer(parcels(3))
        step_until(working, lambda: len(player.got) == 1)
        working.offer(parcels(1, lane=Lane.URGENT))
        step_until(working, lambda: len(working.results) == 1)
        assert player.got == [(Lane.POLICE, 0), (Lane.URGENT, 0)]
        hang.set()


def test_a_supplier_that_failed_is_tried_by_one_parcel_before_others_follow() -> None:
    player = Player(says(Fate.NOT_TRIED, Cause.NO_SUPPLIER), batch=10, connections=4)
    with carrier(player) as working:
        carry(working, parcels(1))
        working.results.clear()
        player.got.clear()
        hang = threading.Event()
        player.manner = lambda _: ACCEPTED if hang.wait(20) else None
        working._desks[0].resting_until = 0
        working.offer(parcels(30))
        step_until(working, lambda: len(player.got) == 1)
        working.step(0.05)
        assert len(player.got) == 1
        hang.set()
        step_until(working, lambda: len(working.results) == 30)


class FewCredits:
    """Three at a time, then a pause."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float, bool]] = []
        self.given = 0

    def take(self, name: str, rate: float, most: int, *, urgent: bool) -> Grant:
        self.asked.append((name, rate, urgent))
        if len(self.asked) % 2 == 0:
            return Grant(0, 0.02)
        self.given += min(most, 3)
        return Grant(min(most, 3), 0)


def test_parcels_wait_for_credits_of_their_suppliers_limit() -> None:
    player = Player(batch=10, connections=2, rate=50.0)
    with carrier(player) as working:
        working.credits = few = FewCredits()
        assert fates(carry(working, parcels(20))) == {Fate.ACCEPTED: 20}
        assert few.given == 20
        assert set(few.asked) == {("sms:first", 50.0, False)}
        assert max(player.calls) <= 3
        working.results.clear()
        carry(working, parcels(1, lane=Lane.URGENT))
        assert few.asked[-1] == ("sms:first", 50.0, True)


class Hearing(Player):
    """A supplier that tells receipts over its connection."""

    bell: Callable[[], None] = print

    def events(self) -> Iterable[Receipt | Inbound]:
        return [Inbound("1", "+32470000000", "STOP")]

    def kept(self, number: int) -> None:
        self.number = number


def test_what_came_over_the_connection_is_passed_on() -> None:
    hearing = Hearing()
    with carrier(hearing) as working:
        working.step(0)
        assert working.events == [("first", Inbound("1", "+32470000000", "STOP"))]
        working.events_kept(1)
        assert (working.events, hearing.number) == ([], 1)
