"""Fixtures of every test."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.browser import chromium
from tests.cast import cast, rehearsal
from tests.channels import every_channel
from tests.demonstration import demonstration

__all__ = [
    "cast",
    "chromium",
    "demonstration",
    "django_db_setup",
    "every_channel",
    "leave_nothing_behind",
    "rehearsal",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let transactional tests empty the tables behind them: only the record refuses that."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_chain"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_not_emptied")


@pytest.fixture(autouse=True)
def leave_nothing_behind(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Empty after a transactional test what Django does not know how to: ledger, jobs, attempts."""
    yield
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction"))
    if transactional or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE delivery_envelope, delivery_hourly, procrastinate_jobs, web_attempt,"
                " web_cache CASCADE"
            )
