"""Add reference data."""

from datetime import date

from belfry.territory.models import Municipality, PoliceZone
from belfry.territory.queries import zones_at


def add_zone(code: str, *, names: dict[str, str], valid_from: date) -> PoliceZone:
    """Return the police zone of `code` at `valid_from`, made if it is new.

    `names` is {language: name} for nl, fr or de.
    """
    known = zones_at(valid_from).filter(code=code).first()
    return known or PoliceZone.objects.create(
        code=code, valid_from=valid_from, **{f"name_{key}": name for key, name in names.items()}
    )


def add_municipality(nis: str, *, names: dict[str, str], valid_from: date) -> Municipality:
    """Return the municipality of a NIS code, made if it is new; `names` is {language: name}."""
    town, _ = Municipality.objects.get_or_create(
        nis=nis,
        valid_until=None,
        defaults={"valid_from": valid_from} | {f"name_{key}": name for key, name in names.items()},
    )
    return town
