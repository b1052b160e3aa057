"""Find persons: by id, by an address that somebody types, or by the whole name among some who are known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from belfry.core.many import among
from belfry.core.sealed import unsealing
from belfry.delivery.devices import url_of
from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import ends_of, find_endpoint, kinds_wanted
from belfry.delivery.ways import takes_landlines
from belfry.people.models import ContactPoint, Person, Preference, Unit
from belfry.people.types import Device, PersonDetails, Reach, Settings, UnitDetails

CHUNK = 5000


def persons_by_id(ids: Collection[UUID]) -> Mapping[UUID, Person]:
    """Return persons by id, in one query."""
    return Person.objects.in_bulk(list(ids))


def persons_named(ids: Collection[UUID], name: str) -> list[UUID]:
    """Return who of these persons bears exactly this name, given name or family name first."""
    wanted = sorted(name.casefold().split())
    unseal, table = unsealing(), Person._meta.db_table
    columns = ("given_name", "family_name")
    bearers = []
    # Thousands of names: opened one by one from rows, which is twice as fast as from persons.
    for pk, *sealed in Person.objects.filter(among("pk", ids)).values_list("pk", *columns):
        words = [
            unseal(bytes(one), f"{table}|{column}|{pk}")
            for column, one in zip(columns, sealed, strict=True)
            if one
        ]
        if wanted and sorted(" ".join(words).casefold().split()) == wanted:
            bearers.append(pk)
    return bearers


def persons_reading(channel: str, address: str) -> list[Person]:
    """Return who reads an address, the longest known first; nobody for an unknown one."""
    endpoint = find_endpoint(channel, address)
    return readers_of([endpoint.pk]).get(endpoint.pk, []) if endpoint else []


def persons_signing_in(endpoint_id: UUID) -> list[Person]:
    """Return whom a code sent to an endpoint may sign in, the longest known first, in two queries.

    A single list opens nobody's account to an address of its own: an address counts when its reader
    proved or gave it, or when every list that knows the person tells it.
    """
    readers = readers_of([endpoint_id]).get(endpoint_id, [])
    here = ContactPoint.objects.filter(endpoint_id=endpoint_id)
    points: dict[UUID, list[ContactPoint]] = defaultdict(list)
    for point in told_addresses().filter(person_id__in=here.values("person_id")):
        points[point.person_id].append(point)
    return [reader for reader in readers if _opens(points[reader.pk], endpoint_id)]


def _opens(points: Collection[ContactPoint], endpoint_id: UUID) -> bool:
    here = [point for point in points if point.endpoint_id == endpoint_id]
    if any(point.told_to is None or point.verified_at for point in here):
        return True
    # A single None among all sources (an address for a mandate, say) is in none of these lists.
    return {point.told_to for point in points} == {point.told_to for point in here}


def readers_of(endpoint_ids: Collection[UUID]) -> Mapping[UUID, list[Person]]:
    """Return who reads each endpoint, the longest known first, in one query."""
    found: dict[UUID, dict[UUID, Person]] = defaultdict(dict)
    points = ContactPoint.objects.filter(
        endpoint_id__in=list(endpoint_ids), person__is_active=True
    ).select_related("person")
    for point in points.order_by("added_at", "person__made_at", "pk"):
        found[point.endpoint_id].setdefault(point.person_id, point.person)
    return {endpoint_id: list(persons.values()) for endpoint_id, persons in found.items()}


def details_of(
    ids: Collection[UUID], *, told_to: UUID | None = None
) -> Mapping[UUID, PersonDetails]:
    """Return names, language and addresses of persons, opened, in a fixed number of queries.

    With `told_to`, only the addresses that this network's list told: nobody looks up an address by
    putting a name on a list.
    """
    addresses: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    points = ContactPoint.objects.filter(person_id__in=list(ids)).select_related("endpoint")
    if told_to is not None:
        points = points.filter(told_to=told_to)
    for point in points.order_by("position", "pk"):
        known = addresses[point.person_id, point.endpoint.kind]
        if point.endpoint.address not in known:
            known.append(point.endpoint.address)
    return {
        person.pk: PersonDetails(
            person.given_name,
            person.family_name,
            person.language,
            tuple(addresses[person.pk, AddressKind.EMAIL]),
            tuple(addresses[person.pk, AddressKind.PHONE]),
        )
        for person in Person.objects.filter(pk__in=list(ids))
    }


def told_addresses() -> QuerySet[ContactPoint]:
    """Return the contact points that somebody told: all but the browsers that persons add themselves."""
    return ContactPoint.objects.exclude(endpoint__kind=AddressKind.PUSH)


def devices_of(person_id: UUID) -> list[Device]:
    """Return the devices on which a person gets notifications, the newest first."""
    points = ContactPoint.objects.filter(
        person_id=person_id,
        endpoint__kind=AddressKind.PUSH,
        endpoint__broken_at__isnull=True,
    )
    return [
        Device(point.endpoint_id, point.device, point.added_at, url_of(point.endpoint.address))
        for point in points.select_related("endpoint").order_by("position", "pk")
    ]


def endpoints_of(person_id: UUID) -> frozenset[UUID]:
    """Return every endpoint by which a person can be reached."""
    return endpoints_by_person([person_id])[person_id]


def endpoints_by_person(ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return every endpoint by which each person can be reached, in one query."""
    found: dict[UUID, set[UUID]] = {person_id: set() for person_id in ids}
    points = ContactPoint.objects.filter(among("person_id", found))
    for person_id, endpoint_id in points.values_list("person_id", "endpoint_id"):
        found[person_id].add(endpoint_id)
    return {person_id: frozenset(endpoints) for person_id, endpoints in found.items()}


