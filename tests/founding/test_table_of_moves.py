"""The table of moves: the same in the code and in the database, and nobody gets round it."""

import pytest
from django.db import Error, transaction

from belfry.founding.models import Dossier, Rule
from belfry.founding.workflow import MOVES, OVER, SUPPLIERS, Condition, DossierKind, DossierState
from tests.cast import NOON, Cast


@pytest.mark.django_db
def test_the_database_holds_the_same_table_as_the_code() -> None:
    kept = {(row.kind, row.old, row.new): set(row.conditions) for row in Rule.objects.all()}
    assert kept == {
        (kind, old, new): set(move.conditions)
        for kind, table in MOVES.items()
        for old, moves in table.items()
        for new, move in moves.items()
    }


def test_every_condition_has_somebody_who_can_supply_it() -> None:
    assert SUPPLIERS.keys() == set(Condition)


def test_what_is_over_moves_no_more_and_all_else_can_be_abandoned() -> None:
    for table in MOVES.values():
        for state, moves in table.items():
            assert state not in OVER
            assert DossierState.ABANDONED in moves


def dossier(kind: str = DossierKind.FOUNDING) -> Dossier:
    return Dossier.objects.create(
        kind=kind,
        network_kind="residential",
        name="Molenwijk",
        languages=["nl"],
        initiative="residents",
        opened_at=NOON,
    )


@pytest.mark.parametrize("new", [state for state in DossierState if state != DossierState.IDEA])
def test_the_database_refuses_every_move_whose_conditions_do_not_hold(
    cast: Cast, new: DossierState
) -> None:
    found = dossier()
    with pytest.raises(Error, match=r"founding[:_]"), transaction.atomic():
        Dossier.objects.filter(pk=found.pk).update(state=new)


def test_a_dossier_is_born_as_an_idea_and_never_changes_its_kind(cast: Cast) -> None:
    with pytest.raises(Error, match="begins as an idea"), transaction.atomic():
        Dossier.objects.create(
            kind=DossierKind.FOUNDING,
            network_kind="residential",
            name="Molenwijk",
            languages=["nl"],
            initiative="residents",
            state=DossierState.SIGNED,
            opened_at=NOON,
        )
    found = dossier()
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        Dossier.objects.filter(pk=found.pk).update(kind=DossierKind.TAKE_OVER)
