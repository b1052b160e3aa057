"""Networks that were recognised on paper: what somebody tells of one, and what a list tells of many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.errors import DomainError, NotAllowed
from belfry.delivery.addresses import normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.founding.actions.opening import usable_name
from belfry.founding.errors import (
    NameUnusable,
    RecognisedInFuture,
    ScreeningMissing,
    TownOfAnotherZone,
)
from belfry.founding.models import PaperRecognition
from belfry.founding.queries import dossier_for
from belfry.founding.workflow import DossierState
from belfry.lists.networks import NetworkRow, read_network_list
from belfry.lists.types import Bad
from belfry.lists.words import plain
from belfry.networks.kinds import NetworkKind
from belfry.networks.numbers import numbers_taken
from belfry.networks.queries import zones_of_town
from belfry.people.queries import details_of
from belfry.people.types import PersonDetails
from belfry.territory.models import Municipality, PoliceZone
from belfry.territory.queries import municipalities_at, zones_at

NO_TOWN: str | Promise = _("No municipality has this name or NIS code.")
NOT_YOUR_ZONE: str | Promise = _("This is none of your police zones.")
NO_PROFESSION: str | Promise = _("A sectoral network needs its profession.")
# In which column of a list a refusal has its cause.
COLUMNS: Final[Mapping[type[DomainError], str]] = {
    NameUnusable: "name",
    RecognisedInFuture: "recognised_on",
    ScreeningMissing: "deputy_email",
    AddressUnusable: "coordinator_email",
    TownOfAnotherZone: "town",
}


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Somebody who was screened on paper: who, and on which day."""

    who: PersonDetails
    screened_on: date


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A network as its papers tell it; the first town and zone lead. Key holders may follow later."""

    network_kind: str
    name: str
    languages: Sequence[str]
    town_ids: Sequence[UUID]
    zone_ids: Sequence[UUID]
    number: str
    recognised_on: date
    profession: str = ""
    scope: str = ""
    coordinator: KeyHolder | None = None
    deputy: KeyHolder | None = None


@dataclass(frozen=True, slots=True)
class TakingOver:
    """What a list tells: networks that can be taken over by line, rows that cannot, numbers known already."""

    good: Sequence[tuple[int, OnPaper]]
    bad: Sequence[Bad]
    known: Sequence[str]
    unused: Sequence[str]


def may_take_over(actor: Actor) -> bool:
    """Whether the actor is officer or chief of a police zone."""
    return actor.is_installation or bool(actor.zones(*POLICE_ROLES))


def numbers_known(numbers: Collection[str], *, beside: UUID | None = None) -> frozenset[str]:
    """Return which of these numbers a network has, or another take-over that is under way."""
    rows = PaperRecognition.objects.filter(number__in=list(numbers)).exclude(
        dossier__state__in=[DossierState.REFUSED, DossierState.ABANDONED]
    )
    others = rows if beside is None else rows.exclude(dossier_id=beside)
    return numbers_taken(numbers) | frozenset(others.values_list("number", flat=True))


def check_told(told: OnPaper, *, on: date) -> None:
    """Raise NameUnusable, RecognisedInFuture, ScreeningMissing or AddressUnusable for what cannot be true."""
    usable_name(told.name)
    holders = [one for one in (told.coordinator, told.deputy) if one]
    if max([told.recognised_on, *(one.screened_on for one in holders)]) > on:
        raise RecognisedInFuture
    addresses = [
        {normalised(AddressKind.EMAIL, email) for email in one.who.emails[:1]} for one in holders
    ]
    if not all(addresses) or len(set().union(*addresses)) < len(addresses):
        raise ScreeningMissing


def check_town(town_id: UUID, zone_id: UUID, *, on: date) -> None:
    """Raise TownOfAnotherZone for a town that networks place elsewhere already.

    What lies in a zone is in the hands of its chief: nobody takes another zone's town by a network.
    """
    zones = zones_of_town(town_id, on=on)
    if zones and zone_id not in zones:
        raise TownOfAnotherZone


def on_paper_of(actor: Actor, dossier_id: UUID) -> OnPaper:
    """Return what is told of a network that is taken over; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    known = PaperRecognition.objects.get(dossier=dossier)
    return OnPaper(
        dossier.network_kind,
        dossier.name,
        dossier.languages,
        list(dossier.towns.order_by("-leading", "pk").values_list("municipality_id", flat=True)),
        list(dossier.zones.order_by("-leading", "pk").values_list("zone_id", flat=True)),
        known.number,
        known.recognised_on,
        dossier.profession,
        dossier.scope,
        _holder(known.coordinator_id, known.coordinator_screened_on),
        _holder(known.deputy_id, known.deputy_screened_on),
    )


