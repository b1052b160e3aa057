"""Figures of a police zone: messages and outcomes of a month, the balance of exchange of a quarter, silence (O12, O13)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.queries import READABLE, STANDS
from belfry.bulletins.workflow import BulletinState
from belfry.core.actor import POLICE_ROLES, Actor, Role
from belfry.core.clock import BRUSSELS
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import networks_of_zone
from belfry.networks.zone_rules import silence_days

# Months of a quarter.
QUARTER: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A month or quarter on the Belgian calendar; `last` is its last day."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """When it begins."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """When it is over."""
        return _midnight(self.last + timedelta(days=1))


def month_of(day: date) -> Span:
    """Return the month of a day."""
    return _span(day.replace(day=1), 1)


def quarter_of(day: date) -> Span:
    """Return the quarter of a day."""
    return _span(day.replace(month=day.month - (day.month - 1) % QUARTER, day=1), QUARTER)


def _span(first: date, months: int) -> Span:
    over = first.month + months - 1
    following = date(first.year + over // 12, over % 12 + 1, 1)
    return Span(first, following - timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=BRUSSELS).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a zone sent in a month by class, and the outcomes that fell due in it.

    `median_time` is how long readers waited from the first sending until they were told; None without any.
    """

    span: Span
    by_class: Mapping[str, int]
    in_time: int
    late: int
    open: int
    median_time: timedelta | None

    @property
    def messages(self) -> int:
        """All messages of the month."""
        return sum(self.by_class.values())


@dataclass(frozen=True, slots=True)
class Balance:
    """What a network got in a quarter: messages of the police, and how many of them told how something ended."""

    messages: int = 0
    outcomes: int = 0


class Heard(NamedTuple):
    """When a network last heard anything, and whether that is too long ago for its zone."""

    network_id: UUID
    name: str
    heard_at: datetime | None
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """The balance of one network, when it last heard anything, and whether that is too long ago for its zone."""

    network_id: UUID
    name: str
    balance: Balance
    heard_at: datetime | None
    is_silent: bool


def figures_of_month(actor: Actor, zone_id: UUID, day: date) -> MonthFigures:
    """Return a zone's figures of the month of a day, for its chief; raise NotFound, NotAllowed."""
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    if not actor.holds(Role.CHIEF, zone_id=zone_id):
        raise NotAllowed
    span = month_of(day)
    first = Min("releases__released_at")
    rows = Bulletin.objects.filter(zone_id=zone_id).annotate(sent_at=first)
    sent = rows.filter(sent_at__gte=span.since, sent_at__lt=span.until)
    by_class = Counter(sent.values_list("bulletin_class", flat=True))
    return MonthFigures(
        span,
        {one: by_class[one] for one in BulletinClass.values if by_class[one]},
        *_outcomes(zone_id, span),
    )


def _outcomes(zone_id: UUID, span: Span) -> tuple[int, int, int, timedelta | None]:
    """Return how many outcomes due in a span were told in time, late, or not yet, and the median time."""
    outcome = Bulletin.objects.filter(
        follows=OuterRef("pk"), bulletin_class=BulletinClass.OUTCOME, state__in=STANDS
    ).exclude(ending="")
    due = Bulletin.objects.filter(
        zone_id=zone_id,
        outcome_due_at__gte=span.since,
        outcome_due_at__lt=span.until,
        state__in=STANDS,
    ).annotate(
        sent_at=Min("releases__released_at"),
        told_at=Subquery(outcome.order_by("settled_at").values("settled_at")[:1]),
    )
    rows = list(due.values_list("sent_at", "outcome_due_at", "told_at", "state"))
    told = [(sent_at, due_at, at) for sent_at, due_at, at, _ in rows if at]
    in_time = sum(at <= due_at for _, due_at, at in told)
    # What was closed without is no longer owed.
    open_ = sum(at is None and state == BulletinState.APPROVED for *_, at, state in rows)
    waits = [at - sent_at for sent_at, _, at in told]
    return in_time, len(told) - in_time, open_, median(waits) if waits else None


def balances_of(network_ids: Collection[UUID], span: Span) -> Mapping[UUID, Balance]:
    """Return what networks got in a span, in one query."""
    rows = Release.objects.filter(
        network_id__in=list(network_ids),
        released_at__gte=span.since,
        released_at__lt=span.until,
        state__in=READABLE,
    ).values_list("network_id")
    is_outcome = Q(bulletin__bulletin_class=BulletinClass.OUTCOME) & ~Q(bulletin__ending="")
    counts = rows.annotate(all=Count("pk"), ended=Count("pk", filter=is_outcome)).order_by()
    found = {network_id: Balance(number, ended) for network_id, number, ended in counts}
    return {network_id: found.get(network_id, Balance()) for network_id in network_ids}


def last_heard(network_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Return when each network last got a message, in one query; who never got one is not in it."""
    rows = Release.objects.filter(network_id__in=list(network_ids), state__in=READABLE)
    return dict(rows.values_list("network_id").annotate(at=Max("released_at")).order_by())


def exchange_of_zone(actor: Actor, zone_id: UUID, span: Span) -> Sequence[Exchange]:
    """Return the balance of each network of a zone in a span, by name, for police of the zone (NotFound)."""
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound
    networks = _heard(actor, zone_id)
    balances = balances_of([one.network_id for one in networks], span)
    return [
        Exchange(one.network_id, one.name, balances[one.network_id], one.heard_at, one.is_silent)
        for one in networks
    ]


def silent_networks(actor: Actor) -> Sequence[Heard]:
    """Return networks of the actor's zones that heard nothing for longer than their zone wants."""
    zones = sorted(actor.zones(*POLICE_ROLES))
    return [one for zone_id in zones for one in _heard(actor, zone_id) if one.is_silent]


def _heard(actor: Actor, zone_id: UUID) -> list[Heard]:
    """Return when each network of a zone last got a message, by name."""
    silent_since = actor.at - timedelta(days=silence_days(zone_id, at=actor.at))
    sent = Release.objects.filter(network=OuterRef("pk"), state__in=READABLE)
    last = Subquery(sent.order_by("-released_at").values("released_at")[:1])
    rows = networks_of_zone(actor, zone_id).annotate(heard_at=last)
    return [
        Heard(pk, name, heard_at, (heard_at or _midnight(opened_on)) < silent_since)
        for pk, name, heard_at, opened_on in rows.values_list("pk", "name", "heard_at", "opened_on")
    ]
