"""Whatever breaks, wherever: no name, address, number or text is in any log, queue or record of it.

Cases 68 of the failure cases and 69 of the security tests. Something of a person is put into everything
that can go wrong, and then looked for in every place where a trace of it could stay.
"""

import json
import logging
import logging.config
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from pytest_django import Settings

from belfry.config.logs import log_what_nobody_caught
from belfry.core.alarm import AlarmKind, raise_alarm
from belfry.delivery.actions import endpoint_for, send_notice
from belfry.delivery.channels.contract import Fate
from belfry.delivery.dispatching import deliver_waiting
from belfry.delivery.kinds import AddressKind, Kind
from belfry.delivery.models import Attempt, Envelope
from belfry.networks import tasks
from belfry.networks.models import Network
from belfry.networks.tasks import run_import_job
from belfry.web import home
from tests.cast import NOON, Cast
from tests.delivery.asked import parcel, sent
from tests.delivery.relay import Relay
from tests.delivery.sms.test_gateways import gateway_at

NAME = "Quetzalina Kanariezang"
ADDRESS = "quetzalina@zang.example"
NUMBER = "+32470998877"
TEXT = "Zangvogel bij de vijver"
SEEDS = {"name": NAME, "address": ADDRESS, "number": NUMBER, "text": TEXT}
ALL = " ".join(SEEDS.values())
# Every part of a seed counts: half a number is still somebody's.
MARKS = ("Quetzalina", "quetzalina", "Kanariezang", "zang.example", "470998877", "Zangvogel")
# Where traces of work are kept besides the log.
RECORDS = (
    "delivery_attempt", "delivery_attemptcount", "delivery_bundle", "delivery_tally",
    "delivery_heartbeat", "audit_alarm", "audit_entry", "procrastinate_jobs", "procrastinate_events",
)  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


