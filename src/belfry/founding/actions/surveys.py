"""The survey: open it, print its letters, close it, ask again."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import Detail
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.founding.actions.moving import move, move_if_ready, note
from belfry.founding.codes import code_of, digest_of
from belfry.founding.errors import (
    AreaUnknown,
    ClosingDayWrong,
    ListMissing,
    NobodyToAsk,
    NotThisStep,
    PlaceNotAgreed,
    SurveyIsOpen,
)
from belfry.founding.kinds import CountedUnit
from belfry.founding.models import Approval, Dossier, Survey, SurveyUnit
from belfry.founding.queries import dossier_for, facts_of, writable_dossier
from belfry.founding.surveys import homes_of, newest_survey
from belfry.founding.types import SurveyOpening
from belfry.founding.workflow import Condition, DossierState

LEAST: Final = timedelta(days=14)
MOST: Final = timedelta(days=183)
# What everybody who got a letter is asked, until a last day.
Asked = TypeVar("Asked", Survey, Approval)


def check_closing_day(closes_on: date, *, today: date) -> None:
    """Raise ClosingDayWrong for a day that gives too little time, or far too much."""
    if not today + LEAST <= closes_on <= today + MOST:
        raise ClosingDayWrong(days=LEAST.days)


@transaction.atomic
def open_survey(actor: Actor, dossier_id: UUID, opening: SurveyOpening, *, now: datetime) -> Survey:
    """Ask everybody in the perimeter or on the list, each with a code.

    Raises NotFound, NotAllowed, NotThisStep, AreaUnknown, PlaceNotAgreed, SurveyIsOpen, ClosingDayWrong,
    ListMissing, NobodyToAsk.
    """
    dossier = writable_dossier(actor, dossier_id)
    if dossier.state != DossierState.CONSULTED:
        raise NotThisStep
    facts = facts_of(dossier.pk)
    if Condition.AREA_KNOWN not in facts:
        raise AreaUnknown
    if not facts >= {Condition.TOWN_CONSULTED, Condition.POLICE_CONSULTED}:
        raise PlaceNotAgreed
    if dossier.surveys.filter(closed_at__isnull=True).exists():
        raise SurveyIsOpen
    today = local(now).date()
    check_closing_day(opening.closes_on, today=today)
    asked = _asked(dossier, opening, today)
    survey = Survey.objects.create(
        dossier=dossier,
        unit=opening.unit,
        rule=opening.rule,
        quorum=opening.quorum,
        opened_at=now,
        closes_on=opening.closes_on,
        units=len(asked),
    )
    SurveyUnit.objects.bulk_create(_unit(survey, place, lines) for place, lines in enumerate(asked))
    told: Detail = {"unit": opening.unit, "rule": opening.rule, "quorum": opening.quorum}
    note(actor, dossier, "survey.opened", now=now, detail={**told, "units": len(asked)})
    return survey


def _asked(dossier: Dossier, opening: SurveyOpening, today: date) -> Sequence[str]:
    if opening.unit != CountedUnit.HOME:
        if not opening.listed:
            raise ListMissing
        return opening.listed
    homes = homes_of(dossier, on=today)
    if not homes:
        raise NobodyToAsk
    return homes


def _unit(survey: Survey, place: int, lines: str) -> SurveyUnit:
    unit_id = uuid.uuid4()
    digest = digest_of(code_of(unit_id))
    return SurveyUnit(id=unit_id, survey=survey, place=place, label=lines, digest=digest)


@transaction.atomic
def letters_to_print(
    actor: Actor, dossier_id: UUID, *, now: datetime
) -> tuple[Survey, Sequence[tuple[tuple[str, ...], str]]]:
    """Return the open survey with (lines of the address, code) of each letter, and record who asked.

    Raises NotFound, NotAllowed, NotThisStep.
    """
    dossier = writable_dossier(actor, dossier_id)
    survey = newest_survey(dossier)
    if survey is None or survey.closed_at is not None:
        raise NotThisStep
    letters = [
        (tuple(unit.label.splitlines()), code_of(unit.pk))
        for unit in survey.asked.order_by("place")
    ]
    note(actor, dossier, "survey.letters_printed", now=now, detail={"letters": len(letters)})
    return survey, letters


@transaction.atomic
def ask_again(actor: Actor, dossier_id: UUID, *, now: datetime) -> None:
    """Take a dossier without a majority back, so that the residents may be asked once more."""
    dossier = writable_dossier(actor, dossier_id)
    move(actor, dossier, DossierState.CONSULTED, now=now)


def close_due_surveys(*, now: datetime) -> int:
    """Close surveys whose last day is over, and return how many; repeating closes nothing twice."""
    return close_due(Survey, close_survey, now=now)


def close_due(rows: type[Asked], close: Callable[..., None], *, now: datetime) -> int:
    """Close what is open past its last day, each with its dossier locked; return how many were due."""
    over = rows.objects.filter(closed_at__isnull=True, closes_on__lt=local(now).date())
    due = list(over.values_list("pk", "dossier_id"))
    for pk, dossier_id in due:
        with transaction.atomic():
            dossier = dossier_for(Actor.installation(now), dossier_id, lock=True)
            row = rows.objects.select_for_update().get(pk=pk)
            if row.closed_at is None:
                close(dossier, row, now=now)
    return len(due)


def close_survey(dossier: Dossier, survey: Survey, *, now: datetime) -> None:
    """Close a survey (it and its dossier are locked) and take the dossier to what the count says."""
    actor = Actor.installation(now)
    survey.closed_at = now
    survey.save(update_fields=["closed_at"])
    count: Detail = {"units": survey.units, "yes": survey.yes, "no": survey.no}
    note(actor, dossier, "survey.closed", now=now, detail=count)
    for state in (DossierState.SURVEYED, DossierState.NO_MAJORITY):
        move_if_ready(actor, dossier, state, now=now)
