"""Somebody asks to join: an address that was proved, an adult, and house rules that were accepted (M1, M2)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.clock import local
from belfry.core.sealed import blind_index
from belfry.core.traps import holds_an_address
from belfry.delivery.addresses import BELGIAN_MOBILE, normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.delivery.ways import open_among
from belfry.joining.addresses import place_of
from belfry.joining.errors import AddressMissing, ContactUnusable
from belfry.joining.kinds import Place, Tie
from belfry.joining.models import Request
from belfry.joining.telling import SMS, tell_keepers, tell_police
from belfry.joining.types import Asked, HouseRules
from belfry.joining.workflow import OPEN, RequestState
from belfry.networks.errors import NameUnusable
from belfry.networks.matching import name_key
from belfry.networks.nearby import public_network
from belfry.people.types import PersonDetails, UnitDetails

OF_UNIT: Final = ("organisation", "street", "number", "box", "postcode", "municipality")


def proof_goes_to(contact: str) -> tuple[AddressKind, str]:
    """Return the kind and the normalised form of what a code can be sent to; raise ContactUnusable.

    Texts go to Belgian mobile phones only: others are how strangers make them dear.
    """
    kind = AddressKind.EMAIL if "@" in contact else AddressKind.PHONE
    try:
        address = normalised(kind, contact)
    except AddressUnusable:
        raise ContactUnusable from None
    if kind == AddressKind.PHONE and not (open_among([SMS]) and BELGIAN_MOBILE.fullmatch(address)):
        raise ContactUnusable
    return kind, address


def check_asked(person: PersonDetails, unit: UnitDetails) -> None:
    """Raise NameUnusable, AddressMissing for what nobody could answer."""
    if not person.full_name or holds_an_address(f"{person.full_name} {unit.organisation}"):
        raise NameUnusable
    if not (unit.street and unit.number and unit.postcode):
        raise AddressMissing


@transaction.atomic
def ask_to_join(network_id: UUID, asked: Asked, rules: HouseRules, *, now: datetime) -> Request:
    """Keep a request to join an active network, and tell who answers it.

    The caller saw that the person's one address was proved and that `rules` were accepted. Who asks twice has one
    request. Who lives outside the perimeter waits for the police first. Raises NotFound, NameUnusable, AddressMissing.
    """
    public_network(network_id, on=local(now).date())
    check_asked(asked.person, asked.unit)
    asker = asker_of(network_id, asked.person)
    known = Request.objects.filter(network_id=network_id, asker=asker, state__in=OPEN).first()
    if known is not None:
        return known
    request = request_of(network_id, asked, rules, asker, now)
    request.save(force_insert=True)
    note_asked(request, None, now)
    (tell_police if request.place == Place.OUTSIDE else tell_keepers)(request, now=now)
    return request


def asker_of(network_id: UUID, person: PersonDetails) -> bytes:
    """Return by what a second request of the same person is recognised."""
    who = "|".join([*person.emails, *person.phones, name_key(person)])
    return blind_index(f"joining {network_id}", who)


def request_of(
    network_id: UUID, asked: Asked, rules: HouseRules, asker: bytes, now: datetime
) -> Request:
    """Return a request that is not saved yet, with the place where the address lies."""
    place = place_of(asked.unit, network_id, on=local(now).date())
    return Request(
        network_id=network_id,
        state=RequestState.AT_POLICE if place == Place.OUTSIDE else RequestState.WAITING,
        tie=Tie(asked.tie),
        place=place,
        language=asked.person.language,
        given_name=asked.person.given_name,
        family_name=asked.person.family_name,
        email=next(iter(asked.person.emails), ""),
        phone=next(iter(asked.person.phones), ""),
        asker=asker,
        rules_source=rules.source,
        rules_version=rules.version,
        rules_language=rules.language,
        rules_from=rules.valid_from,
        asked_at=now,
        waits_since=now,
        **{name: getattr(asked.unit, name) for name in OF_UNIT},
    )


def note_asked(request: Request, person_id: UUID | None, now: datetime) -> None:
    """Record that somebody asked, or who entered it for them."""
    record(
        "joining.asked",
        subject=f"request:{request.pk}",
        person_id=person_id,
        at=now,
        network_id=request.network_id,
        detail={"place": str(request.place), "way": str(request.way)},
    )
