"""Two thousand sequences of the real actions, by everybody in the cast: no words but the approved, to no others."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from belfry.bulletins.actions.neighbours import accept_bulletin, offer_to_neighbours
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.models import Bulletin, Release
from tests.bulletins.bulletin_machine import FIGURES, LOOK, MOVES, NEVER, Undertaking
from tests.bulletins.desk import LATER, approved, draft, submitted, written
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

# Each beginning is a test of its own: what fails is played again by its name. A second server gets fewer.
SEQUENCES = 30 if "BELFRY_TEST_POSTGRES" in os.environ else 290
SHORTEST, LONGEST = 2, 7


def to_two(cast: Cast) -> Bulletin:
    """Return an alert for two networks that was sent in one of them."""
    what = draft(cast.stage.meerstraat, cast.stage.winkelhart, bulletin_class="alert")
    bulletin = approved(cast, what=what)
    here = Release.objects.get(bulletin=bulletin, network=cast.stage.meerstraat)
    release_bulletin(cast.coordinator_bram, here.pk, now=LATER)
    return bulletin


def reached(cast: Cast) -> Bulletin:
    """Return a request that reached everybody in its network."""
    bulletin = approved(cast)
    release = release_bulletin(
        cast.coordinator_bram, Release.objects.get(bulletin=bulletin).pk, now=LATER
    )
    accept(release)
    return bulletin


def offered_out(cast: Cast) -> Bulletin:
    """Return a request that the police of Val-Clocher are asked to take over."""
    bulletin = approved(cast)
    return offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)


def taken_over(cast: Cast) -> Bulletin:
    """Return a request that they took over."""
    bulletin = offered_out(cast)
    there = Release.objects.get(bulletin=bulletin, by_acceptance=True)
    accept_bulletin(cast.officer_piet, there.pk, now=LATER)
    return bulletin


BEGINNINGS: list[Callable[[Cast], Bulletin]] = [
    written, submitted, approved, to_two, reached, offered_out, taken_over,
]  # fmt: skip


@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda begin: begin.__name__)
def test_nothing_that_anybody_does_goes_round_the_wall(
    cast: Cast, begin: Callable[[Cast], Bulletin]
) -> None:
    load_templates(now=NOON - timedelta(days=1))
    bulletin = begin(cast)
    actors = {name: replace(getattr(cast, name), at=LATER) for name in FIGURES}
    done: Counter[str] = Counter()

    @seed(BEGINNINGS.index(begin))
    @settings(max_examples=SEQUENCES, deadline=None, database=None)
    @given(moves=st.lists(MOVES, min_size=SHORTEST, max_size=LONGEST))
    def play(moves: list[tuple[str, str]]) -> None:
        savepoint = transaction.savepoint()
        try:
            undertaking = Undertaking(cast, actors, bulletin, LATER)
            for act, name in moves:
                if undertaking.play(act, name):
                    undertaking.look()
            done.update(undertaking.done)
        finally:
            transaction.savepoint_rollback(savepoint)

    play()
    # Sequences in which nothing is allowed would prove nothing.
    assert len(done) > 3, done


BREAKS = {
    "a message of words that nobody but their author approved": "UPDATE delivery_message SET texts = '{}' WHERE kind = 'bulletin'",
    "a text that is not the approved one any more": "UPDATE bulletins_text SET what = 'Iets anders.'",
    "an envelope outside the frozen audience": "DELETE FROM bulletins_audiencemember",
    "an offer of what is not approved": "UPDATE bulletins_bulletin SET state = 'submitted'",
    "an audience before an approval": "DELETE FROM bulletins_approval",
    "a message in a network whose police did not take it over": "DELETE FROM bulletins_acceptance",
    "an end that its readers were not told": "UPDATE bulletins_bulletin SET state = 'closed'",
    "another number than the one that was shown": "UPDATE bulletins_release SET person_count = 99",
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_the_look_sees_what_the_wall_keeps_out(cast: Cast, name: str) -> None:
    """With the wall taken down, each thing that must never be is found by its name."""
    bulletin = taken_over(cast)
    here = Release.objects.get(bulletin=bulletin, by_acceptance=False)
    release_bulletin(cast.coordinator_bram, here.pk, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        assert cursor.fetchall() == []
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(BREAKS[name])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(LOOK)
        assert (name,) in cursor.fetchall()
