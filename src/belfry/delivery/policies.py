"""When a delivery is tried again, and when it is given up (dispatch, 5.6)."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.types import Claimed, Outcome
from belfry.delivery.workflow import Cause, Lane, State

# Seconds before the next attempt; each is the upper end of a random wait ("full jitter"), so that
# those who failed together do not come back together. The last step repeats until a row expires.
URGENT_LADDER: Final = (5, 15, 45, 120)
LADDER: Final = (30, 120, 480, 1800, 7200, 21600)
# "Slow down" is no failure of the mail, so it burns no attempt; it waits between one and two of these.
URGENT_SLOW_DOWN: Final = 5
SLOW_DOWN: Final = 30
# While old and new dispatchers run side by side, what only the new ones can write waits for them.
NEWER_VERSION_SECONDS: Final = 30.0
FINAL: Final[Mapping[Fate, State]] = {
    Fate.ACCEPTED: State.ACCEPTED,
    Fate.BAD_ADDRESS: State.FAILED,
    Fate.REFUSED: State.FAILED,
}
Chance = Callable[[], float]


def is_urgent(lane: int) -> bool:
    """Whether a lane goes before all others and is settled row by row."""
    return lane <= Lane.PERSONAL


def outcome_of(
    row: Claimed,
    verdict: Verdict,
    *,
    rest: float = 0.0,
    repeats_unknown: bool = True,
    chance: Chance = random.random,
) -> Outcome:
    """Return what a verdict means for a row.

    An unknown fate (the connection broke before the answer) is tried again where the channel says so: a
    police message twice is better than never; else it is left to a person. `rest` is how long, in
    seconds, no supplier may be tried.
    """
    match verdict.fate:
        case Fate.ACCEPTED | Fate.BAD_ADDRESS | Fate.REFUSED:
            failed = verdict.fate is not Fate.ACCEPTED
            return Outcome(
                row,
                FINAL[verdict.fate],
                verdict.cause,
                verdict.status,
                verdict.supplier,
                burnt=failed,
                recorded=failed,
                broken=verdict.fate is Fate.BAD_ADDRESS,
                cost=verdict.cost,
                reference=verdict.reference,
            )
        case Fate.THROTTLED:
            pause = URGENT_SLOW_DOWN if is_urgent(row.bundle.lane) else SLOW_DOWN
            asked = max(pause, verdict.retry_after or 0.0)
            return _waiting(row, verdict, asked + pause * chance())
        case Fate.NOT_TRIED:
            # Without a cause it is only given back, and keeps its place.
            delay = max(1.0, rest * (1 + chance() / 4)) if verdict.cause else None
            return _waiting(row, verdict, delay)
        case Fate.UNKNOWN if not repeats_unknown:
            return Outcome(
                row,
                State.UNKNOWN,
                verdict.cause,
                verdict.status,
                verdict.supplier,
                burnt=True,
                recorded=True,
                cost=verdict.cost,
            )
        case Fate.TEMPORARY | Fate.UNKNOWN:
            return _try_again(row, verdict, chance)


def _waiting(row: Claimed, verdict: Verdict, delay: float | None) -> Outcome:
    return Outcome(row, State.READY, verdict.cause, verdict.status, verdict.supplier, delay)


def _try_again(row: Claimed, verdict: Verdict, chance: Chance) -> Outcome:
    ladder = URGENT_LADDER if is_urgent(row.bundle.lane) else LADDER
    delay = ladder[min(row.attempts, len(ladder) - 1)] * chance()
    expires_at = row.bundle.expires_at
    if expires_at is None:
        over = row.attempts >= len(ladder)
    else:
        over = row.bundle.claimed_at + timedelta(seconds=delay) >= expires_at
    return Outcome(
        row,
        State.DEAD if over else State.READY,
        verdict.cause,
        verdict.status,
        verdict.supplier,
        None if over else delay,
        burnt=True,
        recorded=True,
        cost=verdict.cost,
    )


def unusable(row: Claimed) -> Outcome:
    """Return the outcome of a row whose address the channel cannot use."""
    return Outcome(
        row, State.FAILED, Cause.UNUSABLE_ADDRESS, burnt=True, recorded=True, broken=True
    )


def out_of_channel(row: Claimed) -> Outcome:
    """Return the outcome of a row whose address is right but not for this channel: no SMS to a landline."""
    return Outcome(row, State.FAILED, Cause.UNUSABLE_ADDRESS, burnt=True, recorded=True)


def outside_exercise(row: Claimed) -> Outcome:
    """Return the outcome of a row whose reader takes no part in the exercise: nothing is sent."""
    return Outcome(row, State.SUPPRESSED, Cause.NO_PART, recorded=True)


def not_yet(row: Claimed) -> Outcome:
    """Return the outcome of a row whose kind only a newer version knows: it waits for one of those."""
    return Outcome(row, State.READY, delay=NEWER_VERSION_SECONDS)


def poisonous(row: Claimed) -> Outcome:
    """Return the outcome of a row for which nothing can be written: given up, until somebody mends it."""
    return Outcome(row, State.DEAD, Cause.CRASHED, burnt=True, recorded=True)
