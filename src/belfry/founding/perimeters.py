"""Where a network would lie: its newest perimeter, what lies beside it, and what there is to say of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import NotFound
from belfry.founding.models import (
    Dossier,
    DossierTown,
    Perimeter,
    PerimeterStreet,
    SizePolicy,
)
from belfry.founding.models.area import LEAST_HOMES, MOST_HOMES
from belfry.founding.policies import may_write
from belfry.founding.queries import dossier_for, partners_of
from belfry.founding.workflow import OVER
from belfry.networks.perimeters import NetworkGround, perimeters_in
from belfry.territory.ground import ground_of, grounds_of, outlines_of
from belfry.territory.homes import homes_in_shape, streets_in_shape
from belfry.territory.kinds import Side
from belfry.territory.queries import municipalities_by_id, zones_by_id
from belfry.territory.search import find_streets, streets_by_id
from belfry.territory.shapes import overlap
from belfry.territory.types import FoundStreet, Shape, StreetRange

MOST_FOUND: Final = 10


@dataclass(frozen=True, slots=True)
class Area:
    """One version of a perimeter: an outline, a street list, or both. `homes` is shown rounded only.

    Where there is a street list, it says who belongs; the outline is its picture.
    """

    version: int
    shape: Shape | None
    ranges: Sequence[StreetRange]
    homes: int

    def ground(self, *, on: date) -> Shape | None:
        """Return the outline, else one around the doors of the street list."""
        return self.shape or ground_of(self.ranges, on)

    def homes_in_outline(self, *, on: date) -> int:
        """Return how many homes the outline has, which may be more or fewer than the list has."""
        return homes_in_shape(self.shape, on) if self.shape else self.homes


class Neighbour(NamedTuple):
    """A network (else a dossier) beside a perimeter, and its ground as far as it is known."""

    name: str
    is_network: bool
    ground: Shape | None


class Touch(NamedTuple):
    """A neighbour in which a part of a perimeter lies: how much in percent, and where in words."""

    neighbour: Neighbour
    percent: int
    sentence: str


class Size(NamedTuple):
    """How many homes a zone wants, and whether a perimeter has too few or too many."""

    zone_id: UUID
    least: int
    most: int
    too_small: bool
    too_large: bool


class Layer(NamedTuple):
    """One thing to draw on a map: what it is, its name, and its ground."""

    kind: str
    name: str
    ground: Shape


class Listed(NamedTuple):
    """A street of a list with its names, and the ranges of it that count."""

    street: FoundStreet
    ranges: Sequence[StreetRange]


def area_of(dossier: Dossier) -> Area | None:
    """Return the newest perimeter of a dossier; None before there is one."""
    return _areas_of([dossier.pk]).get(dossier.pk)


def _areas_of(dossier_ids: Collection[UUID]) -> dict[UUID, Area]:
    """Return {dossier: its newest perimeter} in two queries."""
    rows = Perimeter.objects.filter(dossier_id__in=dossier_ids).order_by("dossier_id", "-version")
    newest = list(rows.distinct("dossier_id"))
    ranges: dict[int, list[StreetRange]] = defaultdict(list)
    for one in PerimeterStreet.objects.filter(perimeter__in=newest).order_by("pk"):
        ranges[one.perimeter_id].append(
            StreetRange(one.street_id, one.first_number, one.last_number, Side(one.side))
        )
    return {
        row.dossier_id: Area(
            row.version, Shape.kept(row.shape) if row.shape else None, ranges[row.pk], row.homes
        )
        for row in newest
    }


def street_list(area: Area, *, on: date) -> list[Listed]:
    """Return the street list of a perimeter, else the one found inside its outline, by street."""
    ranges = area.ranges or (streets_in_shape(area.shape, on) if area.shape else [])
    return listed(ranges, on=on)


def listed(ranges: Sequence[StreetRange], *, on: date) -> list[Listed]:
    """Return ranges under the names of their streets, in the order given."""
    streets = streets_by_id([one.street_id for one in ranges], on=on)
    grouped = groupby(
        sorted(ranges, key=lambda one: list(streets).index(one.street_id)),
        key=lambda one: one.street_id,
    )
    return [Listed(streets[street_id], list(found)) for street_id, found in grouped]


def neighbours_of(dossier: Dossier, *, on: date) -> list[Neighbour]:
    """Return the networks and the open dossiers in the towns of a dossier, by name, without itself."""
    towns = list(dossier.towns.values_list("municipality_id", flat=True))
    networks = perimeters_in(towns, on=on, beside=dossier.network_id)
    near = DossierTown.objects.filter(dossier=OuterRef("pk"), municipality_id__in=towns)
    others = Dossier.objects.filter(Exists(near)).exclude(pk=dossier.pk).exclude(state__in=OVER)
    if dossier.network_id:
        others = others.exclude(network_id=dossier.network_id)
    names = dict(others.order_by("name", "pk").values_list("pk", "name"))
    areas = _areas_of(names)
    beside: list[tuple[str, bool, NetworkGround | Area]] = [
        *((one.name, True, one) for one in networks),
        *((name, False, areas[pk]) for pk, name in names.items() if pk in areas),
    ]
    # Whoever has an outline needs none around the doors.
    lists = [[] if one.shape else one.ranges for _name, _is_network, one in beside]
    return [
        Neighbour(name, is_network, one.shape or around)
        for (name, is_network, one), around in zip(beside, grounds_of(lists, on), strict=True)
    ]


def touches_of(dossier: Dossier, area: Area, *, on: date) -> list[Touch]:
    """Return the neighbours in which a part of a perimeter lies."""
    ground = area.ground(on=on)
    if ground is None:
        return []
    found = []
    for neighbour in neighbours_of(dossier, on=on):
        common = overlap(ground, neighbour.ground) if neighbour.ground else None
        if common:
            found.append(Touch(neighbour, common.percent, common.sentence))
    return found


def sizes_of(dossier: Dossier, area: Area) -> list[Size]:
    """Return what each zone of a dossier wants, the leading one first."""
    zone_ids = list(dossier.zones.order_by("-leading", "pk").values_list("zone_id", flat=True))
    wanted = {row.zone_id: row for row in SizePolicy.objects.filter(zone_id__in=zone_ids)}
    sizes = []
    for zone_id in zone_ids:
        row = wanted.get(zone_id) or SizePolicy(zone_id=zone_id)
        sizes.append(
            Size(zone_id, row.least, row.most, area.homes < row.least, area.homes > row.most)
        )
    return sizes


def size_policy_of(actor: Actor, zone_id: UUID) -> tuple[int, int]:
    """Return how few and how many homes a zone wants, for its police; raise NotFound."""
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    row = SizePolicy.objects.filter(zone_id=zone_id).first()
    return (row.least, row.most) if row else (LEAST_HOMES, MOST_HOMES)


def layers_for(actor: Actor, dossier_id: UUID, *, language: str, on: date) -> list[Layer]:
    """Return what the map of a dossier shows: towns, neighbours, its streets and itself, last on top.

    Outlines and names only: no person, no count. Raises NotFound for strangers.
    """
    dossier = dossier_for(actor, dossier_id)
    town_ids = list(dossier.towns.values_list("municipality_id", flat=True))
    towns, outlines = municipalities_by_id(town_ids), outlines_of(town_ids, on=on)
    layers = [
        Layer("town", towns[pk].name_in(language), outline) for pk, outline in outlines.items()
    ]
    layers += [
        Layer("network" if one.is_network else "dossier", one.name, one.ground)
        for one in neighbours_of(dossier, on=on)
        if one.ground
    ]
    area = area_of(dossier)
    if area is not None:
        layers += own_layers(dossier.name, area.shape, area.ranges, language=language, on=on)
    return layers


def own_layers(
    name: str, shape: Shape | None, ranges: Sequence[StreetRange], *, language: str, on: date
) -> list[Layer]:
    """Return the streets of a perimeter, each around its doors, and its outline where it has one."""
    layers, streets = [], listed(ranges, on=on)
    grounds = grounds_of([one.ranges for one in streets], on)
    for one, ground in zip(streets, grounds, strict=True):
        if ground:
            layers.append(Layer("street", one.street.name_in(language), ground))
    return [*layers, Layer("own", name, shape)] if shape else layers


def may_draw(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor may change where the network would lie, now: not while letters are out."""
    if dossier.surveys.filter(closed_at__isnull=True).exists():
        return False
    return may_write(partners_of(actor, dossier), dossier.state)


def partners_named(dossier: Dossier, *, language: str) -> tuple[list[str], list[str]]:
    """Return the names of the towns and of the police zones of a dossier, the leading ones first."""
    town_ids = list(
        dossier.towns.order_by("-leading", "pk").values_list("municipality_id", flat=True)
    )
    zone_ids = list(dossier.zones.order_by("-leading", "pk").values_list("zone_id", flat=True))
    towns, zones = municipalities_by_id(town_ids), zones_by_id(zone_ids)
    return (
        [towns[pk].name_in(language) for pk in town_ids],
        [zones[pk].name_in(language) for pk in zone_ids],
    )


def streets_near(dossier: Dossier, text: str, *, on: date) -> list[FoundStreet]:
    """Return streets like a text in the towns of a dossier, else anywhere: a perimeter may cross a border."""
    ids = dossier.towns.values_list("municipality_id", flat=True)
    towns = municipalities_by_id(ids).values()
    near = [
        one for town in towns for one in find_streets(text, on=on, nis=town.nis, limit=MOST_FOUND)
    ]
    return near or find_streets(text, on=on, limit=MOST_FOUND)
