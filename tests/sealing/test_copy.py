"""With a copy of the database and all that the pages can read, nobody opens a report or finds who wrote it."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
import time_machine
from django.conf import settings as conf
from django.contrib.sessions.models import Session
from django.db import connection
from pytest_django import Settings

from belfry.conversations.arriving import Arriving
from belfry.core.sealed import CannotOpen, blind_index, place_of
from belfry.delivery.dispatching import deliver_waiting
from belfry.people.queries import endpoints_of
from belfry.program.receive import FINE, Receiver
from belfry.program.unsealing.telling import WITHIN
from belfry.sealing import client
from belfry.sealing.boxes import open_box
from belfry.sealing.errors import NoPasskey, ProofNotValid, SignInAgain
from belfry.sealing.kinds import Part
from belfry.sealing.models import ZoneKey
from belfry.sightings.actions.answering import answer, assign
from belfry.sightings.models import Letter, Photograph, Sighting
from tests.cast import NOON, Cast
from tests.delivery.relay import Relay
from tests.sightings.keeping import TOLD, Keeping, keeping

LATER = NOON + timedelta(days=1, minutes=7, seconds=13)
CANARY, WORDS = "kanariegeel", "Bedankt, dit hielp ons: rood dak"
# What joins nothing: days, the hour that something is due, small numbers, words of closed lists.
A_JOIN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d*|\\x[0-9a-f]{16,}|\d{4,}"
)

Rows = list[tuple[str, str]]


@pytest.fixture
def kept(cast: Cast, tmp_path: Path) -> Iterator[Keeping]:
    with time_machine.travel(LATER, tick=False), keeping(cast, tmp_path) as found:
        yield found


@pytest.fixture
def answered(kept: Keeping, settings: Settings) -> UUID:
    """What Chloé reported, and An answered; the notice went out, and the process looked once more."""
    told = replace(
        TOLD,
        words=f"Een {CANARY} busje reed traag voorbij en keerde twee keer.",
        photographs=(CANARY.encode() * 40,),
    )
    report = kept.report(told, now=LATER)
    an = kept.cast.at("officer_an", LATER)
    assert an.person_id is not None
    assign(an, report, an.person_id, now=LATER + timedelta(hours=1))
    answered_at = LATER + timedelta(hours=3)
    answer(an, report, "", WORDS, tell=kept.tell, now=answered_at)
    kept.keeper.tell_who_is_due(answered_at + WITHIN)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=answered_at + WITHIN)
    assert any(
        "chloe.dubois@mail.example" in str(mail.recipients) for mail in relay.journal.accepted()
    )
    kept.keeper.tell_who_is_due(answered_at + WITHIN + timedelta(seconds=5))
    return report


def copy() -> Rows:
    """Every row of every table, as a dump has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            rows += [(table, text) for (text,) in cursor.fetchall()]
    return rows


def secrets_of_the_pages() -> list[bytes]:
    """Every key that a process which serves pages holds."""
    keys = [base64.b64decode(entry.partition(":")[2]) for entry in conf.FIELD_KEYS]
    public = [bytes(key.public_key) for key in ZoneKey.objects.all()]
    return [*keys, *public, conf.SECRET_KEY.encode(), blind_index("", "")]


def values_with(rows: Rows, *marks: str) -> set[str]:
    """Everything by which the rows that name one of these can be joined with others."""
    found = [text for _, text in rows if any(mark in text for mark in marks)]
    return {value for text in found for value in A_JOIN.findall(text)}


def marks_of(person_id: UUID) -> list[str]:
    return [str(person_id), *(str(endpoint) for endpoint in endpoints_of(person_id))]


@pytest.mark.django_db
def test_no_word_of_a_report_or_its_answer_stands_in_a_copy(answered: UUID) -> None:
    everything = "\n".join(text for _, text in copy())
    for word in (CANARY, "rood dak"):
        for form in (word, word.encode().hex(), base64.b64encode(word.encode()).decode()[:-4]):
            assert form not in everything


@pytest.mark.django_db
def test_no_key_of_the_pages_opens_a_box(answered: UUID) -> None:
    row = Sighting.objects.get(pk=answered)
    letter = Letter.objects.get(sighting=row)
    boxes = [(row.text, place_of(row, "text")), (row.identity, place_of(row, "identity")),
             (letter.words, place_of(letter, "words")),
             *((one.picture, place_of(one, "picture")) for one in row.photographs.all())]  # fmt: skip
    assert len(boxes) == 4
    for secret in secrets_of_the_pages():
        for sealed, place in boxes:
            for key in {secret[:32].ljust(32, b"0"), hashlib.sha256(secret).digest()}:
                with pytest.raises(CannotOpen):
                    open_box(key, bytes(sealed), place)


@pytest.mark.django_db
def test_no_key_of_the_pages_makes_the_tag_of_an_owner(cast: Cast, answered: UUID) -> None:
    tag = bytes(Sighting.objects.get(pk=answered).owner)
    chloe = cast.person("member_chloe")
    for secret in [b"", *secrets_of_the_pages()]:
        assert hmac.digest(secret, f"{chloe}|{answered}".encode(), "sha256") != tag


