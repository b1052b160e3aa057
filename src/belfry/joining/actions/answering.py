"""Police and coordinator answer a request to join; who asked is told, and what was typed is wiped."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import Detail, record
from belfry.core.actor import Actor
from belfry.delivery.actions import endpoint_for
from belfry.delivery.kinds import AddressKind
from belfry.joining.actions.asking import OF_UNIT
from belfry.joining.errors import LetterFirst
from belfry.joining.kinds import PoliceRefusal, Refusal, Way
from belfry.joining.models import Request
from belfry.joining.queries import awaits_letter, police_request_for, request_for
from belfry.joining.telling import ask_to_confirm, tell_asker, tell_keepers
from belfry.joining.workflow import RequestState, check_request_move
from belfry.networks.actions.members import add_member, leave_network
from belfry.networks.actions.moving import rehouse
from belfry.networks.models import Membership
from belfry.networks.queries import actor_for
from belfry.networks.workflow import MembershipState
from belfry.people.actions import verify_contact_point
from belfry.people.types import PersonDetails, UnitDetails

OF_PERSON: Final = ("given_name", "family_name", "email", "phone")
WIPED: Final = (*OF_PERSON, *OF_UNIT)


@transaction.atomic
def accept(actor: Actor, request_id: UUID, *, now: datetime) -> Membership:
    """Put who asked on the list as its keeper, reached by the one address that was told.

    Who moves within the network gets the new home; who comes from another one leaves that.

    Raises NotFound, MoveNotAllowed for what was answered, networks.AlreadyMember, networks.UnderMeasure,
    LetterFirst where the network wants a code from the house.
    """
    request = request_for(actor, request_id, lock=True)
    check_request_move(request.state, RequestState.ACCEPTED)
    if awaits_letter(request):
        raise LetterFirst
    mover = request.mover
    if mover is not None and request.is_move_within:
        membership = rehouse(actor, mover.pk, unit_of(request), now=now)
    else:
        membership = add_member(
            actor, request.network_id, person_of(request), unit_of(request), now=now
        )
    if mover is not None:
        _leave_former(request, mover, now)
    elif request.email or request.phone:
        kind = AddressKind.EMAIL if request.email else AddressKind.PHONE
        endpoint = endpoint_for(kind, request.email or request.phone)
        if request.way != Way.PAPER:
            verify_contact_point(membership.person_id, endpoint.pk, now=now)
        elif request.email:
            ask_to_confirm(request, endpoint.pk, now=now)
    request.membership = membership
    _answer(request, RequestState.ACCEPTED, actor, now)
    return membership


def _leave_former(request: Request, mover: Membership, now: datetime) -> None:
    is_there = mover.state == MembershipState.ACTIVE
    if is_there and not request.is_move_within:
        leave_network(actor_for(mover.person_id, at=now), mover.network_id, now=now)


@transaction.atomic
def decline(actor: Actor, request_id: UUID, reason: Refusal, *, now: datetime) -> None:
    """Decline a request as keeper of the list, for a reason that who asked reads; raise NotFound, MoveNotAllowed."""
    request = request_for(actor, request_id, lock=True)
    request.reason = reason
    _answer(request, RequestState.DECLINED, actor, now)


@transaction.atomic
def agree(actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """Agree as police that somebody from outside joins; the coordinator answers next; raise NotFound, MoveNotAllowed."""
    request = police_request_for(actor, request_id, lock=True)
    check_request_move(request.state, RequestState.WAITING)
    # From now on the coordinator has as long as with any other.
    request.state, request.waits_since, request.reminded_at = RequestState.WAITING, now, None
    request.agreed_at, request.agreed_by_id = now, actor.person_id
    request.save()
    _note("joining.agreed", request, actor, now)
    tell_keepers(request, now=now)


@transaction.atomic
def disagree(actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """Say no as police to somebody from outside; raise NotFound, MoveNotAllowed for what is with the coordinator."""
    request = police_request_for(actor, request_id, lock=True)
    check_request_move(request.state, RequestState.WAITING)
    request.reason = PoliceRefusal.POLICE
    _answer(request, RequestState.DECLINED, actor, now)


def person_of(request: Request) -> PersonDetails:
    """Return who asks, with the one address that was proved."""
    return PersonDetails(
        request.given_name,
        request.family_name,
        request.language,
        (request.email,) if request.email else (),
        (request.phone,) if request.phone else (),
    )


def unit_of(request: Request) -> UnitDetails:
    """Return the home or business for which somebody asks."""
    return UnitDetails(**{name: getattr(request, name) for name in OF_UNIT})


def _answer(request: Request, state: RequestState, actor: Actor, now: datetime) -> None:
    check_request_move(request.state, state)
    request.state, request.answered_at, request.answered_by_id = state, now, actor.person_id
    tell_asker(request, now=now)
    for name in WIPED:
        setattr(request, name, "")
    request.asker, request.letter_code = b"", None
    request.save()
    _note(f"joining.{state}", request, actor, now, {"reason": str(request.reason)})


def _note(
    act: str, request: Request, actor: Actor, now: datetime, detail: Detail | None = None
) -> None:
    record(
        act,
        subject=f"request:{request.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=request.network_id,
        detail=detail,
    )


def expire(request: Request, *, now: datetime) -> None:
    """Tell who asked that nobody answered in time (for the job of the night)."""
    _answer(request, RequestState.EXPIRED, Actor.installation(now), now)
