"""Fixtures of every test."""

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.cast import cast, rehearsal

__all__ = ["cast", "django_db_setup", "rehearsal"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let transactional tests empty the tables behind them: only the record refuses that."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_chain"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_not_emptied")
