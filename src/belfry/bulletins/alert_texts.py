"""Texts for alerts as officers keep them, and what must hold of each: whole, fitting with every street, clean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext

from belfry.bulletins.errors import (
    DoesNotFitEverywhere,
    SlotMissing,
    SlotUnknown,
    TextIncomplete,
)
from belfry.bulletins.kinds import TemplateKind
from belfry.bulletins.models import ProposedText, Template
from belfry.bulletins.policies import ASKED
from belfry.bulletins.proofreading import check_words, remarks_on
from belfry.bulletins.rendering import render, short_text
from belfry.bulletins.types import Draft, Words
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.delivery.queries import channel_names
from belfry.delivery.ways import form_of, short_faults, text_faults, text_in
from belfry.networks.kinds import BulletinClass, FactType
from belfry.networks.queries import networks_of_zone
from belfry.networks.zone_rules import zone_rules
from belfry.territory.queries import streets_of_towns, towns_of_zone, zones_by_id

if TYPE_CHECKING:
    from belfry.territory.models import PoliceZone

FIELDS: Final = (*ASKED[BulletinClass.ALERT], "short")
SLOT: Final = re.compile(r"\{([^{}]*)\}")
SLOTS: Final = frozenset({"place", "time"})
# As long as any time of day.
A_TIME: Final = "23:59"
# As many characters as `models.Text` keeps of each field.
MOST: Final[Mapping[str, int]] = {
    "title": 120,
    "what": 2000,
    "where": 300,
    "when": 300,
    "what_to_do": 2000,
    "short": 500,
}
# Where a zone has no streets yet: something to read a text with.
A_STREET: Final = "Stationsstraat"


@dataclass(frozen=True, slots=True)
class FactText:
    """A type of fact with the text in force, if there is one, and the text that waits for approval."""

    fact_type: FactType
    template: Template | None
    proposed: ProposedText | None


def texts_of_zone(actor: Actor, zone_id: UUID) -> list[FactText]:
    """Return every type of fact that a zone sends alerts for, with its texts, for its officers and chief.

    Types that are switched off come last, if they have a text. Raises NotFound for anybody else.
    """
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    in_force = {
        one.code: one
        for one in Template.objects.filter(
            zone_id=zone_id, kind=TemplateKind.ALERT, withdrawn_at__isnull=True
        )
    }
    waiting = {one.fact_type: one for one in ProposedText.objects.filter(zone_id=zone_id)}
    on = zone_rules(zone_id, at=actor.at).fact_types
    codes = dict.fromkeys([*on, *(one for one in FactType.values if one in in_force | waiting)])
    return [FactText(FactType(one), in_force.get(one), waiting.get(one)) for one in codes]


def languages_of_zone(actor: Actor, zone_id: UUID) -> list[str]:
    """Return the languages that a text needs: those of the zone's networks."""
    own = {key for one in networks_of_zone(actor, zone_id) for key in one.languages}
    return [one for one in Language.values if one in own]


def with_street(texts: Mapping[str, Words], streets: Mapping[str, str]) -> dict[str, Words]:
    """Return texts as they read with a street ({language: name}) and a time."""
    return {language: _filled(words, streets[language]) for language, words in texts.items()}


def _filled(words: Words, street: str) -> Words:
    said = {
        one.name: getattr(words, one.name).replace("{place}", street).replace("{time}", A_TIME)
        for one in fields(Words)
    }
    return Words(**said)


def check_texts(actor: Actor, zone_id: UUID, texts: Mapping[str, Words], *, now: datetime) -> None:
    """Raise what keeps texts from being sent in some street of the zone, by any way.

    TextIncomplete, SlotMissing, SlotUnknown, DoesNotFitEverywhere, WordsHeldBack.
    """
    wanted = languages_of_zone(actor, zone_id) or list(texts)
    for language in dict.fromkeys([*wanted, *texts]):
        _check_whole(language, texts.get(language, Words()))
    names = _street_names(zone_id, list(texts), now)
    zone = zones_by_id([zone_id])[zone_id]
    for language, words in texts.items():
        for street, fault in _faults(words, language, names[language], zone):
            raise DoesNotFitEverywhere(
                language=Language(language).label, street=street, fault=fault
            )
    read = with_street(texts, {language: names[language][0] for language in texts})
    check_words(remarks_on(Draft(BulletinClass.ALERT, (), read), zone_rules(zone_id, at=now)), ())


def _check_whole(language: str, words: Words) -> None:
    if any(not getattr(words, name).strip() for name in FIELDS):
        raise TextIncomplete
    label = Language(language).label
    for one in fields(Words):
        for slot in SLOT.findall(getattr(words, one.name)):
            if slot not in SLOTS:
                raise SlotUnknown(language=label, slot=f"{{{slot}}}")
    others = " ".join(getattr(words, name) for name in FIELDS if name != "short")
    if any(f"{{{slot}}}" not in said for slot in SLOTS for said in (words.short, others)):
        raise SlotMissing(language=label)


def _street_names(zone_id: UUID, languages: Sequence[str], now: datetime) -> dict[str, list[str]]:
    """Return {language: the name of every street of a zone, the longest first}."""
    on = local(now).date()
    towns = [town.nis for town in towns_of_zone(zone_id, on=on)]
    streets = streets_of_towns(towns, on=on)
    found = {
        language: sorted(
            {one.name_in(language) for one in streets}, key=lambda one: (-len(one), one)
        )
        for language in languages
    }
    return {language: names or [A_STREET] for language, names in found.items()}


def _faults(
    words: Words, language: str, streets: Sequence[str], zone: "PoliceZone"
) -> Iterator[tuple[str, str]]:
    """Yield (street, why the text cannot be sent with it): of SMS for every street, for letters count there."""
    longest = streets[0]
    read = _filled(words, longest)
    for name in FIELDS:
        if len(getattr(read, name)) > MOST[name]:
            yield longest, gettext("A field would be longer than it may be.")
    letter = render(Draft(BulletinClass.ALERT, (), {language: read}), zone)[language]
    for channel in channel_names():
        for fault in text_faults(channel, text_in(form_of(channel), letter), language):
            yield longest, fault
    for street in streets:
        said = replace(words, short=_filled(words, street).short)
        for fault in short_faults(short_text(said, BulletinClass.ALERT, language, zone), language):
            yield street, fault
