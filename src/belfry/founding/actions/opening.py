"""Begin a dossier: an idea, and the town and police to whom it goes first."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.traps import holds_an_address
from belfry.founding.actions.moving import note
from belfry.founding.errors import NameUnusable, ZoneUnknown
from belfry.founding.kinds import Initiative
from belfry.founding.models import Dossier, DossierTown, DossierZone, Founder
from belfry.founding.queries import TOWN_ROLES
from belfry.founding.telling import officials_for, tell
from belfry.founding.types import Opening
from belfry.founding.workflow import DossierKind
from belfry.networks.queries import zones_of_town
from belfry.people.actions import hold_person
from belfry.territory.models import Municipality
from belfry.territory.official import languages_for_the_public
from belfry.territory.queries import municipalities_at, zones_at, zones_of_towns

TASK: Final = _(
    "Somebody has the idea of a network here. Before anybody else is asked, municipality and police say whether to go on."
)


@transaction.atomic
def open_dossier(
    actor: Actor, opening: Opening, *, now: datetime, key: UUID | None = None
) -> Dossier:
    """Begin the founding of a network and tell its town and police (circular, step 1).

    Whoever opens it for residents, traders or a profession becomes its first founder; an official of the
    town or the police opens it for the own partner. The zones follow from the towns where that is known, and
    the languages that the law asks for there come before those that were chosen.
    The same key again returns the first dossier. Raises NotAllowed, NotFound for a place that does not
    exist today, ZoneUnknown, NameUnusable.
    """
    if actor.person_id is None:
        raise NotAllowed
    # Two presses at once wait for each other.
    hold_person(actor.person_id)
    pressed = Dossier.objects.filter(opened_by_id=actor.person_id, key=key).first() if key else None
    if pressed:
        return pressed
    name = usable_name(opening.name)
    today = local(now).date()
    towns = _towns(opening.town_ids, today)
    zone_ids = _zones(towns, opening.zone_ids, today)
    _check_initiative(actor, opening, zone_ids)
    dossier = Dossier.objects.create(
        kind=DossierKind.FOUNDING,
        network_kind=opening.network_kind,
        name=name,
        languages=_languages(opening.languages, towns, today),
        initiative=opening.initiative,
        idea=opening.idea,
        profession=opening.profession,
        scope=opening.scope,
        opened_at=now,
        opened_by_id=actor.person_id,
        key=key,
    )
    write_places(dossier, [town.pk for town in towns], zone_ids)
    if opening.initiative not in {Initiative.TOWN, Initiative.POLICE}:
        Founder.objects.create(dossier=dossier, person_id=actor.person_id, since=now)
    note(actor, dossier, "dossier.opened", now=now)
    officials = officials_for(dossier, now=now) - {actor.person_id}
    tell(officials, dossier, TASK, page="consultation/", now=now)
    return dossier


def write_places(dossier: Dossier, town_ids: Sequence[UUID], zone_ids: Sequence[UUID]) -> None:
    """Write where a new dossier plays; the first town and the first zone lead."""
    DossierTown.objects.bulk_create(
        DossierTown(dossier=dossier, municipality_id=town_id, leading=not place)
        for place, town_id in enumerate(town_ids)
    )
    DossierZone.objects.bulk_create(
        DossierZone(dossier=dossier, zone_id=zone_id, leading=not place)
        for place, zone_id in enumerate(zone_ids)
    )


def _languages(chosen: Sequence[str], towns: Sequence[Municipality], today: date) -> list[str]:
    languages = list(chosen)
    # The leading town comes last, for its order counts.
    for town in reversed(towns):
        languages = languages_for_the_public(town.nis, languages, today)
    return languages


def usable_name(typed: str) -> str:
    """Return the name of a network as it is kept; raise NameUnusable for one that cannot stand in a mail."""
    name = typed.strip()
    if not name or holds_an_address(name):
        raise NameUnusable
    return name


def _towns(town_ids: Sequence[UUID], today: date) -> list[Municipality]:
    known = municipalities_at(today).in_bulk(town_ids)
    if not town_ids or known.keys() != set(town_ids):
        raise NotFound
    return [known[town_id] for town_id in dict.fromkeys(town_ids)]


def _zones(towns: Sequence[Municipality], chosen: Collection[UUID], today: date) -> list[UUID]:
    known = [zones_of([town], on=today) for town in towns]
    if all(known):
        return list(dict.fromkeys(chain.from_iterable(known)))
    picked = list(dict.fromkeys(chosen))
    if not picked:
        raise ZoneUnknown
    if zones_at(today).filter(pk__in=picked).count() != len(picked):
        raise NotFound
    # What was chosen is the zone of a town of which none is known.
    return list(dict.fromkeys(chain.from_iterable(zones or picked for zones in known)))


def zones_of(towns: Sequence[Municipality], *, on: date) -> list[UUID]:
    """Return the police zones of towns in the order of the towns, as far as they are known.

    From the register of zones, else from the networks that are there.
    """
    found: dict[UUID, None] = {}
    for town in towns:
        zones = [zone.pk for zone in zones_of_towns([town.nis], on=on)]
        found.update(dict.fromkeys(zones or sorted(zones_of_town(town.pk, on=on))))
    return list(found)


def _check_initiative(actor: Actor, opening: Opening, zone_ids: Collection[UUID]) -> None:
    """Raise NotAllowed for an idea of the town or the police that is not one of theirs."""
    own = {
        Initiative.TOWN: actor.municipalities(*TOWN_ROLES) & set(opening.town_ids),
        Initiative.POLICE: actor.zones(*POLICE_ROLES) & set(zone_ids),
    }
    if not own.get(Initiative(opening.initiative), True):
        raise NotAllowed
