"""A reader finds something wrong with a message: the police of the network read it and answer, nobody else."""

from datetime import timedelta

import pytest
from django.db import connection

from belfry.audit.models import Entry
from belfry.bulletins.actions.complaining import (
    answer_complaint,
    complain,
    complain_by_code,
    forget_complaints,
)
from belfry.bulletins.complaints import (
    answer_token,
    answered_complaint,
    complaint_for,
    complaints_for,
    open_complaints,
)
from belfry.bulletins.errors import AnswerMissing, CodeUnknown, WordsMissing
from belfry.bulletins.models import Bulletin, Complaint
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.models import Message
from tests.bulletins.desk import LATER, offered, released
from tests.cast import Cast

pytestmark = pytest.mark.django_db

AFTER = LATER + timedelta(minutes=20)
HURT = "Deze woorden zetten mijn buren apart."


def received(cast: Cast) -> Bulletin:
    return Bulletin.objects.get(pk=released(cast).bulletin_id)


def made(cast: Cast) -> Complaint:
    return complain(cast.member_chloe, received(cast).pk, "discriminating", HURT, now=AFTER)


def notices(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()


def test_a_member_complains_and_officers_and_chief_get_a_notice(cast: Cast) -> None:
    complaint = made(cast)
    assert complaint.network_id == cast.stage.meerstraat
    assert complaint.person_id == cast.member_chloe.person_id
    # An, Els and Karim.
    assert notices("complaint") == 3
    assert Entry.objects.filter(act="complaint.made").count() == 1


def test_its_words_are_sealed_and_neither_in_the_notice_nor_in_the_record(cast: Cast) -> None:
    complaint = made(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM bulletins_complaint WHERE id = %s", [complaint.pk])
        kept = bytes(cursor.fetchone()[0])
    assert HURT.encode() not in kept
    assert Complaint.objects.get(pk=complaint.pk).words == HURT
    assert HURT not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("who", ["officer_an", "officer_els", "chief_karim"])
def test_the_police_of_the_network_read_it(who: str, cast: Cast) -> None:
    complaint = made(cast)
    assert complaint_for(getattr(cast, who), complaint.pk) == complaint
    assert list(open_complaints(getattr(cast, who))) == [complaint]


@pytest.mark.parametrize(
    "who",
    ["member_chloe", "coordinator_bram", "officer_piet", "dispatcher_lotte", "mayor_luc",
     "clerk_nadia", "operator_sam", "outsider_dries"],
)  # fmt: skip
def test_nobody_else_reads_it(who: str, cast: Cast) -> None:
    complaint = made(cast)
    with pytest.raises(NotFound):
        complaint_for(getattr(cast, who), complaint.pk)
    assert not complaints_for(getattr(cast, who)).exists()
    with pytest.raises(NotFound):
        answer_complaint(getattr(cast, who), complaint.pk, "Dank u.", now=AFTER)


def test_somebody_who_did_not_get_the_message_does_not_complain_as_a_member(cast: Cast) -> None:
    bulletin = received(cast)
    with pytest.raises(NotFound):
        complain(cast.outsider_dries, bulletin.pk, "wrong", "", now=AFTER)
    with pytest.raises(NotFound):
        complain(cast.member_chloe, offered(cast).bulletin_id, "wrong", "", now=AFTER)


def test_something_else_has_to_be_said_in_words(cast: Cast) -> None:
    bulletin = received(cast)
    with pytest.raises(WordsMissing):
        complain(cast.member_chloe, bulletin.pk, "other", "  ", now=AFTER)
    assert not Complaint.objects.exists()


def test_who_is_not_signed_in_complains_with_the_code_of_the_message(cast: Cast) -> None:
    bulletin = received(cast)
    typed = f" {bulletin.code.lower().replace('-', ' ')} "
    complaint = complain_by_code(
        typed, "personal", HURT, email="Nora@Mail.example", language="fr", now=AFTER
    )
    assert complaint.bulletin == bulletin
    assert (complaint.person_id, complaint.network_id) == (None, None)
    assert Complaint.objects.get().email == "nora@mail.example"
    assert list(open_complaints(cast.officer_an)) == [complaint]
    assert not open_complaints(cast.officer_piet).exists()


def test_a_code_that_no_sent_message_has_is_refused(cast: Cast) -> None:
    waiting = Bulletin.objects.get(pk=offered(cast).bulletin_id)
    for code in ("", "2222-2222", "x" * 100, waiting.code):
        with pytest.raises(CodeUnknown):
            complain_by_code(code, "wrong", "", email="", language="nl", now=AFTER)


def test_an_address_that_cannot_be_used_is_refused(cast: Cast) -> None:
    bulletin = received(cast)
    with pytest.raises(AddressUnusable):
        complain_by_code(bulletin.code, "wrong", "", email="nora@", language="nl", now=AFTER)


def test_the_answer_goes_by_a_link_and_not_by_mail(cast: Cast) -> None:
    complaint = answer_complaint(cast.chief_karim, made(cast).pk, " U hebt gelijk. ", now=AFTER)
    assert (complaint.answer, complaint.answered_by_id) == (
        "U hebt gelijk.",
        cast.chief_karim.person_id,
    )
    assert notices("complaint_answered") == 1
    assert answered_complaint(answer_token(complaint)) == complaint
    assert "gelijk" not in str(list(Message.objects.values()))
    assert not open_complaints(cast.officer_an).exists()


def test_who_left_an_address_gets_a_notice_and_who_left_none_gets_nothing(cast: Cast) -> None:
    bulletin = received(cast)
    for email, count in (("nora@mail.example", 1), ("", 1)):
        complaint = complain_by_code(
            bulletin.code, "wrong", "", email=email, language="de", now=AFTER
        )
        answer_complaint(cast.officer_an, complaint.pk, "Dank u.", now=AFTER)
        assert notices("complaint_answered") == count


def test_a_year_after_its_answer_nobody_knows_who_wrote_what(cast: Cast) -> None:
    complaint = answer_complaint(cast.chief_karim, made(cast).pk, "U hebt gelijk.", now=AFTER)
    waiting = complain(cast.member_chloe, complaint.bulletin_id, "wrong", HURT, now=AFTER)
    assert forget_complaints(now=AFTER + timedelta(days=366)) == 0
    later = AFTER + timedelta(days=367)
    assert forget_complaints(now=later) == 1
    assert forget_complaints(now=later) == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, email, words, answer, grievance FROM bulletins_complaint WHERE id = %s",
            [complaint.pk],
        )
        assert cursor.fetchone() == (None, b"", b"", b"", "discriminating")
    with pytest.raises(NotFound):
        answered_complaint(answer_token(complaint))
    # What nobody answered yet stays to be answered.
    assert complaint_for(cast.officer_an, waiting.pk).words == HURT


def test_it_is_answered_once_and_in_words(cast: Cast) -> None:
    complaint = made(cast)
    with pytest.raises(AnswerMissing):
        answer_complaint(cast.officer_an, complaint.pk, " \n", now=AFTER)
    answer_complaint(cast.officer_an, complaint.pk, "Dank u.", now=AFTER)
    with pytest.raises(MoveNotAllowed):
        answer_complaint(cast.chief_karim, complaint.pk, "Nog iets.", now=AFTER)


@pytest.mark.parametrize("token", ["", ":", "abc:def", "00000000000000000000000000000000:x"])
def test_a_link_that_was_not_made_here_leads_nowhere(token: str, cast: Cast) -> None:
    made(cast)
    with pytest.raises(NotFound):
        answered_complaint(token)


def test_a_link_leads_nowhere_before_the_answer(cast: Cast) -> None:
    with pytest.raises(NotFound):
        answered_complaint(answer_token(made(cast)))
