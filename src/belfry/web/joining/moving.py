"""Moving house, from a member's own settings: within the network, to another one, or away."""

import base64
import json
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.sealed import seal, unseal
from belfry.joining.actions.moving import ask_to_move
from belfry.joining.addresses import networks_around, place_of
from belfry.joining.errors import AddressMissing
from belfry.joining.kinds import Place
from belfry.joining.rules import house_rules
from belfry.networks.errors import NameUnusable
from belfry.networks.nearby import public_network
from belfry.networks.queries import memberships_of
from belfry.people.types import UnitDetails
from belfry.web.founding.public import cards_of
from belfry.web.joining.forms import HomeForm, MoveToForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in

MOVING: Final = "moving"
SEAL: Final = f"django_session|{MOVING}|"


@sensitive_post_parameters()
@never_cache
@ask_or_take
@signed_in
def moving(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Ask the new address; within the network one goes on, elsewhere the networks there are offered."""
    membership = memberships_of(request.actor).filter(network_id=network_id).first()
    if membership is None:
        raise NotFound
    told, today = _told(request.session), local(request.actor.at).date()
    form = HomeForm(request.POST if request.method == "POST" else None, initial=told)
    context: dict[str, Any] = {"network": membership.network, "form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        request.session[MOVING] = base64.b64encode(seal(json.dumps(told), SEAL)).decode()
        if place_of(_unit(told), network_id, on=today) != Place.OUTSIDE:
            return redirect("moving_to", network_id, network_id)
        found = networks_around(_unit(told), on=today)
        context["others"] = cards_of([one for one in found if one.network_id != network_id])
        context["is_elsewhere"] = True
    return render(request, "joining/moving.html", context)


@never_cache
@ask_or_take
@signed_in
def moving_to(request: ActorRequest, network_id: UUID, to_id: UUID) -> HttpResponse:
    """Show the new address and the house rules that count there, and take the request."""
    today, told = local(request.actor.at).date(), _told(request.session)
    if not memberships_of(request.actor).filter(network_id=network_id).exists():
        raise NotFound
    network = public_network(to_id, on=today)
    if not told:
        return redirect("moving", network_id)
    shown = house_rules(to_id, get_language() or "nl", on=today)
    form = MoveToForm(request.POST if request.method == "POST" else None, mark=shown.mark)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_move(
                request.actor,
                network_id,
                to_id,
                _unit(told),
                told["tie"],
                shown,
                now=timezone.now(),
            )
        except (AddressMissing, NameUnusable) as refusal:
            messages.warning(request, refusal.message())
            return redirect("moving", network_id)
        request.session.pop(MOVING, None)
        messages.success(
            request, gettext("Your new address is with the coordinator. You get an answer.")
        )
        return redirect("settings")
    context = {
        "network": network,
        "from_id": network_id,
        "is_within": network_id == to_id,
        "unit": _unit(told),
        "rules": shown,
        "form": form,
    }
    return render(request, "joining/moving_to.html", context)


def _told(session: SessionBase) -> dict[str, Any]:
    kept = session.get(MOVING)
    return dict(json.loads(unseal(base64.b64decode(kept), SEAL))) if kept else {}


def _unit(told: dict[str, Any]) -> UnitDetails:
    return UnitDetails(**{name: told[name] for name in UnitDetails.__slots__})
