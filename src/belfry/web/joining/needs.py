"""Which requests to join need a person now."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from belfry.core.actor import NETWORK_ROLES, Actor, Role
from belfry.joining.queries import at_police, to_answer
from belfry.web.need import Need

# So many of each kind stand on a first page; the others have pages of their own.
MOST: Final = 5


def joinings_asked(actor: Actor) -> Iterator[Need]:
    """Yield the requests that wait for this person, the first few; none of them names anybody."""
    roles = {held.role for held in actor.mandates}
    for one in to_answer(actor)[:MOST] if roles & NETWORK_ROLES else ():
        yield Need(
            _("Somebody asks to join"),
            capfirst(one.get_place_display()),
            _("member list"),
            one.network.name,
            one.asked_at,
            reverse("joining_request", args=[one.pk]),
            _("Read and answer"),
            "user-round-plus",
        )
    # Who leads the zone gets the mail about it, and answers where there is no officer.
    for one in at_police(actor)[:MOST] if Role.OFFICER in roles else ():
        yield Need(
            _("Somebody from outside asks to join"),
            one.network.name,
            _("member list"),
            "",
            one.asked_at,
            reverse("joining_police"),
            _("Read and answer"),
            "user-round-plus",
        )
