"""The doors to bulletins: police see their zone's, a network sees what was released to it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.types import Audience, Completeness, Draft
from belfry.core.actor import Actor
from belfry.delivery.types import Meter


def bulletin_for(actor: Actor, bulletin_id: UUID, *, lock: bool = False) -> Bulletin:
    """Return a bulletin of the actor's police zones (or of networks linked to them); NotFound."""
    raise NotImplementedError


def bulletins_visible_to(actor: Actor) -> QuerySet[Bulletin]:
    """Return bulletins of the actor's police zones, newest first."""
    raise NotImplementedError


def draft_of(bulletin: Bulletin) -> Draft:
    """Return class, networks and words as they stand."""
    raise NotImplementedError


def completeness_of(draft: Draft) -> Sequence[Completeness]:
    """Return what is missing per language that the chosen networks ask for."""
    raise NotImplementedError


def preview_of(draft: Draft, zone_id: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return the texts per language exactly as members will read them."""
    raise NotImplementedError


def expected_audience(bulletin: Bulletin) -> Audience:
    """Return the audience as it would be frozen now (before approval)."""
    raise NotImplementedError


def frozen_audience(release: Release) -> Audience:
    """Return the audience that was frozen at approval."""
    raise NotImplementedError


def to_approve(actor: Actor) -> Sequence[Bulletin]:
    """Return submitted bulletins that this actor may approve ("needs you")."""
    raise NotImplementedError


def to_release(actor: Actor) -> Sequence[Release]:
    """Return offered releases that this actor may send ("needs you")."""
    raise NotImplementedError


def drafts_of(actor: Actor) -> QuerySet[Bulletin]:
    """Return the actor's own drafts, newest first."""
    raise NotImplementedError


def release_for(actor: Actor, release_id: UUID, *, lock: bool = False) -> Release:
    """Return a release for police of a linked zone, its coordinator and deputies; NotFound."""
    raise NotImplementedError


def meter_of(release: Release) -> Meter | None:
    """Return the live count, or None before it is released."""
    raise NotImplementedError


def releases_of_network(actor: Actor, network_id: UUID) -> QuerySet[Release]:
    """Return the network's releases for those who follow them, newest first."""
    raise NotImplementedError


def archive_of(actor: Actor) -> QuerySet[Release]:
    """Return what was released to the networks the actor is a member of, newest first."""
    raise NotImplementedError


def message_for_member(actor: Actor, bulletin_id: UUID) -> Mapping[str, Mapping[str, str]]:
    """Return the approved texts of a bulletin released to the actor's networks; NotFound."""
    raise NotImplementedError
