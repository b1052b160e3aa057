"""The letter that asks a contribution."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from stdnum import iban

from belfry.contributions.kinds import Cost
from belfry.contributions.queries import due_for
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.networks.kinds import Opening
from belfry.networks.member_list import member_for
from belfry.networks.printing import portrait
from belfry.networks.queries import memberships_by_person, places_of
from belfry.paperwork.documents import ContributionLetter
from belfry.territory.queries import municipalities_by_id, zones_by_id


@transaction.atomic
def letter_of(actor: Actor, due_id: UUID, *, now: datetime) -> ContributionLetter:
    """Return the letter to one home or business, in the language of the member who is asked.

    Name and address are opened for it, which the member reads in the own settings. Raises NotFound, NotAllowed.
    """
    due = due_for(actor, due_id)
    year, network, today = due.year, due.year.network, local(now).date()
    membership_id = memberships_by_person(network.pk, [due.person_id]).get(due.person_id)
    zones, towns = places_of(network.pk, on=today)
    if not (membership_id and zones and towns):
        raise NotFound
    member = member_for(actor, membership_id, Opening.REACH)
    box = f" / {member.unit.box}" if member.unit.box else ""
    address = (
        member.name,
        f"{member.unit.street} {member.unit.number}{box}",
        f"{member.unit.postcode} {member.unit.municipality}",
    )
    with translation.override(member.person.language):
        covers = tuple(str(Cost(one).label) for one in year.covers)
    return ContributionLetter(
        languages=(member.person.language,),
        dated=today,
        network=portrait(
            kind=network.kind,
            name=network.name,
            town=municipalities_by_id(towns[:1])[towns[0]],
            zone=zones_by_id(zones[:1])[zones[0]],
            on=today,
        ),
        address=tuple(line for line in map(str.strip, address) if line),
        year=year.year,
        amount=year.amount,
        costs=year.costs,
        covers=covers,
        account=iban.format(year.account),
        payee=year.payee,
        reference=due.reference,
    )
