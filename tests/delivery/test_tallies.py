"""Whatever happens to the rows, the tallies equal the count of the rows."""

from unittest.mock import patch

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from belfry.delivery import actions
from belfry.delivery.actions import retry_failed, stop_broadcast, suppress, withdraw
from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.claiming import settled_at_once
from belfry.delivery.kinds import EMAIL
from belfry.delivery.leases import reap
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Broadcast
from belfry.delivery.policies import outcome_of
from belfry.delivery.settling import News, settle
from belfry.delivery.types import Claimed
from belfry.delivery.workflow import Cause, Lane, State
from tests.delivery.ledger import (
    DUE,
    SCOPE,
    broadcast_to,
    claimed_rows,
    endpoint_ids,
    let_leases_end,
    make_due,
    states,
    tallies,
)

CAUSES = {
    Fate.ACCEPTED: "",
    Fate.BAD_ADDRESS: Cause.UNKNOWN_ADDRESS,
    Fate.REFUSED: Cause.REFUSED,
    Fate.TEMPORARY: Cause.TEMPORARY,
    Fate.THROTTLED: Cause.THROTTLED,
    Fate.UNKNOWN: Cause.BROKEN_CONNECTION,
    Fate.NOT_TRIED: Cause.NO_RELAY,
}
STEPS = st.one_of(
    st.tuples(st.just("claim"), st.integers(1, 5)),
    st.tuples(st.just("settle"), st.sampled_from(sorted(CAUSES))),
    st.tuples(st.sampled_from(["reap", "retry", "due", "stop"]), st.none()),
    st.tuples(st.sampled_from(["suppress", "withdraw"]), st.integers(0, 7)),
)
FINAL = (State.ACCEPTED, State.EXPIRED, State.SUPPRESSED, State.STOPPED)


class Play:
    """Two broadcasts of eight rows in bundles of three, and what a dispatcher holds of them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        with patch.object(actions, "URGENT_BUNDLE", 3):
            self.broadcasts: list[Broadcast] = [
                broadcast_to(8, lane=Lane.URGENT),
                broadcast_to(8, lane=Lane.URGENT, first=4),
            ]
        self.held: list[Claimed] = []
        self.left: set[int] = set()

    def do(self, step: str, detail: object) -> None:
        broadcast = self.broadcasts[0]
        if step == "claim":
            assert isinstance(detail, int)
            self.held += claimed_rows(self.connection, most=detail)
        elif step == "settle" and self.held:
            assert isinstance(detail, Fate)
            self.settle(detail)
        elif step == "reap":
            let_leases_end()
            reap(self.connection)
        elif step == "retry":
            retry_failed(broadcast, now=DUE)
        elif step == "due":
            make_due()
        elif step == "stop":
            stop_broadcast(broadcast, now=DUE)
        elif step in {"suppress", "withdraw"}:
            assert isinstance(detail, int)
            one = endpoint_ids(broadcast)[detail]
            suppress(one, SCOPE, now=DUE) if step == "suppress" else withdraw([one], SCOPE, now=DUE)

    def settle(self, fate: Fate) -> None:
        """Settle the three rows that are held longest; some are told twice, as after a broken line."""
        told, still = self.held[:3], self.held[3:]
        news: dict[int, News] = {}
        for row in told:
            one = news.setdefault(row.bundle.id, News(row.bundle))
            outcome = settled_at_once(row) or outcome_of(row, Verdict(fate, CAUSES[fate]))
            if fate is Fate.NOT_TRIED and not row.verdict and row.bundle.id % 2:
                self.left.add(row.bundle.id)
            else:
                one.outcomes.append(outcome)
        for one in news.values():
            one.over = all(row.bundle.id != one.bundle.id for row in still)
            one.left = one.bundle.id in self.left
        for _ in range(2):
            settle(self.connection, EMAIL, list(news.values()))
        self.held = still


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, min_size=5, max_size=25))
def test_tallies_equal_the_rows_after_any_moves(db: None, steps: list[tuple[str, object]]) -> None:
    with transaction.atomic():
        play = Play(BorrowedLine().connection())
        settled: list[dict[str, int]] = [{}, {}]
        for step, detail in steps:
            play.do(step, detail)
            for number, broadcast in enumerate(play.broadcasts):
                found = states(broadcast)
                assert found == tallies(broadcast)
                assert sum(found.values()) == 8
                # What is settled for good stays.
                assert all(found.get(state, 0) >= settled[number].get(state, 0) for state in FINAL)
                settled[number] = found
        transaction.set_rollback(True)
