"""Pages, worker and dispatchers on three hosts: links that are cut, hosts that die, clocks that lie."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from belfry.delivery.workflow import Lane
from tests.delivery.ledger import broadcast_to, states, tallies
from tests.hosts.cluster import programs
from tests.hosts.fleet import (
    DISPATCHERS,
    IN_FLIGHT,
    Fleet,
    Send,
    clock_library,
    django_on,
)
from tests.hosts.network import why_not
from tests.waiting import wait_until

REASON = why_not() or ("" if programs() else "this machine has no PostgreSQL to start")
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)

ROWS = 2400
# What `belfry web` does at once with one process, and more than it can.
PAGE_THREADS, PAGES = 4, 10
CLOCK_WRONG = timedelta(minutes=5)


@pytest.fixture(scope="module")
def laid_out(django_db_blocker: DjangoDbBlocker) -> Iterator[Fleet]:
    with Fleet() as fleet, django_on(fleet.database, django_db_blocker):
        yield fleet


@pytest.fixture
def fleet(laid_out: Fleet) -> Fleet:
    """The installation with all its dispatchers at work."""
    for host in laid_out.apps:
        if not host.processes:
            laid_out.dispatch(host)
    for host in laid_out.apps:
        wait_until(lambda host=host: laid_out.at_work(host, 0))
    return laid_out


def send(fleet: Fleet) -> Send:
    return Send(fleet.journal, ROWS, lambda: broadcast_to(ROWS))


def test_dispatchers_that_start_together_everywhere_claim_no_row_twice(laid_out: Fleet) -> None:
    sending = send(laid_out)
    for host in laid_out.apps:
        laid_out.dispatch(host)
    laid_out.serve(laid_out.apps[0])
    sending.finish(lost=0)
    assert all(laid_out.brought_by(host, sending) for host in laid_out.apps)


def test_a_bell_that_wakes_everybody_at_once_lets_no_row_be_claimed_twice(fleet: Fleet) -> None:
    for host in fleet.apps:
        host.signal(signal.SIGSTOP)
    sending = send(fleet)
    for host in fleet.apps:
        host.signal(signal.SIGCONT)
    sending.finish(lost=0)


def test_pages_that_hang_take_no_connection_from_dispatchers(fleet: Fleet) -> None:
    wait_until(lambda: fleet.pages_answer(fleet.apps[0]))
    with fleet.database.administrator("belfry") as link, link.transaction():
        link.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        asked = [fleet.ask_for_a_page(fleet.apps[0]) for _ in range(PAGES)]
        wait_until(lambda: fleet.waiting_for_a_lock() == PAGE_THREADS)
        sending = Send(fleet.journal, 126, lambda: broadcast_to(126, lane=Lane.URGENT))
        sending.finish(lost=0, seconds=5)
    assert [page.wait(20) for page in asked] == [0] * PAGES


def test_a_host_that_loses_the_database_loses_nobody(fleet: Fleet) -> None:
    cut = fleet.apps[0]
    sending = send(fleet)
    wait_until(lambda: fleet.brought_by(cut, sending) > 100)
    fleet.inside.cut(cut)
    sending.finish(lost=DISPATCHERS)
    mended = time.time()
    fleet.inside.mend(cut)
    # Its own statements of before may arrive only now, and change nothing.
    wait_until(lambda: fleet.at_work(cut, mended))
    sending.finish(lost=DISPATCHERS)
    wait_until(lambda: fleet.pages_answer(cut))


def test_a_host_that_loses_the_relay_gives_its_rows_to_others(fleet: Fleet) -> None:
    cut = fleet.apps[1]
    sending = send(fleet)
    wait_until(lambda: fleet.brought_by(cut, sending) > 100)
    fleet.outside.cut(cut)
    brought = fleet.brought_by(cut, sending)
    try:
        sending.finish(lost=DISPATCHERS)
        # What the relay had before the cut, at most.
        assert fleet.brought_by(cut, sending) <= brought + DISPATCHERS * IN_FLIGHT
    finally:
        fleet.outside.mend(cut)


def test_a_host_that_dies_loses_nobody(fleet: Fleet) -> None:
    dying = fleet.apps[2]
    sending = send(fleet)
    wait_until(lambda: fleet.brought_by(dying, sending) > 100)
    dying.die()
    sending.finish(lost=DISPATCHERS)


def test_dispatchers_that_slept_past_their_lease_change_and_send_nothing(fleet: Fleet) -> None:
    asleep = fleet.apps[1]
    sending = send(fleet)
    wait_until(lambda: fleet.brought_by(asleep, sending) > 100)
    asleep.signal(signal.SIGSTOP)
    sending.finish(lost=DISPATCHERS)
    brought, woken = fleet.brought_by(asleep, sending), time.time()
    asleep.signal(signal.SIGCONT)
    wait_until(lambda: fleet.at_work(asleep, woken))
    sending.finish(lost=DISPATCHERS)
    # What the relay was thinking about when they fell asleep, at most.
    assert fleet.brought_by(asleep, sending) == brought


@pytest.mark.parametrize("wrong", [CLOCK_WRONG, -CLOCK_WRONG], ids=["fast", "slow"])
def test_a_host_whose_clock_is_wrong_claims_and_sends_as_the_others(
    fleet: Fleet, wrong: timedelta
) -> None:
    library = clock_library()
    if library is None:
        pytest.skip("libfaketime is not installed")
    liar = fleet.apps[2]
    liar.kill()
    fleet.dispatch(
        liar, LD_PRELOAD=str(library), FAKETIME=f"{wrong.total_seconds():+.0f}",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )  # fmt: skip
    wait_until(lambda: fleet.at_work(liar, 0))
    now = timezone.now()
    # Neither due nor expired, unless it is the liar who looks at its clock.
    later = broadcast_to(50, first=ROWS, not_before=now + timedelta(minutes=2))
    lasting = broadcast_to(50, first=ROWS + 50, expires_at=now + timedelta(minutes=2))
    sending = send(fleet)
    wait_until(lambda: states(sending.broadcast) == {"accepted": ROWS})
    wait_until(lambda: states(lasting) == {"accepted": 50})
    assert len(sending.brought()) == ROWS + 50
    assert fleet.brought_by(liar, sending) > 0
    assert tallies(sending.broadcast) == {"accepted": ROWS}
    assert states(later) == tallies(later) == {"ready": 50}