def reads_endpoint() -> Exists:
    """Return the condition on rows with `person_id` and `endpoint_id`: that person reads it now."""
    return Exists(
        ContactPoint.objects.filter(
            person_id=OuterRef("person_id"), endpoint_id=OuterRef("endpoint_id")
        )
    )


def made_choices() -> Exists:
    """Return the condition on rows with a `person_id`: that person chose quiet hours, channels or calls."""
    return Exists(Preference.objects.filter(person_id=OuterRef("person_id")))


def units_by_id(ids: Collection[UUID]) -> Mapping[UUID, UnitDetails]:
    """Return addresses of households and establishments, opened, in one query."""
    return {
        unit.pk: UnitDetails(
            unit.organisation, unit.street, unit.number, unit.box, unit.postcode, unit.municipality
        )
        for unit in Unit.objects.filter(pk__in=list(ids))
    }


def ringing_of(unit_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return {household: the one person whose phone rings when it is urgent}, of those that chose one."""
    rows = Unit.objects.filter(pk__in=list(unit_ids), urgent_person__isnull=False)
    return dict(rows.values_list("pk", "urgent_person_id"))


def households_among(unit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these units are households."""
    rows = Unit.objects.filter(pk__in=list(unit_ids), kind=Unit.Kind.HOUSEHOLD)
    return frozenset(rows.values_list("pk", flat=True))


def reach_of(ids: Sequence[UUID], channels: Collection[str]) -> Iterator[Reach]:
    """Yield how each person can be reached by each wanted channel: the preferred endpoint there.

    Of devices that show notifications, each: nobody knows which one is at hand. An endpoint that works goes
    before a broken one. A person without an endpoint of a channel yields
    nothing for it. Nothing is decrypted.
    """
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        wishes = wishes_of(chunk)
        for person_id, channel, broken, endpoint_id in _best(chunk, channels):
            wish = wishes.get(person_id)
            yield Reach(
                person_id,
                channel,
                endpoint_id,
                broken=broken,
                unwanted=bool(wish and channel in wish.without_channels),
                calls=bool(wish and wish.calls),
                quiet_from=wish.quiet_from if wish else None,
                quiet_until=wish.quiet_until if wish else None,
            )


def wishes_of(ids: Iterable[UUID]) -> Mapping[UUID, Preference]:
    """Return the choices of those persons who made any, in one query."""
    return {wish.person_id: wish for wish in Preference.objects.filter(among("person_id", ids))}


def _best(ids: Sequence[UUID], channels: Collection[str]) -> Iterator[tuple[UUID, str, bool, UUID]]:
    """Yield (person, channel, whether it is broken, endpoint): the preferred one of each, and every device.

    Two plain look-ups instead of a join: a planner that believes the tables still empty, as it does
    right after a first large import, would read all endpoints once for every person.
    """
    points = ContactPoint.objects.filter(among("person_id", ids)).order_by("position", "pk")
    told = list(points.values_list("person_id", "endpoint_id"))
    ends = ends_of({endpoint for _, endpoint in told})
    wanting = kinds_wanted(channels)
    for_landlines = {name for names in wanting.values() for name in names if takes_landlines(name)}
    best: dict[tuple[UUID, str], list[tuple[bool, UUID]]] = {}
    for person_id, endpoint_id in told:
        end = ends[endpoint_id]
        for channel in wanting.get(end.kind, ()):
            if end.landline and channel not in for_landlines:
                continue
            known = best.setdefault((person_id, channel), [])
            if not known or (known[0][0] and not end.broken):
                known[:] = [(end.broken, endpoint_id)]
            elif end.kind == AddressKind.PUSH and not end.broken:
                known.append((end.broken, endpoint_id))
    for (person_id, channel), ways in best.items():
        for broken, endpoint_id in ways:
            yield person_id, channel, broken, endpoint_id


def languages_of(ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the language of each person, in one query per five thousand."""
    found: dict[UUID, str] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Person.objects.filter(among("pk", ids[start : start + CHUNK]))
        found.update(rows.values_list("pk", "language"))
    return found


def settings_of(person_id: UUID) -> Settings:
    """Return a person's own choices."""
    person = Person.objects.only("language").get(pk=person_id)
    wish = Preference.objects.filter(person_id=person_id).first()
    if wish is None:
        return Settings(person.language)
    return Settings(
        person.language,
        wish.quiet_from,
        wish.quiet_until,
        frozenset(wish.without_channels),
        wish.calls,
        wish.may_be_woken,
        wish.away_from,
        wish.back_on,
    )


def email_endpoints_of(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return the e-mail endpoint for notices of each person who has one, in one query.

    One that works goes before a broken one, then what the person gave before what a list tells.
    """
    rows = (
        ContactPoint.objects.filter(person_id__in=list(ids), endpoint__kind=AddressKind.EMAIL)
        .order_by(
            "person_id",
            F("endpoint__broken_at").asc(nulls_first=True),
            F("told_to").asc(nulls_first=True),
            "position",
            "pk",
        )
        .distinct("person_id")
    )
    return dict(rows.values_list("person_id", "endpoint_id"))
