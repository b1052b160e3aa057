"""The night by raw SQL: nobody is woken but who agreed, and no alert leaves unseen by a second person (H29)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.bulletins.models import Approval, Bulletin, Release
from belfry.bulletins.outlook import outlook_of
from belfry.delivery.models import Envelope
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.kinds import NightPolicy
from belfry.networks.nights import night_of
from belfry.networks.types import ZoneRules
from belfry.people.actions import choose_settings
from belfry.people.models import ContactPoint, Preference
from belfry.people.types import Settings
from tests.bulletins.control_room import alerted, give_street, text_in_force
from tests.bulletins.phones import EVERY_WAY, give_phone, plan_ways
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
ENVELOPE = """
INSERT INTO delivery_envelope (message_id, endpoint_id, channel, broadcast_id, language, quiet_from, quiet_until)
VALUES (%s, %s, %s, %s, 'nl', %s, %s)
"""


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=f"wall: {why}"), transaction.atomic():
        yield


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def may_wake(cast: Cast) -> None:
    rules = ZoneRules(night=NightPolicy.IN_PROGRESS)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)


def alert(cast: Cast) -> Release:
    """Return an alert of NOON that may wake, of which no envelope is written yet."""
    text_in_force(cast)
    may_wake(cast)
    release = alerted(cast, give_street(cast)).releases.get()
    run("DELETE FROM delivery_envelope")
    return release


def sleeper(cast: Cast, *, agreed: bool) -> UUID:
    """Let Chloé sleep from 9 to 16; return where she reads."""
    person = cast.person("member_chloe")
    Preference.objects.create(
        person_id=person, quiet_from=time(9), quiet_until=time(16), may_be_woken=agreed
    )
    points = ContactPoint.objects.filter(person_id=person, endpoint__kind="email")
    return points.get().endpoint_id


def write(
    release: Release,
    end: UUID,
    start: time | None,
    until: time | None,
    *,
    channel: str = "email",
) -> None:
    assert release.broadcast is not None
    message = release.broadcast.message_id
    run(ENVELOPE, message, end, channel, release.broadcast.pk, start, until)


def test_who_agreed_is_woken_by_what_happens_now(cast: Cast) -> None:
    """What the refusals below differ from."""
    release = alert(cast)
    write(release, sleeper(cast, agreed=True), None, None)


def test_who_did_not_agree_is_not_woken(cast: Cast) -> None:
    release, end = alert(cast), sleeper(cast, agreed=False)
    for hours in ((None, None), (time(3), time(4))):
        with refused("a bulletin goes to its frozen audience only, and not in their quiet hours"):
            write(release, end, *hours)
    write(release, end, time(9), time(16))


def test_a_phone_without_hours_of_its_own_keeps_the_night_of_the_plan(
    cast: Cast, every_channel: None
) -> None:
    text_in_force(cast)
    plan_ways(cast, alert=EVERY_WAY)
    may_wake(cast)
    person = cast.person("member_chloe")
    phone = give_phone(person, "+32470000041").pk
    release = alerted(cast, give_street(cast)).releases.get()
    run("DELETE FROM delivery_envelope")
    begins, ends = night_of(cast.stage.meerstraat)
    for hours in ((None, None), (begins, begins)):
        with refused("a bulletin goes to its frozen audience only, and not in their quiet hours"):
            write(release, phone, *hours, channel="sms")
    write(release, phone, begins, ends, channel="sms")
    with refused("what waits keeps the quiet hours of its reader"):
        run("UPDATE delivery_envelope SET quiet_from = NULL, quiet_until = NULL")
    Preference.objects.create(person_id=person, may_be_woken=True)
    run("DELETE FROM delivery_envelope")
    write(release, phone, None, None, channel="sms")


def test_what_was_seen_longer_ago_wakes_nobody(cast: Cast) -> None:
    release = alert(cast)
    late = NOON + timedelta(minutes=15, seconds=1)
    run("UPDATE bulletins_release SET released_at = %s WHERE id = %s", late, release.pk)
    with refused("a bulletin goes to its frozen audience only"):
        write(release, sleeper(cast, agreed=True), None, None)


def test_why_readers_may_be_woken_stays(cast: Cast) -> None:
    key = alert(cast).bulletin_id
    for change in ("night = ''", "night = 'missing'", "fact_at = now()"):
        with refused("why readers may be woken stays"):
            run(f"UPDATE bulletins_bulletin SET {change} WHERE id = %s", key)


@pytest.mark.parametrize(
    ("bulletin_class", "night", "fact_at"),
    [
        ("request", "in_progress", NOON),
        ("organisational", "missing", NOON),
        ("alert", "in_progress", None),
        ("alert", "corrected", NOON),
    ],
)
def test_only_an_alert_about_a_fact_wakes(
    bulletin_class: str, night: str, fact_at: datetime | None, cast: Cast
) -> None:
    with (
        pytest.raises(IntegrityError, match=r"only_alerts_wake|wakes nobody"),
        transaction.atomic(),
    ):
        Bulletin.objects.create(
            zone_id=cast.stage.beiaard,
            author_id=cast.person("officer_an"),
            bulletin_class=bulletin_class,
            made_at=NOON,
            night=night,
            fact_at=fact_at,
        )


def test_a_correction_wakes_nobody_whom_the_message_did_not(cast: Cast) -> None:
    text_in_force(cast)
    rules = ZoneRules(night=NightPolicy.NOBODY)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    quiet = alerted(cast, give_street(cast))
    with refused("a correction wakes nobody"):
        Bulletin.objects.create(
            zone_id=quiet.zone_id,
            author_id=quiet.author_id,
            bulletin_class="correction",
            reason="wrong_place",
            follows=quiet,
            made_at=NOON,
            night="corrected",
            fact_at=NOON,
        )


def test_what_waits_keeps_the_quiet_hours_of_its_reader(cast: Cast) -> None:
    release, end = alert(cast), sleeper(cast, agreed=False)
    write(release, end, time(9), time(16))
    with refused("what waits keeps the quiet hours"):
        run("UPDATE delivery_envelope SET quiet_from = NULL, quiet_until = NULL")
    choose_settings(cast.person("member_chloe"), Settings(language="nl"), now=NOON)
    assert Envelope.objects.get(endpoint_id=end).quiet_from is None


@pytest.mark.parametrize("agreed", [False, True], ids=["alone", "with a colleague"])
def test_at_night_no_dispatcher_sends_alone(agreed: bool, cast: Cast) -> None:
    text_in_force(cast)
    waiting = alerted(cast, give_street(cast), now=NIGHT)
    assert waiting.state == "submitted"
    reader = cast.person("dispatcher_wim")
    reading = "INSERT INTO bulletins_reading (bulletin_id, reader_id, read_at) VALUES (%s, %s, %s)"
    run(reading, waiting.pk, reader, NIGHT)
    # What the first of two presses would have kept, had the action not asked for a colleague.
    run("UPDATE bulletins_bulletin SET needs_second_reader = false WHERE id = %s", waiting.pk)
    if agreed:
        approve(waiting, reader)
        return
    with refused("at night a colleague agrees"):
        approve(waiting, None)


def approve(bulletin: Bulletin, reader_id: UUID | None) -> None:
    Approval(
        bulletin=bulletin,
        approver_id=bulletin.author_id,
        approved_at=NIGHT,
        reader_id=reader_id,
        template=bulletin.console.template,
        slots=bulletin.console.slots,
        texts=outlook_of(bulletin).letters,
    ).save(force_insert=True)
