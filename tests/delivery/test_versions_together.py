"""This version beside a newer one, whose migration has run: no error, no stuck row, nothing of theirs touched.

What a newer version's migration may do is played here: columns that are nullable or have a default, and
more values than we know in the closed lists (`docs/operations.md`, "Upgrading with nobody noticing").
"""

import logging
from collections.abc import Iterator

import pytest
from django.db import connection as django_connection
from django.utils import timezone
from psycopg import Connection
from pytest_django import Settings

from belfry.delivery.kinds import Kind
from belfry.delivery.line import Line
from belfry.delivery.models import Broadcast, Bundle, Message, Tally
from belfry.delivery.queries import channel_label, failed_endpoints, meter
from belfry.delivery.types import CauseCount
from belfry.delivery.watching import Standing, senders, tallied_troubles
from tests.cast import NOON
from tests.delivery.ledger import broadcast_to, claimed_rows, endpoint_ids, states, tallies
from tests.delivery.relay import Relay
from tests.delivery.test_dispatcher import running
from tests.waiting import wait_until

COLUMNS = (
    "delivery_envelope",
    "delivery_bundle",
    "delivery_message",
    "delivery_broadcast",
    "delivery_tally",
    "delivery_attempt",
    "delivery_endpoint",
    "delivery_heartbeat",
)
STATES = (
    "'ready', 'accepted', 'delivered', 'confirmed', 'unknown', 'failed', 'dead', 'expired',"
    " 'suppressed', 'stopped', 'spared'"
)
KINDS = ", ".join(f"'{kind}'" for kind in Kind)
CLOSED_LISTS = """
ALTER TABLE delivery_envelope
    DROP CONSTRAINT delivery_envelope_state,
    DROP CONSTRAINT delivery_envelope_settled_has_a_time,
    ADD CONSTRAINT delivery_envelope_state CHECK (state IN ({states})),
    ADD CONSTRAINT delivery_envelope_settled_has_a_time CHECK
        ((state IN ({waiting})) = (settled_at IS NULL));
ALTER TABLE delivery_message
    DROP CONSTRAINT delivery_message_kind,
    ADD CONSTRAINT delivery_message_kind CHECK (kind IN ({kinds}))
"""
NEWER = CLOSED_LISTS.format(
    states=f"{STATES}, 'parked'", waiting="'ready', 'parked'", kinds=f"{KINDS}, 'reminder'"
)
OURS = CLOSED_LISTS.format(states=STATES, waiting="'ready'", kinds=KINDS)
# Rows that the newer version wrote: one for a channel, one in a state, one for a cause that we do not know.
THEIRS = """
WITH carried AS (
    INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language,
                                   bundle_id, later_a)
    SELECT message_id, endpoint_id, 'signal', broadcast_id, language, 900001, 'theirs'
    FROM delivery_envelope WHERE message_id = %(message)s AND endpoint_id = %(carried)s
    RETURNING broadcast_id
), bundled AS (
    INSERT INTO delivery_bundle (id, message_id, broadcast_id, channel, lane, turn, not_before, size,
                                 crashes, claim_token, lease_until, later_b)
    SELECT 900001, %(message)s, broadcast_id, 'signal', 2, 0, now(), 1, 0, 7, now(), 9 FROM carried
), parked AS (
    UPDATE delivery_envelope SET state = 'parked', cause = 'snow', slot = NULL
    WHERE message_id = %(message)s AND endpoint_id = %(parked)s RETURNING broadcast_id
), waiting AS (
    UPDATE delivery_envelope SET cause = 'snow'
    WHERE message_id = %(message)s AND endpoint_id = %(waiting)s RETURNING broadcast_id
), fewer AS (
    UPDATE delivery_tally t SET count = t.count - 1
    FROM parked p WHERE t.broadcast_id = p.broadcast_id AND state = 'ready' AND cause = ''
)
INSERT INTO delivery_tally (broadcast_id, state, cause, count)
SELECT broadcast_id, 'parked', 'snow', 1 FROM parked
UNION ALL SELECT broadcast_id, 'ready', 'snow', 1 FROM waiting
"""
BEAT = """
INSERT INTO delivery_heartbeat (name, channel, beat_at, started_at, suppliers)
VALUES ('newer:1/signal', 'signal', now(), now(),
        '{"signal.example": {"cause": "snow", "weight": 40, "mood": "fair"}, "other.example": {}}')
"""


