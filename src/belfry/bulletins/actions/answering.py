"""What a reader says after an urgent message, without a name."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from belfry.bulletins.models import Mood, Release
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.delivery import feelings
from belfry.networks.types import scope_of


@transaction.atomic
def say_feeling(token: str, feeling: str, *, useful: bool | None, now: datetime) -> bool:
    """Keep how a reader feels, by the token of one mail; return False when it was used before.

    Nothing of the reader is kept: the token is random and belongs to nobody, and of the time only the day stays.
    Raises LinkNotValid, NotFound.
    """
    release = release_of_token(token)
    _, is_new = Mood.objects.get_or_create(
        token=sha256(token.encode()).digest(),
        defaults={
            "release": release,
            "feeling": feeling,
            "useful": useful,
            "on": local(now).date(),
        },
    )
    return is_new


def release_of_token(token: str) -> Release:
    """Return the release that a mail's token is of; raise LinkNotValid, NotFound."""
    bulletin_id, scope = feelings.read(token)
    for release in Release.objects.filter(bulletin_id=bulletin_id).select_related("network"):
        if scope_of(release.network_id) == scope:
            return release
    raise NotFound
