"""The doors to what the chief of a police zone settled, version after version, and when an outcome is due."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import BRUSSELS, local
from belfry.core.errors import NotFound
from belfry.core.working_days import is_working_day, next_working_day
from belfry.networks.models import ZoneRulesVersion
from belfry.networks.types import USUAL_TIMES, ClassTimes, OwnWord, PlanDetails, ZoneRules

# When the offices close (Belgian clock): until then an outcome is in time.
CLOSING: Final = time(17)


def zone_rules(zone_id: UUID, *, at: datetime) -> ZoneRules:
    """Return what counts in a police zone at an instant, whole: the usual where nothing was settled.

    For contexts above, which judged access already.
    """
    return rules_of_zones([zone_id], at=at)[zone_id]


def rules_of_zones(zone_ids: Collection[UUID], *, at: datetime) -> Mapping[UUID, ZoneRules]:
    """Return what counts in each of these zones at an instant, in a fixed number of queries."""
    rows = (
        ZoneRulesVersion.objects.filter(zone_id__in=list(zone_ids), valid_from__lte=at)
        .order_by("zone_id", "-valid_from", "-version")
        .distinct("zone_id")
        .prefetch_related("numbers", "times", "words")
    )
    found = {row.zone_id: rules_in(row) for row in rows}
    return {zone_id: found.get(zone_id, ZoneRules()) for zone_id in zone_ids}


def silence_days(zone_id: UUID, *, at: datetime) -> int:
    """Return after how many days without a message a network of the zone is told of."""
    rows = ZoneRulesVersion.objects.filter(zone_id=zone_id, valid_from__lte=at)
    newest = rows.order_by("-valid_from", "-version").values_list("silence_days", flat=True)
    return newest.first() or ZoneRules().silence_days


def rules_seen_by(actor: Actor, zone_id: UUID) -> ZoneRules:
    """Return what counts now, for chief and officers of the zone; anybody else gets NotFound."""
    check_sees_rules(actor, zone_id)
    return zone_rules(zone_id, at=actor.at)


def rules_version(actor: Actor, zone_id: UUID, version: int) -> ZoneRulesVersion:
    """Return one version, past or to come, for chief and officers of the zone; raise NotFound."""
    row = versions_of_rules(actor, zone_id).filter(version=version).first()
    if row is None:
        raise NotFound
    return row


def versions_of_rules(actor: Actor, zone_id: UUID) -> QuerySet[ZoneRulesVersion]:
    """Return every version, the newest first, for chief and officers of the zone; raise NotFound."""
    check_sees_rules(actor, zone_id)
    return ZoneRulesVersion.objects.filter(zone_id=zone_id).order_by("-version")


def check_sees_rules(actor: Actor, zone_id: UUID) -> None:
    """Raise NotFound for who is neither chief nor officer of the zone."""
    if not actor.holds(*POLICE_ROLES, zone_id=zone_id):
        raise NotFound


def rules_in(row: ZoneRulesVersion) -> ZoneRules:
    """Return what a version says."""
    times = {one.bulletin_class: ClassTimes(one.life, one.answer) for one in row.times.all()}
    words = sorted(row.words.all(), key=lambda one: one.pk)
    return ZoneRules(
        office_number=row.office_number,
        further_numbers=tuple(
            one.number for one in sorted(row.numbers.all(), key=lambda one: one.pk)
        ),
        fact_types=tuple(row.fact_types),
        night=row.night,
        urgent_due_days=row.urgent_due_days,
        other_due_days=row.other_due_days,
        silence_days=row.silence_days,
        times={**USUAL_TIMES, **times},
        allowed=tuple(OwnWord(one.word, one.reason) for one in words if one.is_allowed),
        forbidden=tuple(OwnWord(one.word, one.reason) for one in words if not one.is_allowed),
        version=row.version,
    )


def answer_time(plan: PlanDetails, rules: ZoneRules, bulletin_class: str) -> timedelta:
    """Return how long an offer waits for its answer: as the plan of the network says, else the zone."""
    return plan.answers.get(bulletin_class, rules.times[bulletin_class].answer)


def due_after(at: datetime, urgent: bool, rules: ZoneRules) -> datetime:
    """Return until when (UTC) the outcome of what was sent at an instant is in time.

    That is 17:00 in Belgium: of the next working day (or a later one, as the zone says) when it was
    urgent; else after seven days (or as many as the zone says), on a working day.
    """
    day = local(at).date()
    if urgent:
        day = next_working_day(day, rules.urgent_due_days)
    else:
        day += timedelta(days=rules.other_due_days)
        if not is_working_day(day):
            day = next_working_day(day)
    return datetime.combine(day, CLOSING, tzinfo=BRUSSELS).astimezone(UTC)