def _ask(statement: str, **values: object) -> None:
    with django_connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _add_columns() -> None:
    for table in COLUMNS:
        _ask(
            f"ALTER TABLE {table} ADD COLUMN later_a text NULL,"
            " ADD COLUMN later_b integer NOT NULL DEFAULT 5"
        )


@pytest.fixture
def newer(ledger: None) -> Iterator[None]:
    """Undo at the end what the test lets the newer version's migration do."""
    yield
    _ask("TRUNCATE delivery_envelope, delivery_message CASCADE")
    for table in COLUMNS:
        _ask(f"ALTER TABLE {table} DROP COLUMN IF EXISTS later_a, DROP COLUMN IF EXISTS later_b")
    _ask(OURS)


@pytest.fixture
def line() -> Iterator[Connection]:
    opened = Line("tests: the newer version")
    yield opened.connection()
    opened.hang_up()


def _write_theirs(broadcast: Broadcast) -> None:
    carried, parked, waiting, *_ = endpoint_ids(broadcast)
    _ask(
        THEIRS,
        message=broadcast.message_id,
        carried=carried,
        parked=parked,
        waiting=waiting,
    )


def test_a_dispatcher_goes_on_while_a_newer_version_migrates_and_writes(
    newer: None, line: Connection, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        with running(lease=3):
            before = broadcast_to(40)
            wait_until(lambda: states(before) == {"accepted": 40})
            # Its statements are prepared by now.
            _add_columns()
            _ask(NEWER)
            mixed = broadcast_to(6)
            wait_until(lambda: states(mixed) == {"accepted": 6})
        theirs = broadcast_to(8)
        _write_theirs(theirs)
        with caplog.at_level(logging.ERROR), running(lease=3):
            _ask(BEAT)
            expected = {"accepted": 7, "ready": 1, "parked snow": 1}
            wait_until(lambda: states(theirs) == expected)
            # Their dispatcher died: whoever looks takes its rows back.
            wait_until(lambda: Bundle.objects.filter(channel="signal", claim_token=None).exists())
            late = broadcast_to(3)
            wait_until(lambda: states(late) == {"accepted": 3})
    assert tallies(theirs) == expected
    assert not caplog.records
    assert len({mail.message_id for mail in relay.journal.mails}) == 40 + 6 + 7 + 3

    (row,) = claimed_rows(line, channel="signal")
    assert (row.bundle.broadcast_id, row.verdict) == (theirs.pk, "")
    assert Bundle.objects.exclude(channel="signal").count() == 0


def test_a_kind_that_only_a_newer_version_knows_waits_for_it(
    newer: None, settings: Settings
) -> None:
    _ask(NEWER)
    reminder = Message.objects.create(kind="reminder", made_at=NOON)
    theirs, ours = broadcast_to(3, message=reminder), broadcast_to(3, first=10)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        with running(lease=3):
            wait_until(lambda: states(ours) == {"accepted": 3})
            wait_until(lambda: Bundle.objects.filter(not_before__gt=timezone.now()).exists())
    assert states(theirs) == {"ready": 3}
    (waiting,) = Bundle.objects.filter(message_id=theirs.message_id)
    assert waiting.not_before > timezone.now()
    assert len(relay.journal.mails) == 3


def test_what_counts_and_names_does_not_stumble_over_what_only_a_newer_version_knows(
    newer: None,
) -> None:
    _add_columns()
    _ask(NEWER)
    broadcast = broadcast_to(8)
    _write_theirs(broadcast)
    _ask(BEAT)
    count = meter(broadcast)
    # What we do not know is not called settled: a release that holds some is not over.
    assert (count.waiting, count.total) == (9, 9)
    assert CauseCount("snow", 2) in count.causes
    Tally.objects.filter(broadcast=broadcast, state="ready", cause="").update(state="failed")
    assert [one.number for one in tallied_troubles()] == [7]
    assert failed_endpoints(broadcast) == {}
    assert channel_label("signal") == "signal"
    (sender,) = senders(now=NOON)
    assert sender.suppliers == {
        "signal.example": Standing("snow", 40),
        "other.example": Standing("", 100),
    }
