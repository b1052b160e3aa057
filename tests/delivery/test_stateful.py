"""Two thousand sequences of moves on PostgreSQL: the ledger is whole after each (`sending_machine.py`)."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection as django_connection
from django.db import transaction
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from psycopg import Connection

from belfry.delivery.line import BorrowedLine
from tests.delivery.sending_machine import MOVES, Move, Sending, World

# Each seed is a test of its own: what fails is played again by its name. A second server gets some.
SEEDS = range(1 if "BELFRY_TEST_POSTGRES" in os.environ else 8)
SEQUENCES = 250
SHORTEST, LONGEST = 6, 20


@pytest.fixture
def connection(db: None) -> Iterator[Connection]:
    """Give a connection that keeps its plans: a sequence is twenty statements, each asked thousands of times."""
    opened = BorrowedLine().connection()
    kept, opened.prepare_threshold = opened.prepare_threshold, 0
    with django_connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        yield opened
        cursor.execute("RESET plan_cache_mode")
    opened.prepare_threshold = kept


@pytest.mark.parametrize("number", SEEDS)
def test_nothing_that_can_happen_breaks_the_ledger(connection: Connection, number: int) -> None:
    world = World(connection)

    @seed(number)
    @settings(max_examples=SEQUENCES, deadline=None, database=None)
    @given(moves=st.lists(MOVES, min_size=SHORTEST, max_size=LONGEST))
    def play(moves: list[Move]) -> None:
        savepoint = transaction.savepoint()
        try:
            sending = Sending(world)
            sending.look()
            for name, details in moves:
                getattr(sending, name)(*details)
                sending.look()
            sending.end()
        finally:
            transaction.savepoint_rollback(savepoint)

    play()
