"""The figures of a police zone for its chief: a month, and the balance of exchange of its quarter."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from belfry.bulletins.figures import exchange_of_zone, figures_of_month, month_of, quarter_of
from belfry.core.clock import local
from belfry.networks.kinds import BulletinClass
from belfry.territory.queries import zones_by_id
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

# No zone has figures from before.
EARLIEST = date(2020, 1, 1)


@require_safe
@signed_in
def zone_figures(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Show a month: messages by class, outcomes in time, and what each network got in its quarter."""
    today = local(request.actor.at).date()
    day = _asked(request, today)
    figures = figures_of_month(request.actor, zone_id, day)
    quarter = quarter_of(day)
    previous = figures.span.first - timedelta(days=1)
    following = figures.span.last + timedelta(days=1)
    context = {
        "zone_id": zone_id,
        "zone_name": zones_by_id([zone_id])[zone_id].name_in(request.LANGUAGE_CODE or ""),
        "figures": figures,
        "by_class": [(BulletinClass(key).label, count) for key, count in figures.by_class.items()],
        "exchange": exchange_of_zone(request.actor, zone_id, quarter),
        "quarter": quarter,
        "previous": previous if previous >= EARLIEST else None,
        "following": following if following <= today else None,
        "is_present": figures.span == month_of(today),
    }
    return render(request, "police/figures.html", context)


def _asked(request: ActorRequest, today: date) -> date:
    """Return a day of the month that is asked for; today for anything that is no month of the past."""
    try:
        day = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today
    return day if EARLIEST <= day <= today else today
