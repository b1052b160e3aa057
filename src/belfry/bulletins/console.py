"""What the console of dispatchers shows: streets and their networks, prepared texts, alerts under way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from belfry.bulletins.audience import audiences_of
from belfry.bulletins.errors import NoTextForFact
from belfry.bulletins.filling import Slots, filled, templates_in_force
from belfry.bulletins.kinds import NightReason, TemplateKind
from belfry.bulletins.models import Bulletin, PassedFact, Template
from belfry.bulletins.outlook import Outlook, channels_of, completeness_of, preview_of
from belfry.bulletins.policies import CONSOLE_ROLES, WIDE, is_in_progress
from belfry.bulletins.types import Draft
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import after_quiet, local
from belfry.core.errors import NotFound
from belfry.networks.kinds import BulletinClass, FactType, NetworkKind
from belfry.networks.nearby import PublicNetwork, networks_near
from belfry.networks.policies import may_wake
from belfry.networks.queries import member_counts, networks_by_id, plans_of
from belfry.networks.types import ZoneRules
from belfry.networks.zone_rules import zone_rules
from belfry.territory.models import Municipality
from belfry.territory.queries import towns_of_zone
from belfry.territory.search import find_streets, streets_by_id
from belfry.territory.types import FoundStreet

# A shift of the control room: for so long an alert stays on the console.
SHIFT: Final = timedelta(hours=12)
MOST_STREETS: Final = 6


class Fact(NamedTuple):
    """What was seen: its type, in which street (`territory.Street`), and when (UTC)."""

    fact_type: str
    street_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NetworkHere:
    """A network of a place: how many members, and between which hours it is night there (Belgian clock)."""

    network_id: UUID
    name: str
    kind: str
    members: int
    quiet_from: time
    quiet_until: time

    @property
    def kind_name(self) -> str:
        """Its kind in the active language."""
        return str(NetworkKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Place:
    """A street in a zone of the actor, the networks that have it, and the others of its municipality."""

    street: FoundStreet
    zone_id: UUID
    here: Sequence[NetworkHere]
    others: Sequence[NetworkHere]

    @property
    def network_ids(self) -> frozenset[UUID]:
        """Every network that an alert about this place may go to."""
        return frozenset(one.network_id for one in (*self.here, *self.others))


def streets_like(actor: Actor, text: str) -> list[FoundStreet]:
    """Return streets in the actor's zones that are like an address as it is typed, best first."""
    on = local(actor.at).date()
    towns = _towns(actor)
    # No town is no street: an empty list must not mean every town.
    return find_streets(text, on=on, nis=list(towns), limit=MOST_STREETS) if towns else []


def _towns(actor: Actor) -> Mapping[str, tuple[UUID, Municipality]]:
    """Return {NIS code: (zone, municipality)} of the zones in which the actor works at a console."""
    on = local(actor.at).date()
    return {
        town.nis: (zone_id, town)
        for zone_id in sorted(actor.zones(*CONSOLE_ROLES))
        for town in towns_of_zone(zone_id, on=on)
    }


def place_for(actor: Actor, street_id: int, number: int | None = None) -> Place:
    """Return a street of the actor's zones with its networks, those of a house number only; raise NotFound."""
    on = local(actor.at).date()
    street = streets_by_id([street_id], on=on).get(street_id)
    towns = _towns(actor)
    if street is None or street.nis not in towns:
        raise NotFound
    zone_id, town = towns[street.nis]
    near = networks_near(street_id, town.pk, on=on)
    here = [
        one
        for one in near.here
        if number is None or any(part.has(number) for part in near.numbers[one.network_id])
    ]
    others = [one for one in (*near.here, *near.others) if one not in here]
    return Place(street, zone_id, _shown(here, zone_id), _shown(others, zone_id))


def _shown(networks: Iterable[PublicNetwork], zone_id: UUID) -> list[NetworkHere]:
    own = [one for one in networks if zone_id in one.zone_ids]
    ids = [one.network_id for one in own]
    counts, plans = member_counts(ids), plans_of(ids)
    return [
        NetworkHere(
            one.network_id,
            one.name,
            one.kind,
            counts.get(one.network_id, 0),
            plans[one.network_id].quiet_from,
            plans[one.network_id].quiet_until,
        )
        for one in own
    ]


def texts_by_fact(zone_id: UUID, *, at: datetime) -> Mapping[str, Template]:
    """Return {type of fact: its text} that a zone may send at an instant, the gravest first."""
    rows = templates_in_force(TemplateKind.ALERT, zone_id=zone_id).filter(zone_id=zone_id)
    found = {row.code: row for row in rows}
    return {one: found[one] for one in zone_rules(zone_id, at=at).fact_types if one in found}


