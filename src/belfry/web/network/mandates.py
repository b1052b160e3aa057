"""Mandates: who is named for a network, a police zone, a municipality; and letting one end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from belfry.bulletins.prices import purses_of
from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.core.errors import NotAllowed
from belfry.delivery.spending import month_of, spent
from belfry.networks.actions.mandates import end_mandate, give_mandate
from belfry.networks.actions.spending import set_zone_ceiling
from belfry.networks.duty import networks_in_need
from belfry.networks.errors import AlreadyNamed, MandateDatesWrong
from belfry.networks.mandates import (
    mandate_to_end,
    mandates_on_network,
    mandates_on_town,
    mandates_on_zone,
)
from belfry.networks.policies import may_name_for_network, may_name_for_zone, may_set_ceiling
from belfry.networks.queries import linked_zone_ids, network_for, towns_of_zone, zones_of_town
from belfry.networks.types import ROLE_NAMES, MandateDetails
from belfry.territory.queries import municipalities_by_id, zones_by_id
from belfry.web.network.forms.mandates import EndForm, MandateForm
from belfry.web.network.forms.spending import CeilingForm
from belfry.web.network.networks import in_order, today_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@dataclass(frozen=True, slots=True)
class Offer:
    """A function that the actor may give, and on what."""

    label: str | Promise
    role: Role
    scope: Mapping[str, UUID]
    substitute: bool = False


Offers = Mapping[str, Offer]


@ask_or_take
@signed_in
def network_mandates(request: ActorRequest, network_id: UUID) -> HttpResponse:
    actor, today = request.actor, today_of(request.actor)
    found = network_for(actor, network_id)
    zones = linked_zone_ids(network_id, on=today)
    offers = {
        role.value: Offer(ROLE_NAMES[role], role, {"network_id": network_id})
        for role in (Role.COORDINATOR, Role.DEPUTY, Role.OFFICER)
        if may_name_for_network(actor, role, network_id, zones)
    }
    if not offers:
        raise NotAllowed
    form = _form(request, offers)
    if form.is_valid() and _give(request, form, offers):
        return redirect("network_mandates", network_id)
    rows = in_order(mandates_on_network(actor, network_id, on=today))
    context = {
        "network": found,
        "form": form,
        "own": [row for row in rows if row.network_id],
        "of_zone": [row for row in rows if row.zone_id],
        "has_coordinator": any(row.role == Role.COORDINATOR for row in rows),
    }
    return render(request, "network/network_mandates.html", context)


@ask_or_take
@signed_in
def zone(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    actor = request.actor
    page = _zone_page(actor, zone_id, get_language() or "")
    offers = _zone_offers(actor, zone_id, [town for _, town in page["towns"]])
    if request.method == "POST" and not offers:
        raise NotAllowed
    form = _form(request, offers)
    if form.is_valid() and _give(request, form, offers):
        return redirect("zone", zone_id)
    return render(request, "network/zone.html", page | {"form": form if offers else None})


@require_POST
@signed_in
def zone_ceiling(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    actor, form = request.actor, CeilingForm(request.POST)
    page = _zone_page(actor, zone_id, get_language() or "")
    if not may_set_ceiling(actor, zone_id):
        raise NotAllowed
    if form.is_valid():
        set_zone_ceiling(actor, zone_id, form.amount, now=timezone.now())
        messages.success(request, gettext("The limit is saved."))
        return redirect("zone", zone_id)
    towns = [town for _, town in page["towns"]]
    tasks = [(key, one.label) for key, one in _zone_offers(actor, zone_id, towns).items()]
    mandate = MandateForm(None, tasks=tasks, today=today_of(actor))
    context = page | {"form": mandate, "ceiling_form": form}
    return render(request, "network/zone.html", context)


def _zone_page(actor: Actor, zone_id: UUID, language: str) -> dict[str, Any]:
    """Return what the page of a zone shows besides naming somebody, for its chief and officers."""
    today, month = today_of(actor), month_of(actor.at)
    rows = in_order(mandates_on_zone(actor, zone_id, on=today))
    towns = towns_of_zone(zone_id, on=today)
    names = municipalities_by_id(towns)
    purse = purses_of([zone_id], now=actor.at)[zone_id]
    return {
        "zone_id": zone_id,
        "zone_name": zones_by_id([zone_id])[zone_id].name_in(language),
        "towns": sorted((names[pk].name_in(language), pk) for pk in towns),
        "rows": rows,
        "in_need": networks_in_need(actor, zone_id),
        "month": month,
        "spent": [(way, *cost) for way, cost in spent(zone_id, month).items()],
        "purse": purse,
        "ceiling_form": CeilingForm.starting_at(purse.ceiling)
        if may_set_ceiling(actor, zone_id)
        else None,
    }


def _zone_offers(actor: Actor, zone_id: UUID, towns: Collection[UUID]) -> Offers:
    scope = {"zone_id": zone_id}
    substitute = _("substitute of the mandated police officer")
    every = {
        "officer": Offer(ROLE_NAMES[Role.OFFICER], Role.OFFICER, scope),
        "substitute": Offer(substitute, Role.OFFICER, scope, substitute=True),
        "dispatcher": Offer(ROLE_NAMES[Role.DISPATCHER], Role.DISPATCHER, scope),
        "adviser": Offer(ROLE_NAMES[Role.ADVISER], Role.ADVISER, scope),
    }
    return {
        key: offer
        for key, offer in every.items()
        if may_name_for_zone(actor, offer.role, zone_id, towns)
    }


@ask_or_take
@signed_in
def municipality(request: ActorRequest, municipality_id: UUID) -> HttpResponse:
    actor, today, language = request.actor, today_of(request.actor), get_language() or ""
    rows = in_order(mandates_on_town(actor, municipality_id, on=today))
    offers = _town_offers(actor, municipality_id, language)
    form = _form(request, offers)
    if form.is_valid() and _give(request, form, offers):
        return redirect("municipality", municipality_id)
    town = municipalities_by_id([municipality_id])[municipality_id]
    context = {"town_name": town.name_in(language), "rows": rows, "form": form}
    return render(request, "network/municipality.html", context)


def _town_offers(actor: Actor, municipality_id: UUID, language: str) -> Offers:
    zones = zones_of_town(municipality_id, on=today_of(actor))
    clerk = Offer(ROLE_NAMES[Role.CLERK], Role.CLERK, {"municipality_id": municipality_id})
    offers = {"clerk": clerk}
    for zone_id, row in zones_by_id(zones).items():
        if may_name_for_zone(actor, Role.ADVISER, zone_id, [municipality_id]):
            label = format_lazy(
                "{role}, {zone}", role=ROLE_NAMES[Role.ADVISER], zone=row.name_in(language)
            )
            offers[f"adviser {zone_id}"] = Offer(label, Role.ADVISER, {"zone_id": zone_id})
    return offers


def _form(request: ActorRequest, offers: Offers) -> MandateForm:
    tasks = [(key, offer.label) for key, offer in offers.items()]
    data = request.POST if request.method == "POST" else None
    return MandateForm(data, tasks=tasks, today=today_of(request.actor))


def _give(request: ActorRequest, form: MandateForm, offers: Offers) -> bool:
    """Give the mandate; else say next to the field what is wrong with it."""
    answer = form.cleaned_data
    offer = offers[answer["task"]]
    try:
        give_mandate(
            request.actor,
            offer.role,
            form.who,
            now=timezone.now(),
            since=answer["since"],
            until=answer["until"],
            substitute=offer.substitute,
            **offer.scope,
        )
    except MandateDatesWrong as error:
        form.add_error("until", error.message())
        return False
    except AlreadyNamed as error:
        form.add_error(None, error.message())
        return False
    # The same sentence for an address that Belfry knows and one that it does not.
    messages.success(
        request, gettext("The mandate is written down and the invitation is on its way.")
    )
    return True


@ask_or_take
@signed_in
def mandate_end(request: ActorRequest, mandate_id: UUID) -> HttpResponse:
    mandate = mandate_to_end(request.actor, mandate_id)
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, today=today_of(request.actor))
    back = _page_of(mandate, request.actor)
    if form.is_valid():
        try:
            end_mandate(request.actor, mandate_id, on=form.cleaned_data["on"], now=timezone.now())
        except MandateDatesWrong:
            form.add_error("on", gettext("Choose today or a later day."))
        else:
            messages.success(request, gettext("The mandate ends on the day you chose."))
            return redirect(back)
    context = {"mandate": mandate, "form": form, "back": back}
    return render(request, "network/mandate_end.html", context)


def _page_of(mandate: MandateDetails, actor: Actor) -> str:
    """Return the page on which the actor finds the mandate."""
    if mandate.network_id:
        return reverse("network_mandates", args=[mandate.network_id])
    if mandate.zone_id and actor.zones(*POLICE_ROLES):
        return reverse("zone", args=[mandate.zone_id])
    towns = actor.municipalities(Role.MAYOR)
    town = mandate.municipality_id or next(iter(towns), None)
    return reverse("municipality", args=[town])
