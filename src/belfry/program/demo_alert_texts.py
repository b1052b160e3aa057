"""The texts for alerts of the demonstration: written by one of the police of each zone, approved by another."""

import tomllib
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import Final

from belfry.bulletins.actions.alert_texts import approve_text, propose_text
from belfry.bulletins.alert_texts import languages_of_zone
from belfry.bulletins.types import Words
from belfry.people.actions import choose_settings
from belfry.people.queries import settings_of
from belfry.program.cast import Stage, actor_named, person_named

TEXTS: Final = files("belfry.program") / "demo_alert_texts.toml"
# Who agreed to alerts in their quiet hours.
WOKEN: Final = ("member-chloe", "deputy-sofia")


def approve_alert_texts(stage: Stage, now: datetime) -> None:
    """Let both zones have their texts for alerts, in the languages of their networks."""
    rows = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["text"]
    zones = (
        (stage.beiaard, "officer-an", "officer-els"),
        (stage.valclocher, "officer-piet", "chief-marie"),
    )
    for zone_id, writer, approver in zones:
        an, els = actor_named(writer, at=now), actor_named(approver, at=now)
        for row in rows:
            texts = {
                language: Words(**row[language]) for language in languages_of_zone(an, zone_id)
            }
            proposed = propose_text(an, zone_id, row["fact_type"], texts, now=now)
            approve_text(els, proposed.pk, seen=proposed.written_at.isoformat(), now=now)
    for name in WOKEN:
        person_id = person_named(name)
        choose_settings(person_id, replace(settings_of(person_id), may_be_woken=True), now=now)
