"""Photographs of a report: sealed like its text, opened with it, and gone after 30 days."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from belfry.audit.models import Entry
from belfry.conversations.actions import Seen, draft_from
from belfry.core.sealed import CannotOpen, place_of
from belfry.paperwork.photographs import redrawn
from belfry.sealing.kinds import Part
from belfry.sealing.types import Box
from belfry.sightings.actions.erasing import PHOTOGRAPHS_KEPT, erase_photographs
from belfry.sightings.errors import TooManyPhotographs
from belfry.sightings.models import Photograph, Sighting
from belfry.sightings.types import MOST_PHOTOGRAPHS
from tests.cast import NOON
from tests.sightings.keeping import TOLD, Keeping
from tests.sightings.pictures import photograph

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def pictures() -> tuple[bytes, bytes]:
    return redrawn(photograph()), redrawn(photograph(colour="navy"))


def test_they_open_with_the_text_and_not_with_the_name(
    kept: Keeping, pictures: tuple[bytes, bytes]
) -> None:
    sighting_id = kept.report(replace(TOLD, photographs=pictures))
    opened = kept.opened(sighting_id)
    assert tuple(map(base64.b64decode, opened.photographs)) == pictures
    assert "photographs" not in opened.plain
    assert Entry.objects.filter(act="sighting.opened").count() == 1
    assert kept.opened(sighting_id, Part.IDENTITY).photographs == ()


def test_the_database_holds_no_picture(kept: Keeping, pictures: tuple[bytes, bytes]) -> None:
    kept.report(replace(TOLD, photographs=pictures))
    for row, picture in zip(Photograph.objects.all(), pictures, strict=True):
        assert bytes(row.picture)[:2] != b"\xff\xd8"
        assert picture[100:140] not in bytes(row.picture)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM sightings_photograph p")
        rows = "".join(text for (text,) in cursor.fetchall())
    assert str(kept.cast.person("member_chloe")) not in rows


def test_each_report_has_its_own(kept: Keeping, pictures: tuple[bytes, bytes]) -> None:
    with_one = kept.report(replace(TOLD, photographs=pictures[:1]))
    assert len(kept.opened(kept.report(by="member_anke")).photographs) == 0
    assert len(kept.opened(with_one).photographs) == 1


def test_none_takes_the_place_of_another(kept: Keeping, pictures: tuple[bytes, bytes]) -> None:
    kept.report(replace(TOLD, photographs=pictures))
    first, second = Photograph.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        Photograph.objects.filter(pk=first.pk).update(picture=second.picture)
    # Past the trigger, it is bound to its row all the same.
    swapped = Box(kept.cast.stage.beiaard, 1, place_of(first, "picture"), bytes(second.picture))
    with pytest.raises(CannotOpen):
        kept.keeper._unsealed(swapped)


def test_more_than_a_few_are_refused_and_nothing_is_kept(
    kept: Keeping, pictures: tuple[bytes, bytes]
) -> None:
    with pytest.raises(TooManyPhotographs):
        kept.report(replace(TOLD, photographs=pictures[:1] * (MOST_PHOTOGRAPHS + 1)))
    assert not Sighting.objects.exists()


def test_a_report_sent_twice_keeps_them_once(kept: Keeping, pictures: tuple[bytes, bytes]) -> None:
    key = kept.report(replace(TOLD, photographs=pictures))
    kept.report(replace(TOLD, photographs=pictures), key=key)
    assert Photograph.objects.count() == len(pictures)


def test_they_go_after_30_days_answered_or_not_and_the_text_waits_for_its_answer(
    kept: Keeping, pictures: tuple[bytes, bytes]
) -> None:
    sighting_id = kept.report(replace(TOLD, photographs=pictures))
    assert erase_photographs(now=NOON + PHOTOGRAPHS_KEPT - DAY) == 0
    assert erase_photographs(now=NOON + PHOTOGRAPHS_KEPT) == len(pictures)
    assert not Photograph.objects.exists()
    opened = kept.opened(sighting_id)
    assert (opened.photographs, "voelde" in opened.plain) == ((), True)


def test_a_message_that_is_made_of_a_report_takes_none_along(
    kept: Keeping, pictures: tuple[bytes, bytes]
) -> None:
    sighting_id = kept.report(replace(TOLD, photographs=pictures))
    draft_from(kept.cast.officer_an, sighting_id, Seen("Meerstraat", "yesterday"), now=NOON)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in (one for one in tables if one.startswith(("bulletins_", "delivery_"))):
            columns = {
                one.name: one
                for one in connection.introspection.get_table_description(cursor, table)
            }
            assert not {"photograph", "picture", "attachment", "image"} & set(columns)
