"""Networks: the list, one network, and its communication plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from belfry.bulletins.policies import may_write_own
from belfry.bulletins.queries import releases_of_network, words_for
from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.core.languages import Language
from belfry.founding.perimeters import own_layers
from belfry.measures.queries import functions_on, ladders_open_to
from belfry.networks.actions.networks import set_plan
from belfry.networks.errors import PlanSigned
from belfry.networks.mandates import mandates_on_network
from belfry.networks.pausing import pause_of
from belfry.networks.perimeters import perimeter_of
from belfry.networks.placing import networks_within
from belfry.networks.policies import (
    is_partner,
    is_police_of,
    may_amend,
    may_keep_list,
    may_place,
    may_see_names,
    may_set_plan,
)
from belfry.networks.queries import (
    linked_zone_ids,
    network_for,
    networks_visible_to,
    places_of,
    plan_of,
    plan_versions,
    zones_of_networks,
)
from belfry.networks.reachability import two_ways
from belfry.networks.types import MandateDetails
from belfry.networks.workflow import NetworkState
from belfry.territory.queries import municipalities_by_id, zones_by_id
from belfry.web.areas import AreaShown, area_shown, shapes_answer
from belfry.web.network.duty import duty_shown
from belfry.web.network.forms.networks import PlanForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import Release
    from belfry.networks.models import Network

RECENT = 10
# Functions in the order in which somebody looks for them.
FUNCTIONS = (
    Role.COORDINATOR,
    Role.DEPUTY,
    Role.CHIEF,
    Role.OFFICER,
    Role.DISPATCHER,
    Role.ADVISER,
    Role.MAYOR,
    Role.CLERK,
)


def today_of(actor: Actor) -> date:
    """Return the Belgian day on which the actor asks."""
    return local(actor.at).date()


def in_order(rows: Iterable[MandateDetails]) -> list[MandateDetails]:
    """Return mandates by function, as people name them; substitutes after those they stand in for."""
    return sorted(rows, key=lambda row: (FUNCTIONS.index(row.role), row.substitute))


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A network in the list, with the names of its police zones."""

    network: "Network"
    zones: Sequence[str]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message of a network, with the page where this reader follows it."""

    title: str
    release: "Release"
    address: str


@require_safe
@signed_in
def networks(request: ActorRequest) -> HttpResponse:
    page = page_of(networks_visible_to(request.actor), request.GET.get("after", ""))
    links = zones_of_networks([row.pk for row in page.rows], on=today_of(request.actor))
    own_zones = request.actor.zones(*POLICE_ROLES)
    zones = zones_by_id(own_zones.union(*links.values()))
    towns = municipalities_by_id(request.actor.municipalities(Role.MAYOR))
    language = get_language() or ""
    rows = [
        NetworkRow(row, sorted(zones[zone].name_in(language) for zone in links[row.pk]))
        for row in page.rows
    ]
    context = {
        "rows": rows,
        "page": page,
        "own_zones": [(pk, zones[pk].name_in(language)) for pk in own_zones],
        "own_towns": [(pk, row.name_in(language)) for pk, row in towns.items()],
    }
    return render(request, "network/networks.html", context)


@require_safe
@signed_in
def network(request: ActorRequest, network_id: UUID) -> HttpResponse:
    actor, today, language = request.actor, today_of(request.actor), get_language() or ""
    found = network_for(actor, network_id)
    zone_ids, town_ids = places_of(network_id, on=today)
    zones, towns = zones_by_id(zone_ids), municipalities_by_id(town_ids)
    is_police = is_police_of(actor, network_id, zone_ids)
    rows = mandates_on_network(actor, network_id, on=today)
    # The officer who signed for a network is often that of the zone, too: once is enough.
    functions = {(row.role, row.person_id): row for row in reversed(rows) if row.since <= today}
    context = {
        "network": found,
        "spoken": [Language(code).label for code in found.languages],
        "zones": [zones[pk].name_in(language) for pk in zone_ids],
        "towns": [towns[pk].name_in(language) for pk in town_ids],
        "functions": in_order(reversed(functions.values())),
        "plan": plan_of(network_id),
        "coordinates": _coordinates(actor, network_id),
        "two_ways": two_ways(actor, found),
        "duty": duty_shown(actor, network_id, rows)
        if may_see_names(actor, network_id, zone_ids)
        else None,
        "recent": _recent(
            actor, network_id, language, follows=is_police or _coordinates(actor, network_id)
        ),
        "is_police": is_police,
        "may_open": bool(ladders_open_to(functions_on(actor, network_id))),
        "may_keep_list": may_keep_list(actor, network_id),
        "may_write_own": may_write_own(actor, network_id),
        "may_amend": may_amend(actor, network_id, zone_ids, town_ids),
        "may_place": may_place(actor, network_id, zone_ids[0] if zone_ids else None),
        "is_leading_police": is_police_of(actor, network_id, zone_ids[:1]),
        "within": networks_within(network_id),
        "pause": None if found.state == NetworkState.ACTIVE else pause_of(network_id),
        "may_print": found.state == NetworkState.ACTIVE
        and is_partner(actor, network_id, zone_ids, town_ids),
        "shown": _area(network_id, language, today),
    }
    return render(request, "network/network.html", context)


def _area(network_id: UUID, language: str, today: date) -> AreaShown | None:
    ground = perimeter_of(network_id, on=today)
    if ground is None:
        return None
    url = reverse("network_shapes", args=[network_id])
    return area_shown(ground.shape, ground.ranges, url, language=language, on=today)


@require_safe
@signed_in
def network_shapes(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Give the map of a network its outline and streets: no person, no count."""
    found, today = network_for(request.actor, network_id), today_of(request.actor)
    ground = perimeter_of(network_id, on=today)
    if ground is None:
        return shapes_answer([])
    language = get_language() or ""
    return shapes_answer(
        own_layers(found.name, ground.shape, ground.ranges, language=language, on=today)
    )


def _coordinates(actor: Actor, network_id: UUID) -> bool:
    return network_id in actor.networks(*NETWORK_ROLES)


def _recent(actor: Actor, network_id: UUID, language: str, *, follows: bool) -> list[MessageRow]:
    rows = []
    for release in releases_of_network(actor, network_id)[:RECENT]:
        address = reverse("release", args=[release.pk])
        if not follows:
            address = reverse("message", args=[release.bulletin_id])
        rows.append(MessageRow(words_for(release.bulletin, language).title, release, address))
    return rows


@ask_or_take
@signed_in
def plan(request: ActorRequest, network_id: UUID) -> HttpResponse:
    found = network_for(request.actor, network_id)
    zones = linked_zone_ids(network_id, on=today_of(request.actor))
    may_change = may_set_plan(request.actor, network_id, zones)
    is_police = is_police_of(request.actor, network_id, zones)
    current = plan_of(network_id)
    form = PlanForm(plan=current, is_police=is_police)
    if request.method == "POST":
        if not may_change:
            raise NotAllowed
        form = PlanForm(request.POST, plan=current, is_police=is_police)
        if form.is_valid():
            try:
                row = set_plan(request.actor, network_id, form.plan, now=timezone.now())
            except PlanSigned as refusal:
                form.add_error(None, refusal.message())
            else:
                sentence = gettext("The plan is saved as version %(version)d.")
                messages.success(request, sentence % {"version": row.version})
                return redirect("plan", network_id)
    context = {
        "network": found,
        "form": form,
        "plan": current,
        "versions": plan_versions(request.actor, network_id),
        "may_change": may_change,
    }
    return render(request, "network/plan.html", context)
