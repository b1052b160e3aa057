"""The doors to requests: who keeps a list sees who asks to join it; the police see an address only."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from belfry.audit.actions import record
from belfry.core.actor import NETWORK_ROLES, Actor
from belfry.core.errors import NotFound
from belfry.joining.kinds import Way
from belfry.joining.models import ProofByLetter, Request
from belfry.joining.workflow import RequestState
from belfry.networks.queries import kept_network, network_ids_of_police


def to_answer(actor: Actor) -> QuerySet[Request]:
    """Return what waits for the actor as coordinator or deputy, the oldest first."""
    rows = Request.objects.filter(
        network_id__in=actor.networks(*NETWORK_ROLES), state=RequestState.WAITING
    )
    return rows.select_related("network").order_by("asked_at", "pk")


@transaction.atomic
def requests_of(actor: Actor, network_id: UUID) -> Sequence[Request]:
    """Return who waits to join a network, the oldest first, for who keeps its list.

    Recorded like an opening of the list. Raises NotFound, NotAllowed.
    """
    kept_network(actor, network_id)
    found = list(to_answer(actor).filter(network_id=network_id))
    record(
        "joining.opened",
        subject=f"network:{network_id}",
        person_id=actor.person_id,
        at=actor.at,
        network_id=network_id,
        detail={"count": len(found)},
    )
    return found


@transaction.atomic
def opened_request(actor: Actor, request_id: UUID) -> Request:
    """Return one request for who keeps the list, recorded like an opening of the list; raise NotFound."""
    request = request_for(actor, request_id)
    record(
        "joining.request_opened",
        subject=f"request:{request.pk}",
        person_id=actor.person_id,
        at=actor.at,
        network_id=request.network_id,
    )
    return request


def request_for(actor: Actor, request_id: UUID, *, lock: bool = False) -> Request:
    """Return one request, answered or not, for who keeps the list; raise NotFound.

    What is with the police is not there for coordinators yet.
    """
    rows = Request.objects.filter(network_id__in=actor.networks(*NETWORK_ROLES))
    return _one(rows.exclude(state=RequestState.AT_POLICE), request_id, lock)


def wants_letters(network_id: UUID) -> bool:
    """Whether a network wants proof of the house (for pages and actions that judged access already)."""
    return ProofByLetter.objects.filter(network_id=network_id).exists()


def awaits_letter(request: Request) -> bool:
    """Whether the house of who asked online has to be proved before they are accepted."""
    is_open = request.way == Way.ONLINE and request.home_proved_at is None
    return is_open and wants_letters(request.network_id)


def at_police(actor: Actor) -> QuerySet[Request]:
    """Return requests from outside that wait for the actor as police, the oldest first."""
    networks = network_ids_of_police(actor)
    rows = Request.objects.filter(network_id__in=networks, state=RequestState.AT_POLICE)
    return rows.select_related("network").order_by("asked_at", "pk")


def police_request_for(actor: Actor, request_id: UUID, *, lock: bool = False) -> Request:
    """Return one request from outside, judged or not, for the police of its network; raise NotFound."""
    rows = Request.objects.filter(network_id__in=network_ids_of_police(actor))
    return _one(rows.filter(place="outside"), request_id, lock)


def _one(rows: QuerySet[Request], request_id: UUID, lock: bool) -> Request:
    if lock:
        Request.objects.select_for_update().filter(pk=request_id).first()
    row = rows.select_related("network", "mover").filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return row
