"""Find municipalities, streets and addresses in any official language, as people write them."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q

from belfry.territory.folding import BETWEEN_NAMES, folded
from belfry.territory.kinds import AddressStatus
from belfry.territory.models import Address, Municipality, Named, Street
from belfry.territory.queries import successors_at, valid_at
from belfry.territory.types import FoundAddress, FoundStreet

SHORTEST: Final = 2
ALIKE: Final = 0.75
STREETS: Final = """
SELECT id FROM territory_street s
WHERE (gone_on IS NULL OR gone_on > %(on)s) AND (%(nis)s::text[] IS NULL OR nis = ANY(%(nis)s))
  AND {condition}
  AND (%(postcode)s = '' OR EXISTS (SELECT FROM territory_address a
                                    WHERE a.street_id = s.id AND a.postcode = %(postcode)s))
ORDER BY '|' || folded || '|' LIKE %(whole)s DESC, '|' || folded LIKE %(start)s DESC,
         word_similarity(%(name)s, folded) DESC, length(folded), folded, id
LIMIT %(limit)s
"""
AS_WRITTEN: Final = STREETS.format(condition="folded LIKE %(within)s")
# pg_trgm: some word group of the street has three fifths of its groups of three letters in common.
NEARLY: Final = STREETS.format(condition="%(name)s <%% folded")
# "Kerkstraat 12A bus 3, 9000 Gent"; "12, rue de l'Église, Liège".
NUMBER_FIRST: Final = re.compile(r"^\s*(\d{1,4}\s?[a-z]?)\s*,\s*([^,]+)", re.IGNORECASE)
IN_PARTS: Final = re.compile(
    r"^(?P<street>[^,]*?[^,\d\s][^,]*?)"
    r"(?:[\s,]+(?P<number>\d{1,3}|\d{4}(?=[a-z]?[\s,]+[1-9]\d{3}\b))\s?(?P<suffix>[a-z]?)(?![a-z\d])"
    r"(?:[\s,]*(?:bus|bte|b|boîte|boite|/)\s*(?P<box>\w+))?)?"
    r"(?:[\s,]+(?:b-)?(?P<postcode>[1-9]\d{3}))?"
    # Without a number before it, only a comma tells where a street ends.
    r"(?:(?(number)[\s,]+|(?(postcode)[\s,]+|\s*,\s*))(?P<town>\D+))?$",
    re.IGNORECASE,
)


class _Written(NamedTuple):
    street: str
    number: int | None
    suffix: str
    box: str
    postcode: str
    town: str


def find_municipalities(text: str, *, on: date, limit: int = 10) -> list[Municipality]:
    """Return municipalities at a date whose name in any official language is like a text, best first.

    The name of one that was merged leads to where its ground is now: people go on using it.
    """
    wanted = folded(text)
    if len(wanted) < SHORTEST:
        return []
    ranked = [
        (rank, town.name_nl or town.name_fr, str(town.pk), town)
        for named in Municipality.objects.filter(valid_from__lte=on)
        if (rank := min(_rank(wanted, folded(name)) for name in names_of(named).values())) < 1
        for town in _grown_into(named, on)
    ]
    ranked.sort(key=lambda one: one[:3])
    return list(dict.fromkeys(town for *_, town in ranked))[:limit]


def _grown_into(town: Municipality, on: date) -> list[Municipality]:
    """Return a municipality, or those that hold its ground once it has ended."""
    has_ended = town.valid_until is not None and town.valid_until <= on
    return successors_at(town.pk, on=on) if has_ended else [town]


def _rank(wanted: str, name: str) -> float:
    """Return how far a name is from what is wanted: 0 the same, below 1 alike."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 0.1
    if f" {wanted}" in name:
        return 0.2
    likeness = SequenceMatcher(None, wanted, name).ratio()
    return 1.25 - likeness if likeness >= ALIKE else 1


def names_of(place: Named) -> dict[str, str]:
    """Return the names of a place by language, those that it has."""
    names = {"nl": place.name_nl, "fr": place.name_fr, "de": place.name_de}
    return {language: name for language, name in names.items() if name}


def find_streets(
    text: str, *, on: date, nis: str | Collection[str] = "", limit: int = 20
) -> list[FoundStreet]:
    """Return streets like a text, best first: "st pieters", "rue de l'eglise, luik", "Kerkstraat 9000".

    What follows the street is taken for its municipality or postcode, unless the name of the street goes
    on like that; a municipality that is not known is passed over. `nis` keeps to one municipality, or to some.
    """
    written = _in_parts(text)
    whole = _Written(text, None, "", "", "", "")
    if written.street != text.strip() and (found := _streets(whole, on, nis, limit, (AS_WRITTEN,))):
        return found
    return _streets(written, on, nis, limit)


