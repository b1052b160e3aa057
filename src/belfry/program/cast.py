"""The cast of the demonstration and of the tests: fixed persons, zones and networks.

All of it is made by calling the actions, so that nothing exists here that a user could not have made.
Places and persons are invented; addresses end in `.example`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from belfry.core.actor import Actor, Role
from belfry.core.clock import local
from belfry.networks.actions.mandates import give_mandate, open_zone
from belfry.networks.actions.members import add_member
from belfry.networks.actions.networks import open_network
from belfry.networks.models import Network
from belfry.networks.queries import actor_for
from belfry.networks.types import Recognition
from belfry.people.actions import add_person, correct_person
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails, UnitDetails
from belfry.territory.actions import add_municipality
from belfry.territory.queries import zone_by_code

BEIAARD, VALCLOCHER = "9901", "9902"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the cast: the name by which the demonstration signs in, and who that is."""

    name: str
    given_name: str
    family_name: str
    language: str
    email: str = ""
    phone: str = ""

    @property
    def details(self) -> PersonDetails:
        """The person as the actions want it told."""
        return PersonDetails(
            self.given_name,
            self.family_name,
            self.language,
            (self.email,) if self.email else (),
            (self.phone,) if self.phone else (),
        )


FIGURES = {
    figure.name: figure
    for figure in (
        Figure("officer-an", "An", "Peeters", "nl", "an.peeters@beiaard.example"),
        Figure("officer-els", "Els", "Mertens", "nl", "els.mertens@beiaard.example"),
        Figure("chief-karim", "Karim", "Benali", "nl", "karim.benali@beiaard.example"),
        Figure("dispatcher-lotte", "Lotte", "Claes", "nl", "lotte.claes@beiaard.example"),
        Figure("dispatcher-wim", "Wim", "Goossens", "nl", "wim.goossens@beiaard.example"),
        Figure("officer-piet", "Piet", "Lambert", "fr", "piet.lambert@valclocher.example"),
        Figure("chief-marie", "Marie", "Servais", "fr", "marie.servais@valclocher.example"),
        Figure("coordinator-bram", "Bram", "De Smet", "nl", "bram.desmet@mail.example"),
        Figure(
            "deputy-sofia",
            "Sofia",
            "Rossi",
            "nl",
            "sofia.rossi@mail.example",
            "+32470123401",
        ),
        Figure("member-chloe", "Chloé", "Dubois", "fr", "chloe.dubois@mail.example"),
        Figure("member-jozef", "Jozef", "Wouters", "nl", phone="+32470123402"),
        Figure("member-anke", "Anke", "Schmitz", "de", "anke.schmitz@mail.example"),
        Figure("shopkeeper-amina", "Amina", "Haddad", "fr", "amina.haddad@mail.example"),
        Figure("jeweller-karl", "Karl", "Jansen", "de", "karl.jansen@mail.example"),
        Figure("founder-hilde", "Hilde", "Vermeulen", "nl", "hilde.vermeulen@mail.example"),
        Figure("outsider-dries", "Dries", "Maes", "nl", "dries.maes@mail.example"),
        Figure(
            "coordinator-lucienne",
            "Lucienne",
            "Noël",
            "fr",
            "lucienne.noel@mail.example",
        ),
        Figure("clerk-nadia", "Nadia", "Vandenberghe", "nl", "nadia@klokdorp.example"),
        Figure("mayor-luc", "Luc", "Hermans", "nl", "luc.hermans@klokdorp.example"),
        Figure("adviser-tom", "Tom", "Willems", "nl", "tom.willems@beiaard.example"),
        Figure("reviewer-eva", "Eva", "Lemmens", "nl", "eva.lemmens@interior.example"),
        Figure("centre-mila", "Mila", "Van Damme", "nl", "mila.vandamme@centre.example"),
        Figure("operator-sam", "Sam", "Adams", "en", "sam.adams@operator.example"),
    )
}


@dataclass(frozen=True, slots=True)
class Stage:
    """The places and networks the cast stands in."""

    beiaard: UUID
    valclocher: UUID
    klokdorp: UUID
    clocheville: UUID
    meerstraat: UUID
    winkelhart: UUID
    jewellers: UUID
    hautcloche: UUID


def person_named(name: str) -> UUID:
    """Return the person of a figure; KeyError for a name that is not of the cast."""
    figure = FIGURES[name]
    channel, address = ("email", figure.email) if figure.email else ("phone", figure.phone)
    return persons_reading(channel, address)[0].pk


def actor_named(name: str, *, at: datetime) -> Actor:
    """Return a figure as an actor at an instant."""
    return actor_for(person_named(name), at=at)


def installation(at: datetime) -> Actor:
    """Return the installation itself as an actor."""
    return Actor.installation(at)


def recognised(name: str, now: datetime) -> Recognition:
    """Return an invented recognition of a network of that name."""
    return Recognition(f"PP-{name}".upper().replace(" ", "-"), local(now).date())


