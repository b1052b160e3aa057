"""Who may ask and answer. Every rule reads as a question about an actor."""

from typing import Final
from uuid import UUID

from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.questions.errors import TooManyOpen

# Questions of one member, and of one network to its police, that wait for an answer at the same time.
MOST_OF_A_MEMBER: Final = 5
MOST_OF_A_NETWORK: Final = 10


def may_coordinate(actor: Actor, network_id: UUID) -> bool:
    """Coordinator and deputies answer members, and ask the police."""
    return actor.holds(*NETWORK_ROLES, network_id=network_id)


def may_ask(actor: Actor, network_id: UUID) -> bool:
    """Members ask; who would have to answer does not."""
    return network_id in actor.member_of and not may_coordinate(actor, network_id)


def may_answer_for_police(actor: Actor, network_id: UUID, zone_id: UUID) -> bool:
    """Officers and chief of the zone answer, and officers of that one network."""
    return actor.holds(*POLICE_ROLES, zone_id=zone_id) or actor.holds(
        Role.OFFICER, network_id=network_id
    )


def check_open(waiting: int, most: int) -> None:
    """Raise TooManyOpen where as many as may wait for an answer already."""
    if waiting >= most:
        raise TooManyOpen
