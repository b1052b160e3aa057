"""Say where a network would lie: an outline, a street list, or the profession of a sector."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from belfry.audit.actions import record
from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.moving import note, papers_changed
from belfry.founding.actions.opening import zones_of
from belfry.founding.errors import (
    AreaElsewhere,
    AreaMissing,
    AreaNotAsked,
    HasNoPerimeter,
    NumbersTurned,
    SectorMissing,
    SizesTurned,
    StreetUnknown,
    SurveyIsOpen,
    TooManyStreets,
)
from belfry.founding.models import (
    Dossier,
    DossierTown,
    DossierZone,
    Perimeter,
    PerimeterStreet,
    SizePolicy,
)
from belfry.founding.perimeters import Area, area_of, neighbours_of
from belfry.founding.queries import writable_dossier
from belfry.founding.surveys import STILL_TO_ASK, newest_survey, was_asked
from belfry.founding.telling import tell
from belfry.networks.kinds import NetworkKind
from belfry.networks.queries import officials_of
from belfry.territory.ground import ground_of
from belfry.territory.homes import homes_in_ranges, homes_in_shape, streets_in_shape
from belfry.territory.kinds import Remedy
from belfry.territory.queries import municipalities_at, towns_touched
from belfry.territory.search import streets_by_id
from belfry.territory.shapes import read_shape, without
from belfry.territory.types import Shape, StreetRange

TASK: Final = _(
    "The perimeter of this dossier now reaches into your municipality or police zone. Please say whether you agree."
)

# More than a form can send back (settings, DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_RANGES: Final = 500


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a perimeter: what was mended in its outline, how many signatures it voided."""

    area: Area
    remedies: Sequence[Remedy]
    voided: int


@transaction.atomic
def set_perimeter(
    actor: Actor,
    dossier_id: UUID,
    shape: str | bytes | Mapping[str, Any] | None,
    ranges: Sequence[StreetRange],
    *,
    now: datetime,
) -> Drawn:
    """Make a new version of the perimeter from GeoJSON, a street list, or both; the same again makes none.

    Towns and zones that it reaches into become partners, and are told; those that it leaves are none any
    more. Raises territory's NotAShape and its kinds, AreaMissing, StreetUnknown, NumbersTurned, TooManyStreets,
    AreaElsewhere, HasNoPerimeter for a sector, SurveyIsOpen while letters are out, AreaNotAsked for what
    goes far beyond the perimeter about which everybody was asked.
    """
    dossier = _open_dossier(actor, dossier_id)
    today = local(now).date()
    outline, remedies = read_shape(shape) if shape else (None, ())
    ranges = list(dict.fromkeys(ranges))
    _check(outline, ranges, today)
    before = area_of(dossier)
    if before and _is_same(before, outline, ranges):
        return Drawn(before, remedies, 0)
    version = before.version + 1 if before else 1
    area = Area(version, outline, ranges, count_homes(outline, ranges, today))
    if not was_asked(area, dossier, on=today):
        raise AreaNotAsked
    keep_area(dossier, area, actor, now)
    _follow(dossier, area, actor, now)
    voided = papers_changed(actor, dossier, now=now)
    note(actor, dossier, "dossier.perimeter_set", now=now, detail={"version": area.version})
    return Drawn(area, remedies, voided)


@transaction.atomic
def cut_perimeter(actor: Actor, dossier_id: UUID, *, now: datetime) -> Drawn:
    """Take away from the perimeter what lies in a neighbouring network or dossier.

    Raises AreaMissing, territory's NothingLeft, and what `set_perimeter` raises.
    """
    dossier = _open_dossier(actor, dossier_id)
    today = local(now).date()
    area = area_of(dossier)
    if area is None:
        raise AreaMissing
    others = [one.ground for one in neighbours_of(dossier, on=today) if one.ground]
    listed = ground_of(area.ranges, today)
    ranges = streets_in_shape(without(listed, others), today) if listed else []
    shape = without(area.shape, others).geojson() if area.shape else None
    return set_perimeter(actor, dossier_id, shape, ranges, now=now)


@transaction.atomic
def take_streets(actor: Actor, dossier_id: UUID, *, now: datetime) -> Drawn:
    """Make what is inside the outline the street list; raise AreaMissing without an outline."""
    area = area_of(_open_dossier(actor, dossier_id))
    if area is None or area.shape is None:
        raise AreaMissing
    ranges = streets_in_shape(area.shape, local(now).date())
    return set_perimeter(actor, dossier_id, area.shape.geojson(), ranges, now=now)


@transaction.atomic
def take_outline(actor: Actor, dossier_id: UUID, *, now: datetime) -> Drawn:
    """Draw the outline around the doors of the street list; raise AreaMissing where none has a place."""
    area = area_of(_open_dossier(actor, dossier_id))
    ground = ground_of(area.ranges, local(now).date()) if area else None
    if area is None or ground is None:
        raise AreaMissing
    return set_perimeter(actor, dossier_id, ground.geojson(), area.ranges, now=now)


@transaction.atomic
def describe_sector(
    actor: Actor, dossier_id: UUID, *, profession: str, scope: str, now: datetime
) -> int:
    """Say for which profession and where a sectoral network is; return how many signatures that voids.

    Raises SectorMissing where one is empty, NotAllowed for a network of streets, SurveyIsOpen.
    """
    dossier = _still_dossier(actor, dossier_id)
    if dossier.network_kind != NetworkKind.SECTORAL:
        raise NotAllowed
    told = profession.strip(), scope.strip()
    if not all(told):
        raise SectorMissing
    if told == (dossier.profession, dossier.scope):
        return 0
    dossier.profession, dossier.scope = told
    dossier.save(update_fields=["profession", "scope"])
    voided = papers_changed(actor, dossier, now=now)
    note(actor, dossier, "dossier.sector_described", now=now)
    return voided


