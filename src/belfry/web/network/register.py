"""The register of recognised networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from belfry.core.clock import local
from belfry.networks.duty import vacancies
from belfry.networks.queries import zones_of_networks
from belfry.networks.register import recognised_networks, towns_of_networks
from belfry.territory.queries import municipalities_by_id, zones_by_id
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.networks.models import Network


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A network of the register, with the names of its municipalities and police zones."""

    network: "Network"
    towns: Sequence[str]
    zones: Sequence[str]


@require_safe
@signed_in
def register(request: ActorRequest) -> HttpResponse:
    """List every recognised network: number, kind, day, state, municipality, zone; members never."""
    page = page_of(recognised_networks(request.actor), request.GET.get("after", ""))
    today, language = local(request.actor.at).date(), get_language() or ""
    ids = [row.pk for row in page.rows]
    towns, zones = towns_of_networks(ids, on=today), zones_of_networks(ids, on=today)
    vacant = vacancies(request.actor)
    town_names = municipalities_by_id(frozenset(vacant).union(*towns.values()))
    zone_names = zones_by_id(frozenset().union(*zones.values()))
    rows = [
        RegisterRow(
            row,
            sorted(town_names[one].name_in(language) for one in towns[row.pk]),
            sorted(zone_names[one].name_in(language) for one in zones[row.pk]),
        )
        for row in page.rows
    ]
    context = {
        "rows": rows,
        "page": page,
        "vacant": sorted((town_names[one].name_in(language), vacant[one]) for one in vacant),
        "vacant_count": sum(vacant.values()),
    }
    return render(request, "network/register.html", context)
