"""The wall of the console by raw SQL: an approved text, filled with a street and a time, and nothing else (H5)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.bulletins.console import Fact, alert_draft, place_for, slots_of
from belfry.bulletins.models import Bulletin, Release, Template, Text
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.queries import draft_of
from belfry.territory.models import Street
from tests.bulletins.control_room import INTRUDER, alerted, give_street, text_in_force
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

APPROVE = """
INSERT INTO bulletins_approval (bulletin_id, approver_id, approved_at, template_id, slots, texts, checksum)
VALUES (%s, %s, %s, %s, %s, %s, '')
"""
TEMPLATE = """
INSERT INTO bulletins_template (id, zone_id, kind, code, texts, checksum, written_by_id, approved_by_id, approved_at)
VALUES (gen_random_uuid(), %s, 'alert', 'arson', %s, '', %s, %s, %s)
"""


@pytest.fixture
def template(cast: Cast) -> Template:
    return text_in_force(cast)


@pytest.fixture
def kapelweg(cast: Cast) -> Street:
    return give_street(cast)


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=f"wall: {why}"), transaction.atomic():
        yield


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def by_hand(
    cast: Cast, kapelweg: Street, template: Template, *, by: str = "dispatcher_lotte", **words: str
) -> Bulletin:
    """Return an alert as the console submits it, but for these Dutch words."""
    ids = [cast.stage.meerstraat]
    place = place_for(cast.dispatcher_lotte, kapelweg.pk)
    draft = alert_draft(place, ids, template, Fact(INTRUDER, kapelweg.pk, NOON), now=NOON)
    bulletin = Bulletin.objects.create(
        zone_id=cast.stage.beiaard,
        author_id=cast.person(by),
        bulletin_class="alert",
        made_at=NOON,
    )
    Release.objects.create(bulletin=bulletin, network_id=ids[0])
    for language, said in draft.words.items():
        fields = {name: getattr(said, name) for name in said.__slots__}
        Text.objects.create(
            bulletin=bulletin, language=language, **fields | (words if language == "nl" else {})
        )
    bulletin.state, bulletin.submitted_at = "submitted", NOON
    bulletin.save()
    return bulletin


def approve(
    bulletin: Bulletin, template: Template, street: Street, *, at: Any = NOON, **slots: Any
) -> None:
    found = place_slots(street) | slots
    texts = preview_of(draft_of(bulletin), bulletin.zone_id)
    values = [json.dumps(found), json.dumps(dict(texts))]
    run(APPROVE, bulletin.pk, bulletin.author_id, at, template.pk, *values)


def place_slots(street: Street) -> dict[str, Any]:
    names = {"nl": street.name_nl, "fr": street.name_fr}
    return {"place": names, "time": "13:00"}


def test_the_text_itself_passes(cast: Cast, kapelweg: Street, template: Template) -> None:
    """What the refusals below differ from."""
    place = place_for(cast.dispatcher_lotte, kapelweg.pk)
    assert slots_of(place.street, NOON, ["nl", "fr"]) == place_slots(kapelweg)
    approve(by_hand(cast, kapelweg, template), template, kapelweg)


@pytest.mark.parametrize("name", ["title", "what", "behaviour", "short"])
def test_free_text_does_not_pass(
    name: str, cast: Cast, kapelweg: Street, template: Template
) -> None:
    bulletin = by_hand(cast, kapelweg, template, **{name: "Iets anders."})
    with refused("this person may not approve"):
        approve(bulletin, template, kapelweg)


@pytest.mark.parametrize(
    "slots",
    [
        {"time": "25:00"},
        {"time": "nu"},
        {"time": {"nl": "13:00", "fr": "13:00"}},
        {"place": "Nergensstraat"},
        {"place": {"nl": "Kapelweg"}},
        {"place": {"nl": "Kapelweg", "fr": ""}},
        {"place": 12},
        {"suspect": "Kapelweg"},
    ],
)
def test_a_slot_holds_a_street_of_the_register_or_a_time(
    slots: dict[str, Any], cast: Cast, kapelweg: Street, template: Template
) -> None:
    bulletin = by_hand(cast, kapelweg, template)
    with refused("this person may not approve"):
        approve(bulletin, template, kapelweg, **slots)


def test_words_filled_with_a_street_that_does_not_exist_do_not_pass(
    cast: Cast, kapelweg: Street, template: Template
) -> None:
    said = {
        name: text.replace("{place}", "Nergensstraat").replace("{time}", "13:00")
        for name, text in template.texts["nl"].items()
    }
    bulletin = by_hand(cast, kapelweg, template, **said)
    with refused("this person may not approve"):
        approve(bulletin, template, kapelweg, place={"nl": "Nergensstraat", "fr": kapelweg.name_fr})


def test_a_text_that_was_withdrawn_does_not_pass(
    cast: Cast, kapelweg: Street, template: Template
) -> None:
    bulletin = by_hand(cast, kapelweg, template)
    run("UPDATE bulletins_template SET withdrawn_at = %s WHERE id = %s", NOON, template.pk)
    with refused("this person may not approve"):
        approve(bulletin, template, kapelweg, at=NOON + timedelta(seconds=1))


@pytest.mark.parametrize("who", ["officer_piet", "coordinator_bram", "adviser_tom"])
def test_nobody_from_elsewhere_passes_by_a_text(
    who: str, cast: Cast, kapelweg: Street, template: Template
) -> None:
    bulletin = by_hand(cast, kapelweg, template, by=who)
    with refused("this person may not approve"):
        approve(bulletin, template, kapelweg)


def test_a_text_is_not_approved_by_its_writer_nor_by_a_dispatcher(
    cast: Cast, template: Template
) -> None:
    zone, texts, an = cast.stage.beiaard, json.dumps(template.texts), cast.person("officer_an")
    for approver in (an, cast.person("dispatcher_lotte"), cast.person("officer_piet")):
        with refused("a template is approved by another officer"):
            run(TEMPLATE, zone, texts, an, approver, NOON)
    run(TEMPLATE, zone, texts, an, cast.person("officer_els"), NOON)


def test_a_text_is_withdrawn_and_never_changed(cast: Cast, template: Template) -> None:
    for sql in (
        "UPDATE bulletins_template SET texts = '{}' WHERE id = %s",
        "UPDATE bulletins_template SET code = 'arson' WHERE id = %s",
        "DELETE FROM bulletins_template WHERE id = %s",
    ):
        with refused("a template is withdrawn, never changed"):
            run(sql, template.pk)


@pytest.mark.parametrize("who", ["dispatcher_lotte", "officer_piet", "coordinator_bram"])
def test_the_second_person_is_another_one_of_the_zone(
    who: str, cast: Cast, kapelweg: Street, template: Template
) -> None:
    bulletin = by_hand(cast, kapelweg, template)
    reading = "INSERT INTO bulletins_reading (bulletin_id, reader_id, read_at) VALUES (%s, %s, %s)"
    with refused("this person may not be the second reader"):
        run(reading, bulletin.pk, cast.person(who), NOON)
    run(reading, bulletin.pk, cast.person("dispatcher_wim"), NOON)


def test_a_key_is_there_once(cast: Cast, kapelweg: Street, template: Template) -> None:
    key = uuid4()
    alerted(cast, kapelweg, key=key)
    other = by_hand(cast, kapelweg, template)
    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        run(
            "INSERT INTO bulletins_consolealert (bulletin_id, key, template_id, slots) "
            "VALUES (%s, %s, %s, '{}')",
            other.pk,
            key,
            template.pk,
        )