def _holder(person_id: UUID | None, screened_on: date | None) -> KeyHolder | None:
    if person_id is None or screened_on is None:
        return None
    return KeyHolder(details_of([person_id])[person_id], screened_on)


def read_taking_over(actor: Actor, content: bytes, *, on: date) -> TakingOver:
    """Return what a CSV file or workbook tells of networks in the actor's zones; nothing is written.

    Raises NotAllowed, and NotAMemberList's kin for what is no list of networks.
    """
    if not may_take_over(actor):
        raise NotAllowed
    read = read_network_list(content)
    towns = _by_words(municipalities_at(on), "nis")
    own = zones_at(on).filter(pk__in=actor.zones(*POLICE_ROLES))
    zones = _by_words(own, "code")
    alone = own[0].pk if len(own) == 1 else None
    good: list[tuple[int, OnPaper]] = []
    bad = list(read.bad)
    known = numbers_known([row.number for row in read.good])
    for row in read.good:
        if row.number in known:
            continue
        town = towns.get(plain(row.town))
        zone = zones.get(plain(row.zone)) if row.zone else alone
        faults = _faults(row, town, zone, read.headings)
        if faults or town is None or zone is None:
            bad += faults
            continue
        told = _told(row, town, zone)
        try:
            check_told(told, on=on)
            check_town(town, zone, on=on)
        except tuple(COLUMNS) as refusal:
            key = COLUMNS[type(refusal)]
            bad.append(Bad(row.line, read.headings.get(key, ""), key, refusal.message()))
        else:
            good.append((row.line, told))
    return TakingOver(good, sorted(bad, key=lambda one: one.line), sorted(known), read.unused)


def _by_words(
    places: Iterable[Municipality] | Iterable[PoliceZone], code: str
) -> Mapping[str, UUID]:
    found = {}
    for place in places:
        for name in (place.name_nl, place.name_fr, place.name_de, getattr(place, code)):
            if name:
                found[plain(name)] = place.pk
    return found


def _faults(
    row: NetworkRow, town: UUID | None, zone: UUID | None, headings: Mapping[str, str]
) -> list[Bad]:
    faults = []
    if town is None:
        faults.append(("town", NO_TOWN))
    if zone is None:
        faults.append(("zone", NOT_YOUR_ZONE))
    if row.kind == NetworkKind.SECTORAL and not row.profession:
        faults.append(("profession", NO_PROFESSION))
    return [Bad(row.line, headings.get(key, ""), key, str(reason)) for key, reason in faults]


def _told(row: NetworkRow, town: UUID, zone: UUID) -> OnPaper:
    languages = row.languages or ("nl",)
    return OnPaper(
        row.kind,
        row.name,
        languages,
        [town],
        [zone],
        row.number,
        row.recognised_on,
        row.profession,
        row.profession,
        _listed(row.coordinator, row.coordinator_email, row.coordinator_screened_on, languages[0]),
        _listed(row.deputy, row.deputy_email, row.deputy_screened_on, languages[0]),
    )


def _listed(name: str, email: str, screened_on: date | None, language: str) -> KeyHolder | None:
    """Return a key holder of a row that tells everything about one; the first word is the given name."""
    if not (name and email and screened_on):
        return None
    given, _space, family = name.partition(" ")
    return KeyHolder(PersonDetails(given, family, language, (email,)), screened_on)
