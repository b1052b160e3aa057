"""The doors to questions: who asked, and who owes the answer."""

from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.queries import network_for
from belfry.questions.models import PoliceQuestion, PracticalQuestion
from belfry.questions.policies import may_coordinate

Row = TypeVar("Row", PracticalQuestion, PoliceQuestion)

# So long after it was asked a question is shown, and who asked what is known.
KEPT: Final = timedelta(days=366)


def own_questions(actor: Actor) -> QuerySet[PracticalQuestion]:
    """Return what the actor asked as a member in the last year, the newest first."""
    own = [actor.person_id] if actor.person_id else []
    rows = _shown(PracticalQuestion.objects.filter(person_id__in=own), actor)
    return rows.select_related("network").order_by("-asked_at", "pk")


def practical_to_answer(actor: Actor) -> QuerySet[PracticalQuestion]:
    """Return what members wait to be told by the actor as coordinator or deputy, what is due first before the rest."""
    rows = PracticalQuestion.objects.filter(
        network_id__in=actor.networks(*NETWORK_ROLES), answered_at__isnull=True
    )
    return _shown(rows, actor).select_related("network").order_by("due_at", "pk")


def practical_of(actor: Actor, network_id: UUID) -> QuerySet[PracticalQuestion]:
    """Return what members of a network asked in the last year, the newest first, for coordinator and deputies.

    Raises NotFound, NotAllowed.
    """
    _check_coordinates(actor, network_id)
    rows = _shown(PracticalQuestion.objects.filter(network_id=network_id), actor)
    return rows.order_by("-asked_at", "pk")


def practical_for(actor: Actor, question_id: UUID, *, lock: bool = False) -> PracticalQuestion:
    """Return one practical question for coordinator and deputies of its network; raise NotFound."""
    if lock:
        PracticalQuestion.objects.select_for_update().filter(pk=question_id).first()
    rows = PracticalQuestion.objects.filter(network_id__in=actor.networks(*NETWORK_ROLES))
    row = _shown(rows, actor).select_related("network").filter(pk=question_id).first()
    if row is None:
        raise NotFound
    return row


def asked_of_police(actor: Actor, network_id: UUID) -> QuerySet[PoliceQuestion]:
    """Return what a network asked its police in the last year, the newest first, for coordinator and deputies.

    Raises NotFound, NotAllowed.
    """
    _check_coordinates(actor, network_id)
    rows = _shown(PoliceQuestion.objects.filter(network_id=network_id), actor)
    return rows.order_by("-asked_at", "pk")


def police_questions(actor: Actor) -> QuerySet[PoliceQuestion]:
    """Return what coordinators ask the police of the actor's zones and networks, what is due first before the rest."""
    zones, networks = actor.zones(*POLICE_ROLES), actor.networks(Role.OFFICER)
    rows = PoliceQuestion.objects.filter(Q(zone_id__in=zones) | Q(network_id__in=networks))
    return _shown(rows, actor).select_related("network").order_by("due_at", "pk")


def police_to_answer(actor: Actor) -> QuerySet[PoliceQuestion]:
    """Return those that nobody answered yet."""
    return police_questions(actor).filter(answered_at__isnull=True)


def police_question_for(actor: Actor, question_id: UUID, *, lock: bool = False) -> PoliceQuestion:
    """Return one question to the police for those who answer it; raise NotFound."""
    if lock:
        PoliceQuestion.objects.select_for_update().filter(pk=question_id).first()
    row = police_questions(actor).filter(pk=question_id).first()
    if row is None:
        raise NotFound
    return row


def _check_coordinates(actor: Actor, network_id: UUID) -> None:
    network_for(actor, network_id)
    if not may_coordinate(actor, network_id):
        raise NotAllowed


def _shown(rows: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
    return rows.filter(asked_at__gt=actor.at - KEPT)
