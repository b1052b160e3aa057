"""What machines ask: alive, ready, and the figures."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from belfry.audit.actions import note_backup
from belfry.delivery.models import Heartbeat
from belfry.web import health
from tests.cast import NOON, Cast
from tests.web.things import make_things

FIGURE = re.compile(r'belfry_[a-z_]+\{(?:[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*)?\} -?[0-9.e+-]+')
ALL = ("/healthz", "/readyz", "/metrics")


def test_a_process_that_lives_says_so_without_the_database(client: Client) -> None:
    # Without the mark of this test, asking the database is an error.
    client.cookies["sessionid"] = "anything"
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ALL)
def test_no_probe_makes_a_session_or_a_cookie(client: Client, address: str) -> None:
    client.cookies["sessionid"] = "anything"
    answer = client.get(address, headers={"host": "localhost"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ALL)
def test_a_probe_is_only_asked(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_process_that_can_serve_pages_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content == b"ready\nsilent: dispatcher, worker\n"


@pytest.mark.django_db
def test_a_new_version_without_its_migrations_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = health._last_migrations() | {("delivery", "9999_to_come")}
    monkeypatch.setattr(health, "_last_migrations", lambda: last)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: migrations\n")


def test_a_process_without_a_database_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("host db.internal refused")

    monkeypatch.setattr(health, "_ask_database", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: database\n")


def test_a_database_that_hangs_is_told_in_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(health, "READY_SECONDS", 0.05)
    monkeypatch.setattr(health, "_ask_database", lambda: hangs.wait(10))
    answers = [client.get("/readyz") for _ in range(3)]
    hangs.set()
    assert {(one.status_code, one.content) for one in answers} == {(503, b"not ready: slow\n")}


@pytest.mark.django_db
def test_figures_are_for_this_machine(client: Client) -> None:
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert client.get("/metrics", headers={"host": host}).status_code == 200
    assert client.get("/metrics", headers={"host": "belfry.example"}).status_code == 404
    answer = client.get("/metrics", headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")
    assert (answer.status_code, answer.content) == (404, b"not found\n")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Forwarded-Proto"])
def test_a_web_server_on_this_machine_does_not_open_them_to_everybody(
    client: Client, name: str, settings: Settings
) -> None:
    there = {"host": "localhost"}
    assert client.get("/metrics", headers={**there, name: "1"}).status_code == 404
    settings.BEHIND_PROXY = True
    assert client.get("/metrics", headers=there).status_code == 404


@pytest.mark.django_db
def test_a_token_opens_them_from_everywhere(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token-of-some-length"

    def status(header: str) -> int:
        return client.get(
            "/metrics",
            headers={"host": "belfry.example", "authorization": header},
            REMOTE_ADDR="192.0.2.7",
        ).status_code

    assert status(f"Bearer {settings.METRICS_TOKEN}") == 200
    assert [status(wrong) for wrong in ("Bearer x", "Bearer", "Basic a", "")] == [404] * 4
    settings.METRICS_TOKEN = ""
    assert [status(wrong) for wrong in ("Bearer ", "Bearer x")] == [404] * 2


def test_the_figures_say_how_sending_is_and_nothing_of_a_person(client: Client, cast: Cast) -> None:
    make_things(cast)
    note_backup(at=NOON)
    Heartbeat.objects.create(
        name="a:1/email",
        beat_at=NOON,
        started_at=NOON,
        suppliers={
            "r.example:25": {"cause": "", "weight": 100},
            "s.example:25": {"cause": "no_relay", "weight": 70},
        },
    )
    Heartbeat.objects.update(beat_at=NOON + timedelta(days=3650))
    text = client.get("/metrics", headers={"host": "localhost"}).content.decode()
    lines = text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not FIGURE.fullmatch(line)] == []
    assert 'belfry_supplier_usable{channel="email",supplier="r.example:25"} 1' in lines
    assert 'belfry_supplier_usable{channel="email",supplier="s.example:25"} 0' in lines
    assert 'belfry_supplier_weight{channel="email",supplier="s.example:25"} 70' in lines
    for name in (
        'oldest_ready_seconds{channel="email",lane="1"}',
        'bundles_waiting{channel="email",lane="1"}',
        'deliveries_in_trouble{state="dead"}',
        'deliveries_in_trouble{state="unknown"}',
        "lease_expiries_total{}",
        "oldest_transaction_seconds{}",
        "ledger_bytes{}",
        "backup_age_seconds{}",
        'request_seconds_count{status="2xx"}',
        'request_seconds_bucket{status="5xx",le="+Inf"}',
    ):
        assert any(line.startswith(f"belfry_{name} ") for line in lines), name
    assert not re.search(r"@|Meerstraat|Chlo|sheds|/bulletins", text)


@pytest.mark.django_db
def test_the_figures_cost_few_queries_and_read_no_ledger(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/metrics", headers={"host": "localhost"})
    asked = [query["sql"] for query in queries]
    assert len(asked) <= 11
    from_ledger = [sql for sql in asked if "FROM delivery_envelope" in sql]
    assert from_ledger == []
