"""How police zones, and the municipalities in them, follow an official list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from uuid import UUID

from belfry.territory.models import PoliceZone, ZoneTown
from belfry.territory.types import Changes
from belfry.territory.zone_lists import ZoneFile

# From a day: which zone, and until when.
Turns = dict[date, tuple[UUID, date | None]]


def rezone(file: ZoneFile) -> tuple[Changes, Changes]:
    """Make zones and their municipalities what a list says; return what changed of both.

    A municipality that enters a zone leaves the one before on that day. A zone ends with its last
    municipality; a zone that the list does not touch stays as it is.
    """
    zones = {zone.code: zone for zone in PoliceZone.objects.order_by("valid_from")}
    before = {zone.pk: _told(zone) for zone in zones.values()}
    for line in sorted(file.good, key=lambda line: line.valid_from):
        if line.code not in zones:
            names = {f"name_{key}": name for key, name in file.names[line.code].items()}
            zones[line.code] = PoliceZone.objects.create(
                code=line.code, valid_from=line.valid_from, **names
            )
    for code, names in file.names.items():
        for key, name in names.items():
            setattr(zones[code], f"name_{key}", name)
    wanted: dict[str, Turns] = defaultdict(dict)
    for line in file.good:
        wanted[line.nis][line.valid_from] = zones[line.code].pk, line.valid_until
    towns, touched = _move(wanted)
    return _settle(zones.values(), before, touched), towns


def in_turn(turns: Mapping[date, tuple[UUID, date | None]]) -> Turns:
    """Return the turns of one municipality so that each ends where the next begins, or before."""
    days = sorted(turns)
    following = dict(pairwise(days))
    found: Turns = {}
    for day in days:
        zone, until = turns[day]
        ends = [end for end in (until, following.get(day)) if end]
        found[day] = zone, min(ends, default=None)
    return found


def _move(wanted: Mapping[str, Turns]) -> tuple[Changes, set[UUID]]:
    """Keep the turns of each municipality; return what changed, and the zones that this touches."""
    changes = Changes()
    known: dict[str, dict[date, ZoneTown]] = defaultdict(dict)
    for row in ZoneTown.objects.filter(nis__in=wanted):
        known[row.nis][row.valid_from] = row
    touched: set[UUID] = set()
    for nis, turns in wanted.items():
        rows = known[nis]
        before: Turns = {day: (row.zone_id, row.valid_until) for day, row in rows.items()}
        # Ends come first: at most one row may be without one.
        for day, (zone, until) in in_turn(before | turns).items():
            touched |= {zone, *(row.zone_id for row in rows.values())}
            if day not in rows:
                ZoneTown.objects.create(nis=nis, zone_id=zone, valid_from=day, valid_until=until)
                changes.added += 1
            elif before[day] != (zone, until):
                rows[day].zone_id, rows[day].valid_until = zone, until
                rows[day].save(update_fields=["zone", "valid_until"])
                changes.changed += 1
            else:
                changes.unchanged += 1
    return changes, touched


def _settle(
    zones: Iterable[PoliceZone], before: Mapping[UUID, tuple[object, ...]], touched: set[UUID]
) -> Changes:
    """Give the zones their first and last day by their municipalities, and count what changed."""
    turns: dict[UUID, list[ZoneTown]] = defaultdict(list)
    for row in ZoneTown.objects.filter(zone__in=touched):
        turns[row.zone_id].append(row)
    changes = Changes()
    for zone in zones:
        own = turns[zone.pk]
        if not own:
            continue
        ends = [row.valid_until for row in own if row.valid_until]
        zone.valid_from = min(zone.valid_from, *(row.valid_from for row in own))
        zone.valid_until = max(ends) if len(ends) == len(own) else None
        ended = zone.valid_until is not None
        if zone.pk not in before:
            zone.save()
            changes.added += 1
        elif before[zone.pk] == _told(zone):
            changes.unchanged += 1
        else:
            changes.ended += ended and before[zone.pk][-1] is None
            changes.changed += not (ended and before[zone.pk][-1] is None)
            zone.save()
    return changes


def _told(zone: PoliceZone) -> tuple[object, ...]:
    return zone.name_nl, zone.name_fr, zone.name_de, zone.valid_from, zone.valid_until
