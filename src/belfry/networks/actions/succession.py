"""A task of a network goes from one key holder to the next."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.networks.actions.mandates import cut_short, write_mandate
from belfry.networks.errors import MandateDatesWrong
from belfry.networks.models import Mandate
from belfry.networks.policies import is_police_of
from belfry.networks.queries import linked_zone_ids, network_for

# There is one coordinator; deputies may be several, and a new one takes nobody's place.
TAKES_THE_PLACE: Final = frozenset({Role.COORDINATOR})


@transaction.atomic
def hand_task_over(
    actor: Actor,
    network_id: UUID,
    role: Role,
    person_id: UUID,
    *,
    since: date,
    now: datetime,
) -> Mandate:
    """Give a task of a network from a day on; whoever had it loses access on that day (C21).

    Whoever takes over keeps no other task of the network. For the police, after screening and approval.
    Raises NotFound, NotAllowed, MandateDatesWrong for a day that is over, AlreadyNamed.
    """
    today = local(now).date()
    network_for(actor, network_id, lock=True)
    if not is_police_of(actor, network_id, linked_zone_ids(network_id, on=today)):
        raise NotAllowed
    if since < today:
        raise MandateDatesWrong
    mandates = Mandate.objects.filter(network_id=network_id, role__in=NETWORK_ROLES)
    for held in mandates.exclude(until__lte=since).select_for_update():
        is_own = held.person_id == person_id and held.role != role
        is_place = held.role == role and role in TAKES_THE_PLACE and held.person_id != person_id
        if is_own or is_place:
            cut_short(actor, held, on=since, now=now)
    return write_mandate(actor, role, person_id, network_id=network_id, since=since, now=now)
