"""What every page shows around its own content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from belfry.bulletins.policies import CONSOLE_ROLES
from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor, Role
from belfry.core.clock import local
from belfry.core.mode import is_exercise
from belfry.founding.queries import has_dossiers
from belfry.networks.queries import TOWN_ROLES, zones_of_networks
from belfry.territory.queries import zones_by_id
from belfry.web.copies import SIGHT

LOOKS_AFTER_NETWORKS = (
    NETWORK_ROLES | POLICE_ROLES | {Role.DISPATCHER, Role.ADVISER, Role.CLERK, Role.MAYOR}
)
FEDERAL = frozenset({Role.REVIEWER, Role.CENTRE})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the main menu; `page` is the name of its address."""

    label: str
    page: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class UrgentNumbers:
    """What to call when it happens now."""

    police: str = "101"
    help: str = "112"


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of `base.html`.

    The numbers cost one query for people of a zone, two for members, none for anybody else.
    """
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "languages": settings.LANGUAGES,
        "is_demo": settings.MODE == "demo",
        "is_exercise": is_exercise(),
        "is_copy": SimpleLazyObject(lambda: SIGHT.shows_copy(now=timezone.now())),
        "nav": menu(actor, request.path) if actor and actor.person_id else [],
        "urgent": SimpleLazyObject(lambda: urgent_numbers(actor)),
    }


def menu(actor: Actor, path: str) -> list[Entry]:
    """Return the main menu by what the actor is."""
    roles = {held.role for held in actor.mandates}
    pages = [
        ("home", _("Home"), True, ("/",)),
        ("console", _("Console"), bool(roles & CONSOLE_ROLES), ("/console/",)),
        ("bulletins", _("Messages"), bool(roles & POLICE_ROLES), ("/bulletins/",)),
        (
            "sightings",
            _("Reports"),
            bool(roles & POLICE_ROLES),
            ("/sightings/", "/police-questions/"),
        ),
        (
            "town_matters",
            _("For the town hall"),
            bool(roles & set(TOWN_ROLES)),
            ("/town-matters/",),
        ),
        ("networks", _("Networks"), bool(roles & LOOKS_AFTER_NETWORKS), ("/networks/",)),
        ("dossiers", _("Dossiers"), has_dossiers(actor), ("/dossiers/",)),
        ("archive", _("Received"), bool(actor.member_of), ("/archive/",)),
        ("report", _("I saw something"), bool(actor.member_of), ("/report/",)),
        ("register", _("All networks"), bool(roles & FEDERAL), ("/register/",)),
        ("removals", _("Removals"), Role.REVIEWER in roles, ("/removals/",)),
        ("circulars", _("Models"), bool(roles & FEDERAL), ("/circulars/", "/models/")),
        ("operator", _("Sending"), Role.OPERATOR in roles, ("/operator/",)),
    ]
    return [
        Entry(label, name, path == "/" if name == "home" else path.startswith(starts))
        for name, label, is_shown, starts in pages
        if is_shown
    ]


def urgent_numbers(actor: Actor | None) -> UrgentNumbers:
    """Return the numbers of the actor's police zone, else those of the whole country."""
    if actor is None:
        return UrgentNumbers()
    zones = actor.zones(*Role)
    networks = actor.member_of | actor.networks(*Role)
    if not zones and networks:
        linked = zones_of_networks(networks, on=local(actor.at).date())
        zones = frozenset().union(*linked.values())
    found = sorted(zones_by_id(zones).values(), key=lambda zone: zone.code) if zones else []
    if not found:
        return UrgentNumbers()
    return UrgentNumbers(found[0].urgent_police_number, found[0].urgent_help_number)
