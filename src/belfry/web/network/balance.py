"""What a network got, quarter by quarter, and what it still waits for: for its three partners."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belfry.bulletins.debts import owed_to
from belfry.bulletins.figures import Balance, Span, balances_of, last_heard, quarter_of
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.networks.policies import is_partner, may_see_names
from belfry.networks.queries import network_for, places_of
from belfry.web.debts import debt_lines
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

QUARTERS = 4


@require_safe
@signed_in
def balance(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Show the balance of exchange, and the outcomes that are owed with their clocks."""
    actor = request.actor
    network = network_for(actor, network_id)
    zones, towns = places_of(network_id, on=local(actor.at).date())
    if not is_partner(actor, network_id, zones, towns):
        raise NotAllowed
    named = may_see_names(actor, network_id, zones)
    owed = owed_to(network_id, now=actor.at)
    context = {
        "network": network,
        # The municipality reads that something is owed, not what the police wrote.
        "named": named,
        "lines": debt_lines(owed, request.LANGUAGE_CODE or "", now=actor.at, named=named),
        "quarters": _quarters(network_id, request),
        "heard_at": last_heard([network_id]).get(network_id),
    }
    return render(request, "network/balance.html", context)


def _quarters(network_id: UUID, request: ActorRequest) -> list[tuple[Span, Balance]]:
    """Return the present quarter and those before it."""
    span, found = quarter_of(local(request.actor.at).date()), []
    for _number in range(QUARTERS):
        found.append((span, balances_of([network_id], span)[network_id]))
        span = quarter_of(span.first - timedelta(days=1))
    return found
