"""The few talks between reports and messages: a draft from a report, and "I saw this too"."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from belfry.bulletins.actions.writing import write_bulletin
from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import member_release
from belfry.bulletins.types import Draft, Words
from belfry.conversations.errors import NothingAsked
from belfry.conversations.queries import is_asked
from belfry.core.actor import Actor
from belfry.networks.kinds import BulletinClass
from belfry.sealing.types import Tag
from belfry.sightings.actions.reporting import report
from belfry.sightings.kinds import Behaviour, Moment, VehicleKind
from belfry.sightings.models import Sighting
from belfry.sightings.queries import sighting_for
from belfry.sightings.types import Received, Told

# Of these nothing was done by anybody that could be told as a sentence.
WITHOUT_DEED = frozenset({Behaviour.FOUND, Behaviour.OTHER})


class Seen(NamedTuple):
    """What of an opened report a message may tell: no home, no person, no words of the reporter."""

    place: str = ""
    moment: str = ""
    vehicle_kind: str = ""
    vehicle_colour: str = ""


def draft_from(actor: Actor, sighting_id: UUID, seen: Seen, *, now: datetime) -> Bulletin:
    """Begin a request for information from a report, in each language of its network; nothing leads from it back.

    Raises NotFound for who is not police of its zone.
    """
    sighting = sighting_for(actor, sighting_id)
    words = {}
    for language in sighting.network.languages:
        with translation.override(language):
            words[language] = _words(sighting, seen)
    draft = Draft(BulletinClass.REQUEST, (sighting.network_id,), words)
    return write_bulletin(actor, sighting.zone_id, draft, now=now)


def _words(sighting: Sighting, seen: Seen) -> Words:
    did = str(Behaviour(sighting.behaviour).label)
    has_deed = sighting.behaviour not in WITHOUT_DEED
    kind = seen.vehicle_kind
    vehicle = str(VehicleKind(kind).label) if kind in VehicleKind.values else ""
    return Words(
        title=_("Who saw something?"),
        what=_("Persons %(did)s.") % {"did": did} if has_deed else "",
        where=seen.place,
        when=capfirst(str(Moment(seen.moment).label)) if seen.moment in Moment.values else "",
        behaviour=capfirst(did) if has_deed else "",
        details=", ".join(filter(None, [vehicle, seen.vehicle_colour])),
    )


def answer_request(
    actor: Actor,
    bulletin_id: UUID,
    told: Told,
    *,
    key: UUID,
    tag: Callable[[UUID, Collection[str]], Tag],
    read: Collection[str],
    now: datetime,
) -> Received:
    """Tell the police what a member saw of what they ask about: a report like any other, to them only.

    Raises NotFound for who did not get the message, NothingAsked, and what a report raises.
    """
    release = member_release(actor, bulletin_id)
    if not is_asked(release.bulletin):
        raise NothingAsked
    return report(
        actor,
        release.network_id,
        told,
        key=key,
        tag=tag,
        read=read,
        about=bulletin_id,
        now=now,
    )
