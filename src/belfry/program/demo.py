"""Demonstration data: a year of two police zones, told by calling the actions with a past `now`."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.writing import write_bulletin
from belfry.bulletins.types import Draft, Words
from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.networks.actions.imports import import_members
from belfry.networks.actions.mandates import give_mandate
from belfry.networks.actions.members import leave_network, remove_member
from belfry.networks.actions.networks import open_network, set_plan
from belfry.networks.kinds import Removal
from belfry.networks.queries import actor_for, member_list, plan_of
from belfry.networks.types import MemberRow
from belfry.people.actions import let_all_have_signed_in
from belfry.people.types import PersonDetails
from belfry.program.cast import Stage, actor_named, installation, raise_curtain, recognised
from belfry.program.demo_aftermath import tell_aftermath
from belfry.program.demo_alert_texts import approve_alert_texts
from belfry.program.demo_areas import tell_area
from belfry.program.demo_choices import make_choices
from belfry.program.demo_dossiers import tell_dossiers
from belfry.program.demo_joining import tell_joining
from belfry.program.demo_own_messages import tell_own_messages
from belfry.program.demo_places import Ground, give_perimeter, lay_out_places
from belfry.program.demo_questions import tell_questions
from belfry.program.demo_reports import tell_reports
from belfry.program.demo_succession import tell_succession
from belfry.program.demo_telling import (
    Deliver,
    Fate,
    Story,
    placed_story,
    settle,
    stories,
    tell,
    written,
)
from belfry.program.unsealing.making import make_missing_keys


@dataclass(frozen=True, slots=True)
class Quarter:
    """One network of the demonstration besides those of the cast."""

    name: str
    kind: str
    languages: tuple[str, ...]
    officer: str
    town: str
    streets: tuple[str, ...]
    homes: int
    released_by: str = "coordinator"


QUARTERS = (
    Quarter("Veldkant", "residential", ("nl",), "officer-an", "Klokdorp", ("Veldkant", "Molenweg"), 38),
    Quarter("Kerkeveld", "residential", ("nl",), "officer-els", "Klokdorp", ("Kerkeveld", "Beekstraat"), 24),
    Quarter("Parkwijk", "residential", ("nl", "fr", "en"), "officer-an", "Klokdorp", ("Parklaan", "Lindelaan"), 41, "police"),
    Quarter("Stationsbuurt", "residential", ("nl", "fr"), "officer-els", "Klokdorp", ("Stationsstraat", "Tramweg"), 29),
    Quarter("Havenkaai", "commercial", ("nl",), "officer-an", "Klokdorp", ("Havenkaai",), 17),
    Quarter("Les Tilleuls", "residential", ("fr",), "officer-piet", "Clocheville", ("Rue des Tilleuls", "Rue du Moulin"), 33),
    Quarter("Glockenberg", "residential", ("de",), "officer-piet", "Clocheville", ("Glockenberg", "Kirchweg"), 22),
    Quarter("Marktplatz", "commercial", ("de", "fr"), "officer-piet", "Clocheville", ("Marktplatz",), 14, "police"),
    Quarter("Apotheken", "sectoral", ("nl", "fr", "de"), "officer-an", "Klokdorp", ("Apothekersplein",), 19),
)  # fmt: skip

GIVEN = {
    "nl": ("Jan", "Marie", "Luc", "Greet", "Wout", "Lies", "Dirk", "Hanne", "Bart", "Nele", "Tom"),
    "fr": ("Pierre", "Julie", "Marc", "Élise", "Yves", "Camille", "Hugo", "Nadine", "Luc", "Zoé"),
    "de": ("Jürgen", "Heike", "Klaus", "Ute", "Lena", "Uwe", "Petra", "Emil", "Bärbel", "Otto"),
    "en": ("Emma", "Oliver", "Grace", "Henry", "Alice", "George", "Ruth", "Arthur"),
}
FAMILY = {
    "nl": ("Janssens", "Maes", "Jacobs", "Van den Berg", "Wouters", "De Backer", "Aerts", "Smets",
           "Hendrickx", "Van Hove", "Lemmens", "Pauwels", "Michiels"),
    "fr": ("Dupont", "Lambert", "Martin", "Lejeune", "Noël", "Renard", "Collard", "Thiry", "Gérard"),
    "de": ("Müller", "Schröder", "Becker", "Hoffmann", "Keßler", "Lenz", "Pauels", "Kreutz"),
    "en": ("Taylor", "Walker", "Hughes", "Bennett", "Carter", "Morgan", "Price"),
}  # fmt: skip
TRADE = {"commercial": "Zaak", "sectoral": "Apotheek"}


# By place in the year; Veldkant, Kerkeveld and Havenkaai, where the coordinator sends.
FATES: Final = {13: Fate.FORGOTTEN, 14: Fate.WITHDRAWN, 17: Fate.SENT_BACK}


def load_demo(deliver: Deliver, *, now: datetime) -> Stage:
    """Tell the year up to `now` on an empty database, and return the places of the cast.

    `deliver(instant)` hands over what waits as if it were that instant, so that the past is settled
    like the present: over SMTP, through the ledger.
    """
    opening = now - timedelta(days=300)
    stage = raise_curtain(now=opening)
    make_missing_keys(now=opening)
    networks = _open_quarters(stage, opening)
    ground = _give_perimeters(stage, networks, opening)
    _fill_cast_networks(stage, opening)
    make_choices(stage, opening + timedelta(minutes=30))
    approve_alert_texts(stage, opening + timedelta(minutes=40))
    deliver(opening + timedelta(hours=1))
    for index, story in enumerate(_year(networks, stage)):
        instant = _office_hours(opening + timedelta(days=14 + index * 5), index)
        if instant < now - timedelta(days=16):
            bulletin = tell(story, FATES.get(index), instant)
            deliver(instant + timedelta(minutes=20))
            settle(bulletin, deliver, instant, number=index, closes=index % 3 != 1)
    tell_aftermath(deliver, stage, now=now)
    tell_own_messages(deliver, stage, now=now)
    tell_reports(stage, now=now)
    tell_questions(stage, now=now)
    tell_joining(stage, now=now)
    _leave_work(networks, stage, now)
    tell_area(stage, now=now)
    tell_dossiers(stage, ground, now=now)
    tell_succession(stage, now=now)
    # Whoever did something in that year had signed in: no coordinator is silent on the first morning.
    let_all_have_signed_in(now=now)
    return stage


@dataclass(frozen=True, slots=True)
class _Placed:
    """A network with what a story needs to know of it."""

    network_id: UUID
    zone_id: UUID
    quarter: Quarter


def _open_quarters(stage: Stage, now: datetime) -> list[_Placed]:
    placed = []
    for number, quarter in enumerate(QUARTERS):
        zone, town = (
            (stage.beiaard, stage.klokdorp)
            if quarter.town == "Klokdorp"
            else (stage.valclocher, stage.clocheville)
        )
        network = open_network(
            actor_named("reviewer-eva", at=now),
            name=quarter.name,
            kind=quarter.kind,
            languages=list(quarter.languages),
            zone_ids=[zone],
            municipality_ids=[town],
            recognition=recognised(quarter.name, now),
            now=now,
        )
        _coordinate(quarter, number, network.pk, now)
        if quarter.released_by == "police":
            plan = replace(plan_of(network.pk), released_by="police")
            set_plan(actor_named(quarter.officer, at=now), network.pk, plan, now=now)
        placed.append(_Placed(network.pk, zone, quarter))
    return placed


def _give_perimeters(stage: Stage, placed: Sequence[_Placed], now: datetime) -> Ground:
    """Lay out the ground, and let each network of streets have its part of it."""
    ground = lay_out_places(now=now)
    streets = {one.network_id: one.quarter.streets for one in placed}
    streets |= {
        stage.meerstraat: ("Meerstraat", "Kapelweg"),
        stage.winkelhart: ("Markt", "Nieuwstraat"),
        stage.hautcloche: ("Rue Haute",),
    }
    for network_id, names in streets.items():
        give_perimeter(ground, network_id, *names, now=now)
    return ground


def _coordinate(quarter: Quarter, number: int, network_id: UUID, now: datetime) -> None:
    rows = list(_rows(quarter, number))
    first = rows[0]
    who = PersonDetails(
        first.given_name, first.family_name, first.language, first.emails, first.phones
    )
    mandate = give_mandate(
        installation(now),
        Role.COORDINATOR,
        who,
        now=now,
        since=local(now).date(),
        network_id=network_id,
    )
    coordinator = actor_for(mandate.person_id, at=now)
    import_members(coordinator, network_id, rows, now=now)


def _fill_cast_networks(stage: Stage, now: datetime) -> None:
    filled = (
        (stage.meerstraat, "coordinator-bram",
         Quarter("Meerstraat", "residential", ("nl", "fr"), "", "Klokdorp", ("Meerstraat", "Kapelweg"), 122)),
        (stage.winkelhart, "shopkeeper-amina",
         Quarter("Winkelhart", "commercial", ("nl", "fr"), "", "Klokdorp", ("Markt", "Nieuwstraat"), 26)),
        (stage.jewellers, "jeweller-karl",
         Quarter("Juweliers", "sectoral", ("nl", "fr", "de"), "", "Klokdorp", ("Torenplein",), 12)),
        (stage.hautcloche, "coordinator-lucienne",
         Quarter("Haut-Cloche", "residential", ("fr",), "", "Clocheville", ("Rue Haute",), 31)),
    )  # fmt: skip
    for number, (network_id, coordinator, quarter) in enumerate(filled, start=50):
        import_members(
            actor_named(coordinator, at=now), network_id, list(_rows(quarter, number)), now=now
        )
    _come_and_go(stage, now + timedelta(days=90))


def _come_and_go(stage: Stage, now: datetime) -> None:
    """Let one neighbour of the Meerstraat leave, and the coordinator take another off the list."""
    bram = actor_named("coordinator-bram", at=now)
    neighbours = [
        member
        for member in member_list(bram, stage.meerstraat, now=now)
        if member.person.emails and member.person.emails[0].startswith("lid.")
    ]
    leave_network(actor_for(neighbours[0].person_id, at=now), stage.meerstraat, now=now)
    remove_member(bram, neighbours[1].membership_id, Removal.ASKED, now=now)


def _rows(quarter: Quarter, number: int) -> Iterator[MemberRow]:
    """Yield the members of a network: always the same, some by phone only, some with nothing at all."""
    languages = itertools.cycle(quarter.languages)
    for index in range(quarter.homes):
        language = next(languages)
        given = GIVEN[language][(index * 7 + number) % len(GIVEN[language])]
        family = FAMILY[language][(index * 5 + number * 3) % len(FAMILY[language])]
        mailbox = f"lid.{number}.{index}@mail.example"
        by_phone_only = index % 17 == 13
        trade = TRADE.get(quarter.kind)
        yield MemberRow(
            line=index + 2,
            given_name=given,
            family_name=family,
            organisation=f"{trade} {family}" if trade else "",
            emails=() if by_phone_only or index % 29 == 17 else (mailbox,),
            phones=(_number(number, index),) if by_phone_only or index % 3 == 0 else (),
            street=quarter.streets[index % len(quarter.streets)],
            number=str(2 + index * 2),
            box="",
            postcode="9990" if quarter.town == "Klokdorp" else "4999",
            municipality=quarter.town,
            language=language,
        )


def _number(number: int, index: int) -> str:
    """Return a phone number: a mobile phone for most, a landline for some who have nothing else."""
    if index % 6 == 3 or (index % 17 == 13 and number % 2 == 0):
        return f"+3250{number:02d}{index:04d}"
    return f"+3247{number:02d}{index:05d}"


def _year(networks: list[_Placed], stage: Stage) -> Iterator[Story]:
    """Yield the bulletins of the year in order: each story goes round the networks it fits."""
    cast_quarters = {
        stage.meerstraat: ("nl", "fr"),
        stage.winkelhart: ("nl", "fr"),
        stage.hautcloche: ("fr",),
        stage.jewellers: ("nl", "fr", "de"),
    }
    targets = [(placed.network_id, placed.zone_id, placed.quarter.languages, placed.quarter.streets[0])
               for placed in networks]  # fmt: skip
    targets += [
        (
            network_id,
            stage.valclocher if network_id == stage.hautcloche else stage.beiaard,
            languages,
            street,
        )
        for (network_id, languages), street in zip(
            cast_quarters.items(), ("Meerstraat", "Markt", "Rue Haute", "Torenplein"), strict=True
        )
    ]
    told = stories()
    for round_number in range(4):
        for index, (network_id, zone_id, languages, place) in enumerate(targets):
            story = told[(round_number * 3 + index) % len(told)]
            yield placed_story(story, network_id, zone_id, languages, place, stage)


def _office_hours(instant: datetime, index: int) -> datetime:
    return instant.replace(hour=8 + index % 8, minute=(index * 13) % 60, second=0, microsecond=0)


def _leave_work(networks: list[_Placed], stage: Stage, now: datetime) -> None:
    """Leave something for each of the cast to do: a draft, one to approve, one to release."""
    told = stories()
    meerstraat = ("nl", "fr")
    for number, minutes in ((0, 190), (6, 150)):
        story = placed_story(
            told[number], stage.meerstraat, stage.beiaard, meerstraat, "Meerstraat", stage
        )
        instant = now - timedelta(minutes=minutes)
        bulletin = written(story, instant)
        if number == 0:
            approved = instant + timedelta(minutes=20)
            approve_bulletin(actor_named("chief-karim", at=approved), bulletin.pk, now=approved)
    unfinished = placed_story(
        told[3], networks[0].network_id, stage.beiaard, ("nl",), "Veldkant", stage
    )
    write_bulletin(
        actor_named("officer-an", at=now),
        stage.beiaard,
        Draft(
            "advice", unfinished.draft.network_ids, {"nl": Words(title="Fietsdiefstal voorkomen")}
        ),
        now=now - timedelta(minutes=40),
    )