def text_for_fact(zone_id: UUID, fact_type: str, *, at: datetime) -> Template:
    """Return the text of a zone for a type of fact; raise NoTextForFact."""
    found = texts_by_fact(zone_id, at=at).get(fact_type)
    if found is None:
        raise NoTextForFact
    return found


def is_for_alert(fact_type: str, at: datetime, now: datetime) -> bool:
    """Whether a fact is still for an alert: seen in the last 15 minutes; whoever is missing is so for longer."""
    if fact_type == FactType.MISSING_VULNERABLE_PERSON:
        return at <= now
    return is_in_progress(at, now)


def night_reason(fact: Fact, rules: ZoneRules, *, now: datetime) -> str:
    """Return why readers who agreed may be woken for a fact; empty where the zone or its age says no."""
    missing = fact.fact_type == FactType.MISSING_VULNERABLE_PERSON
    if not is_for_alert(fact.fact_type, fact.at, now):
        return ""
    if not may_wake(rules.night, missing=missing, age=now - fact.at):
        return ""
    return NightReason.MISSING if missing else NightReason.IN_PROGRESS


def slots_of(street: FoundStreet, at: datetime, languages: Collection[str]) -> Slots:
    """Return place and time as they are filled in: the street by language, the Belgian clock."""
    names = {language: street.name_in(language) for language in languages}
    return {"place": names, "time": f"{local(at):%H:%M}"}


def alert_draft(
    place: Place, network_ids: Collection[UUID], template: Template, fact: Fact, *, now: datetime
) -> Draft:
    """Return the alert that a text makes of a fact, in the languages of its networks that the text has."""
    wanted = {
        language for one in networks_by_id(network_ids).values() for language in one.languages
    }
    languages = [one for one in template.texts if one in wanted] or list(template.texts)
    rules = zone_rules(place.zone_id, at=now)
    return Draft(
        BulletinClass.ALERT,
        tuple(network_ids),
        filled(template, slots_of(place.street, fact.at, languages), languages),
        fact_at=fact.at,
        night=night_reason(fact, rules, now=now),
    )


def alert_outlook(draft: Draft, zone_id: UUID) -> Outlook:
    """Return what an alert would freeze now; nothing of it is kept yet."""
    networks, plans = networks_by_id(draft.network_ids), plans_of(draft.network_ids)
    letters, channels = preview_of(draft, zone_id), channels_of(draft, plans.values())
    return Outlook(
        letters=letters,
        channels=channels,
        completeness=completeness_of(draft, letters, networks.values(), channels),
        rows=audiences_of(networks, plans, draft.bulletin_class, draft.words),
        plans=plans,
    )


def needs_colleague(outlook: Outlook, persons: int, *, now: datetime) -> bool:
    """Whether a second person agrees before an alert goes: at night in one of its networks, or to over 500."""
    is_night = any(
        after_quiet(now, plan.quiet_from, plan.quiet_until) > now for plan in outlook.plans.values()
    )
    return is_night or persons > WIDE


def alert_for(actor: Actor, bulletin_id: UUID, *, lock: bool = False) -> Bulletin:
    """Return an alert of the actor's consoles; raise NotFound."""
    rows = Bulletin.objects.select_for_update(of=("self",)) if lock else Bulletin.objects.all()
    found = (
        rows.filter(zone_id__in=actor.zones(*CONSOLE_ROLES), console__isnull=False)
        .filter(pk=bulletin_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def alerts_on_console(actor: Actor) -> QuerySet[Bulletin]:
    """Return the alerts of the actor's consoles in this shift, the newest first."""
    rows = Bulletin.objects.filter(
        zone_id__in=actor.zones(*CONSOLE_ROLES),
        console__isnull=False,
        made_at__gte=actor.at - SHIFT,
    ).exclude(state=BulletinState.DRAFT)
    shown = rows.select_related("console__template", "author")
    return shown.prefetch_related(
        "texts", "releases__network", "releases__broadcast", "followed_by"
    ).order_by("-made_at", "pk")


def alerts_to_agree(actor: Actor) -> QuerySet[Bulletin]:
    """Return the alerts of this shift that wait until the actor, who wrote them not, agrees."""
    waiting = alerts_on_console(actor).filter(state=BulletinState.SUBMITTED)
    return waiting.exclude(author_id=actor.person_id)


def facts_passed_on(actor: Actor) -> QuerySet[PassedFact]:
    """Return the facts that wait for an officer of the actor's zones to ask about them, oldest first."""
    rows = PassedFact.objects.filter(zone_id__in=actor.zones(*POLICE_ROLES), bulletin__isnull=True)
    return rows.select_related("street").order_by("told_at", "pk")
