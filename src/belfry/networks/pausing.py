"""The doors to pauses: a network that is suspended, or dormant because nobody looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.networks.models import Network, Pause
from belfry.networks.policies import is_police_of, may_suspend
from belfry.networks.queries import leading_zones, network_for
from belfry.networks.workflow import PAUSED_BY, NetworkState, PauseReason


@dataclass(frozen=True, slots=True)
class Pausing:
    """A network as its police pause it: for which reasons, and whether they let it go on."""

    network: Network
    reasons: Sequence[PauseReason]
    may_resume: bool


def network_to_pause(actor: Actor, network_id: UUID, *, lock: bool = False) -> Pausing:
    """Return a network with what the actor, police of its leading zone, may do; raise NotFound, NotAllowed."""
    network = network_for(actor, network_id, lock=lock)
    zone_id = leading_zones([network_id], on=local(actor.at).date()).get(network_id)
    if not is_police_of(actor, network_id, [zone_id] if zone_id else []):
        raise NotAllowed
    decides = {NetworkState.DORMANT} | (
        {NetworkState.SUSPENDED} if may_suspend(actor, zone_id) else set()
    )
    reasons = [reason for reason, state in PAUSED_BY.items() if state in decides]
    return Pausing(network, reasons, network.state in decides)


def pause_of(network_id: UUID) -> Pause | None:
    """Return the pause in which a network is now (for pages that judged access already)."""
    return Pause.objects.filter(network_id=network_id, until=None).first()


def pauses_of(network_id: UUID) -> Sequence[Pause]:
    """Return every pause of a network, the newest first (for pages that judged access already)."""
    return list(Pause.objects.filter(network_id=network_id).order_by("-since", "pk"))
