"""Which networks an area lies in, and whom a message would be for, while somebody writes it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from belfry.bulletins.parts import living_in, shape_of
from belfry.bulletins.policies import is_wide
from belfry.bulletins.queries import usual_counts
from belfry.bulletins.types import Draft, Part
from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.networks.nearby import networks_elsewhere
from belfry.networks.perimeters import NetworkGround, perimeters_in, perimeters_of
from belfry.networks.queries import (
    members_by_network,
    networks_by_id,
    networks_of_zone,
    zones_of_police,
)
from belfry.territory.homes import HomesWithin, homes_within
from belfry.territory.queries import municipalities_at


class Touched(NamedTuple):
    """A network in whose perimeter a part lies; `homes` are to be shown rounded, None where all of it is meant."""

    network_id: UUID
    name: str
    homes: int | None


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a part lies: in networks of the author, of other police, and of the zone that somebody else serves.

    `known` are the author's networks whose perimeter is known.
    """

    own: Sequence[Touched]
    others: Sequence[Touched]
    unserved: Sequence[Touched]
    known: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whom a draft would be for: members of the author's networks, and networks of other police that are asked.

    `members` is {network: how many}; who is not found in the register is counted in `unplaced` alone. Lists of
    other police are not opened before they took it over, so of their networks only the homes are told.
    """

    own: Sequence[Touched]
    others: Sequence[Touched]
    unserved: Sequence[Touched]
    members: dict[UUID, int]
    reached: int
    unplaced: int
    usual: int | None
    known: frozenset[UUID]

    @property
    def is_wide(self) -> bool:
        """Whether two officers have to agree because of how many, or how much more than usual, they are."""
        return is_wide(self.reached, self.usual)

    @property
    def homes(self) -> int | None:
        """How many homes of perimeters lie in the part; None where whole networks are meant."""
        counts = [one.homes for one in (*self.own, *self.others) if one.homes is not None]
        return sum(counts) if counts else None


def _homes(part: Part, on: date) -> HomesWithin:
    return homes_within(part.streets if part.shape is None else shape_of(part.shape), on)


def _touched(homes: HomesWithin, grounds: Iterable[NetworkGround]) -> list[Touched]:
    counted = [
        Touched(one.network_id, one.name, homes.on_ground(one.shape, one.ranges)) for one in grounds
    ]
    return [one for one in counted if one.homes]


def lies_in(part: Part, network_ids: Collection[UUID], *, on: date) -> frozenset[UUID]:
    """Return those of some networks of whose perimeter at least one home lies in a part."""
    found = _touched(_homes(part, on), perimeters_of(network_ids, on=on))
    return frozenset(one.network_id for one in found)


def networks_in(part: Part, own_ids: Collection[UUID], zone_id: UUID, *, on: date) -> Lying:
    """Return the networks of whose perimeter at least one home lies in a part, by name.

    `own_ids` are those that the author writes for in the police zone.
    """
    homes = _homes(part, on)
    towns = municipalities_at(on).filter(nis__in=homes.nis).values_list("pk", flat=True)
    own = perimeters_of(own_ids, on=on)
    near = [one for one in perimeters_in(list(towns), on=on) if one.network_id not in own_ids]
    touched = _touched(homes, near)
    elsewhere = networks_elsewhere([one.network_id for one in touched], zone_id=zone_id, on=on)
    others = {one.network_id for one in elsewhere}
    return Lying(
        own=_touched(homes, own),
        others=[one for one in touched if one.network_id in others],
        unserved=[one for one in touched if one.network_id not in others],
        known=frozenset(one.network_id for one in own),
    )


def with_networks_of_part(
    draft: Draft, own_ids: Collection[UUID], zone_id: UUID, *, on: date
) -> Draft:
    """Return a draft for the networks that its part lies in: own ones join, those of other police are asked.

    A chosen network stays where its perimeter is not known (a sectoral one); then its members' homes decide.
    """
    if draft.part is None:
        return draft
    return _joined(draft, networks_in(draft.part, own_ids, zone_id, on=on))


def _joined(draft: Draft, lying: Lying) -> Draft:
    kept = [key for key in draft.network_ids if key not in lying.known]
    asked = [*draft.asked_ids, *(one.network_id for one in lying.others)]
    return replace(
        draft,
        network_ids=tuple(dict.fromkeys([*(one.network_id for one in lying.own), *kept])),
        asked_ids=tuple(dict.fromkeys(asked)),
    )


def forecast_of(actor: Actor, zone_id: UUID, draft: Draft) -> Forecast:
    """Return whom a draft of the actor's would be for; raise NotFound for a zone that is not the actor's.

    Nothing is kept, and no list of other police is opened. The number of queries does not grow with members.
    """
    if zone_id not in zones_of_police(actor):
        raise NotFound
    on = local(actor.at).date()
    own_ids = networks_of_zone(actor, zone_id).values_list("pk", flat=True)
    lying = Lying((), (), (), frozenset())
    if draft.part is not None:
        lying = networks_in(draft.part, list(own_ids), zone_id, on=on)
        draft = _joined(draft, lying)
    here = {one.network_id: one for one in (*lying.own, *lying.others)}
    names = networks_by_id([*draft.network_ids, *draft.asked_ids])

    def told(ids: Sequence[UUID]) -> list[Touched]:
        found = [here.get(key) or Touched(key, names[key].name, None) for key in ids]
        return sorted(found, key=lambda one: one.name)

    members, reached, unplaced = _members(draft, on)
    return Forecast(
        own=told(draft.network_ids),
        others=told(draft.asked_ids),
        unserved=lying.unserved,
        members={key: len(found) for key, found in members.items()},
        reached=len(reached),
        unplaced=len(unplaced),
        usual=sum(usual_counts(draft.network_ids).values()) or None,
        known=lying.known,
    )


def _members(
    draft: Draft, on: date
) -> tuple[dict[UUID, frozenset[UUID]], frozenset[UUID], frozenset[UUID]]:
    """Return members by network, all whom it would be for, and those of a part who cannot be placed."""
    if draft.part is None:
        every = members_by_network(draft.network_ids)
        members = {key: frozenset(found) for key, found in every.items()}
        return members, frozenset().union(*members.values()), frozenset()
    living = living_in(draft.part, draft.network_ids, on=on)
    members = {key: one.inside for key, one in living.items()}
    unplaced = frozenset().union(*(one.unplaced for one in living.values()))
    reached = frozenset().union(*members.values(), unplaced if draft.part.with_unplaced else ())
    return members, reached, unplaced
