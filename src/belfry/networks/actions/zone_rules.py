"""What the chief of a police zone settles: each change is a new version from an instant on."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from belfry.audit.actions import record
from belfry.core.actor import Actor
from belfry.core.clock import BRUSSELS, local
from belfry.core.errors import NotAllowed
from belfry.networks.errors import RulesInThePast
from belfry.networks.models import (
    ZoneClassTimes,
    ZoneNumber,
    ZoneRulesVersion,
    ZoneWord,
)
from belfry.networks.policies import may_set_rules
from belfry.networks.types import ZoneRules
from belfry.networks.zone_checks import checked
from belfry.networks.zone_rules import check_sees_rules, zone_rules
from belfry.territory.actions import hold_zone


@transaction.atomic
def set_zone_rules(
    actor: Actor,
    zone_id: UUID,
    rules: ZoneRules,
    *,
    valid_from: date | None = None,
    now: datetime,
) -> int:
    """Keep a new version of a zone's rules; return its number.

    The chief of the zone. It counts at once, or from the beginning of a later Belgian day. What counts
    then already is kept once. Raises NotFound, NotAllowed, RulesInThePast, NumberUnusable,
    WordUnusable, WordInBothLists, RuleOutOfBounds.
    """
    check_sees_rules(actor, zone_id)
    if not may_set_rules(actor, zone_id):
        raise NotAllowed
    begins = _beginning(valid_from, now)
    rules = checked(rules)
    hold_zone(zone_id)
    known = zone_rules(zone_id, at=begins)
    if known.version and known == rules:
        return known.version
    row = _write(zone_id, rules, actor, begins, now)
    record(
        "zone.rules_set",
        subject=f"zone:{zone_id}",
        person_id=actor.person_id,
        at=now,
        zone_id=zone_id,
        detail={"version": row.version, "valid_from": begins.isoformat()},
    )
    return row.version


def _beginning(valid_from: date | None, now: datetime) -> datetime:
    if valid_from is None:
        return now
    if valid_from <= local(now).date():
        raise RulesInThePast
    return datetime.combine(valid_from, time.min, tzinfo=BRUSSELS).astimezone(UTC)


def _write(
    zone_id: UUID, rules: ZoneRules, actor: Actor, begins: datetime, now: datetime
) -> ZoneRulesVersion:
    versions = ZoneRulesVersion.objects.filter(zone_id=zone_id)
    row = ZoneRulesVersion.objects.create(
        zone_id=zone_id,
        version=(versions.aggregate(Max("version"))["version__max"] or 0) + 1,
        valid_from=begins,
        office_number=rules.office_number,
        fact_types=list(rules.fact_types),
        night=rules.night,
        urgent_due_days=rules.urgent_due_days,
        other_due_days=rules.other_due_days,
        silence_days=rules.silence_days,
        made_at=now,
        made_by_id=actor.person_id,
    )
    ZoneNumber.objects.bulk_create(
        ZoneNumber(rules=row, number=number) for number in rules.further_numbers
    )
    ZoneClassTimes.objects.bulk_create(
        ZoneClassTimes(rules=row, bulletin_class=name, life=times.life, answer=times.answer)
        for name, times in rules.times.items()
    )
    ZoneWord.objects.bulk_create(
        ZoneWord(rules=row, word=own.word, reason=own.reason, is_allowed=is_allowed)
        for is_allowed, words in ((True, rules.allowed), (False, rules.forbidden))
        for own in words
    )
    return row