def find_addresses(text: str, *, on: date, limit: int = 20) -> list[FoundAddress]:
    """Return the addresses of a house number, as "Kerkstraat 12, 9000 Gent"; none without a number."""
    written = _in_parts(text)
    if written.number is None:
        return []
    streets = {one.street_id: one for one in _streets(written, on, "", limit)}
    rows = Address.objects.filter(
        Q(gone_on__isnull=True) | Q(gone_on__gt=on),
        status=AddressStatus.CURRENT,
        street__in=streets,
        number=written.number,
    )
    exact = {"suffix__iexact": written.suffix, "box__iexact": written.box}
    rows = rows.filter(**{key: value for key, value in exact.items() if value})
    if written.postcode:
        rows = rows.filter(postcode=written.postcode)
    order = list(streets)
    ordered = sorted(
        rows, key=lambda row: (order.index(row.street_id), row.suffix, row.box, row.pk)
    )
    return [
        FoundAddress(
            streets[row.street_id],
            f"{row.number}{row.suffix}",
            row.box,
            row.postcode,
            row.lon,
            row.lat,
        )
        for row in ordered[:limit]
    ]


def streets_by_id(ids: Sequence[int], *, on: date) -> dict[int, FoundStreet]:
    """Return streets by id, in the order asked for, with their municipalities at a date."""
    streets = Street.objects.in_bulk(ids)
    codes = {street.nis for street in streets.values()}
    towns = Municipality.objects.filter(valid_at(on), nis__in=codes)
    names = {town.nis: names_of(town) for town in towns}
    return {
        pk: FoundStreet(pk, names_of(street), street.nis, names.get(street.nis, {}))
        for pk in ids
        if (street := streets.get(pk))
    }


def names_apart(streets: Iterable[FoundStreet], *, language: str, on: date) -> dict[int, str]:
    """Return {street: its name with its municipality}, with the postcodes too where two are called the same.

    After a merger a municipality may well have three streets of the church.
    """
    names = {one.street_id: one.with_town(language) for one in streets}
    times = Counter(names.values())
    doubled = [pk for pk, name in names.items() if times[name] > 1]
    codes: dict[int, set[str]] = defaultdict(set)
    if doubled:
        doors = Address.objects.filter(Q(gone_on__isnull=True) | Q(gone_on__gt=on))
        rows = doors.filter(street__in=doubled).values_list("street", "postcode").distinct()
        for pk, postcode in rows:
            codes[pk].add(postcode)
    return {
        pk: f"{name} ({', '.join(sorted(codes[pk]))})" if codes[pk] else name
        for pk, name in names.items()
    }


def house_number(text: str) -> int | None:
    """Return the house number of an address as people write it, if there is one."""
    return _in_parts(text).number


def _in_parts(text: str) -> _Written:
    turned = NUMBER_FIRST.sub(r"\2 \1", text.strip())
    match = IN_PARTS.match(turned)
    if match is None:
        return _Written(text, None, "", "", "", "")
    told = {key: value or "" for key, value in match.groupdict().items()}
    number = told.pop("number")
    return _Written(number=int(number) if number else None, **told)


def _streets(
    written: _Written,
    on: date,
    nis: str | Collection[str],
    limit: int,
    ways: Sequence[str] = (AS_WRITTEN, NEARLY),
) -> list[FoundStreet]:
    name = folded(written.street)
    if len(name) < SHORTEST:
        return []
    within = [nis] if isinstance(nis, str) else list(nis)
    codes = within if nis else None
    if written.town and not nis:
        codes = [town.nis for town in find_municipalities(written.town, on=on)] or None
    values = {
        "on": on,
        "nis": codes,
        "postcode": written.postcode,
        "name": name,
        "whole": f"%{BETWEEN_NAMES}{name}{BETWEEN_NAMES}%",
        "start": f"%{BETWEEN_NAMES}{name}%",
        "within": f"%{name}%",
        "limit": limit,
    }
    found: list[int] = []
    with connection.cursor() as cursor:
        for way in ways:
            if not found:
                cursor.execute(way, values)
                found = [pk for (pk,) in cursor.fetchall()]
    return list(streets_by_id(found, on=on).values())
