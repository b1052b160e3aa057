"""What a coordinator sees of reports to the police: that there was one, never a word of it and never whose it was."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from belfry.core.actor import NETWORK_ROLES
from belfry.core.errors import NotAllowed
from belfry.networks.queries import network_for
from belfry.sightings.policies import may_see_reports_of
from belfry.sightings.queries import reports_of_network
from belfry.sightings.workflow import seen_by_network
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in


@require_safe
@signed_in
def network_reports(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """List that there were reports, where the plan says so; else say who can change the plan."""
    actor = request.actor
    network = network_for(actor, network_id)
    if not actor.holds(*NETWORK_ROLES, network_id=network_id):
        raise NotAllowed
    context: dict[str, object] = {"network": network, "is_shown": False}
    if may_see_reports_of(actor, network_id):
        page = page_of(reports_of_network(actor, network_id), request.GET.get("after", ""))
        seen = [(row, capfirst(seen_by_network(row.state).label)) for row in page.rows]
        context |= {"is_shown": True, "page": page, "rows": seen}
    return render(request, "network/reports.html", context)
