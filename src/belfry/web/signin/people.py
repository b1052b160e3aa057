"""The person behind a request that passed `signed_in`."""

from typing import TYPE_CHECKING

from belfry.core.errors import NotFound
from belfry.web.request import ActorRequest

if TYPE_CHECKING:
    from belfry.people.models import Person


def person_of(request: ActorRequest) -> "Person":
    """Return who is signed in, without another query; raise NotFound for nobody."""
    if not request.user.is_authenticated:
        raise NotFound
    return request.user
