"""What reports and messages have to do with each other."""

from uuid import UUID

from belfry.bulletins.models import Bulletin
from belfry.bulletins.queries import is_ended
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import Actor
from belfry.networks.kinds import BulletinClass
from belfry.sightings.queries import sightings_for


def is_asked(bulletin: Bulletin) -> bool:
    """Whether the police still want to know what readers of a message saw."""
    return (
        bulletin.bulletin_class == BulletinClass.REQUEST
        and bulletin.state == BulletinState.APPROVED
        and not is_ended(bulletin)
    )


def answers_to(actor: Actor, bulletin_id: UUID) -> int:
    """Return how many reports answer a message, for officers and chief of the zone; 0 for anybody else."""
    return sightings_for(actor).filter(about=bulletin_id).count()
