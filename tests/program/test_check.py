import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from belfry.delivery.models import Heartbeat
from belfry.program.check import clock_fault, faults, notes, version_fault
from belfry.sealing.actions import publish_key
from tests.cast import Cast

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("version", ["15.19", "16.15", "17.11", "18.6"])
def test_a_version_that_shows_rows_of_others_is_refused_in_live_mode_only(version: str) -> None:
    line = version_fault(version, live=True)
    assert line is not None
    assert "CVE-2026-120154" in line
    assert "15.20, 16.16, 17.12, 18.7" in line
    assert version_fault(version, live=False) is None


@pytest.mark.parametrize("version", ["15.20", "16.16", "17.12", "18.7", "18.11", "19.0"])
def test_a_safe_version_passes(version: str) -> None:
    assert version_fault(version, live=True) is None


def test_a_version_without_what_belfry_uses_is_refused_always() -> None:
    assert "too old" in str(version_fault("14.99", live=False))


def test_clocks_may_differ_by_two_seconds() -> None:
    assert clock_fault(NOW, NOW + timedelta(seconds=2)) is None
    assert "differ by 3 s" in str(clock_fault(NOW, NOW - timedelta(seconds=3)))


def test_a_server_that_may_lose_what_was_acknowledged_is_found_in_live_mode(
    cast: Cast, settings: Settings
) -> None:
    settings.MODE = "live"
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        # Our connections ask for it, whatever the server does by itself.
        assert cursor.fetchone() == ("on",)
        assert not [line for line in faults() if "synchronous_commit" in line]
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert [line for line in faults() if "synchronous_commit is off" in line]
    settings.MODE = "demo"
    assert not [line for line in faults() if "synchronous_commit" in line]


def test_a_changed_record_is_found(cast: Cast) -> None:
    assert not [line for line in faults() if "audit chain" in line]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE audit_entry SET act = 'nothing' WHERE id = (SELECT min(id) FROM audit_entry)"
        )
    assert [line for line in faults() if "audit chain" in line]


def test_a_key_that_does_not_open_what_is_stored_is_found(cast: Cast, settings: Settings) -> None:
    assert not [line for line in faults() if line.startswith("keys")]
    other = base64.b64encode(b"z" * 32).decode()
    settings.FIELD_KEYS = [f"1:{other}", f"2:{other}"]
    assert [line for line in faults() if line.startswith("keys")]


def test_what_opens_reports_must_run_and_hold_what_is_published(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [line for line in faults() if "unseal" in line]
    assert [line for line in notes() if "cannot report to 2 police zones (9901, 9902)" in line]
    for zone in (cast.stage.beiaard, cast.stage.valclocher):
        publish_key(zone, 1, b"k" * 32, now=NOW)
    assert not [line for line in notes() if "cannot report" in line]
    assert [line for line in faults() if line.startswith("unseal: nobody opens")]
    monkeypatch.setattr("belfry.program.check.lacking_keys", lambda: ["installation 1"])
    assert [line for line in faults() if "private half of seal key installation 1" in line]


@pytest.mark.django_db
def test_what_is_missing_has_one_line_each(settings: Settings) -> None:
    settings.SMTP_URLS = []
    lines = list(faults())
    assert [line.partition(":")[0] for line in lines] == ["dispatcher", "worker", "relays"]
    now = timezone.now()
    Heartbeat.objects.create(name="here", beat_at=now, started_at=now)
    assert not [line for line in faults() if line.startswith("dispatcher")]


@pytest.mark.django_db
def test_a_relay_that_does_not_answer_is_named(settings: Settings, unused_port: int) -> None:
    settings.SMTP_URLS = [f"smtp://127.0.0.1:{unused_port}"]
    assert [line for line in faults() if f"127.0.0.1:{unused_port}" in line]


@pytest.mark.django_db
def test_a_missing_migration_and_cache_are_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bulletins'")
        cursor.execute("DROP TABLE IF EXISTS web_cache")
    starts = {line.partition(":")[0] for line in faults()}
    assert {"migrations", "cache"} <= starts
