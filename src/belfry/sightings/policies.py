"""Who may do what with a report. Every rule reads as a question about an actor."""

from typing import Final
from uuid import UUID

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.networks.queries import plan_of
from belfry.sightings.errors import TooMany

# Of one network on one day, counted without looking at anybody: more is no longer what residents saw.
MOST_A_DAY: Final = 200


def may_report(actor: Actor, network_id: UUID) -> bool:
    """Members report, and coordinator and deputies, in their own network."""
    return network_id in actor.member_of or actor.holds(*NETWORK_ROLES, network_id=network_id)


def handles_reports(actor: Actor) -> bool:
    """Officers and chief of a zone have an inbox, and officers of one network (M12)."""
    return bool(actor.zones(*POLICE_ROLES) or actor.networks(Role.OFFICER))


def may_see_reports_of(actor: Actor, network_id: UUID) -> bool:
    """Coordinator and deputies, where the plan of the network says so, see that there is a report; never a word of it."""
    return actor.holds(*NETWORK_ROLES, network_id=network_id) and plan_of(network_id).shows_reports


def check_number_of(received_today: int) -> None:
    """Raise TooMany where a network reported more on one day than residents can see."""
    if received_today >= MOST_A_DAY:
        raise TooMany
