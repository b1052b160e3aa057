"""Read, mend and compare perimeters: pure geometry, without tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from belfry.territory.types import Overlap, ReadShape, Shape


def read_shape(given: str | bytes | Mapping[str, Any]) -> ReadShape:
    """Return the shape of a GeoJSON text, and what was mended in it.

    Raises errors.NotAShape or one of its kinds: no GeoJSON, a point or line, outside Belgium, too large.
    """
    raise NotImplementedError


def overlap(shape: Shape, other: Shape) -> Overlap | None:
    """Return how much of `shape` lies in `other`, and where in `shape`; None if they only touch."""
    raise NotImplementedError


def without(shape: Shape, others: Iterable[Shape]) -> Shape:
    """Return `shape` with all others cut out of it; raise NothingLeft."""
    raise NotImplementedError
