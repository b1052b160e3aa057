"""Limits in the database: never too fast in any second, whoever asks, and urgent keeps its part."""

import multiprocessing
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.db import connection, transaction

from belfry.delivery.channels.contract import Grant
from belfry.delivery.errors import TooManyThisHour
from belfry.delivery.limits import LedgerCredits, check_hourly, take
from belfry.delivery.line import BorrowedLine, Line
from tests.delivery.ledger import DUE

RATE = 50


class Taken(NamedTuple):
    """So many credits were granted at some moment between two (seconds of this machine's clock)."""

    number: int
    after: float
    before: float


def hammer(name: str, urgent: bool, until: float) -> list[Taken]:
    """Take whatever there is, as a process of its own does."""
    line, taken = Line("hammer"), []
    while (after := time.monotonic()) < until:
        number, wait = take(line.connection(), name, RATE, 100, urgent=urgent)
        if number:
            taken.append(Taken(number, after, time.monotonic()))
        else:
            time.sleep(wait)
    line.hang_up()
    return taken


def most_in_a_second(taken: Sequence[Taken]) -> int:
    """Return the most that was granted for certain within one second, over all seconds."""
    return max(
        sum(
            one.number for one in taken if one.after >= first.after and one.before < first.after + 1
        )
        for first in taken
    )


def test_three_processes_and_a_restart_never_exceed_a_limit_and_urgent_keeps_its_part(
    ledger: None,
) -> None:
    urgent: list[Taken] = []
    others: list[Taken] = []
    # The second three are a restart: nobody remembers anything but the database.
    for kinds in [(True, False, False), (False, False, False)]:
        until = time.monotonic() + 1.5
        with multiprocessing.get_context("fork").Pool(3) as pool:
            found = pool.starmap(hammer, [("sms:a", kind, until) for kind in kinds])
        for kind, taken in zip(kinds, found, strict=True):
            (urgent if kind else others).extend(taken)
    both = sorted([*urgent, *others], key=lambda one: one.after)
    assert most_in_a_second(both) <= RATE * 1.05
    assert most_in_a_second(others) <= RATE * 0.7 * 1.05
    assert sum(one.number for one in both) > RATE * 0.7 * 3 * 0.7
    assert sum(one.number for one in urgent) > RATE * 0.3 * 1.5 * 0.8


def test_what_was_granted_is_not_granted_again_and_the_wait_is_told(db: None) -> None:
    line = BorrowedLine().connection()
    assert take(line, "email:a", 1000, 500, urgent=False) == Grant(33, 0)
    number, wait = take(line, "email:a", 1, 1, urgent=True)
    assert (number, wait > 0) == (0, True)
    assert take(line, "email:b", 0.5, 10, urgent=False) == Grant(1, 0)
    number, wait = take(line, "email:b", 0.5, 10, urgent=False)
    assert number == 0
    assert 2.5 < wait <= 1 / (0.5 * 0.95 * 0.7)
    number, wait = take(line, "email:b", 0.5, 10, urgent=True)
    assert number == 0
    assert 1.5 < wait <= 1 / (0.5 * 0.95)


def test_a_limit_that_rested_for_an_hour_is_forgotten(db: None) -> None:
    line = BorrowedLine().connection()
    take(line, "domain:old.example", 1, 1, urgent=False)
    take(line, "domain:new.example", 1, 1, urgent=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_limit SET all_free_at = now() - interval '2 hours',"
            " others_free_at = now() - interval '2 hours' WHERE name = 'domain:old.example'"
        )
        take(line, "domain:third.example", 1, 1, urgent=False)
        cursor.execute("SELECT name FROM delivery_limit ORDER BY name")
        assert cursor.fetchall() == [("domain:new.example",), ("domain:third.example",)]


def test_without_a_database_there_are_no_credits_and_no_error(
    ledger: None,
) -> None:
    line = Line("cut off")
    plenty = LedgerCredits(line)
    assert plenty.take("sms:a", 10, 1, urgent=True) == Grant(1, 0)
    line.connection().close()
    number, wait = plenty.take("sms:a", 10, 1, urgent=True)
    assert number == 0
    assert wait > 0
    line.hang_up()


def test_a_sender_may_broadcast_thirty_times_an_hour_and_is_told_what_to_do(db: None) -> None:
    sender = uuid4()
    for _ in range(30):
        assert check_hourly(sender, urgent=False, now=DUE)
    for _ in range(2):
        with pytest.raises(TooManyThisHour) as refusal, transaction.atomic():
            check_hourly(sender, urgent=False, now=DUE)
    assert "30" in refusal.value.message()
    assert check_hourly(uuid4(), urgent=False, now=DUE)
    assert check_hourly(sender, urgent=True, now=DUE)
    assert check_hourly(sender, urgent=False, now=DUE + timedelta(hours=1))


def test_an_urgent_broadcast_is_never_refused_but_many_of_them_raise_an_alarm(db: None) -> None:
    sender = uuid4()
    answers = [check_hourly(sender, urgent=True, now=DUE) for _ in range(12)]
    assert answers == [True] * 10 + [False] * 2


def test_who_broadcast_when_is_forgotten_after_a_day(db: None) -> None:
    check_hourly(uuid4(), urgent=False, now=DUE - timedelta(hours=26))
    check_hourly(uuid4(), urgent=False, now=DUE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM delivery_hourly")
        assert cursor.fetchone() == (1,)