@transaction.atomic
def set_size_policy(actor: Actor, zone_id: UUID, *, least: int, most: int, now: datetime) -> None:
    """Say how few and how many homes a zone wants in a perimeter; the chief of the zone.

    Raises NotFound for others than its police, NotAllowed for its officers, SizesTurned.
    """
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    if not actor.holds(Role.CHIEF, zone_id=zone_id):
        raise NotAllowed
    if not least < most:
        raise SizesTurned
    SizePolicy.objects.update_or_create(zone_id=zone_id, defaults={"least": least, "most": most})
    record(
        "zone.size_set",
        subject=f"zone:{zone_id}",
        person_id=actor.person_id,
        at=now,
        zone_id=zone_id,
        detail={"least": least, "most": most},
    )


def _open_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    dossier = _still_dossier(actor, dossier_id)
    if dossier.network_kind == NetworkKind.SECTORAL:
        raise HasNoPerimeter
    return dossier


def _still_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """Return a dossier, locked, about which no letters are out: they told where it is as it was."""
    dossier = writable_dossier(actor, dossier_id)
    if dossier.surveys.filter(closed_at__isnull=True).exists():
        raise SurveyIsOpen
    return dossier


def _check(shape: Shape | None, ranges: Sequence[StreetRange], today: date) -> None:
    if shape is None and not ranges:
        raise AreaMissing
    if len(ranges) > MOST_RANGES:
        raise TooManyStreets(count=len(ranges), most=MOST_RANGES)
    if {one.street_id for one in ranges} - streets_by_id(
        [one.street_id for one in ranges], on=today
    ).keys():
        raise StreetUnknown
    for one in ranges:
        if one.first is not None and one.last is not None and one.first > one.last:
            raise NumbersTurned(first=one.first, last=one.last)


def count_homes(shape: Shape | None, ranges: Sequence[StreetRange], today: date) -> int:
    """Return how many homes a street list has, else an outline."""
    if ranges or shape is None:
        return homes_in_ranges(ranges, today)
    return homes_in_shape(shape, today)


def _is_same(before: Area, shape: Shape | None, ranges: Sequence[StreetRange]) -> bool:
    if before.shape is None or shape is None:
        same = before.shape is shape
    else:
        same = bool(before.shape.geometry.equals(shape.geometry))
    return same and list(before.ranges) == list(ranges)


def keep_area(dossier: Dossier, area: Area, actor: Actor, now: datetime) -> None:
    """Keep a version of the perimeter of a locked dossier (for actions that judged access already)."""
    row = Perimeter.objects.create(
        dossier=dossier,
        version=area.version,
        shape=area.shape.geojson() if area.shape else None,
        homes=area.homes,
        made_at=now,
        made_by_id=actor.person_id,
    )
    PerimeterStreet.objects.bulk_create(
        PerimeterStreet(
            perimeter=row,
            street_id=one.street_id,
            first_number=one.first,
            last_number=one.last,
            side=one.side,
        )
        for one in area.ranges
    )


def _follow(dossier: Dossier, area: Area, actor: Actor, now: datetime) -> None:
    """Make the towns and zones in which a perimeter lies the partners of its dossier."""
    today = local(now).date()
    codes = _codes(area, today)
    if not codes:
        return
    rows = municipalities_at(today).filter(nis__in=codes)
    towns = sorted(rows, key=lambda town: codes.index(town.nis))
    leading = dossier.towns.filter(leading=True).select_related("municipality").first()
    if leading and leading.municipality_id not in {town.pk for town in towns}:
        raise AreaElsewhere(town=leading.municipality.name_in(get_language() or ""))
    zones = zones_of(towns, on=today)
    new_towns = _keep_towns(dossier, [town.pk for town in towns])
    new_zones = _keep_zones(dossier, zones)
    if new_towns or new_zones:
        if newest_survey(dossier) and dossier.state not in STILL_TO_ASK:
            raise AreaNotAsked
        officials = officials_of(zone_ids=new_zones, town_ids=new_towns, on=today)
        tell(officials - {actor.person_id}, dossier, TASK, page="consultation/", now=now)


def _codes(area: Area, today: date) -> list[str]:
    """Return the NIS codes of the towns in which a perimeter lies."""
    touched = towns_touched(area.shape, on=today) if area.shape else []
    streets = streets_by_id([one.street_id for one in area.ranges], on=today)
    return list(
        dict.fromkeys([town.nis for town in touched] + [street.nis for street in streets.values()])
    )


def _keep_towns(dossier: Dossier, wanted: Sequence[UUID]) -> set[UUID]:
    known = set(dossier.towns.values_list("municipality_id", flat=True))
    dossier.towns.filter(leading=False).exclude(municipality_id__in=wanted).delete()
    new = set(wanted) - known
    DossierTown.objects.bulk_create(
        DossierTown(dossier=dossier, municipality_id=pk) for pk in wanted if pk in new
    )
    return new


def _keep_zones(dossier: Dossier, wanted: Collection[UUID]) -> set[UUID]:
    if not wanted:
        return set()
    known = set(dossier.zones.values_list("zone_id", flat=True))
    dossier.zones.filter(leading=False).exclude(zone_id__in=wanted).delete()
    new = set(wanted) - known
    DossierZone.objects.bulk_create(
        DossierZone(dossier=dossier, zone_id=pk) for pk in wanted if pk in new
    )
    return new
