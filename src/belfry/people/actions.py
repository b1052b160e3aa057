"""What happens to persons. Who may do it is for the caller's context to judge."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.core.languages import Language
from belfry.delivery.actions import EVERYTHING, endpoints_for, reconsider, withdraw
from belfry.delivery.devices import add_device_endpoint, find_device_endpoint
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint
from belfry.delivery.queries import kinds_wanted, ringing_channels
from belfry.people.errors import InvitationNotValid, NameIsTheirOwn, TooManyDevices
from belfry.people.models import ContactPoint, Person, Preference, Unit
from belfry.people.queries import endpoints_of, told_addresses
from belfry.people.types import PersonDetails, Settings, UnitDetails

BATCH = 1000
MOST_DEVICES = 10


def add_person(details: PersonDetails, *, now: datetime, told_to: UUID | None = None) -> Person:
    """Return a new person with its contact points; raise delivery.AddressUnusable.

    `told_to` is the network whose list tells the addresses; no other list shows them.
    """
    return add_persons([details], now=now, told_to=told_to)[0]


def hold_person(person_id: UUID) -> None:
    """Let others who hold the same person wait until this transaction ends."""
    Person.objects.select_for_update().get(pk=person_id)


@transaction.atomic
def add_persons(
    all_details: Sequence[PersonDetails], *, now: datetime, told_to: UUID | None = None
) -> list[Person]:
    """Return new persons with their contact points, in a fixed number of queries."""
    persons = [
        Person(
            given_name=details.given_name,
            family_name=details.family_name,
            language=details.language or Language.DUTCH,
            made_at=now,
        )
        for details in all_details
    ]
    Person.objects.bulk_create(persons, batch_size=BATCH)
    pairs = zip((person.pk for person in persons), all_details, strict=True)
    tell_contacts(list(pairs), now=now, told_to=told_to)
    return persons


def tell_contacts(
    told: Sequence[tuple[UUID, PersonDetails]], *, now: datetime, told_to: UUID | None
) -> None:
    """Add the addresses that are told of known persons; what is known already stays."""
    emails = endpoints_for(AddressKind.EMAIL, _all(details.emails for _, details in told))
    phones = endpoints_for(AddressKind.PHONE, _all(details.phones for _, details in told))
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                person_id=person_id,
                endpoint=endpoint,
                position=position,
                added_at=now,
                told_to=told_to,
            )
            for person_id, details in told
            for position, endpoint in _placed(details, emails, phones)
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _all(groups: Iterable[tuple[str, ...]]) -> list[str]:
    return [address for group in groups for address in group]


def _placed(
    details: PersonDetails, emails: dict[str, Endpoint], phones: dict[str, Endpoint]
) -> list[tuple[int, Endpoint]]:
    """Return (position in its channel, endpoint), each endpoint once."""
    wanted: list[tuple[int, Endpoint]] = []
    for addresses, endpoints in ((details.emails, emails), (details.phones, phones)):
        unique = dict.fromkeys(endpoints[address] for address in addresses)
        wanted.extend(enumerate(unique))
    return wanted


@transaction.atomic
def correct_person(
    person_id: UUID, details: PersonDetails, *, now: datetime, told_to: UUID | None = None
) -> frozenset[UUID]:
    """Make names and language what `details` says, and the contact points that `told_to` told.

    Returns the endpoints that the person no longer reads. What still waits for an address that nobody
    reads any more is not sent: it may be a stranger's. Raises NameIsTheirOwn when a list would rename
    somebody whose address it did not tell alone: who holds a mandate is known by that name.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    _check_name(person, details, told_to)
    person.given_name, person.family_name = details.given_name, details.family_name
    person.language = details.language or person.language
    person.save(update_fields=["given_name", "family_name", "language"])
    emails = endpoints_for(AddressKind.EMAIL, details.emails)
    phones = endpoints_for(AddressKind.PHONE, details.phones)
    wanted = {endpoint.pk: position for position, endpoint in _placed(details, emails, phones)}
    dropped = told_addresses().filter(person=person, told_to=told_to)
    dropped = dropped.exclude(endpoint_id__in=wanted)
    dropped_ids = frozenset(dropped.values_list("endpoint_id", flat=True))
    dropped.delete()
    for endpoint_id, position in wanted.items():
        ContactPoint.objects.update_or_create(
            person=person,
            endpoint_id=endpoint_id,
            told_to=told_to,
            defaults={"position": position},
            create_defaults={"position": position, "added_at": now},
        )
    still_read = ContactPoint.objects.filter(endpoint_id__in=dropped_ids)
    withdraw(
        dropped_ids - set(still_read.values_list("endpoint_id", flat=True)), EVERYTHING, now=now
    )
    return dropped_ids - endpoints_of(person_id)


