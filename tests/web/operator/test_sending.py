"""The operator's page: whether messages leave, and nothing about anybody."""

from datetime import timedelta

import pytest
from psycopg import Connection

from belfry.audit.actions import note_backup
from belfry.audit.models import Alarm, Entry
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Broadcast, Heartbeat
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import Cause, Lane, State
from tests.cast import Cast
from tests.delivery.ledger import broadcast_to, claimed_rows, settle_rows, states
from tests.web.conftest import VISIT, Browse
from tests.web.things import make_things


@pytest.fixture
def connection(db: None) -> Connection:
    return BorrowedLine().connection()


def given_up(connection: Connection, count: int) -> Broadcast:
    broadcast = broadcast_to(count)
    rows = claimed_rows(connection, lanes=(Lane.POLICE, Lane.POLICE))
    outcomes = [
        Outcome(row, State.DEAD, Cause.TEMPORARY, burnt=True, recorded=True)
        for row in rows
        if row.bundle.broadcast_id == broadcast.pk
    ]
    assert settle_rows(connection, outcomes, now=VISIT) == count
    return broadcast


def test_an_operator_sees_what_waits_who_sends_and_what_is_wrong(
    browse: Browse, cast: Cast
) -> None:
    broadcast_to(2, lane=Lane.URGENT, not_before=VISIT - timedelta(minutes=3))
    for name, age, cause in (("a:1/email", 2, Cause.NO_RELAY), ("b:2/email", 200, "")):
        Heartbeat.objects.create(
            name=name,
            beat_at=VISIT - timedelta(seconds=age),
            started_at=VISIT,
            suppliers={"relay.example:25": {"cause": cause, "weight": 70}},
        )
    Alarm.objects.create(
        kind="supplier_rests",
        raised_at=VISIT - timedelta(hours=2),
        detail={"suppliers": "relay.example:25 no_relay"},
    )
    sam = browse("operator-sam")
    assert "Belfry has made no backup yet" in sam.get("/operator/").content.decode()
    note_backup(at=VISIT - timedelta(hours=30))
    page = sam.get("/operator/").content.decode()
    for words in (
        "0:03:00",
        "Newest backup:",
        "a:1/email",
        "silent for 0:03:20",
        "relay.example:25",
        "the mail relay cannot be reached",
        "weight 70 of 100",
        "A supplier cannot be used",
        "suppliers: relay.example:25 no_relay",
        "None is sent. Set BELFRY_CANARY_EMAIL",
    ):
        assert words in page, words


def test_an_operator_sees_nothing_of_a_person_or_a_message(browse: Browse, cast: Cast) -> None:
    make_things(cast)
    page = browse("operator-sam").get("/operator/").content.decode()
    for words in ("Chloé", "Meerstraat", "mail.example", "Garden sheds", "Beiaard"):
        assert words not in page


def test_an_operator_tries_again_what_was_given_up_for_one_cause(
    browse: Browse, cast: Cast, connection: Connection
) -> None:
    broadcast = given_up(connection, 3)
    client = browse("operator-sam")
    assert "Try only these 3 again" in client.get("/operator/").content.decode()
    told = {"channel": "email", "cause": "temporary"}
    page = client.post("/operator/retry/", told, follow=True).content.decode()
    assert "3 deliveries wait again" in page
    assert "Try only" not in page
    assert states(broadcast) == {"ready": 3}
    assert (
        "0 deliveries wait again"
        in client.post("/operator/retry/", told, follow=True).content.decode()
    )
    assert [entry.detail["count"] for entry in Entry.objects.filter(act="delivery.retried")] == [
        3,
        0,
    ]


def test_a_cause_that_does_not_exist_is_not_tried(browse: Browse, cast: Cast) -> None:
    told = {"channel": "email", "cause": "weather"}
    assert browse("operator-sam").post("/operator/retry/", told).status_code == 404
