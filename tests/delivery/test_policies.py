"""What each verdict means for a row."""

from datetime import datetime, timedelta

import pytest

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.policies import LADDER, URGENT_LADDER, outcome_of
from belfry.delivery.types import Claimed, Held, Outcome
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import DUE

ALWAYS_LATEST = 1.0


def row(
    *,
    lane: int = Lane.POLICE,
    attempts: int = 0,
    expires_at: datetime | None = DUE + timedelta(days=7),
) -> Claimed:
    bundle = Held(1, 1, 1, 1, lane, 0, DUE, "", expires_at)
    return Claimed(bundle, "0", "nl", None, attempts, "", None, None, None, 0, b"", "")


def judged(claimed: Claimed, fate: Fate, cause: str = "", rest: float = 0) -> Outcome:
    return outcome_of(
        claimed, Verdict(fate, cause, "", "r:25"), rest=rest, chance=lambda: ALWAYS_LATEST
    )


@pytest.mark.parametrize(("lane", "ladder"), [(Lane.URGENT, URGENT_LADDER), (Lane.BULK, LADDER)])
@pytest.mark.parametrize("fate", [Fate.TEMPORARY, Fate.UNKNOWN])
def test_each_attempt_waits_a_step_longer_and_the_last_step_repeats(
    lane: Lane, ladder: tuple[int, ...], fate: Fate
) -> None:
    delays = [
        judged(row(lane=lane, attempts=attempts), fate).delay for attempts in range(len(ladder) + 2)
    ]
    assert delays == [*ladder, ladder[-1], ladder[-1]]


def test_waits_are_drawn_at_random_below_the_step() -> None:
    verdict = Verdict(Fate.TEMPORARY, Cause.TEMPORARY)
    delays = {outcome_of(row(attempts=2), verdict).delay for _ in range(50)}
    assert len(delays) > 40
    assert all(delay is not None and 0 <= delay <= LADDER[2] for delay in delays)


def test_a_next_attempt_after_the_expiry_is_not_made() -> None:
    late = judged(row(expires_at=DUE + timedelta(seconds=29)), Fate.TEMPORARY, Cause.TEMPORARY)
    assert (late.state, late.cause, late.burnt, late.recorded) == (
        State.DEAD,
        Cause.TEMPORARY,
        True,
        True,
    )
    assert judged(row(expires_at=DUE + timedelta(seconds=31)), Fate.TEMPORARY).state == State.READY


def test_what_never_expires_is_given_up_after_the_ladder() -> None:
    last = row(lane=Lane.PERSONAL, attempts=len(URGENT_LADDER), expires_at=None)
    assert judged(last, Fate.TEMPORARY, Cause.TEMPORARY).state == State.DEAD


@pytest.mark.parametrize("fate", [Fate.THROTTLED, Fate.NOT_TRIED])
def test_slow_down_and_not_tried_burn_no_attempt(fate: Fate) -> None:
    outcome = judged(row(attempts=99), fate, Cause.THROTTLED, rest=8)
    assert (outcome.state, outcome.burnt, outcome.recorded) == (State.READY, False, False)
    assert outcome.delay == {Fate.THROTTLED: 60, Fate.NOT_TRIED: 10}[fate]


def test_what_is_only_given_back_keeps_its_place() -> None:
    assert judged(row(), Fate.NOT_TRIED).delay is None


def test_only_a_bad_address_marks_the_address() -> None:
    bad = judged(row(), Fate.BAD_ADDRESS, Cause.UNKNOWN_ADDRESS)
    refused = judged(row(), Fate.REFUSED, Cause.REFUSED)
    assert (bad.state, bad.broken, refused.state, refused.broken) == (
        "failed",
        True,
        "failed",
        False,
    )
