"""When the members of a network are left alone, where they chose no hours of their own."""

from datetime import time
from uuid import UUID

from belfry.networks.models import Plan


def night_of(network_id: UUID) -> tuple[time, time]:
    """Return the quiet hours (Belgian clock) of the newest communication plan of a network."""
    plans = Plan.objects.filter(network_id=network_id).order_by("-version")
    return plans.values_list("quiet_from", "quiet_until")[:1].get()
