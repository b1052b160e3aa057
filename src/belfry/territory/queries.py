"""Ask which zone or municipality there is, always at a date."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.core.errors import NotFound
from belfry.territory.models import Municipality, PoliceZone


def _at(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def zone_by_code(code: str, *, on: date) -> PoliceZone:
    """Return the police zone of a code at a date; raise NotFound."""
    try:
        return PoliceZone.objects.get(_at(on), code=code)
    except PoliceZone.DoesNotExist:
        raise NotFound from None


def zones_by_id(ids: Collection[UUID]) -> dict[UUID, PoliceZone]:
    """Return police zones by id, in one query."""
    return PoliceZone.objects.in_bulk(ids)


def municipalities_by_id(ids: Collection[UUID]) -> dict[UUID, Municipality]:
    """Return municipalities by id, in one query."""
    return Municipality.objects.in_bulk(ids)


def municipalities_at(on: date) -> QuerySet[Municipality]:
    """Return every municipality that exists at a date, by name."""
    return Municipality.objects.filter(_at(on)).order_by("name_nl", "name_fr")


def zones_at(on: date) -> QuerySet[PoliceZone]:
    """Return every police zone that exists at a date, by code."""
    return PoliceZone.objects.filter(_at(on)).order_by("code")
