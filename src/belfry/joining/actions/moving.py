"""A member moves house: within the network, or to another one, which the keepers there accept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.joining.actions.asking import asker_of, check_asked, note_asked, request_of
from belfry.joining.kinds import Place
from belfry.joining.models import Request
from belfry.joining.telling import tell_keepers, tell_police
from belfry.joining.types import Asked, HouseRules
from belfry.joining.workflow import OPEN
from belfry.networks.nearby import public_network
from belfry.networks.queries import memberships_of
from belfry.people.queries import details_of
from belfry.people.types import PersonDetails, UnitDetails


@transaction.atomic
def ask_to_move(
    actor: Actor,
    from_id: UUID,
    to_id: UUID,
    unit: UnitDetails,
    tie: str,
    rules: HouseRules,
    *,
    now: datetime,
) -> Request:
    """Ask the keepers of a network to take a member's new address, who accepted its house rules.

    `from_id` and `to_id` are the same for a move within it; else the old membership ends when the new one begins, and
    not before. Raises NotFound, AddressMissing.
    """
    public_network(to_id, on=local(now).date())
    mover = memberships_of(actor).filter(network_id=from_id).first()
    if mover is None:
        raise NotFound
    person = _reached_at_one(details_of([mover.person_id])[mover.person_id])
    check_asked(person, unit)
    asker = asker_of(to_id, person)
    known = Request.objects.filter(network_id=to_id, asker=asker, state__in=OPEN).first()
    if known is not None:
        return known
    request = request_of(to_id, Asked(person, unit, tie), rules, asker, now)
    request.mover = mover
    request.save(force_insert=True)
    note_asked(request, mover.person_id, now)
    (tell_police if request.place == Place.OUTSIDE else tell_keepers)(request, now=now)
    return request


def _reached_at_one(person: PersonDetails) -> PersonDetails:
    """Return a person with the one address at which the answer arrives."""
    emails = person.emails[:1]
    return PersonDetails(
        person.given_name,
        person.family_name,
        person.language,
        emails,
        () if emails else person.phones[:1],
    )
