"""Find the street of the register, and the place of the door, that an address as people write it means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from belfry.territory.folding import folded
from belfry.territory.homes import current_addresses
from belfry.territory.models import Street
from belfry.territory.queries import municipalities_at, streets_of_towns
from belfry.territory.search import house_number, names_of


class Written(NamedTuple):
    """An address as it stands in a list."""

    street: str
    number: str
    postcode: str
    municipality: str


def streets_meant(
    written: Sequence[Written], codes: Collection[str], *, on: date
) -> list[int | None]:
    """Return the street of each address, among those of some municipalities (NIS codes); None for what is not found.

    An address that names its municipality or postcode is looked for there alone. In four queries at most.
    """
    streets = streets_of_towns(codes, on=on)
    by_name: dict[str, list[Street]] = defaultdict(list)
    for street in streets:
        for name in dict.fromkeys(map(folded, names_of(street).values())):
            by_name[name].append(street)
    towns = {
        town.nis: set(map(folded, names_of(town).values()))
        for town in municipalities_at(on).filter(nis__in=list(codes))
    }
    found = [by_name.get(folded(one.street), []) if one.street else [] for one in written]
    postcodes = _postcodes({street.pk for these in found for street in these}, on)
    return [_meant(one, these, towns, postcodes) for one, these in zip(written, found, strict=True)]


def _postcodes(street_ids: Collection[int], on: date) -> Mapping[int, set[str]]:
    codes: dict[int, set[str]] = defaultdict(set)
    rows = current_addresses(on).filter(street_id__in=street_ids)
    for street_id, postcode in rows.values_list("street_id", "postcode").distinct():
        codes[street_id].add(postcode)
    return codes


def _meant(
    one: Written,
    streets: Iterable[Street],
    towns: Mapping[str, set[str]],
    postcodes: Mapping[int, set[str]],
) -> int | None:
    """Return the one street that fits; None where none does, or more than one."""
    town = folded(one.municipality)
    fitting = {
        street.pk
        for street in streets
        if not (town or one.postcode)
        or town in towns.get(street.nis, ())
        or (one.postcode and one.postcode in postcodes.get(street.pk, ()))
    }
    exact = {pk for pk in fitting if one.postcode in postcodes.get(pk, ())}
    if len(exact) == 1:
        return exact.pop()
    return fitting.pop() if len(fitting) == 1 else None


def places_meant(
    written: Sequence[Written], streets: Sequence[int | None], *, on: date
) -> list[tuple[float, float] | None]:
    """Return longitude and latitude of each address whose street is known; None for what is not found."""
    rows = current_addresses(on).filter(
        street_id__in=[pk for pk in streets if pk], lon__isnull=False
    )
    places = {
        (street_id, number): (float(lon), float(lat))
        for street_id, number, lon, lat in rows.values_list("street_id", "number", "lon", "lat")
        if lon is not None and lat is not None
    }
    return [
        places.get((street, house_number(f"x {one.number}") or 0)) if street else None
        for one, street in zip(written, streets, strict=True)
    ]
