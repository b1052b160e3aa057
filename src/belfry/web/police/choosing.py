"""Choose whom a message is for: networks by kind with one press, networks of other police, and some streets only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from belfry.bulletins.types import Part
from belfry.core.clock import local
from belfry.networks.kinds import NetworkKind
from belfry.networks.nearby import networks_beside, networks_elsewhere
from belfry.networks.perimeters import perimeters_of
from belfry.territory.search import names_apart, streets_by_id

if TYPE_CHECKING:
    from belfry.networks.models import Network

EVERY, NONE = "every", "none"


class StreetsOf(NamedTuple):
    """The streets of one network, as they can be chosen."""

    network: str
    streets: Sequence[tuple[str, str]]


def kinds_of(networks: Sequence["Network"]) -> list[tuple[str, str]]:
    """Return the kinds and professions of these networks, with what their button says, where they differ."""
    kinds = {network.kind for network in networks}
    found = [(kind.value, str(kind.label)) for kind in NetworkKind if kind in kinds]
    sectors = sorted({network.profession for network in networks if network.profession})
    return [*found, *((one, one) for one in sectors)] if len(found) > 1 else []


def ticked(networks: Sequence["Network"], press: str, chosen: Collection[str]) -> list[str]:
    """Return the networks that are chosen after a press: every one, none, or those of a kind or profession besides."""
    if press == NONE:
        return []
    added = [str(one.pk) for one in networks if press in (EVERY, one.kind, one.profession)]
    return list(dict.fromkeys([*chosen, *added]))


def streets_of(
    networks: Sequence["Network"], others: Mapping[str, str], language: str, *, now: datetime
) -> list[StreetsOf]:
    """Return the streets of each network whose street list is known, by name; then those of other police ({id: name})."""
    on = local(now).date()
    grounds = perimeters_of([*(one.pk for one in networks), *map(UUID, others)], on=on)
    grounds.sort(key=lambda one: str(one.network_id) in others)
    ids = {one.network_id: list(dict.fromkeys(r.street_id for r in one.ranges)) for one in grounds}
    found = streets_by_id(sorted({pk for these in ids.values() for pk in these}), on=on)
    names = names_apart(found.values(), language=language, on=on)
    return [
        StreetsOf(
            _("%(network)s (other police)") % {"network": one.name}
            if str(one.network_id) in others
            else one.name,
            sorted(
                ((str(pk), names[pk]) for pk in ids[one.network_id] if pk in names),
                key=lambda street: street[1],
            ),
        )
        for one in grounds
        if ids[one.network_id]
    ]


def part_in_words(part: Part | None, language: str, *, now: datetime) -> str:
    """Return the streets that a message is for, or that its part was drawn; empty where it is for everybody."""
    if part is None:
        return ""
    if part.shape is not None:
        return _("a drawn part")
    on = local(now).date()
    found = streets_by_id(part.streets, on=on)
    return ", ".join(sorted(names_apart(found.values(), language=language, on=on).values()))


def others_beside(
    network_ids: Sequence[UUID], asked: Collection[UUID], zone_id: UUID, *, now: datetime
) -> Mapping[str, str]:
    """Return {id: name} of the networks of other police beside these, and of those chosen already."""
    on = local(now).date()
    ids = networks_beside(network_ids, on=on) | set(asked)
    return {
        str(one.network_id): one.name for one in networks_elsewhere(ids, zone_id=zone_id, on=on)
    }
