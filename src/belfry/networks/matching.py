"""When two rows of a member list are the same person, and two addresses the same unit."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from belfry.networks.types import MemberDetails
from belfry.people.types import PersonDetails, UnitDetails

NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def loose(text: str) -> str:
    """Return text without accents, case, blanks and punctuation: "De  Smet" is "desmet"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return NOT_A_WORD.sub("", plain.encode("ascii", "ignore").decode())


def name_key(person: PersonDetails, organisation: str = "") -> str:
    """Return by what a name is recognised, whichever way round it is written."""
    parts = sorted(filter(None, (loose(person.given_name), loose(person.family_name))))
    return "+".join(parts) or f"organisation {loose(organisation)}"


def unit_key(unit: UnitDetails) -> str:
    """Return by what a household or establishment is recognised; empty without a street."""
    if not unit.street:
        return ""
    parts = (unit.organisation, unit.street, unit.number, unit.box, unit.postcode)
    return "|".join(loose(part) for part in parts)


def contact_keys(person: PersonDetails, unit: UnitDetails) -> frozenset[str]:
    """Return what ties a name to one person: addresses of channels, and the postal address."""
    postal = unit_key(UnitDetails("", unit.street, unit.number, unit.box, unit.postcode))
    ties = [*(email.strip().lower() for email in person.emails), *person.phones, postal]
    return frozenset(tie for tie in ties if tie)


@dataclass(slots=True)
class Register:
    """The keys of everybody who is or was on a list, to recognise who comes again."""

    names: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, members: Iterable[tuple[MemberDetails, UUID | None]]) -> "Register":
        """Return the register of a list; each member comes with the id of its unit."""
        register = cls()
        for member, unit_id in members:
            register.note(member.person, member.unit)
            if unit_id and (key := unit_key(member.unit)):
                register.units.setdefault(key, unit_id)
        return register

    def note(self, person: PersonDetails, unit: UnitDetails) -> None:
        """Remember one more person."""
        key = name_key(person, unit.organisation)
        self.names.setdefault(key, []).append(contact_keys(person, unit))

    def knows(self, person: PersonDetails, unit: UnitDetails) -> bool:
        """Whether somebody of this name shares an address, or the row says nothing but the name.

        Father and son of one name are two persons; two of one household who share a mailbox are two.
        """
        ties = contact_keys(person, unit)
        known = self.names.get(name_key(person, unit.organisation), ())
        return any(not ties or ties & others for others in known)


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
