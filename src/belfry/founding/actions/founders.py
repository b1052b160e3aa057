"""Who holds the pen for the residents, traders or profession besides the one who began."""

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.founding.actions.moving import note
from belfry.founding.errors import LastFounder
from belfry.founding.models import Dossier, Founder
from belfry.founding.queries import writable_dossier
from belfry.founding.telling import tell
from belfry.networks.actions.mandates import person_for
from belfry.people.types import PersonDetails

if TYPE_CHECKING:
    from belfry.people.models import Person

INVITED: Final = _("You are asked to prepare this network together with its founders.")


@transaction.atomic
def add_founder(actor: Actor, dossier_id: UUID, who: PersonDetails, *, now: datetime) -> None:
    """Let somebody write in the dossier, and tell them by mail.

    A known address, an unknown one and one that is in already are treated alike. Raises NotFound,
    NotAllowed, delivery.AddressUnusable.
    """
    dossier = writable_dossier(actor, dossier_id)
    person = reader_of(who, dossier, now=now)
    if dossier.founders.filter(person=person, until__isnull=True).exists():
        return
    Founder.objects.create(dossier=dossier, person=person, since=now)
    note(actor, dossier, "founder.added", now=now, detail={"holder": str(person.pk)})
    tell([person.pk], dossier, INVITED, now=now)


@transaction.atomic
def remove_founder(actor: Actor, founder_id: int, *, now: datetime) -> UUID:
    """Take the pen from a founder, also from oneself; return the dossier.

    Raises NotFound, NotAllowed, LastFounder for the only one.
    """
    found = Founder.objects.filter(pk=founder_id, until__isnull=True).first()
    if found is None:
        raise NotFound
    dossier = writable_dossier(actor, found.dossier_id)
    standing = dossier.founders.filter(until__isnull=True)
    # Read again under the lock of the dossier.
    founder = standing.filter(pk=founder_id).first()
    if founder is None:
        raise NotFound
    if standing.count() == 1:
        raise LastFounder
    founder.until = now
    founder.save(update_fields=["until"])
    note(actor, dossier, "founder.removed", now=now, detail={"holder": str(founder.person_id)})
    return dossier.pk


def reader_of(who: PersonDetails, dossier: Dossier, *, now: datetime) -> "Person":
    """Return who reads the e-mail address under that name, or a new person.

    Somebody new reads the language of the dossier. Raises delivery.AddressUnusable.
    """
    language = who.language or dossier.language
    told = PersonDetails(who.given_name, who.family_name, language, who.emails[:1])
    return person_for(told, now=now)
