"""A copy of a database sends nothing beyond this machine, and what waited in it waits for a choice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from belfry.core.mode import is_copy, is_live, make_copy, make_home
from belfry.delivery.dispatching import new_dispatcher
from belfry.delivery.holding import Waiting, hold_waiting, let_go, stop_waiting, waiting_rows
from belfry.delivery.line import Line
from belfry.delivery.models import Bundle
from tests.delivery.ledger import DUE, broadcast_to, claimed_rows, states, tallies

FAR, NEAR = "smtp+starttls://relay.police.example:587", "smtp://127.0.0.1:2525"


@pytest.fixture
def home_again(transactional_db: None) -> Iterator[None]:
    yield
    make_home()


@pytest.mark.django_db
def test_a_copy_uses_no_relay_of_the_world_even_in_live_mode(settings: Settings) -> None:
    settings.MODE, settings.SMTP_URLS = "live", [FAR, NEAR]
    assert is_live()
    make_copy()
    assert not is_live()
    carrier = new_dispatcher().carrier
    assert set(carrier.condition()) == {"127.0.0.1:2525"}
    carrier.close()
    make_home()
    assert is_live()


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["system", "number"])
def test_what_was_restored_on_another_server_or_as_another_database_is_a_copy(column: str) -> None:
    assert not is_copy()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_home SET {column} = {column} + 1")
    assert is_copy()


def test_a_dispatcher_that_ran_before_breaks_off_when_its_database_becomes_a_copy(
    home_again: None,
) -> None:
    line = Line("belfry dispatch email 1")
    line.connection()
    with transaction.atomic():
        make_copy()
        assert line.connection().execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(Exception, match="terminat"):
        line.connection().execute("SELECT 1")
    assert line.is_dead()
    line.hang_up()
    with pytest.raises(RuntimeError, match="became a copy"):
        line.connection()


@pytest.mark.django_db
def test_what_waited_is_held_its_leases_are_gone_and_too_late_ones_fall_out() -> None:
    now = timezone.now()
    held = broadcast_to(3)
    late = broadcast_to(2, expires_at=now - timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_bundle SET claim_token = 1, lease_until = now()")
    for _ in range(2):  # twice is as good as once
        hold_waiting()
    connection.ensure_connection()
    rows = claimed_rows(connection.connection)
    assert {(row.bundle.broadcast_id, row.verdict) for row in rows} == {(late.pk, "expired")}
    assert waiting_rows() == Waiting(messages=1, rows=3)

    let_go(now=now)
    rows = claimed_rows(connection.connection)
    assert {(row.bundle.broadcast_id, row.verdict) for row in rows} == {(held.pk, "")}


@pytest.mark.django_db
def test_steps_of_a_ladder_follow_each_other_when_they_are_let_go() -> None:
    now = timezone.now()
    broadcast = broadcast_to(1)
    broadcast_to(1, message=broadcast.message, first=1, not_before=DUE)
    Bundle.objects.update(broadcast_id=broadcast.pk)
    last = Bundle.objects.latest("pk")
    last.not_before = DUE + timedelta(seconds=75)
    last.save(update_fields=["not_before"])
    hold_waiting()
    let_go(now=now)
    begins = sorted(Bundle.objects.values_list("not_before", flat=True))
    assert begins == [now, now + timedelta(seconds=75)]


@pytest.mark.django_db
def test_what_waited_can_be_stopped_for_good() -> None:
    broadcast = broadcast_to(4)
    hold_waiting()
    stop_waiting(now=timezone.now())
    assert states(broadcast) == tallies(broadcast) == {"stopped": 4}
    assert waiting_rows() == Waiting(messages=0, rows=0)
