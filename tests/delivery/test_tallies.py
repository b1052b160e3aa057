"""Whatever happens to the rows, the tallies equal the count of the rows."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from belfry.delivery.actions import retry_failed, stop_broadcast, suppress, withdraw
from belfry.delivery.channels.contract import Fate, Verdict
from belfry.delivery.claiming import claim
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Broadcast
from belfry.delivery.policies import outcome_of
from belfry.delivery.settling import reap, settle
from belfry.delivery.types import Claimed
from belfry.delivery.workflow import Cause, State
from tests.delivery.ledger import (
    DUE,
    SCOPE,
    broadcast_to,
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
    """Two broadcasts of eight rows, and what a dispatcher holds of them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.broadcasts: list[Broadcast] = [broadcast_to(8), broadcast_to(8, first=4)]
        self.held: list[Claimed] = []

    def do(self, step: str, detail: object) -> None:
        broadcast = self.broadcasts[0]
        if step == "claim":
            assert isinstance(detail, int)
            self.held += claim(self.connection, (0, 9), detail)[0]
        elif step == "settle" and self.held:
            assert isinstance(detail, Fate)
            verdict = Verdict(detail, CAUSES[detail])
            settle(self.connection, [outcome_of(row, verdict) for row in self.held[:3]])
            # Some are told twice, as after a broken connection.
            del self.held[:2]
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
