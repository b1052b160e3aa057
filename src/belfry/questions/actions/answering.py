"""Coordinator or police answer a question; who asked gets a notice without a word of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils import translation

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed
from belfry.networks.queries import coordinator_ids, leading_zones
from belfry.networks.zone_rules import zone_rules
from belfry.people.queries import languages_of
from belfry.questions.checks import check_names_nobody, check_practical
from belfry.questions.errors import ReplyEmpty
from belfry.questions.kinds import CoordinatorAnswer, PoliceAnswer
from belfry.questions.models import PoliceQuestion, PracticalQuestion, Question
from belfry.questions.queries import police_question_for, practical_for
from belfry.questions.telling import tell


@transaction.atomic
def answer_member(
    actor: Actor, question_id: UUID, choice: str, words: str, *, now: datetime
) -> PracticalQuestion:
    """Answer a member as coordinator or deputy: by the list, in the member's language, and in own words.

    Raises NotFound, MoveNotAllowed for what was answered, ReplyEmpty, TooLong, NotForAnybody, OnlyPractical.
    """
    question = practical_for(actor, question_id, lock=True)
    zone_id = leading_zones([question.network_id], on=local(now).date())[question.network_id]
    rules = zone_rules(zone_id, at=now)
    check_practical(words, _language_of(actor), rules.wording, over=True)
    _answer(question, actor, CoordinatorAnswer, choice, words, now)
    _note("question.answered", question, actor, now)
    if question.person_id:
        tell({question.person_id}, "/ask/own/", now=now)
    return question


@transaction.atomic
def answer_coordinator(
    actor: Actor, question_id: UUID, choice: str, words: str, *, now: datetime
) -> PoliceQuestion:
    """Answer coordinator and deputies of a network as its police; no case and nobody in it.

    Raises NotFound, MoveNotAllowed for what was answered, ReplyEmpty, TooLong, AboutSomebody.
    """
    question = police_question_for(actor, question_id, lock=True)
    rules = zone_rules(question.zone_id, at=now)
    check_names_nobody(words, _language_of(actor), rules.wording)
    _answer(question, actor, PoliceAnswer, choice, words, now)
    _note("police_question.answered", question, actor, now)
    told = coordinator_ids(question.network_id, on=local(now).date())
    tell(told, f"/networks/{question.network_id}/questions/", now=now)
    return question


def _answer(
    question: Question,
    actor: Actor,
    answers: type[TextChoices],
    choice: str,
    words: str,
    now: datetime,
) -> None:
    if question.answered_at is not None:
        raise MoveNotAllowed
    with translation.override(question.language):
        chosen = str(answers(choice).label) if choice in answers.values else ""
    question.answer = "\n\n".join(filter(None, [chosen, words.strip()]))
    if not question.answer:
        raise ReplyEmpty
    question.answered_at, question.answered_by_id = now, actor.person_id
    question.save(update_fields=["answer", "answered_at", "answered_by"])


def _language_of(actor: Actor) -> str:
    assert actor.person_id is not None
    return languages_of([actor.person_id])[actor.person_id]


def _note(act: str, question: Question, actor: Actor, now: datetime) -> None:
    record(
        act,
        subject=f"question:{question.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=question.network_id,
    )
