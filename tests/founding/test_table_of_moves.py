"""The table of moves: the same in the code and in the database, and nobody gets round it."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

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


def dossier(kind: str = DossierKind.FOUNDING, **more: Any) -> Dossier:
    return Dossier.objects.create(
        kind=kind,
        network_kind="residential",
        name="Molenwijk",
        languages=["nl"],
        initiative="residents",
        opened_at=NOON,
        seeks=["deputy"] if kind == DossierKind.SUCCESSION else [],
        **more,
    )


CONDITIONED = [
    (kind, old, new)
    for kind, table in MOVES.items()
    for old, moves in table.items()
    for new, move in moves.items()
    if move.conditions
]


@pytest.mark.parametrize(("kind", "old", "new"), CONDITIONED)
def test_the_database_refuses_a_move_of_the_table_while_nothing_holds(
    cast: Cast, kind: DossierKind, old: DossierState, new: DossierState
) -> None:
    found = dossier(kind, network_id=cast.stage.meerstraat, recognised_on=NOON.date())
    put(found, old)
    with pytest.raises(Error, match=f"founding: from {old} to {new} without"), transaction.atomic():
        Dossier.objects.filter(pk=found.pk).update(state=new)


def put(found: Dossier, state: DossierState) -> None:
    """Set the state behind the back of the guard."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE founding_dossier DISABLE TRIGGER founding_dossier_moves")
        Dossier.objects.filter(pk=found.pk).update(state=state)
        cursor.execute("ALTER TABLE founding_dossier ENABLE TRIGGER founding_dossier_moves")


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
