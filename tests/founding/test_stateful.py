"""Two thousand sequences of the real actions, by everybody in the cast: a dossier moves along its table only."""

import os
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from belfry.founding.actions import signing
from belfry.founding.models import Dossier
from belfry.networks.models import Network
from tests.cast import NOON, Cast
from tests.founding.dossier_machine import FIGURES, MOVES, Undertaking
from tests.founding.signed_stages import drafted, signed, submitted
from tests.founding.stages import idea, surrounded
from tests.founding.test_amending import amended
from tests.founding.test_take_over import taken

# Each beginning is a test of its own: what fails is played again by its name. A second server gets fewer.
SEQUENCES = 30 if "BELFRY_TEST_POSTGRES" in os.environ else 290
SHORTEST, LONGEST = 2, 7


def change_begun(cast: Cast) -> Dossier:
    """Return the change of a contact of a network that was taken over."""
    return amended(cast, Network.objects.get(pk=cast.stage.meerstraat), "contact")


BEGINNINGS: list[Callable[[Cast], Dossier]] = [
    idea, surrounded, drafted, signed, submitted, taken, change_begun,
]  # fmt: skip
SAME = b"%PDF-1.7 the same for each"


@pytest.fixture
def quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print and seal nothing: two thousand sequences are about moves, the files have tests of their own."""
    monkeypatch.setattr(signing, "pdf_of", lambda document: SAME + str(document.dated).encode())
    monkeypatch.setattr(signing, "seal", lambda pdf, *_rest: pdf + b" sealed")


@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda begin: begin.__name__)
def test_nothing_that_anybody_does_leaves_the_table(
    cast: Cast, quick_papers: None, begin: Callable[[Cast], Dossier]
) -> None:
    dossier = begin(cast)
    persons = {name: cast.person(name) for name in FIGURES}
    later: datetime = NOON.replace(hour=14)

    @seed(BEGINNINGS.index(begin))
    @settings(max_examples=SEQUENCES, deadline=None, database=None)
    @given(moves=st.lists(MOVES, min_size=SHORTEST, max_size=LONGEST))
    def play(moves: list[tuple[str, str]]) -> None:
        savepoint = transaction.savepoint()
        try:
            undertaking = Undertaking(cast, persons, dossier, later)
            for act, name in moves:
                undertaking.play(act, name)
                undertaking.look()
        finally:
            transaction.savepoint_rollback(savepoint)

    play()
