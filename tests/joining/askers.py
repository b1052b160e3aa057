"""Somebody who asks to join Meerstraat, and a ground for that network."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from belfry.joining.actions.asking import ask_to_join
from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.joining.types import Asked
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Perimeter
from belfry.people.types import PersonDetails, UnitDetails
from belfry.territory.models import Address, Street
from tests.cast import NOON, Cast

MAILBOX = "maria.jacobs@mail.example"
MARIA = Asked(
    PersonDetails("Maria", "Jacobs", "fr", (MAILBOX,)),
    UnitDetails("", "Kapelweg", "7", "", "9990", "Klokdorp"),
    "lives",
)
OUTSIDE = replace(MARIA, unit=replace(MARIA.unit, street="Veldweg"))


def asked(
    cast: Cast, who: Asked = MARIA, *, network_id: UUID | None = None, now: datetime = NOON
) -> Request:
    """Let somebody ask to join, Meerstraat if no other network is named."""
    load_models(now=NOON)
    network_id = network_id or cast.stage.meerstraat
    rules = house_rules(network_id, who.person.language, on=NOON.date())
    return ask_to_join(network_id, who, rules, now=now)


def street(name: str, *numbers: int, **more: Any) -> Street:
    """Return a street of Klokdorp with these house numbers."""
    found = Street.objects.create(
        region="BE-VLG", reference=name, nis="99011", name_nl=name, folded=name.casefold()
    )
    for number in numbers:
        Address.objects.create(
            street=found, region="BE-VLG", reference=f"{name} {number}", number=number,
            postcode="9990", status="current", **more,
        )  # fmt: skip
    return found


def ground(cast: Cast) -> None:
    """Let Meerstraat have the odd numbers of Kapelweg and nothing of Veldweg."""
    kapelweg, _ = street("Kapelweg", 7, 8), street("Veldweg", 7)
    ranges = [{"street": kapelweg.pk, "first": 1, "last": 20, "side": "odd"}]
    Perimeter.objects.create(network_id=cast.stage.meerstraat, streets=ranges, since=NOON.date())