@pytest.mark.django_db
def test_nothing_joins_a_report_to_who_wrote_it(cast: Cast, answered: UUID) -> None:
    rows = copy()
    letters = [str(pk) for pk in Letter.objects.values_list("pk", flat=True)]
    photographs = [str(pk) for pk in Photograph.objects.values_list("pk", flat=True)]
    assert photographs
    of_report = values_with(rows, str(answered), *letters, *photographs)
    # What everybody in the network shares with the report leads to nobody.
    others = [cast.person(name) for name in ("member_anke", "coordinator_bram", "deputy_sofia")]
    shared = set.intersection(*(values_with(rows, *marks_of(one)) for one in others))
    of_chloe = values_with(rows, *marks_of(cast.person("member_chloe")))
    assert of_report & of_chloe - shared - set(marks_of(cast.person("officer_an"))) == set()


@pytest.mark.django_db
def test_the_same_search_finds_the_officer_who_answered(cast: Cast, answered: UUID) -> None:
    rows = copy()
    an = cast.person("officer_an")
    assert str(an) in values_with(rows, str(answered))
    assert values_with(rows, str(answered)) & values_with(rows, str(an)) > {str(an)}


@pytest.mark.django_db
def test_two_reports_of_one_member_share_no_tag(kept: Keeping) -> None:
    for _ in range(3):
        kept.report(now=LATER)
    assert len({bytes(tag) for tag in Sighting.objects.values_list("owner", flat=True)}) == 3


@pytest.mark.django_db
def test_the_boxes_of_all_who_report_the_same_are_of_one_length(kept: Keeping) -> None:
    for name in ("member_chloe", "deputy_sofia"):
        kept.report(by=name, now=LATER)
    rows = Sighting.objects.all()
    assert len({len(row.identity) for row in rows}) == 1
    assert len({len(row.text) for row in rows}) == 1


@pytest.mark.django_db
def test_the_ledger_counts_the_notice_and_names_nobody(cast: Cast, answered: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, t.state, t.count FROM delivery_message m"
            " JOIN delivery_broadcast b ON b.message_id = m.id"
            " JOIN delivery_tally t ON t.broadcast_id = b.id"
            " WHERE m.kind = 'for_your_eyes' AND t.count > 0"
        )
        ((message, state, count),) = cursor.fetchall()
        assert (state, count) == ("accepted", 1)
        cursor.execute("SELECT count(*) FROM delivery_envelope WHERE message_id = %s", [message])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_socket_gives_nothing_to_who_has_the_copy(
    cast: Cast, kept: Keeping, answered: UUID
) -> None:
    guesses = [*Session.objects.values_list("session_key", flat=True), str(cast.person("member_chloe")),
               str(answered), "", json.dumps({"_auth_user_id": str(cast.person("member_chloe"))})]  # fmt: skip
    for guess in guesses:
        for ask in (
            client.own_reports,
            lambda key: client.tag_for(key, answered),
            lambda key: client.tell_reporter(key, answered),
        ):
            with pytest.raises(SignInAgain):
                ask(guess)


@pytest.mark.django_db
@pytest.mark.parametrize("part", [Part.TEXT, Part.IDENTITY])
def test_an_officer_without_a_passkey_gets_no_question_in_live_mode(
    cast: Cast, kept: Keeping, answered: UUID, part: Part
) -> None:
    reason = "to_assess" if part == Part.TEXT else "to_hear"
    with patch("belfry.program.unsealing.proofs.is_demonstration", return_value=False):
        with pytest.raises(NoPasskey):
            client.question_for(cast.person("officer_an"), answered, part, reason)
        for said in ("demonstration", "", "{}"):
            with pytest.raises(ProofNotValid):
                client.opened(answered, Part.TEXT, "a guess", said)


@pytest.mark.django_db
def test_nothing_joins_what_came_by_mail_to_who_wrote_it(
    cast: Cast, kept: Keeping, settings: Settings
) -> None:
    raw = (
        b"From: <chloe.dubois@mail.example>\r\nMessage-ID: <7f3a@mail.example>\r\n\r\n"
        b"Een kanariegeel busje reed gisteren traag voorbij.\r\n"
    )
    receiver = Receiver(frozenset(), Arriving())
    assert receiver.answer(raw, "chloe.dubois@mail.example", "belfry@police.example", LATER) == FINE
    report, told_at = Sighting.objects.get(), LATER + WITHIN
    kept.keeper.tell_who_is_due(told_at)
    with Relay() as relay:
        settings.SMTP_URLS = [relay.url]
        deliver_waiting(now=told_at)
    assert any(report.receipt.encode() in mail.content for mail in relay.journal.accepted())
    kept.keeper.tell_who_is_due(told_at + timedelta(seconds=5))
    rows = copy()
    everything = "\n".join(text for _, text in rows)
    assert CANARY not in everything
    assert "7f3a@" not in everything
    others = [cast.person(name) for name in ("member_anke", "coordinator_bram", "deputy_sofia")]
    shared = set.intersection(*(values_with(rows, *marks_of(one)) for one in others))
    of_chloe = values_with(rows, *marks_of(cast.person("member_chloe")))
    assert values_with(rows, str(report.pk)) & of_chloe - shared == set()
    # Of the mail a day, of the notice nobody.
    assert LATER.strftime("%H:%M:%S") not in "\n".join(
        text for table, text in rows if table.startswith("delivery_")
    )
