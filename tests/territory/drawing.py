"""Squares and streets of a made-up corner of Belgium, for tests."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from belfry.territory.folding import folded_names
from belfry.territory.models import Address, Street
from belfry.territory.types import Shape

DAY = date(2025, 1, 1)
# A hundredth of a degree: about 700 m across and 1,100 m along.
STEP = 0.01
Corner = tuple[float, float]


def corners(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Return a closed ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Sequence[Sequence[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(one) for one in ring] for ring in rings]}


def square(x: int = 0, y: int = 0, size: int = 1) -> dict[str, Any]:
    """Return the square that begins so many steps east and north of a corner near Ghent."""
    west, south = 3.70 + x * STEP, 51.00 + y * STEP
    return polygon(corners(west, south, west + size * STEP, south + size * STEP))


def square_shape(x: int = 0, y: int = 0, size: int = 1) -> Shape:
    return Shape.kept(square(x, y, size))


def feature(nis: str, geometry: object, **names: str) -> dict[str, Any]:
    properties = {"nis": nis} | {f"name_{key}": name for key, name in names.items()}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def street(nis: str = "44021", reference: str = "1", **names: str) -> Street:
    return Street.objects.create(
        region="BE-VLG",
        reference=reference,
        nis=nis,
        folded=folded_names(*names.values()),
        **{f"name_{key}": name for key, name in names.items()},
    )


def addresses(of: Street, doors: Iterable[tuple[str, Corner]], **more: Any) -> None:
    """Add addresses to a street: "12", "12A" or "12/3" (box 3), each with longitude and latitude."""
    for text, (lon, lat) in doors:
        house, _, box = text.partition("/")
        number = int("".join(sign for sign in house if sign.isdigit()))
        suffix = house.removeprefix(str(number))
        values = {"region": "BE-VLG", "postcode": "9000", "status": "current"} | more
        Address.objects.create(
            street=of, lon=lon, lat=lat, reference=f"{of.pk}-{text}",
            number=number, suffix=suffix, box=box, **values,
        )  # fmt: skip