def _check_name(person: Person, details: PersonDetails, told_to: UUID | None) -> None:
    renamed = (person.given_name, person.family_name) != (details.given_name, details.family_name)
    own = told_addresses().filter(person=person, told_to__isnull=True)
    if told_to is not None and renamed and own.exists():
        raise NameIsTheirOwn


def forget_contacts(person_id: UUID, *, told_to: UUID) -> None:
    """Drop the addresses that a network's list told of a person who is no longer on it."""
    ContactPoint.objects.filter(person_id=person_id, told_to=told_to).delete()


def drop_contact(person_id: UUID, endpoint_id: UUID, *, told_to: UUID, now: datetime) -> None:
    """Drop one address that a network's list told, for it is somebody else's; nothing that waits goes there."""
    own = ContactPoint.objects.filter(endpoint_id=endpoint_id)
    own.filter(person_id=person_id, told_to=told_to).delete()
    if not own.exists():
        withdraw([endpoint_id], EVERYTHING, now=now)


def add_unit(details: UnitDetails) -> Unit:
    """Return a new unit: an establishment when an organisation is named, else a household."""
    return add_units([details])[0]


def add_units(all_details: Sequence[UnitDetails]) -> list[Unit]:
    """Return new units, in one query per thousand."""
    units = [Unit(**_columns(details)) for details in all_details]
    return Unit.objects.bulk_create(units, batch_size=BATCH)


def correct_unit(unit_id: UUID, details: UnitDetails) -> None:
    """Make the kind and the sealed address what `details` says."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    for name, value in _columns(details).items():
        setattr(unit, name, value)
    unit.save()


def _columns(details: UnitDetails) -> dict[str, str]:
    kind = Unit.Kind.ESTABLISHMENT if details.organisation else Unit.Kind.HOUSEHOLD
    return {"kind": kind} | {name: getattr(details, name) for name in UnitDetails.__slots__}


def verify_contact_point(person_id: UUID, endpoint_id: UUID, *, now: datetime) -> None:
    """Note that the person proved to read this address."""
    ContactPoint.objects.filter(
        person_id=person_id, endpoint_id=endpoint_id, verified_at__isnull=True
    ).update(verified_at=now)


@transaction.atomic
def accept_invitation(person_id: UUID, endpoint_id: UUID, *, now: datetime) -> Person:
    """Return the invited person, whose address is proved by this; raise InvitationNotValid.

    An invitation opens the door once. Whoever proved the address before signs in by code instead.
    """
    person = Person.objects.select_for_update().filter(pk=person_id, is_active=True).first()
    points = ContactPoint.objects.filter(person_id=person_id, endpoint_id=endpoint_id)
    proved = list(points.values_list("verified_at", flat=True))
    if person is None or not proved or any(proved):
        raise InvitationNotValid
    verify_contact_point(person_id, endpoint_id, now=now)
    return person


@transaction.atomic
def tell_name(person_id: UUID, given_name: str, family_name: str) -> None:
    """Give a name to a person who was invited by address only; a known name stays."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if not person.full_name:
        person.given_name, person.family_name = given_name, family_name
        person.save(update_fields=["given_name", "family_name"])


