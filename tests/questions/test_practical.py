"""Members ask their coordinator something practical: who may, what is refused, and the answer that is owed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.audit.models import Entry
from belfry.core.actor import Actor
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Envelope
from belfry.networks.models import Mandate
from belfry.people.queries import email_endpoints_of
from belfry.questions.actions.answering import answer_member
from belfry.questions.actions.asking import ask_coordinator
from belfry.questions.actions.forgetting import forget_questions
from belfry.questions.checks import LONGEST
from belfry.questions.errors import (
    HappensNow,
    NobodyCoordinates,
    NotForAnybody,
    OnlyPractical,
    QuestionEmpty,
    ReplyEmpty,
    TooLong,
    TooManyOpen,
)
from belfry.questions.models import PracticalQuestion
from belfry.questions.policies import MOST_OF_A_MEMBER
from belfry.questions.queries import (
    own_questions,
    practical_for,
    practical_of,
    practical_to_answer,
)
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def asked(cast: Cast, who: str = "member_chloe", **more: Any) -> PracticalQuestion:
    told: dict[str, Any] = {"topic": "sign", "words": "", "key": uuid4(), **more}
    actor = getattr(cast, who)
    return ask_coordinator(
        actor, cast.stage.meerstraat, told["topic"], told["words"], key=told["key"], now=NOON
    )


def notices_to(*person_ids: UUID) -> int:
    endpoints = list(email_endpoints_of(person_ids).values())
    sent = Envelope.objects.filter(message__kind="for_your_eyes", endpoint_id__in=endpoints)
    return sent.count()


def test_coordinator_and_deputy_see_a_question_and_it_is_due_in_a_week(cast: Cast) -> None:
    question = asked(cast, topic="other", words="Wanneer krijgen wij een nieuwe sticker?")
    for who in (cast.coordinator_bram, cast.deputy_sofia):
        (row,) = practical_to_answer(who)
        assert (row.pk, row.words) == (question.pk, question.words)
        assert [one.pk for one in practical_of(who, cast.stage.meerstraat)] == [row.pk]
    assert (question.due_at - NOON).days == 7
    assert question.words.encode() not in bytes(raw_words(question.pk))
    assert notices_to(cast.person("coordinator_bram"), cast.person("deputy_sofia")) == 2


def raw_words(question_id: UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM questions_practicalquestion WHERE id = %s", [question_id])
        return bytes(cursor.fetchone()[0])


def test_a_question_sent_twice_is_kept_once_and_nobody_takes_over_its_key(cast: Cast) -> None:
    key = uuid4()
    assert asked(cast, key=key).pk == asked(cast, key=key).pk == key
    with pytest.raises(NotFound):
        asked(cast, "member_anke", key=key)
    assert PracticalQuestion.objects.count() == 1
    assert Entry.objects.filter(act="question.asked").count() == 1


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("coordinator_bram", NotAllowed),
        ("deputy_sofia", NotAllowed),
        ("officer_an", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("outsider_dries", NotFound),
        ("shopkeeper_amina", NotFound),
        ("officer_piet", NotFound),
        ("operator_sam", NotFound),
    ],
)
def test_only_members_who_would_not_have_to_answer_ask(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        asked(cast, who)


OTHERS = ("member_chloe", "member_anke", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc",
          "shopkeeper_amina", "outsider_dries", "officer_piet", "operator_sam")  # fmt: skip


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_or_answers_it(cast: Cast, who: str) -> None:
    question, actor = asked(cast), getattr(cast, who)
    assert not practical_to_answer(actor).exists()
    acts: tuple[Callable[[Actor], Any], ...] = (
        lambda one: practical_for(one, question.pk),
        lambda one: answer_member(one, question.pk, "done", "", now=NOON),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act(actor)
    with pytest.raises((NotAllowed, NotFound)):
        practical_of(actor, cast.stage.meerstraat)
    assert own_questions(actor).exists() is (who == "member_chloe")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("member_jozef", "Vannacht is bij de buren ingebroken, wist u dat?"),
        ("member_chloe", "Une camionnette suspecte est passée, immatriculée 1-ABC-123."),
        ("member_anke", "Bei uns wurde ein Fahrrad gestohlen."),
    ],
)
def test_what_is_about_a_crime_is_refused_and_points_to_the_police(
    cast: Cast, who: str, words: str
) -> None:
    with pytest.raises(OnlyPractical):
        asked(cast, who, topic="other", words=words)
    assert not PracticalQuestion.objects.exists()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("Er is nu iemand aan het inbreken bij de buren!", HappensNow),
        ("Kunnen wij 's nachts met enkele buren patrouilleren?", NotForAnybody),
        (" ", QuestionEmpty),
        ("a" * (LONGEST + 1), TooLong),
    ],
)
def test_what_is_urgent_forbidden_empty_or_endless_is_refused(
    cast: Cast, words: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        asked(cast, "member_jozef", topic="other", words=words)


def test_who_says_that_it_does_not_happen_now_sends_what_only_sounds_so(cast: Cast) -> None:
    words = "Is er nu iemand aan het inbreken? Zo heette het verhaal op de vergadering."
    with pytest.raises(HappensNow):
        asked(cast, "member_jozef", topic="list", words=words)
    jozef, network_id = cast.member_jozef, cast.stage.meerstraat
    ask_coordinator(jozef, network_id, "list", words, key=uuid4(), over=True, now=NOON)
    assert own_questions(jozef).get().words == words


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("member_jozef", "Wij verhuizen in januari naar de Kapelweg. Hoe geef ik dat door?"),
        ("member_jozef", "Is er op de vergadering iemand die uitleg geeft over inbraakpreventie?"),
        ("member_chloe", "Je reçois chaque message deux fois, comment changer cela ?"),
        ("member_anke", "Wann ist die nächste Versammlung, und kann ich helfen?"),
    ],
)
def test_practical_words_pass_in_each_language(cast: Cast, who: str, words: str) -> None:
    assert asked(cast, who, topic="other", words=words).words == words


def test_the_answer_of_the_list_is_in_the_language_of_the_member(cast: Cast) -> None:
    question = asked(cast)
    before = notices_to(cast.person("member_chloe"))
    answer_member(cast.deputy_sofia, question.pk, "done", "Bonne journée !", now=NOON)
    (row,) = own_questions(cast.member_chloe)
    assert row.answer.split("\n\n")[1] == "Bonne journée !"
    assert row.answer.startswith("C")
    assert notices_to(cast.person("member_chloe")) == before + 1
    assert not practical_to_answer(cast.coordinator_bram).exists()
    with pytest.raises(MoveNotAllowed):
        answer_member(cast.coordinator_bram, question.pk, "done", "", now=NOON)


def test_a_coordinator_answers_nothing_empty_and_nothing_about_crime(cast: Cast) -> None:
    question = asked(cast)
    for words, refusal in ((" ", ReplyEmpty), ("Bij nummer 5 werd ingebroken.", OnlyPractical)):
        with pytest.raises(refusal):
            answer_member(cast.coordinator_bram, question.pk, "", words, now=NOON)
    with pytest.raises(ReplyEmpty):
        answer_member(cast.coordinator_bram, question.pk, "no such answer", "", now=NOON)


def test_where_nobody_coordinates_the_member_is_told_whom_to_call(cast: Cast) -> None:
    Mandate.objects.filter(network_id=cast.stage.meerstraat).delete()
    with pytest.raises(NobodyCoordinates):
        asked(cast)


def test_a_member_waits_for_answers_before_asking_without_end(cast: Cast) -> None:
    for _ in range(MOST_OF_A_MEMBER):
        first = asked(cast)
    with pytest.raises(TooManyOpen):
        asked(cast)
    answer_member(cast.coordinator_bram, first.pk, "done", "", now=NOON)
    assert asked(cast)


def test_who_asked_what_is_forgotten_after_a_year_and_stays_counted(cast: Cast) -> None:
    question = asked(cast, topic="other", words="Wie heeft de stickers?")
    year = timedelta(days=366)
    assert forget_questions(now=NOON + year - timedelta(minutes=1)) == 0
    assert forget_questions(now=NOON + year) == 1
    assert forget_questions(now=NOON + year) == 0
    row = PracticalQuestion.objects.get(pk=question.pk)
    assert (row.person_id, row.words, row.answer) == (None, "", "")
    later = cast.at("coordinator_bram", NOON + year)
    assert not practical_of(later, cast.stage.meerstraat).exists()


def test_the_database_keeps_that_somebody_answers_and_what_it_is_about(cast: Cast) -> None:
    rows = PracticalQuestion.objects.filter(pk=asked(cast).pk)
    an = cast.person("officer_an")
    for change in (
        {"answered_at": NOON},
        {"answered_by_id": an},
        {"answered_at": NOON - timedelta(days=1), "answered_by_id": an},
        {"topic": "burglary"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
