"""Which neighbour tells a member what the police say. Keepers of the list only (H15)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from belfry.networks.actions.neighbours import name_relay
from belfry.networks.errors import NotANeighbour
from belfry.networks.queries import member_list, membership_for
from belfry.networks.types import MemberDetails
from belfry.web.network.forms.members import RelayForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def relay(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for(request.actor, membership_id)
    rows = member_list(request.actor, membership.network_id, now=timezone.now())
    mine = next(row for row in rows if row.membership_id == membership_id)
    others = [row for row in rows if row is not mine]
    # Those of the same street first: they are asked most often.
    others.sort(key=lambda row: row.unit.street != mine.unit.street)
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
            return redirect("members", membership.network_id)
    context = {
        "membership": membership,
        "network": membership.network,
        "name": mine.name,
        "form": form,
    }
    return render(request, "network/member_relay.html", context)


def _label(row: MemberDetails) -> str:
    place = f"{row.unit.street} {row.unit.number}".strip()
    return f"{row.name}, {place}" if place else row.name