@transaction.atomic
def choose_settings(person_id: UUID, settings: Settings, *, now: datetime) -> None:
    """Keep a person's own choices; waiting deliveries follow them."""
    Person.objects.filter(pk=person_id).update(language=settings.language)
    wish, _ = Preference.objects.update_or_create(
        person_id=person_id,
        defaults={
            "quiet_from": settings.quiet_from,
            "quiet_until": settings.quiet_until,
            "without_channels": sorted(settings.without_channels),
            "calls": settings.calls,
            "may_be_woken": settings.may_be_woken,
            "away_from": settings.away_from,
            "back_on": settings.back_on,
        },
    )
    points = ContactPoint.objects.filter(person_id=person_id).values_list(
        "endpoint_id", "endpoint__kind"
    )
    # A mailbox that others read too keeps what waits for them.
    shared = set(
        ContactPoint.objects.filter(endpoint_id__in=[endpoint for endpoint, _ in points])
        .exclude(person_id=person_id)
        .values_list("endpoint_id", flat=True)
    )
    own = {endpoint: kind for endpoint, kind in points if endpoint not in shared}
    # Without hours of one's own, what rings keeps the window it waits with: the network's night, or the old one.
    follow = [pk for pk, kind in own.items() if settings.quiet_from or kind == AddressKind.EMAIL]
    reconsider(follow, quiet_from=settings.quiet_from, quiet_until=settings.quiet_until)
    closed = set(settings.without_channels)
    if wish.is_away(local(now).date()):
        closed |= set(ringing_channels())
    for kind, channels in kinds_wanted(closed).items():
        unwanted = [pk for pk, its_kind in own.items() if its_kind == kind]
        for channel in channels:
            withdraw(unwanted, EVERYTHING, now=now, channel=channel)


def choose_ringing(unit_ids: Collection[UUID], person_id: UUID | None) -> None:
    """When it is urgent, let only the phone of this person of these households ring; None is each one's."""
    Unit.objects.filter(pk__in=list(unit_ids)).update(urgent_person_id=person_id)


def let_all_have_signed_in(*, now: datetime) -> None:
    """Let everybody have been here at an instant (the demonstration tells a year in which nobody opens a page)."""
    Person.objects.update(last_login=now)


def end_sessions(person_id: UUID) -> None:
    """Sign the person out everywhere at once."""
    Person.objects.filter(pk=person_id).update(sign_in_epoch=F("sign_in_epoch") + 1)


@transaction.atomic
def add_device(person_id: UUID, subscription: str, *, device: str, now: datetime) -> None:
    """Show notifications on a browser that gave this subscription (JSON); `device` is what it seems to be.

    A browser shows those of one person: it moves to who signed in last. The newest device comes first.
    Raises TooManyDevices, delivery.DeviceUnusable, and NotFound where there are no notifications.
    """
    hold_person(person_id)
    endpoint = add_device_endpoint(subscription)
    others = ContactPoint.objects.filter(endpoint=endpoint).exclude(person_id=person_id)
    if others.delete()[0]:
        withdraw([endpoint.pk], EVERYTHING, now=now)
    own = ContactPoint.objects.filter(person_id=person_id, endpoint__kind=AddressKind.PUSH)
    own = own.exclude(endpoint=endpoint)
    own.filter(endpoint__broken_at__isnull=False).delete()
    if own.count() >= MOST_DEVICES:
        raise TooManyDevices(most=MOST_DEVICES)
    own.update(position=F("position") + 1)
    ContactPoint.objects.update_or_create(
        person_id=person_id,
        endpoint=endpoint,
        told_to=None,
        defaults={"position": 0, "device": device},
        create_defaults={"position": 0, "device": device, "added_at": now, "verified_at": now},
    )


def remove_device(person_id: UUID, endpoint_id: UUID, *, now: datetime) -> None:
    """Show nothing more on a device of this person, not even what waits; raise NotFound."""
    if not _forget_devices(person_id, [endpoint_id], now=now):
        raise NotFound


def remove_this_device(person_id: UUID, subscription: str, *, now: datetime) -> None:
    """Show nothing more on the browser with this subscription (JSON), if it is one of this person's."""
    if endpoint := find_device_endpoint(subscription):
        _forget_devices(person_id, [endpoint.pk], now=now)


def remove_devices(person_id: UUID, *, now: datetime) -> None:
    """Show nothing more on any device of this person."""
    own = ContactPoint.objects.filter(person_id=person_id, endpoint__kind=AddressKind.PUSH)
    _forget_devices(person_id, list(own.values_list("endpoint_id", flat=True)), now=now)


@transaction.atomic
def _forget_devices(person_id: UUID, endpoint_ids: Collection[UUID], *, now: datetime) -> int:
    own = ContactPoint.objects.filter(
        person_id=person_id, endpoint_id__in=endpoint_ids, endpoint__kind=AddressKind.PUSH
    )
    number = own.delete()[0]
    if number:
        withdraw(endpoint_ids, EVERYTHING, now=now)
    return number
