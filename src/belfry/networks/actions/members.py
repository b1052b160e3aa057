"""The member list, by hand: add, correct, remove, leave. Coordinators and deputies only (H15)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from belfry.audit.actions import Detail, record
from belfry.core.actor import Actor
from belfry.core.errors import NotFound
from belfry.delivery.actions import withdraw
from belfry.networks.errors import AlreadyMember, NameMissing, UnderMeasure
from belfry.networks.kinds import Removal
from belfry.networks.matching import Register, same_name, traces_of, unit_key
from belfry.networks.models import Membership, Network
from belfry.networks.queries import (
    details_of_member,
    everybody_ever,
    kept_network,
    membership_for,
)
from belfry.networks.types import scope_of
from belfry.networks.workflow import UNDER_MEASURE, MembershipState, check_membership_move
from belfry.people.actions import (
    add_person,
    add_unit,
    correct_person,
    correct_unit,
    forget_contacts,
    tell_contacts,
)
from belfry.people.models import Person
from belfry.people.queries import details_of, endpoints_of, persons_reading
from belfry.people.types import PersonDetails, UnitDetails


@transaction.atomic
def add_member(
    actor: Actor,
    network_id: UUID,
    person: PersonDetails,
    unit: UnitDetails,
    *,
    now: datetime,
) -> Membership:
    """Put one person on the list; raise AlreadyMember, UnderMeasure, NameMissing, AddressUnusable.

    Who left or was removed before comes back; who is known to Belfry by one of the addresses, under
    the same name, stays one person.
    """
    network = kept_network(actor, network_id, lock=True)
    _check_name(person, unit)
    person = in_language_of(network, person)
    register = Register(network_id, everybody_ever(network_id))
    found = _known_person(person)
    membership = Membership.objects.filter(network=network, person=found).first() if found else None
    if membership is None and (former := register.find(person, unit)):
        membership = Membership.objects.get(pk=former)
    if membership is not None:
        check_may_join(membership)
        found = membership.person
    unit_id = register.units.get(unit_key(unit)) or add_unit(unit).pk
    if found is None:
        found = add_person(person, now=now, told_to=network_id)
    else:
        tell_contacts([(found.pk, person)], now=now, told_to=network_id)
    return _join(network, found.pk, unit_id, actor, now)


def in_language_of(network: Network, person: PersonDetails) -> PersonDetails:
    """Return a person of whom no language is told with the network's own."""
    return person if person.language else replace(person, language=network.language)


def check_may_join(membership: Membership) -> None:
    """Raise AlreadyMember for somebody who is on the list now, UnderMeasure for somebody who was excluded."""
    if membership.state == MembershipState.ACTIVE:
        raise AlreadyMember
    if membership.state in UNDER_MEASURE:
        raise UnderMeasure
    check_membership_move(membership.state, MembershipState.ACTIVE)


def _check_name(person: PersonDetails, unit: UnitDetails) -> None:
    if not (person.given_name or person.family_name or unit.organisation):
        raise NameMissing


def _known_person(person: PersonDetails) -> Person | None:
    """Return who reads one of the addresses under this very name."""
    addresses = [("email", email) for email in person.emails]
    addresses += [("phone", phone) for phone in person.phones]
    for channel, address in addresses:
        readers = persons_reading(channel, address)
        names = details_of([reader.pk for reader in readers])
        for reader in readers:
            if same_name(names[reader.pk], person):
                return reader
    return None


def _join(
    network: Network, person_id: UUID, unit_id: UUID | None, actor: Actor, now: datetime
) -> Membership:
    membership, _ = Membership.objects.update_or_create(
        network=network,
        person_id=person_id,
        defaults={
            "unit_id": unit_id,
            "state": MembershipState.ACTIVE,
            "joined_at": now,
            "ended_at": None,
            "traces": [],
        },
    )
    Network.objects.filter(pk=network.pk).update(member_count=F("member_count") + 1)
    _record("member.added", membership, actor, now)
    return membership


@transaction.atomic
def correct_member(
    actor: Actor,
    membership_id: UUID,
    person: PersonDetails,
    unit: UnitDetails,
    *,
    now: datetime,
) -> None:
    """Make a member's names, language, addresses and unit what is given.

    Who shares the household keeps the old address when only this member moves.
    """
    membership = membership_for(actor, membership_id, lock=True)
    _check_name(person, unit)
    network_id = membership.network_id
    gone = correct_person(membership.person_id, person, now=now, told_to=network_id)
    withdraw(gone - _read_by_others(membership, gone), scope_of(network_id), now=now)
    if membership.unit_id and not _shares_unit(membership):
        correct_unit(membership.unit_id, unit)
    else:
        membership.unit = add_unit(unit)
        membership.save(update_fields=["unit"])
    _record("member.corrected", membership, actor, now)


def _shares_unit(membership: Membership) -> bool:
    others = Membership.objects.exclude(pk=membership.pk)
    return others.filter(unit=membership.unit).exists()


@transaction.atomic
def remove_member(actor: Actor, membership_id: UUID, reason: Removal, *, now: datetime) -> None:
    """Take somebody off the list for one of four reasons, which is recorded; what still waits for them is not sent."""
    membership = membership_for(actor, membership_id, lock=True)
    _end(membership, MembershipState.REMOVED, actor, now, {"reason": reason.value})


@transaction.atomic
def leave_network(actor: Actor, network_id: UUID, *, now: datetime) -> None:
    """Leave in one step (H26); what still waits is not sent."""
    if actor.person_id is None:
        raise NotFound
    rows = Membership.objects.select_for_update().filter(
        network_id=network_id, person_id=actor.person_id, state=MembershipState.ACTIVE
    )
    membership = rows.first()
    if membership is None:
        raise NotFound
    _end(membership, MembershipState.LEFT, actor, now)


def _end(
    membership: Membership,
    state: MembershipState,
    actor: Actor,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    check_membership_move(membership.state, state)
    network_id = membership.network_id
    membership.traces = traces_of(network_id, details_of_member(membership))
    membership.state, membership.ended_at, membership.relay_person_id = state, now, None
    membership.named_at = None
    membership.save(update_fields=["state", "ended_at", "traces", "relay_person", "named_at"])
    told = Membership.objects.filter(network_id=network_id, relay_person_id=membership.person_id)
    told.update(relay_person=None)
    Network.objects.filter(pk=network_id).update(member_count=F("member_count") - 1)
    stop_messages(membership, now=now)
    forget_contacts(membership.person_id, told_to=network_id)
    _record(f"member.{state}", membership, actor, now, detail)


def stop_messages(membership: Membership, *, now: datetime) -> None:
    """Let nothing that still waits reach somebody whose membership ended, at addresses that nobody else reads."""
    own = endpoints_of(membership.person_id)
    withdraw(own - _read_by_others(membership, own), scope_of(membership.network_id), now=now)


def _read_by_others(membership: Membership, endpoints: frozenset[UUID]) -> frozenset[UUID]:
    """Return those that other members of the network read too: their copy still goes."""
    others = Membership.objects.filter(
        network_id=membership.network_id,
        state=MembershipState.ACTIVE,
        person__contact_points__endpoint__in=endpoints,
    ).exclude(person_id=membership.person_id)
    return frozenset(others.values_list("person__contact_points__endpoint", flat=True))


def _record(
    act: str,
    membership: Membership,
    actor: Actor,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    record(
        act,
        subject=f"membership:{membership.pk}",
        person_id=actor.person_id,
        at=now,
        network_id=membership.network_id,
        detail=detail,
    )
