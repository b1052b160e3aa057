"""Where networks lie on the ground, for neighbours and for whoever asks whether there is one."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from belfry.networks.models import MunicipalityLink, Perimeter
from belfry.networks.queries import in_force
from belfry.networks.workflow import NetworkState
from belfry.territory.kinds import Side
from belfry.territory.types import Shape, StreetRange


class NetworkGround(NamedTuple):
    """The ground of one network; `shape` is None where only streets are known."""

    network_id: UUID
    name: str
    kind: str
    shape: Shape | None
    ranges: list[StreetRange]


def perimeter_of(network_id: UUID, *, on: date) -> NetworkGround | None:
    """Return where a network lies at a date; None where its ground is not known."""
    return next(iter(_grounds(on, network_id=network_id)), None)


def perimeters_of(network_ids: Collection[UUID], *, on: date) -> list[NetworkGround]:
    """Return the ground of these networks at a date, by name; without those whose ground is not known."""
    return _grounds(on, network_id__in=list(network_ids))


def perimeters_in(
    municipality_ids: Collection[UUID], *, on: date, beside: UUID | None = None
) -> list[NetworkGround]:
    """Return the ground of every network in some municipalities at a date, by name, without `beside`.

    Perimeters are public (streets are published); nothing here tells of a person.
    """
    links = MunicipalityLink.objects.filter(in_force(on), municipality_id__in=municipality_ids)
    found = _grounds(on, network_id__in=links.values("network_id"))
    return [one for one in found if one.network_id != beside]


def _grounds(on: date, **conditions: object) -> list[NetworkGround]:
    rows = (
        Perimeter.objects.filter(in_force(on), **conditions)
        .exclude(network__state=NetworkState.ENDED)
        .select_related("network")
    )
    return [
        NetworkGround(
            row.network_id,
            row.network.name,
            row.network.kind,
            Shape.kept(row.shape) if row.shape else None,
            [
                StreetRange(one["street"], one["first"], one["last"], Side(one["side"]))
                for one in row.streets
            ],
        )
        for row in rows.order_by("network__name", "network_id")
    ]
