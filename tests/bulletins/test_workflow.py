"""The two tables of moves: as the contract says, and as the database allows."""

import contextlib
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.queries import draft_of
from belfry.bulletins.workflow import (
    BULLETIN_MOVES,
    RELEASE_MOVES,
    BulletinState,
    ReleaseState,
    check_bulletin_move,
    check_release_move,
)
from belfry.core.errors import MoveNotAllowed
from tests.bulletins.desk import LATER, draft, offered, submitted, written
from tests.cast import Cast

# How each state is reached from a new row, by the shortest allowed way.
BULLETIN_PATHS = {
    "draft": [],
    "submitted": ["submitted"],
    "second_reading": ["submitted", "second_reading"],
    "approved": ["submitted", "approved"],
    "closed": ["submitted", "approved", "closed"],
    "withdrawn": ["withdrawn"],
}
RELEASE_PATHS = {
    "offered": [],
    "released": ["released"],
    "sending": ["released", "sending"],
    "sent": ["released", "sending", "sent"],
    "stopped": ["stopped"],
    "expired": ["expired"],
}


def test_the_states_are_those_of_the_contract() -> None:
    assert list(BulletinState) == list(BULLETIN_PATHS)
    assert list(ReleaseState) == list(RELEASE_PATHS)


def move(table: str, pk: UUID, state: str) -> bool:
    """Try a move by raw SQL; return whether the database lets it pass."""
    with contextlib.suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        if table == "bulletins_bulletin" and state == "submitted":
            cursor.execute(
                f"UPDATE {table} SET submitted_at = %s WHERE id = %s AND state = 'draft'",
                [LATER, pk],
            )
        cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [state, pk])
        return True
    return False


def approval_of(bulletin: Bulletin, cast: Cast) -> None:
    texts = preview_of(draft_of(bulletin), bulletin.zone_id)
    approver = cast.chief_karim.person_id
    assert approver is not None
    Approval.objects.create(bulletin=bulletin, approver_id=approver, approved_at=LATER, texts=texts)


@pytest.mark.parametrize("old", list(BulletinState))
def test_the_database_moves_a_bulletin_as_the_table_does(cast: Cast, old: BulletinState) -> None:
    for new in BulletinState:
        # A warning may be closed without a word more; what an alert or a request needs is tried elsewhere.
        bulletin = written(cast, what=draft(cast.stage.meerstraat, bulletin_class="warning"))
        for step in BULLETIN_PATHS[old]:
            if step == "approved":
                approval_of(bulletin, cast)
            assert move("bulletins_bulletin", bulletin.pk, step)
        if new == "approved" and new in BULLETIN_MOVES[old]:
            approval_of(bulletin, cast)
        allowed = new in BULLETIN_MOVES[old] or new == old
        assert move("bulletins_bulletin", bulletin.pk, new) is allowed, (old, new)


@pytest.mark.parametrize("old", list(ReleaseState))
def test_the_database_moves_a_release_as_the_table_does(cast: Cast, old: ReleaseState) -> None:
    release = offered(cast)
    Release.objects.filter(pk=release.pk).update(
        released_at=LATER, written_count=release.recipient_count
    )
    for step in RELEASE_PATHS[old]:
        assert move("bulletins_release", release.pk, step)
    for new in ReleaseState:
        savepoint = transaction.savepoint()
        allowed = new in RELEASE_MOVES[old] or new == old
        assert move("bulletins_release", release.pk, new) is allowed, (old, new)
        transaction.savepoint_rollback(savepoint)


def test_the_checks_follow_the_tables() -> None:
    for old in BulletinState:
        for new in BulletinState:
            if new in BULLETIN_MOVES[old]:
                check_bulletin_move(old, new)
            else:
                with pytest.raises(MoveNotAllowed):
                    check_bulletin_move(old, new)
    for begun in ReleaseState:
        for ended in ReleaseState:
            if ended in RELEASE_MOVES[begun]:
                check_release_move(begun, ended)
            else:
                with pytest.raises(MoveNotAllowed):
                    check_release_move(begun, ended)


def test_a_bulletin_begins_as_a_draft(cast: Cast) -> None:
    bulletin = submitted(cast)
    with pytest.raises(IntegrityError, match="wall: a bulletin begins"), transaction.atomic():
        Bulletin.objects.create(
            zone=bulletin.zone,
            author=bulletin.author,
            bulletin_class="request",
            state="approved",
            made_at=LATER,
            submitted_at=LATER,
        )
