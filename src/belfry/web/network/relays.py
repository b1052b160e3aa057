"""Which neighbour tells a member what the police say. Keepers of the list only (H15)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from belfry.networks.actions.neighbours import name_relay
from belfry.networks.errors import NotANeighbour
from belfry.networks.kinds import ListPart
from belfry.networks.member_list import listed, opened_lines
from belfry.networks.queries import membership_for
from belfry.networks.types import ListedMember
from belfry.web.network.forms.members import RelayForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def relay(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for(request.actor, membership_id)
    network_id = membership.network_id
    everybody = listed(request.actor, network_id, ListPart.EVERYBODY)
    rows = opened_lines(request.actor, network_id, everybody)
    mine = next(row for row in rows if row.membership_id == membership_id)
    others = [row for row in rows if row is not mine]
    # Those of the same street first, as far as both agreed to show it: they are asked most often.
    others.sort(key=lambda row: (not row.street or row.street != mine.street, not row.name))
    chosen = next((row for row in others if row.person_id == membership.relay_person_id), None)
    form = RelayForm(
        request.POST if request.method == "POST" else None,
        choices=[(str(row.membership_id), _label(row)) for row in others],
        chosen=str(chosen.membership_id) if chosen else "",
    )
    if form.is_valid():
        try:
            name_relay(request.actor, membership_id, form.membership_id, now=timezone.now())
        except NotANeighbour as error:
            form.add_error("neighbour", error.message())
        else:
            messages.success(request, gettext("The neighbour is written down."))
            return redirect("members", network_id)
    context = {
        "membership": membership,
        "network": membership.network,
        "name": mine.label,
        "form": form,
    }
    return render(request, "network/member_relay.html", context)


def _label(row: ListedMember) -> str:
    return f"{row.label}, {row.street}" if row.street else row.label
