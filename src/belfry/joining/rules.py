"""The house rules that count for a network: those its partners signed, else the model."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from belfry.joining.kinds import Source
from belfry.joining.types import HouseRules, Rule
from belfry.networks.kinds import Paper
from belfry.networks.model_papers import model_for, newest_charter, sections_in
from belfry.networks.queries import networks_by_id, places_of
from belfry.territory.queries import municipalities_by_id, zones_by_id


def house_rules(network_id: UUID, language: str, *, on: date) -> HouseRules:
    """Return the house rules of a network on a day in a language, else in its own; raise NotFound."""
    charter = newest_charter(network_id, on=on)
    sections: Sequence[Mapping[str, Any]] = (
        charter.papers.get(Paper.HOUSE_RULES, []) if charter else []
    )
    wanted = _language(sections, language)
    if charter and wanted:
        rules = [Rule(one["title"].get(wanted, ""), one["content"][wanted]) for one in sections]
        return HouseRules(Source.CHARTER, charter.version, wanted, charter.valid_from, rules)
    model = model_for(Paper.HOUSE_RULES, language, on=on)
    names = _names(network_id, language, on)
    filled = [Rule(one.title, _filled(one.text, names)) for one in sections_in(model)]
    return HouseRules(Source.MODEL, model.version, language, model.valid_from, filled)


def _language(sections: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return in which language all sections say something, the wanted one first; empty for none."""
    common = [
        one
        for one in (sections[0]["content"] if sections else {})
        if all(section["content"].get(one) for section in sections)
    ]
    return language if language in common else next(iter(common), "")


def _names(network_id: UUID, language: str, on: date) -> Mapping[str, str]:
    zones, towns = places_of(network_id, on=on)
    zone_names, town_names = zones_by_id(zones), municipalities_by_id(towns)
    return {
        "{network}": networks_by_id([network_id])[network_id].name,
        "{zone}": ", ".join(zone_names[one].name_in(language) for one in zones),
        "{municipality}": ", ".join(town_names[one].name_in(language) for one in towns),
    }


def _filled(text: str, names: Mapping[str, str]) -> str:
    for blank, name in names.items():
        text = text.replace(blank, name)
    return text
