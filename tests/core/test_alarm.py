"""Alarms: once in a quarter of an hour, by webhook or mail, with nothing of a person in them."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from pytest_django import Settings

from belfry.core import alarm
from belfry.core.alarm import AlarmKind, raise_alarm
from tests.alarms import age_alarms, alarms_kept
from tests.delivery.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)


class Webhook:
    """A web server on this machine that keeps what is posted; `status` is what it answers."""

    def __init__(self) -> None:
        self.posted: list[dict[str, object]] = []
        self.status = 204
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?token=1"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posted.append(json.loads(body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def webhook(settings: Settings) -> Iterator[Webhook]:
    hook = Webhook()
    settings.ALARM_URL = hook.url
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


def test_an_alarm_is_posted_and_written_down(webhook: Webhook) -> None:
    raise_alarm(AlarmKind.DISPATCHER_SILENT, channels="email, sms", seconds=130)
    ((kind, detail, sent),) = alarms_kept()
    assert (kind, sent) == ("dispatcher_silent", True)
    assert detail == {"channels": "email, sms", "seconds": 130}
    (told,) = webhook.posted
    assert told["kind"] == "dispatcher_silent"
    assert told["detail"] == detail
    assert (
        "http://127.0.0.1:8000 (demo): dispatcher_silent; channels email, sms, seconds 130"
        in str(told["text"])
    )


def test_each_kind_is_raised_once_in_a_quarter_of_an_hour(webhook: Webhook) -> None:
    for _ in range(3):
        raise_alarm(AlarmKind.DISK_FULL, percent=91)
    raise_alarm(AlarmKind.CANARY_LATE, channels="sms")
    assert [told["kind"] for told in webhook.posted] == ["disk_full", "canary_late"]
    age_alarms(minutes=16)
    raise_alarm(AlarmKind.DISK_FULL, percent=95)
    assert [told["kind"] for told in webhook.posted].count("disk_full") == 2


def test_many_who_see_the_same_raise_it_once(webhook: Webhook) -> None:
    together = [
        threading.Thread(target=raise_alarm, args=(AlarmKind.WORKER_SILENT,)) for _ in range(6)
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(webhook.posted) == 1


def test_one_that_could_not_be_sent_is_tried_again_after_a_minute(webhook: Webhook) -> None:
    webhook.status = 500
    raise_alarm(AlarmKind.DISK_FULL, percent=91)
    raise_alarm(AlarmKind.DISK_FULL, percent=91)
    assert len(webhook.posted) == 1
    webhook.status = 200
    age_alarms(minutes=2)
    raise_alarm(AlarmKind.DISK_FULL, percent=91)
    assert [sent for _, _, sent in alarms_kept()] == [False, True]


def test_nothing_that_speaks_of_a_person_leaves(webhook: Webhook) -> None:
    raise_alarm(
        AlarmKind.SUPPLIER_REFUSES,
        suppliers="smtp.relay.example:25 relay_refuses",
        network="0a5ca1ab-1234-4567-89ab-123456789012",
        words="chloe.dubois@mail.example +32470123401 0470123401",
    )
    detail = webhook.posted[0]["detail"]
    assert isinstance(detail, dict)
    assert detail["suppliers"] == "smtp.relay.example:25 relay_refuses"
    assert detail["network"] == "0a5ca1ab-1234-4567-89ab-123456789012"
    for secret in ("@", "470123401"):
        assert secret not in str(detail["words"])


def test_an_alarm_can_be_a_mail(settings: Settings) -> None:
    with Relay() as relay:
        settings.ALARM_URL = relay.url.rstrip("/") + "/?to=ops@operator.example&from=b@b.example"
        raise_alarm(AlarmKind.LEASES_RAN_OUT, rows=300)
    (mail,) = relay.journal.accepted()
    assert mail.recipients == ["ops@operator.example"]
    assert b"Subject: Belfry: leases_ran_out" in mail.content
    assert b"rows 300" in mail.content


def test_a_receiver_that_hangs_holds_nobody_for_more_than_five_seconds(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(alarm, "MOST_SECONDS", 0.2)
    monkeypatch.setattr(alarm, "_sent", lambda *_: hangs.wait(5))
    started = time.monotonic()
    raise_alarm(AlarmKind.DISK_FULL, percent=91)
    assert time.monotonic() - started < 2
    hangs.set()
    for thread in threading.enumerate():
        if thread.name == "alarm":
            thread.join()


def test_without_a_database_each_process_remembers_for_itself(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(alarm, "_quiet_until", {})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_alarm RENAME TO audit_away")
    try:
        for _ in range(2):
            raise_alarm(AlarmKind.DATABASE_SILENT, seconds=61)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_away RENAME TO audit_alarm")
    assert [told["kind"] for told in webhook.posted] == ["database_silent"]
    critical = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert [record.getMessage() for record in critical] == ["Alarm: database_silent."]
