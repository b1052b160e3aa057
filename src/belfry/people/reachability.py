"""By how many ways people can be reached, known before anything has to be sent. Nothing is sent for it or decrypted."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from belfry.delivery.kinds import AddressKind
from belfry.delivery.queries import channel_names, kinds_wanted
from belfry.delivery.ways import by_choice, ladder, takes_landlines
from belfry.people.models import ContactPoint, Preference
from belfry.people.queries import reach_of
from belfry.people.types import OwnWay


def reachable_by_two(person_ids: QuerySet[Any, UUID]) -> int:
    """Return how many of these persons have two kinds of working addresses that they want to be reached by.

    Mailbox, phone and device are kinds: an SMS and a call to one phone are one way. One query.
    """
    wanting = kinds_wanted(channel_names())
    usable = Q(pk__in=[])
    for kind, names in wanting.items():
        usual = [name for name in names if not by_choice(name)]
        chosen = [name for name in names if by_choice(name)]
        if usual:
            usable |= Q(~_choice(without_channels__contains=usual), endpoint__kind=kind)
        if chosen:
            unwanted = Q(without_channels__contains=chosen)
            usable |= Q(_choice(~unwanted, calls=True), endpoint__kind=kind)
    if not any(takes_landlines(name) for name in wanting.get(AddressKind.PHONE, ())):
        usable &= Q(endpoint__landline=False)
    points = ContactPoint.objects.filter(
        usable, person_id__in=person_ids, endpoint__broken_at__isnull=True
    )
    ways = points.values("person_id").annotate(ways=Count("endpoint__kind", distinct=True))
    return ways.filter(ways__gte=2).count()


def _choice(*conditions: Q, **chosen: Any) -> Exists:
    return Exists(Preference.objects.filter(*conditions, person_id=OuterRef("person_id"), **chosen))


def own_ways(person_id: UUID) -> list[OwnWay]:
    """Return by which ways an urgent message would reach somebody now, in the order in which they are tried.

    Judged by what is known of each address: mails that came back, a device that was given up, a
    channel that is not wanted; a call only to who chose it or has nothing else.
    """
    names = channel_names()
    best: dict[str, OwnWay] = {}
    for one in reach_of([person_id], names):
        way = OwnWay(one.channel, one.broken, one.unwanted, one.calls)
        known = best.get(one.channel)
        if known is None or (known.is_broken and not one.broken):
            best[one.channel] = way
    ways = [best[name] for name in ladder(best)]
    has_others = any(one.works for one in ways if not by_choice(one.channel))
    return [
        one._replace(is_unwanted=True)
        if by_choice(one.channel) and not one.is_chosen and has_others
        else one
        for one in ways
    ]


def addresses_told(told_to: UUID, **conditions: Any) -> Exists:
    """Return the condition on rows with a `person_id`: a network's list tells such an address of that person."""
    points = ContactPoint.objects.filter(
        person_id=OuterRef("person_id"), told_to=told_to, **conditions
    )
    return Exists(points)


def has_doubtful_address(told_to: UUID) -> Exists:
    """Return the condition on rows with a `person_id`: an address on that network's list does not work."""
    return addresses_told(told_to, endpoint__broken_at__isnull=False)


def has_proved_address() -> Exists:
    """Return the condition on rows with a `person_id`: that person proved an address, whoever told it."""
    points = ContactPoint.objects.filter(person_id=OuterRef("person_id"))
    return Exists(points.filter(verified_at__isnull=False))
