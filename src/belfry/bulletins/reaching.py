"""Whom a message reached that was stopped on its way: how many for the police, who for the keeper of the list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from belfry.audit.actions import record
from belfry.bulletins.models import AudienceMember, Release
from belfry.core.actor import Actor
from belfry.delivery.queries import has_reached
from belfry.networks.policies import may_keep_list
from belfry.people.queries import persons_by_id


def _reached(release: Release) -> QuerySet[AudienceMember, UUID]:
    """Return the persons to whom it was handed over, or may have been."""
    if release.broadcast is None:
        return release.audience.none().values_list("person_id", flat=True)
    rows = release.audience.filter(has_reached(release.broadcast.message_id))
    return rows.order_by().values_list("person_id", flat=True).distinct()


def has_reached_person(person_id: UUID | None) -> Exists:
    """Return the condition on releases: this person is one of those whom it reached, or may have."""
    if person_id is None:
        return Exists(AudienceMember.objects.none())
    rows = AudienceMember.objects.filter(release=OuterRef("pk"), person_id=person_id)
    return Exists(rows.filter(has_reached(OuterRef("release__broadcast__message_id"))))


def reached_count(release: Release) -> int:
    """Return how many people a release reached, or may have reached, so far."""
    return _reached(release).count()


@transaction.atomic
def reached_members(actor: Actor, release: Release, *, now: datetime) -> Sequence[str]:
    """Return by name whom a release reached before it was stopped; empty for whoever does not keep the list.

    Every opening is recorded in the network's audit chain.
    """
    if not may_keep_list(actor, release.network_id):
        return []
    names = persons_by_id(list(_reached(release))).values()
    if not names:
        return []
    record(
        "members.opened",
        subject=f"release:{release.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=release.network_id,
        detail={"count": len(names)},
    )
    return sorted(one.full_name for one in names)
