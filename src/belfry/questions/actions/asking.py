"""A member asks the coordinator something practical; a coordinator asks the police for information (C11, C23)."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.duty import keepers_there
from belfry.networks.queries import (
    approver_ids,
    leading_zones,
    network_for,
)
from belfry.networks.types import ZoneRules
from belfry.networks.zone_rules import due_after, zone_rules
from belfry.people.queries import languages_of
from belfry.questions.checks import check_for_police, check_practical
from belfry.questions.errors import NobodyCoordinates, QuestionEmpty
from belfry.questions.kinds import Topic
from belfry.questions.models import PoliceQuestion, PracticalQuestion
from belfry.questions.policies import (
    MOST_OF_A_MEMBER,
    MOST_OF_A_NETWORK,
    check_open,
    may_ask,
    may_coordinate,
)
from belfry.questions.telling import tell

Asked = TypeVar("Asked", PracticalQuestion, PoliceQuestion)


@transaction.atomic
def ask_coordinator(
    actor: Actor,
    network_id: UUID,
    topic: str,
    words: str,
    *,
    key: UUID,
    over: bool = False,
    now: datetime,
) -> PracticalQuestion:
    """Ask coordinator and deputies something practical, who get a notice; the answer is due in a week.

    `key` becomes the id: the same question sent twice is kept once. `over` says that what sounds urgent does not happen
    now. Raises NotFound, NotAllowed for who would have to
    answer, QuestionEmpty, TooLong, HappensNow, NotForAnybody, OnlyPractical, NobodyCoordinates, TooManyOpen.
    """
    network_for(actor, network_id)
    if not may_ask(actor, network_id):
        raise NotAllowed
    assert actor.person_id is not None
    known = PracticalQuestion.objects.filter(pk=key).first()
    if known is not None:
        return _own(known, actor)
    if topic == Topic.OTHER and not words.strip():
        raise QuestionEmpty
    language, today = _language_of(actor), local(now).date()
    check_practical(words, language, _rules(network_id, now).wording, over=over)
    told = keepers_there(network_id, on=today)
    if not told:
        raise NobodyCoordinates
    waiting = PracticalQuestion.objects.filter(person_id=actor.person_id, answered_at__isnull=True)
    check_open(waiting.count(), MOST_OF_A_MEMBER)
    question = PracticalQuestion(
        pk=key,
        network_id=network_id,
        person_id=actor.person_id,
        language=language,
        topic=Topic(topic),
        words=words.strip(),
        asked_at=now,
        # A week for whoever does it unpaid, whatever the police of the zone settled for themselves.
        due_at=due_after(now, False, ZoneRules()),
    )
    question.save(force_insert=True)
    _note("question.asked", question, now)
    tell(told, f"/networks/{network_id}/questions/", now=now)
    return question


@transaction.atomic
def ask_police(
    actor: Actor,
    network_id: UUID,
    words: str,
    *,
    key: UUID,
    over: bool = False,
    now: datetime,
) -> PoliceQuestion:
    """Ask the police of a network's leading zone for information, as coordinator or deputy.

    Officers and chief get a notice; the answer is due as the zone says. `key` becomes the id, kept once. Raises NotFound,
    NotAllowed, QuestionEmpty, TooLong, HappensNow, NotForAnybody, AboutSomebody, TooManyOpen.
    """
    network_for(actor, network_id)
    if not may_coordinate(actor, network_id):
        raise NotAllowed
    known = PoliceQuestion.objects.filter(pk=key).first()
    if known is not None:
        return _own(known, actor)
    if not words.strip():
        raise QuestionEmpty
    language, rules = _language_of(actor), _rules(network_id, now)
    check_for_police(words, language, rules.wording, over=over)
    waiting = PoliceQuestion.objects.filter(network_id=network_id, answered_at__isnull=True)
    check_open(waiting.count(), MOST_OF_A_NETWORK)
    question = PoliceQuestion(
        pk=key,
        network_id=network_id,
        zone_id=leading_zones([network_id], on=local(now).date())[network_id],
        person_id=actor.person_id,
        language=language,
        words=words.strip(),
        asked_at=now,
        due_at=due_after(now, False, rules),
    )
    question.save(force_insert=True)
    _note("police_question.asked", question, now)
    told = approver_ids([network_id], on=local(now).date())
    tell(told, f"/police-questions/{question.pk}/", now=now)
    return question


def _own(question: Asked, actor: Actor) -> Asked:
    """Return what was sent twice; raise NotFound for the question of somebody else."""
    if question.person_id != actor.person_id:
        raise NotFound
    return question


def _language_of(actor: Actor) -> str:
    assert actor.person_id is not None
    return languages_of([actor.person_id])[actor.person_id]


def _rules(network_id: UUID, now: datetime) -> ZoneRules:
    zone_id = leading_zones([network_id], on=local(now).date())[network_id]
    return zone_rules(zone_id, at=now)


def _note(act: str, question: PracticalQuestion | PoliceQuestion, now: datetime) -> None:
    record(
        act,
        subject=f"question:{question.pk}",
        person_id=question.person_id,
        at=now,
        network_id=question.network_id,
    )
