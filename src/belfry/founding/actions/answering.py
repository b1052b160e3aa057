"""Answers and votes: only totals are kept, and of a code only the day on which it was used."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import DomainError
from belfry.delivery.actions import endpoint_for
from belfry.delivery.kinds import AddressKind
from belfry.founding.actions.moving import note
from belfry.founding.actions.surveys import close_survey
from belfry.founding.actions.votes import close_vote
from belfry.founding.errors import AnsweredAlready, CodeUnknown, NothingAsked
from belfry.founding.kinds import Question
from belfry.founding.models import Approval, Dossier, Interest, Survey, SurveyUnit
from belfry.founding.queries import dossier_for, writable_dossier
from belfry.founding.surveys import (
    STILL_TO_ASK,
    check_may_hold_vote,
    is_open,
    newest_survey,
    open_vote_of,
    unit_by_code,
)
from belfry.founding.workflow import DossierState


@transaction.atomic
def give_answer(unit_id: UUID, question: str, *, agrees: bool, now: datetime) -> UUID:
    """Count an answer to the survey or the vote, and return the dossier.

    No line of the record tells of it: its time beside the totals could tell what the answer was.
    Raises CodeUnknown, NothingAsked, AnsweredAlready.
    """
    unit = SurveyUnit.objects.select_related("survey").filter(pk=unit_id).first()
    if unit is None:
        raise CodeUnknown
    # The dossier first, always: its lock orders answers, closings and moves.
    dossier = dossier_for(Actor.installation(now), unit.survey.dossier_id, lock=True)
    _count(dossier, unit_id, question, agrees=agrees, now=now)
    return dossier.pk


@transaction.atomic
def enter_answers(
    actor: Actor,
    dossier_id: UUID,
    question: str,
    answers: Sequence[tuple[str, bool]],
    *,
    now: datetime,
) -> list[DomainError | None]:
    """Count answers that came on paper, (code, yes or no) each; return what is wrong with each, or None.

    Raises NotFound, NotAllowed, OwnVote for a vote on the actor.
    """
    dossier = writable_dossier(actor, dossier_id)
    if question == Question.VOTE:
        check_may_hold_vote(actor, dossier)
    found: list[DomainError | None] = []
    for typed, agrees in answers:
        try:
            unit_id = unit_by_code(typed)
            if not SurveyUnit.objects.filter(pk=unit_id, survey__dossier=dossier).exists():
                raise CodeUnknown
            _count(dossier, unit_id, question, agrees=agrees, now=now)
        except DomainError as error:
            found.append(error)
        else:
            found.append(None)
    if counted := found.count(None):
        note(actor, dossier, f"{question}.paper_entered", now=now, detail={"answers": counted})
    return found


def _count(dossier: Dossier, unit_id: UUID, question: str, *, agrees: bool, now: datetime) -> None:
    unit = SurveyUnit.objects.select_for_update().get(pk=unit_id)
    if question == Question.SURVEY:
        _count_in_survey(dossier, unit, agrees=agrees, now=now)
    else:
        _count_in_vote(dossier, unit, agrees=agrees, now=now)


def _count_in_survey(dossier: Dossier, unit: SurveyUnit, *, agrees: bool, now: datetime) -> None:
    today = local(now).date()
    survey = Survey.objects.get(pk=unit.survey_id)
    if unit.answered_on:
        raise AnsweredAlready
    if dossier.state != DossierState.CONSULTED or not is_open(survey, on=today):
        raise NothingAsked
    unit.answered_on = today
    unit.save(update_fields=["answered_on"])
    if _add(survey, agrees=agrees):
        close_survey(dossier, survey, now=now)


def _count_in_vote(dossier: Dossier, unit: SurveyUnit, *, agrees: bool, now: datetime) -> None:
    today, vote = local(now).date(), open_vote_of(dossier)
    newest = newest_survey(dossier)
    if vote is None or not is_open(vote, on=today) or newest is None or unit.survey_id != newest.pk:
        raise NothingAsked
    if unit.voted_on:
        raise AnsweredAlready
    unit.voted_on = today
    unit.save(update_fields=["voted_on"])
    if _add(vote, agrees=agrees):
        close_vote(dossier, vote, now=now)


def _add(row: Survey | Approval, *, agrees: bool) -> bool:
    """Add an answer to the totals; return whether it was the last one."""
    row.yes += agrees
    row.no += not agrees
    row.save(update_fields=["yes", "no"])
    return row.yes + row.no == row.units


@transaction.atomic
def leave_address(dossier_id: UUID, name: str, email: str, language: str, *, now: datetime) -> None:
    """Keep who answered yes and asked to hear more; nothing leads from here to a code.

    It is deleted once the meeting was held or the dossier is given up. The same address again changes name
    and language. Raises AddressUnusable, NotFound, NothingAsked when there is no meeting to come.
    """
    dossier = dossier_for(Actor.installation(now), dossier_id, lock=True)
    if dossier.state not in STILL_TO_ASK | {DossierState.SURVEYED}:
        raise NothingAsked
    endpoint = endpoint_for(AddressKind.EMAIL, email)
    row = Interest.objects.filter(dossier=dossier, endpoint=endpoint).first() or Interest(
        dossier=dossier, endpoint=endpoint, at=now
    )
    row.name, row.language = name, language
    row.save()


@transaction.atomic
def forget_address(interest_id: UUID) -> None:
    """Delete what somebody left, when they ask; the second time there is nothing left to do."""
    Interest.objects.filter(pk=interest_id).delete()
