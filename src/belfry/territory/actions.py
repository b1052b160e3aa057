"""Add and import reference data; from the command line only."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from belfry.audit.actions import record
from belfry.core.clock import local
from belfry.territory.best.merging import Progress, merge, take_in
from belfry.territory.best.reading import AddressFile
from belfry.territory.boundaries import BoundaryFile
from belfry.territory.models import AddressSource, Municipality, PoliceZone
from belfry.territory.official import licence_of
from belfry.territory.queries import zones_at
from belfry.territory.redrawing import redraw
from belfry.territory.rezoning import rezone
from belfry.territory.types import Changes
from belfry.territory.zone_lists import ZoneFile


def add_zone(code: str, *, names: dict[str, str], valid_from: date) -> PoliceZone:
    """Return the police zone of `code` at `valid_from`, made if it is new.

    `names` is {language: name} for nl, fr or de.
    """
    known = zones_at(valid_from).filter(code=code).first()
    return known or PoliceZone.objects.create(
        code=code, valid_from=valid_from, **{f"name_{key}": name for key, name in names.items()}
    )


def hold_zone(zone_id: UUID) -> None:
    """Let others who hold the same zone wait until this transaction ends."""
    PoliceZone.objects.select_for_update(no_key=True).get(pk=zone_id)


def add_municipality(nis: str, *, names: dict[str, str], valid_from: date) -> Municipality:
    """Return the municipality of a NIS code, made if it is new; `names` is {language: name}."""
    town, _ = Municipality.objects.get_or_create(
        nis=nis,
        valid_until=None,
        defaults={"valid_from": valid_from} | {f"name_{key}": name for key, name in names.items()},
    )
    return town


@transaction.atomic
def import_boundaries(file: BoundaryFile, *, valid_from: date, now: datetime) -> Changes:
    """Take the good features of a file for the municipalities from a day on; safe to repeat.

    A municipality that is missing ends on that day, unless features are bad: they may be what is missing.
    Raises NewerKnown, TooMuchWouldEnd.
    """
    changes = redraw(file.good, valid_from, whole=not file.faults.count)
    _record("territory.boundaries_imported", f"territory:{valid_from}", {"towns": changes}, now)
    return changes


@transaction.atomic
def import_zones(file: ZoneFile, *, now: datetime) -> tuple[Changes, Changes]:
    """Take the good lines of a list of police zones; safe to repeat.

    Returns what became of zones and of the places of municipalities in them.
    """
    zones, towns = rezone(file)
    _record("territory.zones_imported", "territory:zones", {"zones": zones, "towns": towns}, now)
    return zones, towns


@transaction.atomic
def import_addresses(
    file: AddressFile, *, now: datetime, good_rows: bool, progress: Progress | None = None
) -> tuple[Changes, Changes] | None:
    """Take the addresses of a region; safe to repeat. None, and nothing done, when rows are bad.

    With `good_rows` the good ones are taken nevertheless. An address that is missing from a file without
    bad rows is gone from today on. Returns what became of streets and of addresses; `progress` hears the
    rows read and the share of the file from 0 to 1. Raises TooMuchWouldEnd, NotAnAddressFile. A million
    rows take less than 3 minutes and 500 MB.
    """
    rows = take_in(file, progress)
    if file.faults.count and not good_rows:
        return None
    today = local(now).date()
    streets, addresses = merge(file, today=today, rows=rows)
    licence, attribution = licence_of(file.region)
    AddressSource.objects.update_or_create(
        region=file.region,
        defaults={"read_on": today, "licence": licence, "attribution": attribution},
    )
    counts = {"streets": streets, "addresses": addresses}
    _record("territory.addresses_imported", f"territory:{file.region}", counts, now)
    return streets, addresses


def _record(act: str, subject: str, kinds: dict[str, Changes], now: datetime) -> None:
    """Write what changed on the nation's chain; an import that changed nothing leaves no trace."""
    told = {
        f"{kind}_{what}": count
        for kind, changes in kinds.items()
        for what, count in asdict(changes).items()
        if what != "unchanged" and count
    }
    if told:
        record(act, subject=subject, person_id=None, at=now, detail=told)
