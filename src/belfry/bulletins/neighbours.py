"""What police offer to the networks of other police, and what those do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.queries import is_taken_back
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.networks.nearby import (
    PublicNetwork,
    networks_beside,
    networks_elsewhere,
    networks_of_zone_for,
    zones_with_networks,
)
from belfry.networks.queries import network_ids_of_police

# What other police did with a message that they were offered.
ACCEPTED, DECLINED, LAPSED, ASKED, NOT_ASKED = "accepted", "declined", "lapsed", "asked", ""
ANSWERS: Mapping[str, str | Promise] = {
    ACCEPTED: _("taken over"),
    DECLINED: _("declined"),
    LAPSED: _("not answered in time"),
    ASKED: _("asked"),
    NOT_ASKED: _("is asked after the approval"),
}


@dataclass(frozen=True, slots=True)
class NeighbourLine:
    """A network of other police, and what they answered."""

    release: Release
    answer: str

    @property
    def answer_in_words(self) -> str | Promise:
        """The answer as a page says it."""
        return ANSWERS[self.answer]


def answer_of(release: Release, now: datetime) -> str:
    """Return what other police did so far with what they were offered."""
    if release.state:
        return ACCEPTED
    if release.held_at is not None:
        return DECLINED
    if release.expires_at is None:
        return NOT_ASKED
    return ASKED if release.expires_at > now else LAPSED


def neighbour_lines(bulletin: Bulletin, *, now: datetime) -> Sequence[NeighbourLine]:
    """Return the networks of other police that a bulletin is offered to, by name (for its own police)."""
    rows = bulletin.releases.filter(by_acceptance=True).select_related("network")
    return [NeighbourLine(one, answer_of(one, now)) for one in rows.order_by("network__name")]


def _asked(actor: Actor) -> QuerySet[Release]:
    return Release.objects.filter(
        ~is_taken_back(),
        bulletin__state=BulletinState.APPROVED,
        network_id__in=network_ids_of_police(actor),
        by_acceptance=True,
        state="",
        held_at=None,
        expires_at__gt=actor.at,
    )


def offered_by_neighbours(actor: Actor) -> Sequence[Release]:
    """Return what other police offer to the networks of the actor ("needs you"), oldest first."""
    rows = _asked(actor).exclude(bulletin__author_id=actor.person_id)
    shown = rows.select_related("bulletin", "network").prefetch_related("bulletin__texts")
    return list(shown.order_by("expires_at", "pk"))


def asked_releases(actor: Actor, bulletin: Bulletin) -> Sequence[Release]:
    """Return where the actor may take over this bulletin of other police, or decline it."""
    return [one for one in offered_by_neighbours(actor) if one.bulletin_id == bulletin.pk]


def offered_release_for(actor: Actor, release_id: UUID) -> Release:
    """Return what other police offered to a network of the actor, answered or not, locked; raise NotFound."""
    rows = Release.objects.select_for_update(of=("self",)).select_related("bulletin", "network")
    try:
        return rows.get(
            pk=release_id,
            by_acceptance=True,
            expires_at__isnull=False,
            network_id__in=network_ids_of_police(actor),
        )
    except Release.DoesNotExist:
        raise NotFound from None


def networks_to_ask(
    bulletin: Bulletin, zone_id: UUID | None, *, now: datetime
) -> tuple[list[PublicNetwork], list[PublicNetwork]]:
    """Return networks of other police not asked yet: those beside its own networks, and those of a zone."""
    on = local(now).date()
    releases = list(bulletin.releases.all())
    own = [one.network_id for one in releases if not one.by_acceptance]
    known = {one.network_id for one in releases}
    ids = networks_beside(own, on=on) - known
    beside = networks_elsewhere(ids, zone_id=bulletin.zone_id, on=on)
    if zone_id is None or zone_id == bulletin.zone_id:
        return beside, []
    there = {one.network_id for one in networks_of_zone_for(zone_id, on=on)} - known - ids
    return beside, networks_elsewhere(there, zone_id=bulletin.zone_id, on=on)


def zones_to_ask(bulletin: Bulletin, *, now: datetime) -> frozenset[UUID]:
    """Return the other police zones that have networks."""
    return zones_with_networks(on=local(now).date()) - {bulletin.zone_id}
