"""How municipalities and their boundaries follow an official file of a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import shapely
from django.db.models import Q

from belfry.territory.boundaries import Outline
from belfry.territory.errors import NewerKnown, TooMuchWouldEnd
from belfry.territory.models import Boundary, Municipality, Succession
from belfry.territory.official import OFFICIAL_NIS
from belfry.territory.types import Changes, Shape

# Of the old ground: less is the coarseness of a drawing.
LEAST_SHARE: Final = 0.05


def redraw(outlines: Mapping[str, Outline], day: date, *, whole: bool) -> Changes:
    """Make municipalities and boundaries from `day` on what a file says, and return what changed.

    One that keeps its NIS code keeps its row, whatever its name and ground. If the file is `whole`, one
    that had a boundary and is missing ends, and whoever holds its ground succeeds it. Raises NewerKnown;
    TooMuchWouldEnd when nobody holds the ground of one, because no ground of the country gets lost.
    """
    official = f"^{OFFICIAL_NIS.pattern}$"
    known = Boundary.objects.filter(municipality__nis__regex=official)
    newest = known.order_by("valid_from").last()
    if newest and newest.valid_from > day:
        raise NewerKnown(day=newest.valid_from.isoformat())
    # What ends on this very day may go on after all, if the file of the day was corrected.
    standing = Q(valid_until__isnull=True) | Q(valid_until=day)
    towns = {row.nis: row for row in Municipality.objects.filter(standing).order_by("valid_from")}
    rows = known.filter(standing).select_related("municipality").order_by("valid_from")
    grounds = {row.municipality.nis: row for row in rows}
    open_grounds = [row for row in grounds.values() if row.valid_until is None]
    gone = [row for row in open_grounds if row.municipality.nis not in outlines]
    gone = [row for row in gone if row.municipality.valid_from < day]
    heirs = _heirs(gone, list(outlines.values())) if whole else {}
    lost = [ground for ground, codes in heirs.items() if not codes]
    if lost:
        raise TooMuchWouldEnd(gone=len(lost), known=len(open_grounds))
    changes = Changes()
    for nis, outline in outlines.items():
        _keep(outline, towns, grounds.get(nis), day, changes)
    for ground, codes in heirs.items():
        _end(ground, [towns[nis] for nis in codes], day)
    changes.ended = len(heirs)
    return changes


def _keep(
    outline: Outline,
    towns: dict[str, Municipality],
    ground: Boundary | None,
    day: date,
    changes: Changes,
) -> None:
    names = {f"name_{language}": name for language, name in outline.names.items()}
    town = towns.get(outline.nis)
    if town is None:
        towns[outline.nis] = Municipality.objects.create(nis=outline.nis, valid_from=day, **names)
        _draw(outline, towns[outline.nis], None, day)
        changes.added += 1
        return
    earliest = min(town.valid_from, day)
    updated = _update(town, names | {"valid_from": earliest, "valid_until": None})
    drawn = _draw(outline, town, ground, day)
    changes.changed += updated or drawn
    changes.unchanged += not (updated or drawn)


def _update(town: Municipality, wanted: Mapping[str, object]) -> bool:
    differing = [key for key, value in wanted.items() if getattr(town, key) != value]
    for key in differing:
        setattr(town, key, wanted[key])
    if differing:
        town.save(update_fields=differing)
    if "valid_until" in differing:
        Succession.objects.filter(old=town).delete()
    return bool(differing)


def _draw(outline: Outline, town: Municipality, ground: Boundary | None, day: date) -> bool:
    shape = Shape(outline.geometry)
    told = shape.geojson()
    if ground and ground.shape == told:
        if ground.valid_until is None:
            return False
        ground.valid_until = None
        ground.save(update_fields=["valid_until"])
        return True
    if ground and ground.valid_until is None and ground.valid_from < day:
        ground.valid_until = day
        ground.save(update_fields=["valid_until"])
    box = dict(zip(("west", "south", "east", "north"), shape.bounds, strict=True))
    Boundary.objects.update_or_create(
        municipality=town, valid_from=day, defaults={"shape": told, "valid_until": None, **box}
    )
    return True


def _heirs(gone: Sequence[Boundary], outlines: Sequence[Outline]) -> dict[Boundary, list[str]]:
    """Return for each ground that loses its municipality the NIS codes of those that hold it now."""
    tree = shapely.STRtree([outline.geometry for outline in outlines])
    heirs: dict[Boundary, list[str]] = {}
    for ground in gone:
        old = Shape.kept(ground.shape).geometry
        near = [outlines[at] for at in tree.query(old, predicate="intersects")]
        heirs[ground] = [
            outline.nis
            for outline in near
            if outline.geometry.intersection(old).area >= LEAST_SHARE * old.area
        ]
    return heirs


def _end(ground: Boundary, heirs: Sequence[Municipality], day: date) -> None:
    for heir in heirs:
        Succession.objects.get_or_create(old=ground.municipality, new=heir)
    ground.municipality.valid_until = ground.valid_until = day
    ground.municipality.save(update_fields=["valid_until"])
    ground.save(update_fields=["valid_until"])
