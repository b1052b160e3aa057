"""A network is suspended or dormant for a while, and goes on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from belfry.core.errors import MoveNotAllowed
from belfry.networks.actions.pausing import pause_network, resume_network
from belfry.networks.errors import NobodyLooksAfter, StillLookedAfter
from belfry.networks.pausing import network_to_pause, pause_of, pauses_of
from belfry.networks.workflow import NetworkState
from belfry.web.network.forms.pausing import PauseForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def network_pause(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show the pauses of a network to its police, and take the reason for a new one."""
    found = network_to_pause(request.actor, network_id)
    form = PauseForm(request.POST if request.method == "POST" else None, reasons=found.reasons)
    if form.is_valid():
        try:
            pause_network(
                request.actor, network_id, form.cleaned_data["reason"], now=timezone.now()
            )
        except (MoveNotAllowed, StillLookedAfter) as refusal:
            form.add_error("reason", refusal.message())
        else:
            messages.success(request, gettext("It is saved. Members and partners are told."))
            return redirect("network_pause", network_id)
    context = {
        "network": found.network,
        "form": form,
        "is_active": found.network.state == NetworkState.ACTIVE,
        "pause": pause_of(network_id),
        "may_resume": found.may_resume,
        "pauses": pauses_of(network_id),
    }
    return render(request, "network/pause.html", context)


@require_POST
@signed_in
def network_resume(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Let a network go on."""
    try:
        resume_network(request.actor, network_id, now=timezone.now())
    except (MoveNotAllowed, NobodyLooksAfter) as refusal:
        messages.error(request, refusal.message())
    else:
        messages.success(request, gettext("The network goes on. Members and partners are told."))
    return redirect("network_pause", network_id)