def raise_curtain(*, now: datetime) -> Stage:
    """Make the cast, two zones and four networks; must run once, on an empty database."""
    beiaard = _zone(BEIAARD, "Beiaard", "chief-karim", now)
    valclocher = _zone(VALCLOCHER, "Val-Clocher", "chief-marie", now)
    today = local(now).date()
    klokdorp = add_municipality("99011", names={"nl": "Klokdorp"}, valid_from=today).pk
    clocheville = add_municipality(
        "99021", names={"fr": "Clocheville", "de": "Glockenstadt"}, valid_from=today
    ).pk
    _police(beiaard, valclocher, now)
    _town_and_nation(beiaard, klokdorp, now)
    meerstraat = _network("Meerstraat", "residential", ["nl", "fr"], beiaard, klokdorp, now)
    winkelhart = _network("Winkelhart", "commercial", ["nl", "fr"], beiaard, klokdorp, now)
    hautcloche = _network("Haut-Cloche", "residential", ["fr"], valclocher, clocheville, now)
    jewellers = open_network(
        actor_named("reviewer-eva", at=now),
        name="Juweliers",
        kind="sectoral",
        languages=["nl", "fr", "de"],
        zone_ids=[beiaard, valclocher],
        municipality_ids=[klokdorp, clocheville],
        recognition=recognised("Juweliers", now),
        now=now,
    ).pk
    add_person(FIGURES["founder-hilde"].details, now=now)
    stage = Stage(
        beiaard,
        valclocher,
        klokdorp,
        clocheville,
        meerstraat,
        winkelhart,
        jewellers,
        hautcloche,
    )
    _members(stage, now)
    return stage


def _zone(code: str, name: str, chief: str, now: datetime) -> UUID:
    figure = FIGURES[chief]
    mandate = open_zone(
        code, name=name, chief_email=figure.email, language=figure.language, now=now
    )
    _name_person(mandate.person_id, figure, now)
    return zone_by_code(code, on=local(now).date()).pk


def _name_person(person_id: UUID, figure: Figure, now: datetime) -> None:
    # `open-zone` knows an address only; the chief fills in the name when signing in first.
    correct_person(person_id, figure.details, now=now)


def _appoint(by: str, role: Role, name: str, now: datetime, **scope: Any) -> None:
    _named(actor_named(by, at=now), role, name, now, **scope)


def _named(actor: Actor, role: Role, name: str, now: datetime, **scope: Any) -> None:
    give_mandate(actor, role, FIGURES[name].details, now=now, since=local(now).date(), **scope)


def _police(beiaard: UUID, valclocher: UUID, now: datetime) -> None:
    _appoint("chief-karim", Role.OFFICER, "officer-an", now, zone_id=beiaard)
    _appoint(
        "chief-karim",
        Role.OFFICER,
        "officer-els",
        now,
        zone_id=beiaard,
        substitute=True,
    )
    _appoint("chief-karim", Role.DISPATCHER, "dispatcher-lotte", now, zone_id=beiaard)
    _appoint("chief-karim", Role.DISPATCHER, "dispatcher-wim", now, zone_id=beiaard)
    _appoint("chief-karim", Role.ADVISER, "adviser-tom", now, zone_id=beiaard)
    _appoint("chief-marie", Role.OFFICER, "officer-piet", now, zone_id=valclocher)


def _town_and_nation(beiaard: UUID, klokdorp: UUID, now: datetime) -> None:
    by_installation = (
        (Role.MAYOR, "mayor-luc", klokdorp),
        (Role.REVIEWER, "reviewer-eva", None),
        (Role.CENTRE, "centre-mila", None),
        (Role.OPERATOR, "operator-sam", None),
    )
    for role, name, town in by_installation:
        _named(installation(now), role, name, now, municipality_id=town)
    _appoint("mayor-luc", Role.CLERK, "clerk-nadia", now, municipality_id=klokdorp)


def _network(
    name: str,
    kind: str,
    languages: list[str],
    zone: UUID,
    town: UUID,
    now: datetime,
) -> UUID:
    network: Network = open_network(
        actor_named("reviewer-eva", at=now),
        name=name,
        kind=kind,
        languages=languages,
        zone_ids=[zone],
        municipality_ids=[town],
        recognition=recognised(name, now),
        now=now,
    )
    return network.pk


def _members(stage: Stage, now: datetime) -> None:
    coordinators = {
        "coordinator-bram": stage.meerstraat,
        "shopkeeper-amina": stage.winkelhart,
        "jeweller-karl": stage.jewellers,
        "coordinator-lucienne": stage.hautcloche,
    }
    for name, network_id in coordinators.items():
        _named(installation(now), Role.COORDINATOR, name, now, network_id=network_id)
    _appoint("officer-an", Role.DEPUTY, "deputy-sofia", now, network_id=stage.meerstraat)
    homes = {
        "coordinator-bram": ("Meerstraat", "71"),
        "deputy-sofia": ("Meerstraat", "12"),
        "member-chloe": ("Meerstraat", "8"),
        "member-jozef": ("Kapelweg", "3"),
        "member-anke": ("Kapelweg", "14"),
    }
    for name, (street, number) in homes.items():
        home = UnitDetails("", street, number, "", "9990", "Klokdorp")
        _join("coordinator-bram", stage.meerstraat, name, home, now)
    shop = UnitDetails("Boulangerie Amina", "Markt", "5", "", "9990", "Klokdorp")
    _join("shopkeeper-amina", stage.winkelhart, "shopkeeper-amina", shop, now)
    workshop = UnitDetails("Juwelen Jansen", "Torenplein", "2", "", "9990", "Klokdorp")
    _join("jeweller-karl", stage.jewellers, "jeweller-karl", workshop, now)
    house = UnitDetails("", "Rue Haute", "21", "", "4999", "Clocheville")
    for name in ("coordinator-lucienne", "outsider-dries"):
        _join("coordinator-lucienne", stage.hautcloche, name, house, now)


def _join(by: str, network_id: UUID, name: str, unit: UnitDetails, now: datetime) -> None:
    add_member(actor_named(by, at=now), network_id, FIGURES[name].details, unit, now=now)
