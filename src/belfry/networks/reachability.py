"""How many members of a network can be reached by two ways: a number, never who."""

from typing import Final, NamedTuple

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.networks.models import Membership, Network
from belfry.networks.policies import may_see_names
from belfry.networks.queries import linked_zone_ids
from belfry.networks.workflow import MembershipState
from belfry.people.reachability import reachable_by_two

# In a smaller network a number would tell of somebody.
FROM_MEMBERS: Final = 10


class TwoWays(NamedTuple):
    """Of so many members, so many can be reached by two ways."""

    number: int
    members: int

    @property
    def share(self) -> int:
        """The share in whole percent, rounded down."""
        return 100 * self.number // self.members


def two_ways(actor: Actor, network: Network) -> TwoWays | None:
    """Return it for who keeps the list and the police, from ten members on; None for everybody else."""
    zones = linked_zone_ids(network.pk, on=local(actor.at).date())
    if network.member_count < FROM_MEMBERS or not may_see_names(actor, network.pk, zones):
        return None
    members = Membership.objects.filter(network_id=network.pk, state=MembershipState.ACTIVE)
    return TwoWays(
        reachable_by_two(members.values_list("person_id", flat=True)), network.member_count
    )
