"""Open a network and set its communication plan."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from belfry.core.actor import Actor
from belfry.networks.models import Network, Plan
from belfry.networks.types import PlanDetails


def open_network(
    actor: Actor,
    *,
    name: str,
    kind: str,
    languages: Sequence[str],
    zone_ids: Sequence[UUID],
    municipality_ids: Sequence[UUID],
    now: datetime,
    parent_id: UUID | None = None,
    opened_on: date | None = None,
) -> Network:
    """Open a network with a default plan; the first zone and municipality are leading.

    Officers and the chief of the leading zone may. A sectoral network may span zones.
    """
    raise NotImplementedError


def set_plan(
    actor: Actor, network_id: UUID, plan: PlanDetails, *, now: datetime
) -> Plan:
    """Make a new version of the communication plan (coordinator, officer or chief)."""
    raise NotImplementedError
