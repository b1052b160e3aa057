"""Whose a report is, only a living session proves; nothing in the database says it."""

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as conf
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery.models import Attempt, Envelope, Message
from belfry.networks.actions.members import leave_network
from belfry.people.models import Person
from belfry.people.queries import email_endpoints_of
from belfry.program.unsealing.keyring import Keyring, read_keyring, write_keyring
from belfry.program.unsealing.making import make_key
from belfry.program.unsealing.telling import WITHIN
from belfry.sealing.errors import SignInAgain
from belfry.sealing.types import Matter
from tests.cast import NOON, Cast
from tests.sealing.desk import Desk

pytestmark = pytest.mark.django_db
HOME = "meerstraat|14"

SignedIn = Callable[[str], str]


@pytest.fixture
def signed_in(cast: Cast) -> SignedIn:
    """Open a session as the pages do, and return what its cookie says."""

    def opened(name: str) -> str:
        session = import_module(conf.SESSION_ENGINE).SessionStore()
        person = Person.objects.get(pk=cast.person(name))
        session[SESSION_KEY] = str(person.pk)
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        return str(session.session_key)

    return opened


def own(desk: Desk, session: str) -> Any:
    return desk.keeper.answer({"operation": "own", "session": session}, NOON)["reports"]


def tag(desk: Desk, session: str, report: Any, about: tuple[str, ...] = ()) -> Any:
    question = {"operation": "tag", "session": session, "report": str(report), "about": list(about)}
    return desk.keeper.answer(question, NOON)


def tell(desk: Desk, session: str, report: Any) -> None:
    desk.keeper.answer({"operation": "tell", "session": session, "report": str(report)}, NOON)


def notices() -> int:
    return Message.objects.filter(kind="for_your_eyes").count()


def test_a_member_finds_the_own_reports_of_the_last_year_with_their_letters(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    chloe, today = cast.person("member_chloe"), local(NOON).date()
    mine = desk.put(chloe)
    desk.put(cast.person("member_anke"))
    desk.put(chloe, on=today - timedelta(days=367))
    letter = desk.write(mine, "Bedankt")
    assert own(desk, signed_in("member_chloe")) == [
        {"report": str(mine), "letters": {str(letter): "Bedankt"}}
    ]
    assert own(desk, signed_in("officer_an")) == []


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "\x00"])
def test_a_session_that_does_not_exist_is_nobodys(desk: Desk, key: str) -> None:
    with pytest.raises(SignInAgain):
        own(desk, key)
    with pytest.raises(SignInAgain):
        tag(desk, key, desk.zone_id)


