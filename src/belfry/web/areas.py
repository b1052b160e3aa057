"""A perimeter on any page: a street list in words, and a map that draws the same beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext

from belfry.founding.perimeters import Layer, listed
from belfry.territory.homes import streets_in_shape
from belfry.territory.kinds import Side
from belfry.territory.queries import attributions
from belfry.territory.types import Shape, StreetRange

TILES: Final = "/tiles/{z}/{x}/{y}"


def address_credits() -> list[str]:
    """Return whom the reader is told that streets and addresses come from, as their licences ask."""
    return [f"{one.attribution} ({one.licence})" for one in attributions()]


@dataclass(frozen=True, slots=True)
class MapShown:
    """A map of `components/_map.html`: where its outlines come from, and the field that it draws into.

    That of a message shows whom it is for; that of a perimeter lets streets be picked, too; that of a report takes or
    shows one place, `point` ("4.905500,50.946500").
    """

    shapes_url: str
    field_id: str = ""
    of_message: bool = False
    of_report: bool = False
    point: str = ""

    @property
    def tiles(self) -> str:
        """The address of tiles; "" for plain paper."""
        return TILES if settings.TILE_URL else ""

    @property
    def credits(self) -> list[str]:
        """Whom the reader is told the ground and the addresses come from."""
        ground = [settings.TILE_CREDIT] if settings.TILE_URL and settings.TILE_CREDIT else []
        return list(dict.fromkeys(ground + address_credits()))


@dataclass(frozen=True, slots=True)
class AreaShown:
    """A perimeter of `components/_area.html`: streets with what of them counts, and its map."""

    streets: Sequence[tuple[str, Sequence[str]]]
    map: MapShown


def streets_in_words(
    ranges: Sequence[StreetRange], *, language: str, on: date
) -> list[tuple[str, list[str]]]:
    """Return the names of streets, each with its ranges in words; the town beside it where there are several."""
    streets = listed(ranges, on=on)
    several = len({one.street.nis for one in streets}) > 1
    return [
        (
            one.street.with_town(language) if several else one.street.name_in(language),
            [range_in_words(part) for part in one.ranges],
        )
        for one in streets
    ]


def range_in_words(one: StreetRange) -> str:
    """Return which numbers of a street count: "whole street", "numbers 2 to 18, even numbers"."""
    if one.first is None and one.last is None:
        numbers = gettext("whole street")
    elif one.first == one.last:
        numbers = gettext("number %(number)s") % {"number": one.first}
    elif one.last is None:
        numbers = gettext("from number %(first)s on") % {"first": one.first}
    elif one.first is None:
        numbers = gettext("up to number %(last)s") % {"last": one.last}
    else:
        told = {"first": one.first, "last": one.last}
        numbers = gettext("numbers %(first)s to %(last)s") % told
    sided = one.side != Side.BOTH and not (one.first is not None and one.first == one.last)
    return f"{numbers}, {Side(one.side).label}" if sided else numbers


def numbers_in_words(ranges: Sequence[StreetRange]) -> str:
    """Return which numbers of one street count; "" where all do."""
    if any(one.is_whole for one in ranges):
        return ""
    return "; ".join(map(range_in_words, ranges))


def area_shown(
    shape: Shape | None,
    ranges: Sequence[StreetRange],
    shapes_url: str,
    *,
    language: str,
    on: date,
) -> AreaShown:
    """Return a perimeter to read; where it has no street list, that of its outline."""
    counted = ranges or (streets_in_shape(shape, on) if shape else [])
    return AreaShown(streets_in_words(counted, language=language, on=on), MapShown(shapes_url))


def message_area_shown(shape: Shape, shapes_url: str, *, language: str, on: date) -> AreaShown:
    """Return the area of a message to read, with the streets that lie in it."""
    streets = streets_in_words(streets_in_shape(shape, on), language=language, on=on)
    return AreaShown(streets, MapShown(shapes_url, of_message=True))


def shapes_answer(layers: Sequence[Layer]) -> HttpResponse:
    """Return outlines and their names as the map reads them."""
    return JsonResponse(
        {
            "layers": [
                {"kind": one.kind, "name": one.name, "geometry": one.ground.geojson()}
                for one in layers
            ]
        }
    )
