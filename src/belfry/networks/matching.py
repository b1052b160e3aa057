"""When two rows of a member list are the same person, and two addresses the same unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from belfry.core.sealed import blind_index
from belfry.lists import ties as lists
from belfry.lists.ties import Ties, loose
from belfry.networks.types import MemberDetails
from belfry.people.types import PersonDetails, UnitDetails


def name_key(person: PersonDetails, organisation: str = "") -> str:
    """Return by what a name is recognised, whichever way round it is written."""
    key = lists.name_key(person.given_name, person.family_name)
    return key or f"organisation {loose(organisation)}"


def unit_key(unit: UnitDetails) -> str:
    """Return by what a household or establishment is recognised; empty without a street."""
    if not unit.street:
        return ""
    parts = (unit.organisation, unit.street, unit.number, unit.box, unit.postcode)
    return "|".join(loose(part) for part in parts)


def ties_of(person: PersonDetails, unit: UnitDetails) -> Ties:
    """Return what ties a name to one person: addresses of channels, and the postal address."""
    postal = unit_key(UnitDetails("", unit.street, unit.number, unit.box, unit.postcode))
    emails = filter(None, (email.strip().lower() for email in person.emails))
    return Ties.of(emails, person.phones, postal)


def traces_of(network_id: UUID, member: MemberDetails) -> list[str]:
    """Return keyed digests by which a former member is known when the addresses are forgotten."""
    name = name_key(member.person, member.unit.organisation)
    return sorted(
        _trace(network_id, name, tie) for tie in ties_of(member.person, member.unit).every
    )


def _trace(network_id: UUID, name: str, tie: str) -> str:
    return blind_index(f"member of {network_id}", f"{name}|{tie}").hex()


@dataclass(frozen=True, slots=True)
class Remembered:
    """Somebody who is or was on a list; `traces` stand for the addresses of who is no longer."""

    member: MemberDetails
    unit_id: UUID | None
    traces: frozenset[str] = frozenset()


class Register:
    """Everybody who is or was on a network's list, to recognise who comes again."""

    def __init__(self, network_id: UUID, remembered: Iterable[Remembered]) -> None:
        """Index the names, addresses and units of a list."""
        self.network_id = network_id
        self.units: dict[str, UUID] = {}
        self._names: dict[str, list[tuple[Ties, UUID | None]]] = {}
        self._traces: dict[str, UUID] = {}
        for one in remembered:
            self.note(one.member.person, one.member.unit, one.member.membership_id)
            self._traces.update(dict.fromkeys(one.traces, one.member.membership_id))
            if one.unit_id and (key := unit_key(one.member.unit)):
                self.units.setdefault(key, one.unit_id)

    def note(
        self, person: PersonDetails, unit: UnitDetails, membership_id: UUID | None = None
    ) -> None:
        """Remember one more person."""
        key = name_key(person, unit.organisation)
        self._names.setdefault(key, []).append((ties_of(person, unit), membership_id))

    def take(self, person: PersonDetails, unit: UnitDetails) -> bool:
        """Remember a newcomer; False for somebody who is known.

        That is who bears the name of somebody and shares an address, or says nothing but the name.
        Father and son of one name are two persons; two of one household who share a mailbox are two.
        """
        name, ties = name_key(person, unit.organisation), ties_of(person, unit)
        if self._match(name, ties) is not None or self._former(name, ties.every):
            return False
        self._names.setdefault(name, []).append((ties, None))
        return True

    def find(self, person: PersonDetails, unit: UnitDetails) -> UUID | None:
        """Return the membership of somebody who is known as `take` knows; None for a stranger."""
        name, ties = name_key(person, unit.organisation), ties_of(person, unit)
        match = self._match(name, ties)
        return match[1] if match else self._former(name, ties.every)

    def _match(self, name: str, ties: Ties) -> tuple[Ties, UUID | None] | None:
        known = self._names.get(name, ())
        return next((one for one in known if not ties.every or ties.are_of_one(one[0])), None)

    def _former(self, name: str, ties: frozenset[str]) -> UUID | None:
        if not self._traces:
            return None
        traces = (_trace(self.network_id, name, tie) for tie in sorted(ties))
        return next((self._traces[trace] for trace in traces if trace in self._traces), None)


def same_name(one: PersonDetails, other: PersonDetails) -> bool:
    """Whether two persons bear one name; somebody without a name bears nobody's."""
    named = all(who.given_name or who.family_name for who in (one, other))
    return named and name_key(one) == name_key(other)


def by_name(members: Iterable[MemberDetails]) -> Iterator[MemberDetails]:
    """Return members in the order of a printed list: family name, then given name."""
    return iter(
        sorted(
            members,
            key=lambda member: (
                loose(member.person.family_name or member.unit.organisation),
                loose(member.person.given_name),
            ),
        )
    )
