"""The ladders stand in Python and in the database: both say the same."""

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from belfry.measures.actions.stepping import prepare_step
from belfry.measures.models import Dossier, Signature, Step
from belfry.measures.workflow import LEADS_TO, MOVES, SIGNERS, DossierState, Ladder, StepKind
from belfry.networks.models import Membership
from tests.cast import NOON, Cast
from tests.measures.rungs import details, opened, take

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


def asked(function: str, *arguments: str) -> Any:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"SELECT {function}({places})", arguments)
        return cursor.fetchone()[0]


def test_the_database_allows_exactly_the_moves_of_the_table() -> None:
    for ladder in Ladder:
        for old in DossierState:
            allowed = {new for new in DossierState if asked("measures_allows", ladder, old, new)}
            assert allowed == MOVES[ladder].get(old, frozenset()), (ladder, old)


def test_the_database_wants_exactly_the_signers_of_the_table() -> None:
    for ladder in Ladder:
        for kind in StepKind:
            wanted = tuple(asked("measures_signers", ladder, kind) or ())
            assert wanted == SIGNERS[ladder].get(kind, ()), (ladder, kind)


def test_every_step_of_a_ladder_is_reached_and_the_last_signer_is_the_highest() -> None:
    for ladder in Ladder:
        reached = frozenset().union(*MOVES[ladder].values())
        assert {kind for kind, state in LEADS_TO.items() if state in reached} == set(
            SIGNERS[ladder]
        )


@pytest.mark.parametrize("state", [state for state in DossierState if state != "opened"])
def test_no_state_without_its_step(cast: Cast, state: DossierState) -> None:
    dossier = opened(cast)
    moved = Dossier.objects.filter(pk=dossier.pk)
    if state in {DossierState.CLOSED, DossierState.ENDED}:
        moved.update(state=state)
        return
    with pytest.raises(REFUSED), transaction.atomic():
        moved.update(state=state)


def test_no_step_is_taken_while_a_signature_is_missing(cast: Cast) -> None:
    dossier = take(cast, opened(cast), StepKind.TALK)
    step = prepare_step(cast.officer_an, dossier.pk, StepKind.REPRIMAND, details(), now=NOON)
    with pytest.raises(REFUSED, match="signature"), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(taken_at=NOON, decided_on=NOON.date(), language="nl")


def test_no_membership_is_cut_without_a_step(cast: Cast) -> None:
    rows = Membership.objects.filter(
        network=cast.stage.meerstraat, person=cast.person("member_chloe")
    )
    for state in ("suspended", "excluded"):
        with pytest.raises(REFUSED, match="valid step"), transaction.atomic():
            rows.update(state=state, ended_at=NOON)


def test_what_was_taken_keeps_its_words_and_signatures(cast: Cast) -> None:
    dossier = take(cast, opened(cast), StepKind.TALK)
    step = dossier.steps.get()
    with pytest.raises(REFUSED, match="stays"), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(heard="stayed_away")
    with pytest.raises(REFUSED, match="keeps its signatures"), transaction.atomic():
        Signature.objects.filter(step=step).delete()
    with pytest.raises(REFUSED, match="stays as it was opened"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(ground="offence")
