"""Zones and municipalities are asked for at a date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from belfry.core.errors import NotFound
from belfry.territory.actions import add_municipality, add_zone
from belfry.territory.models import Municipality, PoliceZone
from belfry.territory.queries import (
    municipalities_at,
    municipalities_by_id,
    zone_by_code,
    zones_at,
    zones_by_id,
)

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2025, 1, 1)
DAY = timedelta(days=1)


def test_a_zone_is_added_once_and_counts_from_its_first_day() -> None:
    zone = add_zone("5345", names={"nl": "Voer", "fr": "Fourons"}, valid_from=NEW_YEAR)
    assert add_zone("5345", names={"nl": "Ander"}, valid_from=NEW_YEAR + DAY) == zone
    assert zone_by_code("5345", on=NEW_YEAR) == zone
    assert [zone.name_in(key) for key in ("nl", "fr", "de", "en")] == ["Voer", "Fourons", "Voer", "Voer"]  # fmt: skip
    with pytest.raises(NotFound):
        zone_by_code("5345", on=NEW_YEAR - DAY)
    with pytest.raises(NotFound):
        zone_by_code("0000", on=NEW_YEAR)


def test_zones_that_merged_end_the_day_the_new_one_begins() -> None:
    old = add_zone("1000", names={"nl": "Oud"}, valid_from=NEW_YEAR)
    PoliceZone.objects.filter(pk=old.pk).update(valid_until=NEW_YEAR + 5 * DAY)
    new = add_zone("1000", names={"nl": "Nieuw"}, valid_from=NEW_YEAR + 5 * DAY)
    assert zone_by_code("1000", on=NEW_YEAR + 4 * DAY) == old
    assert zone_by_code("1000", on=NEW_YEAR + 5 * DAY) == new
    assert list(zones_at(NEW_YEAR)) == [old]
    assert zones_by_id([old.pk, new.pk]) == {old.pk: old, new.pk: new}


def test_a_municipality_is_added_once_and_listed_by_name() -> None:
    second = add_municipality("99012", names={"nl": "Zede"}, valid_from=NEW_YEAR)
    first = add_municipality("99011", names={"nl": "Aalde"}, valid_from=NEW_YEAR)
    assert add_municipality("99011", names={"nl": "Anders"}, valid_from=NEW_YEAR + DAY) == first
    assert list(municipalities_at(NEW_YEAR)) == [first, second]
    assert not municipalities_at(NEW_YEAR - DAY)
    assert municipalities_by_id([first.pk]) == {first.pk: first}


@pytest.mark.parametrize("model", [PoliceZone, Municipality])
def test_the_database_refuses_nonsense(model: type[PoliceZone | Municipality]) -> None:
    key = "code" if model is PoliceZone else "nis"
    good = {key: "77777", "name_nl": "Dorp", "valid_from": NEW_YEAR}
    model._default_manager.create(**good)
    for wrong in (
        {},
        {"valid_from": NEW_YEAR + DAY},
        {key: "77778", "valid_until": NEW_YEAR},
        {key: "77778", "valid_until": NEW_YEAR - DAY},
        {key: "77778", "name_nl": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model._default_manager.create(**(good | wrong))
