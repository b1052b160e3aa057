"""What a recognised network prints: window stickers, and the form by which somebody joins on paper."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import BRUSSELS, local
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.policies import is_partner
from belfry.networks.queries import network_for, places_of
from belfry.networks.workflow import NetworkState
from belfry.networks.zone_checks import as_dialled
from belfry.networks.zone_rules import zone_rules
from belfry.paperwork import documents
from belfry.paperwork.documents import Said
from belfry.territory.queries import municipalities_by_id, zones_by_id

if TYPE_CHECKING:
    from belfry.territory.models import Municipality, PoliceZone

# To the coordinator, whom no paper names.
HANDED_IN: Final = _("the coordinator, or in a closed envelope at the town hall of %(town)s")


def sticker_sheet(actor: Actor, network_id: UUID, *, now: datetime) -> documents.StickerSheet:
    """Return a sheet of window stickers; raise NotFound, NotAllowed."""
    return documents.StickerSheet(**_common(actor, network_id, now))


def enrolment_form(actor: Actor, network_id: UUID, *, now: datetime) -> documents.EnrolmentForm:
    """Return the form to join, with the way to the page where one asks to join online; raise NotFound, NotAllowed."""
    common = _common(actor, network_id, now)
    handed_in = {}
    for language in common["languages"]:
        with translation.override(language):
            handed_in[language] = str(HANDED_IN) % {"town": common["network"].town[language]}
    return documents.EnrolmentForm(
        **common, link=f"{settings.BASE_URL}/where/{network_id}/join/", return_to=(handed_in,)
    )


def portrait(
    *,
    kind: str,
    name: str,
    town: "Municipality",
    zone: "PoliceZone",
    on: date,
    area: Said = "",
) -> documents.Network:
    """Return a network as papers of a day speak of it: functions and routes, never a person."""
    rules = zone_rules(zone.pk, at=datetime.combine(on, time.max, tzinfo=BRUSSELS))
    number = as_dialled(rules.office_number)
    names = {language: zone.name_in(language) for language in Language.values}
    office = {language: f"{name}, {number}" for language, name in names.items()}
    return documents.Network(
        kind=documents.Kind(kind),
        name=name,
        town={language: town.name_in(language) for language in Language.values},
        police_zone=names,
        area=area,
        contact=(office,) if number else (),
        police_number=zone.urgent_police_number,
        emergency_number=zone.urgent_help_number,
    )


def _common(actor: Actor, network_id: UUID, now: datetime) -> dict[str, Any]:
    today = local(now).date()
    network = network_for(actor, network_id)
    zones, towns = places_of(network_id, on=today)
    if not is_partner(actor, network_id, zones, towns):
        raise NotAllowed
    if network.state != NetworkState.ACTIVE or not towns:
        raise NotFound
    return {
        "languages": tuple(network.languages),
        "dated": today,
        "network": portrait(
            kind=network.kind,
            name=network.name,
            town=municipalities_by_id(towns[:1])[towns[0]],
            zone=zones_by_id(zones[:1])[zones[0]],
            on=today,
        ),
    }
