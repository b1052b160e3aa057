"""Read official boundaries: one GeoJSON feature for each municipality."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from belfry.territory.errors import NotAShape, NotBoundaries
from belfry.territory.faults import BadRowError, Faults
from belfry.territory.geojson import decoded
from belfry.territory.models import LONGEST_NAME
from belfry.territory.official import OFFICIAL_NIS
from belfry.territory.shapes import read_geometry

# As Belfry's own files call them, and as Statbel publishes them.
NIS_NAMES: Final = ("nis", "cd_munty_refnis")
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "nl": ("name_nl", "tx_munty_descr_nl"),
    "fr": ("name_fr", "tx_munty_descr_fr"),
    "de": ("name_de", "tx_munty_descr_de"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """One municipality of a file: its NIS code, the names it has, and its ground."""

    nis: str
    names: dict[str, str]
    geometry: BaseGeometry


@dataclass(slots=True)
class BoundaryFile:
    """What a file of boundaries holds: by NIS code what is good, and what is not.

    `mended` counts what was put right in shapes, by sentence.
    """

    good: dict[str, Outline] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    mended: Counter[str] = field(default_factory=Counter)


def read_boundaries(text: bytes) -> BoundaryFile:
    """Return what a file of boundaries holds; raise NotBoundaries for another kind of file.

    The place of a bad feature is its number in the file, from 1.
    """
    try:
        given = decoded(text)
    except NotAShape:
        raise NotBoundaries from None
    features = given.get("features") if isinstance(given, dict) else None
    if not isinstance(features, list) or not features:
        raise NotBoundaries
    file = BoundaryFile()
    for place, feature in enumerate(features, start=1):
        try:
            _take(feature, file)
        except BadRowError as refusal:
            file.faults.add(refusal.at(place))
    return file


def _take(feature: object, file: BoundaryFile) -> None:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise BadRowError("", "feature", _("This is no feature with properties."))
    properties = feature["properties"]
    nis = _first(properties, NIS_NAMES)
    if not OFFICIAL_NIS.fullmatch(nis):
        reason = _("This is no NIS code of a municipality: five digits, the district first.")
        raise BadRowError("nis", "nis", reason)
    if nis in file.good:
        raise BadRowError("nis", "nis", _("This NIS code stands in the file already."))
    names = {
        language: name for language, keys in NAMES.items() if (name := _first(properties, keys))
    }
    if not names or max(map(len, names.values())) > LONGEST_NAME:
        reason = _("The municipality has no name, or a far too long one.")
        raise BadRowError("name", "name", reason)
    try:
        geometry, remedies = read_geometry(feature.get("geometry"))
    except NotAShape as refusal:
        raise BadRowError("geometry", "shape", refusal.message()) from None
    file.mended.update(str(remedy.label) for remedy in remedies)
    file.good[nis] = Outline(nis, names, geometry)


def _first(properties: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = (properties.get(key) for key in keys)
    return next((str(value).strip() for value in found if value not in {None, ""}), "")
