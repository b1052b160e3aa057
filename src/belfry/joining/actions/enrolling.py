"""A keeper of the list enters a form on paper, or enrols somebody at the door; the mailbox is confirmed later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.joining.actions.answering import accept
from belfry.joining.actions.asking import asker_of, check_asked, note_asked, request_of
from belfry.joining.confirming import read
from belfry.joining.errors import LinkOver, PoliceFirst, SignedLater
from belfry.joining.kinds import Place, Way
from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.joining.telling import tell_not_theirs, tell_police
from belfry.joining.types import Asked, Signed
from belfry.joining.workflow import OPEN
from belfry.networks.nearby import public_network
from belfry.networks.queries import kept_network
from belfry.networks.workflow import MembershipState
from belfry.people.actions import drop_contact, verify_contact_point


@transaction.atomic
def enrol(
    actor: Actor, network_id: UUID, asked: Asked, signed: Signed, *, now: datetime
) -> Request:
    """Enter a form on paper as a keeper who has seen it: on the list at once, or first with the police.

    The house rules that counted on the day of the form are noted. A mailbox that was not proved at the door gets the
    question whether it is theirs. Raises NotFound, NotAllowed, NameUnusable, AddressMissing, SignedLater, PoliceFirst,
    networks.AlreadyMember, networks.UnderMeasure.
    """
    kept_network(actor, network_id)
    public_network(network_id, on=local(now).date())
    check_asked(asked.person, asked.unit)
    if signed.on > local(now).date():
        raise SignedLater
    asker = asker_of(network_id, asked.person)
    known = Request.objects.filter(network_id=network_id, asker=asker, state__in=OPEN).first()
    if known is not None:
        return known
    rules = house_rules(network_id, asked.person.language, on=signed.on)
    request = request_of(network_id, asked, rules, asker, now)
    request.way = Way.DOORSTEP if signed.is_proved else Way.PAPER
    request.signed_on = signed.on
    if request.place == Place.OUTSIDE and not signed.is_proved:
        raise PoliceFirst
    request.save(force_insert=True)
    note_asked(request, actor.person_id, now)
    if request.place == Place.OUTSIDE:
        tell_police(request, now=now)
    else:
        accept(actor, request.pk, now=now)
        request.refresh_from_db()
    return request


@transaction.atomic
def confirm(token: str, *, is_theirs: bool, now: datetime) -> None:
    """Take the answer of who reads a mailbox: proved, or dropped and told to the keepers; raise LinkOver."""
    request, endpoint_id = confirmable(token, lock=True)
    membership = request.membership
    assert membership is not None
    if is_theirs:
        verify_contact_point(membership.person_id, endpoint_id, now=now)
    else:
        drop_contact(membership.person_id, endpoint_id, told_to=request.network_id, now=now)
        tell_not_theirs(request, now=now)
    record(
        "joining.confirmed" if is_theirs else "joining.not_theirs",
        subject=f"membership:{membership.pk}",
        person_id=membership.person_id if is_theirs else None,
        at=now,
        network_id=request.network_id,
    )


def confirmable(token: str, *, lock: bool = False) -> tuple[Request, UUID]:
    """Return the request and the endpoint of a link whose membership counts; raise LinkOver."""
    request_id, endpoint_id = read(token)
    rows = Request.objects.select_for_update(of=("self",)) if lock else Request.objects.all()
    request = (
        rows.select_related("network", "membership")
        .filter(pk=request_id, membership__state=MembershipState.ACTIVE)
        .first()
    )
    if request is None:
        raise LinkOver
    return request, endpoint_id
