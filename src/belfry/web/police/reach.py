"""Whom a message would be for while somebody writes it, and the ground that its maps show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from belfry.bulletins.areas import Forecast, Touched, forecast_of
from belfry.bulletins.parts import shape_of
from belfry.bulletins.queries import bulletin_for, draft_of, releases_of
from belfry.bulletins.types import Draft, Part
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.founding.perimeters import Layer
from belfry.networks.nearby import networks_elsewhere, towns_of_networks
from belfry.networks.perimeters import NetworkGround, perimeters_in, perimeters_of
from belfry.networks.queries import networks_of_zone, zones_of_police
from belfry.territory.ground import grounds_of, outlines_of
from belfry.territory.homes import rounded
from belfry.territory.kinds import Remedy
from belfry.territory.queries import municipalities_by_id, towns_beside
from belfry.web.areas import AreaShown, message_area_shown, shapes_answer
from belfry.web.network.networks import today_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@dataclass(frozen=True, slots=True)
class Reach:
    """A forecast as the form shows it: homes are rounded, members are those of the author's own networks."""

    forecast: Forecast
    with_unplaced: bool
    is_part: bool
    remedies: Sequence[Remedy]

    @property
    def homes(self) -> str:
        """How many homes lie in the part."""
        return "" if self.forecast.homes is None else rounded(self.forecast.homes)

    @property
    def own(self) -> list[tuple[str, int, str]]:
        """Name, members and homes of each network of the author."""
        members = self.forecast.members
        return [(one.name, members[one.network_id], _homes(one)) for one in self.forecast.own]

    @property
    def others(self) -> list[tuple[str, str]]:
        """Name and homes of each network of other police."""
        return [(one.name, _homes(one)) for one in self.forecast.others]

    @property
    def unserved(self) -> list[str]:
        """Names of networks of the zone for which somebody else writes."""
        return [one.name for one in self.forecast.unserved]

    @property
    def asked_by_name(self) -> list[UUID]:
        """Networks of other police that were chosen, and do not follow from the part."""
        return [one.network_id for one in self.forecast.others if one.homes is None]

    @property
    def joined(self) -> list[UUID]:
        """Networks of the author that the message is for, by the part where there is one."""
        return [one.network_id for one in self.forecast.own]


def _homes(one: Touched) -> str:
    return "" if one.homes is None else rounded(one.homes)


def reach_of(actor: Actor, zone_id: UUID, draft: Draft, remedies: Sequence[Remedy] = ()) -> Reach:
    """Return whom a draft would be for, and what was mended in its outline."""
    kept = draft.part.with_unplaced if draft.part else True
    forecast = forecast_of(actor, zone_id, draft)
    return Reach(forecast, kept, is_part=draft.part is not None, remedies=remedies)


def area_of_message(
    bulletin_id: UUID, part: Part | None, language: str, *, now: datetime
) -> AreaShown | None:
    """Return the drawn area of a message to read; None where none was drawn."""
    if part is None or part.shape is None:
        return None
    url = reverse("bulletin_area", args=[bulletin_id])
    shape = shape_of(part.shape)
    return message_area_shown(shape, url, language=language, on=local(now).date())


@require_safe
@signed_in
def ground(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Give the map of a new message the towns and networks of a zone, and the networks beside: names and ground."""
    if zone_id not in zones_of_police(request.actor):
        raise NotFound
    on, language = today_of(request.actor), get_language() or ""
    own = list(networks_of_zone(request.actor, zone_id).values_list("pk", flat=True))
    towns = towns_of_networks(own, on=on)
    near = [
        one for one in perimeters_in(towns_beside(towns, on=on), on=on) if one.network_id not in own
    ]
    elsewhere = networks_elsewhere([one.network_id for one in near], zone_id=zone_id, on=on)
    others = {one.network_id for one in elsewhere}
    layers = _towns(list(towns), language, on)
    layers += _networks("other", [one for one in near if one.network_id in others], on)
    layers += _networks("network", perimeters_of(own, on=on), on)
    return shapes_answer(layers)


@require_safe
@signed_in
def area(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Give the map of a message its area, and those of its networks that the reader serves."""
    found, on = bulletin_for(request.actor, bulletin_id), today_of(request.actor)
    part = draft_of(found).part
    if part is None or part.shape is None:
        return shapes_answer([])
    here = [one.network_id for one in releases_of(request.actor, [found])[found.pk]]
    layers = _networks("network", perimeters_of(here, on=on), on)
    return shapes_answer([*layers, Layer("own", "", shape_of(part.shape))])


def _towns(town_ids: Sequence[UUID], language: str, on: date) -> list[Layer]:
    names = municipalities_by_id(town_ids)
    outlines = outlines_of(town_ids, on=on)
    return [Layer("town", names[pk].name_in(language), found) for pk, found in outlines.items()]


def _networks(kind: str, grounds: Sequence[NetworkGround], on: date) -> list[Layer]:
    # Whoever has an outline needs none around the doors.
    around = grounds_of([[] if one.shape else one.ranges for one in grounds], on)
    return [
        Layer(kind, one.name, found)
        for one, doors in zip(grounds, around, strict=True)
        if (found := one.shape or doors)
    ]