class Careless(logging.Formatter):
    """Writes a record as Python does by itself."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        return super().format(record)


class Sinks:
    """What was logged in each of our formats, and as Python itself would have written it."""

    def __init__(self) -> None:
        self.ours, self.plain = StringIO(), StringIO()
        careless = logging.StreamHandler(self.plain)
        careless.setFormatter(Careless())
        self.handlers = [careless]
        for wanted in configured.LOGGING["formatters"].values():
            handler = logging.StreamHandler(self.ours)
            handler.setFormatter(
                logging.config.DictConfigurator({}).configure_formatter(dict(wanted))
            )
            self.handlers.append(handler)


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    made, root = Sinks(), logging.getLogger()
    for handler in made.handlers:
        root.addHandler(handler)
    yield made
    for handler in made.handlers:
        root.removeHandler(handler)


Check = Callable[..., None]


@pytest.fixture
def nothing_leaked(sinks: Sinks, capfd: pytest.CaptureFixture[str]) -> Check:
    def check(*told: str, leaks_plainly: bool = False) -> None:
        """Assert that the log tells what happened and nothing more, where a careless one would tell."""
        ours, out = sinks.ours.getvalue(), "".join(capfd.readouterr())
        for words in told:
            assert words in ours
        if leaks_plainly:
            assert any(mark in sinks.plain.getvalue() for mark in MARKS)
        records = "\n".join(line for table in RECORDS for line in _rows(table))
        assert [mark for mark in MARKS if mark in ours + out + records] == []

    return check


def _rows(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
        return [line for (line,) in cursor.fetchall()]


def test_a_page_that_breaks(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, nothing_leaked: Check
) -> None:
    def broken(*_: object) -> None:
        Network(name=ALL, kind="none", languages=["nl"], opened_on=NOON.date()).save()

    monkeypatch.setattr(home, "needs_of", broken)
    client.post("/demo/as/coordinator-bram/")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert not any(mark in answer.content.decode() for mark in MARKS)
    nothing_leaked("Internal Server Error: /", "CheckViolation", leaks_plainly=True)


def test_a_form_that_is_refused(client: Client, cast: Cast, nothing_leaked: Check) -> None:
    client.raise_request_exception = False
    for address in ("/sign-in/", "/language/", "/operator/retry/", f"/unsubscribe/{ADDRESS}/"):
        client.post(address, {**SEEDS, "email": ADDRESS, "language": TEXT, "cause": TEXT})
    nothing_leaked()


def test_a_relay_that_says_too_much(settings: Settings, cast: Cast, nothing_leaked: Check) -> None:
    def behave(verb: str, argument: str, count: int) -> str | None:
        return f"550 5.1.1 {ALL} unknown here" if verb == "RCPT" else None

    with Relay(behave) as relay:
        settings.SMTP_URLS = [relay.url]
        _notice()
        deliver_waiting(now=NOON)
    assert Attempt.objects.filter(cause="unknown_address").exists()
    nothing_leaked()


def test_a_row_that_cannot_be_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, nothing_leaked: Check
) -> None:
    def broken(*_: object) -> str:
        raise ValueError(ALL)

    monkeypatch.setattr("belfry.delivery.room.unsealing", lambda: broken)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        _notice()
        deliver_waiting(now=NOON)
    assert Envelope.objects.get().state == "dead"
    nothing_leaked("Nothing to send of message")


def _notice() -> None:
    endpoint = endpoint_for(AddressKind.EMAIL, ADDRESS)
    slots = {"task": NAME, "url": "https://belfry.example/"}
    send_notice(
        Kind.INVITATION,
        endpoint.pk,
        language="nl",
        slots=slots,
        now=NOON - timedelta(minutes=1),
    )


def test_a_job_that_breaks(monkeypatch: pytest.MonkeyPatch, nothing_leaked: Check) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(ALL)

    monkeypatch.setattr(tasks, "run_import", broken)
    run_import_job.defer(import_id=str(UUID(int=1)))
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, concurrency=1, install_signal_handlers=False)
    nothing_leaked("builtins.ValueError", "networks.run_import", leaks_plainly=True)


def test_a_gateway_that_repeats_what_it_was_told(nothing_leaked: Check) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(400, "Bad")
            self.end_headers()
            self.wfile.write(json.dumps({"error": ALL, "asked": body.decode()}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    gateway = gateway_at(server.server_port)
    try:
        (verdict,) = sent(gateway, parcel(TEXT, to=NUMBER))
    finally:
        gateway.close()
        server.shutdown()
        server.server_close()
    assert verdict.fate in {Fate.REFUSED, Fate.BAD_ADDRESS, Fate.TEMPORARY}
    assert not any(mark in repr(verdict) for mark in MARKS)
    nothing_leaked()


def test_an_alarm_with_too_much_in_it(nothing_leaked: Check) -> None:
    raise_alarm(
        AlarmKind.SUPPLIER_REFUSES, supplier="relay.example:25", words=f"{ADDRESS} {NUMBER}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_alarm")
        assert cursor.fetchone() == (1,)


def test_an_error_that_nobody_caught(
    monkeypatch: pytest.MonkeyPatch, nothing_leaked: Check
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_what_nobody_caught()

    def broken() -> None:
        raise ValueError(ALL)

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    try:
        broken()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    nothing_leaked(
        "Nobody caught an error.", "Nobody caught an error in a thread.", leaks_plainly=True
    )


def test_every_line_of_the_json_log_is_an_object(sinks: Sinks) -> None:
    formatter = logging.config.DictConfigurator({}).configure_formatter(
        dict(configured.LOGGING["formatters"]["json"])
    )
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter)
    logger = logging.getLogger("belfry.tests.json")
    logger.addHandler(handler)
    try:
        int(ALL)
    except ValueError:
        logger.exception("It broke: %s.", "a\nb", extra={"ids": {"message": 7}, "job": SEEDS})
    finally:
        logger.removeHandler(handler)
    (line,) = told.getvalue().splitlines()
    found = json.loads(line)
    assert found.keys() == {"time", "level", "logger", "event", "ids", "error"}
    assert (found["level"], found["event"], found["ids"]) == (
        "error", "It broke: a\nb.", {"message": 7},
    )  # fmt: skip
    assert found["error"][-1] == "builtins.ValueError"
    assert not any(mark in line for mark in MARKS)
