"""Numbers from before landlines were told apart are looked at once."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from belfry.delivery.actions import endpoints_for
from belfry.delivery.models import Endpoint
from belfry.delivery.queries import ends_of

MIGRATION = "0014_landlines_of_before"
LANDLINES = ("+3250667788", "+3222000000", "+33142685300")
OTHERS = ("+32470112233", "+32470112244", "+33612345678")


def test_an_old_landline_is_marked_and_nothing_else(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = endpoints_for("phone", [*LANDLINES, *OTHERS])
    mailbox = endpoints_for("email", ["an@mail.example"])["an@mail.example"]
    lost = endpoints_for("phone", ["+3250667799"])["+3250667799"]
    # As they were made before; one is sealed with a key that is gone.
    Endpoint.objects.update(landline=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_endpoint SET address = '\\x0009aa' WHERE id = %s", [lost.pk]
        )
    module = importlib.import_module(f"belfry.delivery.migrations.{MIGRATION}")
    monkeypatch.setattr(module, "STEP", 2)
    apps = MigrationLoader(None).project_state(("delivery", MIGRATION)).apps
    module.mark_landlines(apps, None)
    ends = ends_of([one.pk for one in (*made.values(), mailbox, lost)])
    assert {number for number, one in made.items() if ends[one.pk].landline} == set(LANDLINES)
    assert not ends[mailbox.pk].landline
    assert not ends[lost.pk].landline