def test_what_the_table_of_sessions_says_opens_nothing(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    signed_in("member_chloe")
    for row in Session.objects.all():
        with pytest.raises(SignInAgain):
            own(desk, row.session_key)


def test_a_session_that_ran_out_or_was_ended_everywhere_is_nobodys(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    session = signed_in("member_chloe")
    Person.objects.filter(pk=cast.person("member_chloe")).update(sign_in_epoch=7)
    with pytest.raises(SignInAgain):
        own(desk, session)
    session = signed_in("member_anke")
    Session.objects.update(expire_date=NOON - timedelta(days=1))
    with pytest.raises(SignInAgain):
        own(desk, session)


def test_the_tag_belongs_to_person_and_report(cast: Cast, desk: Desk, signed_in: SignedIn) -> None:
    chloe = signed_in("member_chloe")
    mine, other = desk.put(cast.person("member_chloe")), desk.put(cast.person("member_chloe"))
    tags = [tag(desk, chloe, mine)["tag"], tag(desk, chloe, other)["tag"],
            tag(desk, signed_in("member_anke"), mine)["tag"]]  # fmt: skip
    assert len(set(tags)) == 3
    assert tags[0] == desk.shelf.reports[mine][1].hex()


@pytest.mark.parametrize(
    ("days", "about", "repeated"),
    [(0, HOME, True), (30, HOME, True), (31, HOME, False), (1, "meerstraat|16", False)],
)
def test_a_second_report_on_the_same_home_within_a_month_is_told(
    cast: Cast, desk: Desk, signed_in: SignedIn, days: int, about: str, repeated: bool
) -> None:
    desk.put(cast.person("member_chloe"), about=[HOME, "1abc234"],
             on=local(NOON).date() - timedelta(days=days))  # fmt: skip
    new = desk.zone_id
    assert tag(desk, signed_in("member_chloe"), new, (about,))["repeated"] is repeated
    assert tag(desk, signed_in("member_anke"), new, (about,))["repeated"] is False
    assert tag(desk, signed_in("member_chloe"), new)["repeated"] is False


def test_a_lost_key_keeps_nobody_from_reporting_or_reading_the_rest(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    chloe = signed_in("member_chloe")
    report = desk.put(cast.person("member_chloe"), about=[HOME])
    desk.write(report, "Onder de oude sleutel")
    for zone in (None, desk.zone_id):
        make_key(desk.keys, zone, now=NOON)
    kept = read_keyring(desk.keys)
    newest = {place: key for place, key in kept.private.items() if place[1] == 2}
    write_keyring(desk.keys, Keyring(kept.owners, newest))
    desk.keeper.keyring = read_keyring(desk.keys)
    letter = desk.write(report, "Bedankt")
    assert own(desk, chloe) == [{"report": str(report), "letters": {str(letter): "Bedankt"}}]
    assert tag(desk, chloe, desk.zone_id, (HOME,))["repeated"] is False


def test_the_reporter_is_told_within_two_hours_and_not_what_it_is_about(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    tell(desk, signed_in("officer_an"), desk.put(cast.person("member_chloe")))
    assert notices() == 0
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 1
    message = Message.objects.get(kind="for_your_eyes")
    assert message.made_at == NOON + WITHIN
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 1


def test_once_it_is_sent_the_ledger_forgets_who_was_told(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    tell(desk, signed_in("officer_an"), desk.put(cast.person("member_chloe")))
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    message = Message.objects.get(kind="for_your_eyes").pk
    rows = Envelope.objects.filter(message_id=message)
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert rows.count() == 1
    endpoint = rows.get().endpoint_id
    Attempt.objects.create(
        message_id=message, endpoint_id=endpoint, broadcast_id=1, at=NOON, cause="timeout"
    )
    rows.update(state="accepted", settled_at=NOON, slot=None)
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert not rows.exists()
    assert not Attempt.objects.filter(message_id=message).exists()
    assert json.loads((desk.folder / "waiting").read_text()) == {"reports": {}, "notices": []}


def test_the_moment_is_not_that_of_the_answer(cast: Cast, desk: Desk, signed_in: SignedIn) -> None:
    an = signed_in("officer_an")
    for _ in range(20):
        tell(desk, an, desk.put(cast.person("member_chloe")))
    moments = set(json.loads((desk.folder / "waiting").read_text())["reports"].values())
    assert len(moments) > 15
    assert all(0 <= at - NOON.timestamp() < WITHIN.total_seconds() for at in moments)


def test_two_answers_in_two_hours_are_one_notice(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    an, report = signed_in("officer_an"), desk.put(cast.person("member_chloe"))
    tell(desk, an, report)
    kept = (desk.folder / "waiting").read_text()
    tell(desk, an, report)
    assert (desk.folder / "waiting").read_text() == kept


def matter_of(cast: Cast, desk: Desk, name: str) -> Matter:
    """Let a figure have told the town hall of Klokdorp something."""
    tag, key = desk.keeper.keyring.tag_of, uuid4()
    matter = Matter(key, cast.stage.klokdorp, cast.stage.meerstraat, tag(cast.person(name), key))
    desk.shelf.matters[key] = matter
    return matter


def tell_writer(desk: Desk, session: str, matter: Matter) -> None:
    question = {"operation": "tell_writer", "session": session, "matter": str(matter.id)}
    desk.keeper.answer(question, NOON)


@pytest.mark.parametrize("name", ["clerk_nadia", "mayor_luc"])
def test_who_told_the_town_hall_is_told_of_its_answer_within_two_hours(
    cast: Cast, desk: Desk, signed_in: SignedIn, name: str
) -> None:
    matter = matter_of(cast, desk, "member_chloe")
    for _ in range(2):
        tell_writer(desk, signed_in(name), matter)
    assert notices() == 0
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 1
    (endpoint,) = email_endpoints_of([cast.person("member_chloe")]).values()
    assert Envelope.objects.get(message__kind="for_your_eyes").endpoint_id == endpoint


@pytest.mark.parametrize("name", ["member_chloe", "officer_an", "coordinator_bram"])
def test_nobody_but_the_town_hall_has_its_writer_told(
    cast: Cast, desk: Desk, signed_in: SignedIn, name: str
) -> None:
    matter = matter_of(cast, desk, "member_chloe")
    with pytest.raises(NotFound):
        tell_writer(desk, signed_in(name), matter)
    with pytest.raises(SignInAgain):
        tell_writer(desk, "no session", matter)


def test_of_who_left_meanwhile_nobody_is_told(cast: Cast, desk: Desk, signed_in: SignedIn) -> None:
    tell_writer(desk, signed_in("clerk_nadia"), matter_of(cast, desk, "member_chloe"))
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 0


@pytest.mark.parametrize("name", ["member_chloe", "officer_piet", "coordinator_bram"])
def test_nobody_but_police_of_the_zone_has_a_reporter_told(
    cast: Cast, desk: Desk, signed_in: SignedIn, name: str
) -> None:
    report = desk.put(cast.person("member_chloe"))
    with pytest.raises(NotFound):
        tell(desk, signed_in(name), report)
    with pytest.raises(SignInAgain):
        tell(desk, "no session", report)


def test_a_report_that_was_erased_meanwhile_stops_nothing(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    an = signed_in("officer_an")
    gone, kept = (desk.put(cast.person("member_chloe")) for _ in range(2))
    for report in (gone, kept):
        tell(desk, an, report)
    del desk.shelf.reports[gone]
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 1
    assert json.loads((desk.folder / "waiting").read_text())["reports"] == {}


def test_a_reporter_without_email_is_not_told(cast: Cast, desk: Desk, signed_in: SignedIn) -> None:
    tell(desk, signed_in("officer_an"), desk.put(cast.person("member_jozef")))
    desk.keeper.tell_who_is_due(NOON + WITHIN)
    assert notices() == 0


def test_what_waits_to_be_told_names_no_person_and_is_private(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    tell(desk, signed_in("officer_an"), desk.put(cast.person("member_chloe")))
    waiting = desk.folder / "waiting"
    assert str(cast.person("member_chloe")) not in waiting.read_text()
    assert waiting.stat().st_mode & 0o077 == 0


def test_nothing_of_what_waits_is_in_the_database(
    cast: Cast, desk: Desk, signed_in: SignedIn
) -> None:
    an, report = signed_in("officer_an"), desk.put(cast.person("member_chloe"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins) FROM pg_stat_xact_user_tables")
        before = cursor.fetchone()[0]
        tell(desk, an, report)
        cursor.execute("SELECT sum(n_tup_ins) FROM pg_stat_xact_user_tables")
        assert cursor.fetchone()[0] == before
