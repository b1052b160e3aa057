"""The police take a report, ask, answer and close it (O11); the reporter is told without being named."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation

from belfry.audit.actions import Detail, record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.networks.queries import plan_of
from belfry.sightings.actions.letters import write_letter
from belfry.sightings.errors import AnswerMissing, NumberUnusable, QuestionMissing, TooLong
from belfry.sightings.kinds import Answer, ForNetwork, LetterKind
from belfry.sightings.models import OWN_NUMBER, Sighting
from belfry.sightings.queries import officers_for, sighting_for
from belfry.sightings.types import LONGEST
from belfry.sightings.workflow import OWES_ANSWER, SightingState, check_move

USABLE: Final = re.compile(OWN_NUMBER)


@transaction.atomic
def assign(actor: Actor, sighting_id: UUID, officer_id: UUID, *, now: datetime) -> Sighting:
    """Let somebody of the police who sees a report have it, oneself or another.

    Raises NotFound also for a person who is none, MoveNotAllowed once it was answered.
    """
    sighting = sighting_for(actor, sighting_id, lock=True)
    if officer_id not in officers_for(sighting, on=local(now).date()):
        raise NotFound
    if sighting.state not in OWES_ANSWER:
        raise MoveNotAllowed
    if sighting.officer_id == officer_id:
        return sighting
    sighting.officer_id = officer_id
    if sighting.state == SightingState.RECEIVED:
        sighting.state = SightingState.WITH_POLICE
    sighting.save(update_fields=["officer", "state"])
    _note("sighting.assigned", sighting, actor, now, {"to": str(officer_id)})
    return sighting


@transaction.atomic
def note_number(actor: Actor, sighting_id: UUID, number: str, *, now: datetime) -> Sighting:
    """Link a report to the own file of the police, by its number only; empty unlinks it.

    Raises NotFound, NumberUnusable.
    """
    sighting = sighting_for(actor, sighting_id, lock=True)
    if number and not USABLE.fullmatch(number):
        raise NumberUnusable
    sighting.own_number = number
    sighting.save(update_fields=["own_number"])
    _note("sighting.numbered", sighting, actor, now, {"number": number})
    return sighting


@transaction.atomic
def ask(
    actor: Actor, sighting_id: UUID, question: str, *, tell: Callable[[UUID], None], now: datetime
) -> Sighting:
    """Ask the reporter something, who is told that something waits and stays unknown.

    `tell` lets the reporter be told. Raises NotFound, QuestionMissing, TooLong, MoveNotAllowed, sealing.NobodyAnswers.
    """
    if not question.strip():
        raise QuestionMissing
    letter = LetterKind.QUESTION, question.strip()
    sighting = _write(actor, sighting_id, letter, SightingState.NEEDS_DETAIL, now)
    tell(sighting.pk)
    return sighting


@transaction.atomic
def answer(
    actor: Actor,
    sighting_id: UUID,
    choice: str,
    words: str,
    *,
    tell: Callable[[UUID], None],
    now: datetime,
) -> Sighting:
    """Answer the reporter, in that person's language where the answer is chosen from the list; own words may follow.

    `tell` lets the reporter be told. Raises NotFound, AnswerMissing, TooLong, MoveNotAllowed, sealing.NobodyAnswers.
    """
    sighting = sighting_for(actor, sighting_id)
    with translation.override(sighting.language):
        chosen = str(Answer(choice).label) if choice in Answer.values else ""
    text = "\n\n".join(filter(None, [chosen, words.strip()]))
    if not text:
        raise AnswerMissing
    letter = LetterKind.ANSWER, text
    sighting = _write(actor, sighting_id, letter, SightingState.ANSWERED, now)
    # Before the commit: a letter of which nobody can be told is not written.
    tell(sighting.pk)
    return sighting


@transaction.atomic
def tell_network(actor: Actor, sighting_id: UUID, choice: str, *, now: datetime) -> Sighting:
    """Tell coordinator and deputies of its network what becomes of a report, by one sentence of the list.

    Raises NotFound, AnswerMissing, and MoveNotAllowed before somebody has it or where the plan does not show it.
    """
    sighting = sighting_for(actor, sighting_id, lock=True)
    if choice not in ForNetwork.values:
        raise AnswerMissing
    is_taken = sighting.state != SightingState.RECEIVED
    if not (is_taken and plan_of(sighting.network_id).shows_reports):
        raise MoveNotAllowed
    if sighting.for_network == choice:
        return sighting
    sighting.for_network = choice
    sighting.save(update_fields=["for_network"])
    _note("sighting.told_network", sighting, actor, now, {"said": choice})
    return sighting


@transaction.atomic
def close(actor: Actor, sighting_id: UUID, *, now: datetime) -> Sighting:
    """Close a report that was answered; raise NotFound, MoveNotAllowed."""
    sighting = sighting_for(actor, sighting_id, lock=True)
    check_move(sighting.state, SightingState.CLOSED)
    sighting.state = SightingState.CLOSED
    sighting.save(update_fields=["state"])
    _note("sighting.closed", sighting, actor, now)
    return sighting


def _write(
    actor: Actor,
    sighting_id: UUID,
    letter: tuple[LetterKind, str],
    state: SightingState,
    now: datetime,
) -> Sighting:
    kind, words = letter
    if len(words) > LONGEST:
        raise TooLong
    sighting = sighting_for(actor, sighting_id, lock=True)
    check_move(sighting.state, state)
    write_letter(sighting, kind, words, actor.person_id, now=now)
    sighting.state = state
    if state == SightingState.ANSWERED:
        sighting.answered_at = now
    sighting.save(update_fields=["state", "answered_at"])
    _note(f"sighting.{kind}", sighting, actor, now)
    return sighting


def _note(
    act: str, sighting: Sighting, actor: Actor, now: datetime, detail: Detail | None = None
) -> None:
    record(
        act,
        subject=f"sighting:{sighting.pk}",
        person_id=actor.person_id,
        at=now,
        zone_id=sighting.zone_id,
        detail=detail,
    )
