"""A person's own settings, what Belfry keeps of them, and leaving a network."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from belfry.contributions.queries import own_dues
from belfry.core.errors import NotFound
from belfry.delivery.devices import push_key
from belfry.delivery.queries import channel_label
from belfry.measures.queries import own_dossiers
from belfry.networks.actions.members import leave_network
from belfry.networks.actions.naming import choose_named
from belfry.networks.actions.neighbours import choose_own
from belfry.networks.member_list import openings_of_own
from belfry.networks.neighbours import ringing_at_home
from belfry.networks.queries import memberships_of
from belfry.people.queries import details_of, devices_of, settings_of, units_by_id
from belfry.people.reachability import own_ways
from belfry.people.types import UnitDetails
from belfry.web.member.device_names import spoken
from belfry.web.member.forms import SettingsForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.networks.models import Membership


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """A network the person belongs to, with the home or business it is for."""

    membership: "Membership"
    unit: UnitDetails


@ask_or_take
@signed_in
def settings(request: ActorRequest) -> HttpResponse:
    person_id = request.actor.person_id
    assert person_id is not None
    ringing = ringing_at_home(request.actor)
    form = SettingsForm(settings=settings_of(person_id), ringing=ringing)
    if request.method == "POST":
        form = SettingsForm(request.POST, settings=settings_of(person_id), ringing=ringing)
        if form.is_valid():
            choose_own(request.actor, form.chosen, form.ringing_chosen, now=timezone.now())
            # The confirmation already speaks the language that was chosen.
            with translation.override(form.chosen.language):
                messages.success(request, gettext("Your settings are saved."))
            return redirect("settings")
    context = {
        "form": form,
        "own": details_of([person_id])[person_id],
        "memberships": _own_memberships(request),
        "openings": openings_of_own(request.actor),
        "is_asked": bool(own_dues(request.actor)),
        "has_dossiers": own_dossiers(request.actor).exists(),
        **_own_devices(person_id),
        "ways": [(one, capfirst(str(channel_label(one.channel)))) for one in own_ways(person_id)],
    }
    return render(request, "member/settings.html", context)


def _own_devices(person_id: UUID) -> dict[str, object]:
    key = push_key()
    devices = devices_of(person_id) if key else []
    return {"push_key": key, "devices": [(one, spoken(one.name)) for one in devices]}


def _own_memberships(request: ActorRequest) -> list[OwnMembership]:
    rows = list(memberships_of(request.actor))
    units = units_by_id({row.unit_id for row in rows if row.unit_id})
    return [
        OwnMembership(row, units[row.unit_id] if row.unit_id else UnitDetails()) for row in rows
    ]


@require_POST
@signed_in
def named_on_list(request: ActorRequest, network_id: UUID) -> HttpResponse:
    named = request.POST.get("named") == "yes"
    choose_named(request.actor, network_id, named=named, now=timezone.now())
    messages.success(request, gettext("Your choice is saved."))
    return redirect("settings")


@ask_or_take
@signed_in
def leave(request: ActorRequest, network_id: UUID) -> HttpResponse:
    if request.method == "POST":
        leave_network(request.actor, network_id, now=timezone.now())
        messages.success(request, gettext("You have left the network. It sends you nothing more."))
        return redirect("settings")
    membership = memberships_of(request.actor).filter(network_id=network_id).first()
    if membership is None:
        raise NotFound
    return render(request, "member/leave.html", {"network": membership.network})
