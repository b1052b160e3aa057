"""The doors to reports: officers and chief of their zone, officers of their network, never a neighbour (M12)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.mandates import police_of
from belfry.networks.queries import TOWN_ROLES, network_for
from belfry.sealing.client import own_reports
from belfry.sealing.types import OwnReport
from belfry.sightings.models import Letter, Sighting, TownMatter
from belfry.sightings.policies import may_see_reports_of
from belfry.sightings.workflow import OWES_ANSWER

# So long a coordinator sees that there was a report.
SHOWN: Final = timedelta(days=366)


def sightings_for(actor: Actor) -> QuerySet[Sighting]:
    """Return the reports to the zones, and from the networks, of the actor's police mandate, what is due first first.

    Nobody goes before another: there is no priority (H25).
    """
    own = Q(zone_id__in=actor.zones(*POLICE_ROLES)) | Q(network_id__in=actor.networks(Role.OFFICER))
    rows = Sighting.objects.filter(own)
    return rows.select_related("network", "officer").order_by("due_at", "pk")


def open_sightings(actor: Actor) -> QuerySet[Sighting]:
    """Return those that still owe an answer."""
    return sightings_for(actor).filter(state__in=OWES_ANSWER)


def owed_by(actor: Actor) -> QuerySet[Sighting]:
    """Return the open reports that the actor has, and those that nobody has yet."""
    rows = open_sightings(actor)
    return rows.filter(officer_id=actor.person_id) | rows.filter(officer__isnull=True)


def sighting_for(actor: Actor, sighting_id: UUID, *, lock: bool = False) -> Sighting:
    """Return one report for officers and chief of its zone, or officers of its network; raise NotFound."""
    if lock:
        Sighting.objects.select_for_update().filter(pk=sighting_id).first()
    row = sightings_for(actor).filter(pk=sighting_id).first()
    if row is None:
        raise NotFound
    return row


def reports_of_network(actor: Actor, network_id: UUID) -> QuerySet[Sighting]:
    """Return what its coordinator or a deputy sees of a network's reports of the last year, the newest first.

    What was done, the day, how far it is and what the police tell the network; nothing else is read. A report shows
    on the day after it came, for the hour would tell who wrote it. Raises NotFound, NotAllowed.
    """
    network_for(actor, network_id)
    if not may_see_reports_of(actor, network_id):
        raise NotAllowed
    today = local(actor.at).date()
    rows = Sighting.objects.filter(
        network_id=network_id, received_on__lt=today, received_on__gte=today - SHOWN
    )
    seen = rows.only("behaviour", "received_on", "state", "for_network")
    return seen.order_by("-received_on", "pk")


def officers_for(sighting: Sighting, *, on: date) -> frozenset[UUID]:
    """Return who may have a report at a date: officers and chief of its zone, officers of its network."""
    return police_of(zone_ids=[sighting.zone_id], network_ids=[sighting.network_id], on=on)


def letters_of(sighting: Sighting) -> Sequence[Letter]:
    """Return who wrote when about a report, the oldest first; the words are sealed."""
    return list(sighting.letters.select_related("officer"))


def own_sightings(session_key: str) -> list[tuple[Sighting, OwnReport]]:
    """Return the reports of whoever has this session, the newest first, with their letters in clear.

    Whose they are is known to the process that holds the keys alone. Raises SignInAgain, NobodyAnswers.
    """
    return own_everything(session_key)[0]


def own_everything(
    session_key: str,
) -> tuple[list[tuple[Sighting, OwnReport]], list[TownMatter]]:
    """Return the same, and what this person told the town hall, the newest first; it asks once."""
    own = {one.report_id: one for one in own_reports(session_key)}
    matters = TownMatter.objects.filter(pk__in=own).select_related("network")
    rows = Sighting.objects.filter(pk__in=own).select_related("network").prefetch_related("letters")
    found = [(row, own[row.pk]) for row in rows.order_by("-received_on", "-due_at", "pk")]
    return found, list(matters.order_by("-made_at", "pk"))


def own_sighting(session_key: str, sighting_id: UUID) -> Sighting:
    """Return one report of whoever has this session; raise NotFound, SignInAgain, NobodyAnswers."""
    for row, _ in own_sightings(session_key):
        if row.pk == sighting_id:
            return row
    raise NotFound


def town_matters(actor: Actor) -> QuerySet[TownMatter]:
    """Return what waits in the town halls of the actor, the oldest first."""
    towns = actor.municipalities(*TOWN_ROLES)
    rows = TownMatter.objects.filter(municipality_id__in=towns, done_at__isnull=True)
    return rows.select_related("network").order_by("made_at", "pk")


def town_matter_for(actor: Actor, matter_id: UUID, *, lock: bool = False) -> TownMatter:
    """Return one matter, done or not, for officials of its town; raise NotFound."""
    rows = TownMatter.objects.select_for_update() if lock else TownMatter.objects.all()
    row = rows.filter(pk=matter_id, municipality_id__in=actor.municipalities(*TOWN_ROLES)).first()
    if row is None:
        raise NotFound
    return row
