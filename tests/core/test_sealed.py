"""Sealed text: bound to its row, several keys at once, and found again by a blind index."""

import base64
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from belfry.core.sealed import CannotOpen, blind_index, seal, unseal
from belfry.people.models import Person, Unit
from tests.cast import NOON

PLACE = "people_person|given_name|7"


def key(version: int, byte: int | None = None) -> str:
    return f"{version}:{base64.b64encode(bytes([byte or version]) * 32).decode()}"


@pytest.mark.parametrize("text", ["Chloé", "Bram", "Ünïcødé 🔔", "a" * 5000])
def test_what_was_sealed_opens_at_its_place_only(text: str) -> None:
    sealed = seal(text, PLACE)
    assert unseal(sealed, PLACE) == text
    assert text.encode() not in sealed
    assert seal(text, PLACE) != sealed
    for place in ("people_person|family_name|7", "people_person|given_name|8", "people_unit|given_name|7"):  # fmt: skip
        with pytest.raises(CannotOpen):
            unseal(sealed, place)


def test_one_changed_bit_anywhere_is_found() -> None:
    sealed = seal("Chloé", PLACE)
    for position in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[position] ^= 1
        with pytest.raises(CannotOpen):
            unseal(bytes(damaged), PLACE)
    for cut in (b"", sealed[:1], sealed[:10], sealed[:-1], b"Chlo\xc3\xa9"):
        with pytest.raises(CannotOpen):
            unseal(cut, PLACE)


def test_a_newer_key_seals_and_the_older_still_opens(settings: Settings) -> None:
    settings.FIELD_KEYS = [key(1)]
    old, index = seal("Chloé", PLACE), blind_index("email", "x@y.example")
    settings.FIELD_KEYS = [key(1), key(3)]
    new = seal("Chloé", PLACE)
    assert (old[:2], new[:2]) == (b"\x00\x01", b"\x00\x03")
    assert unseal(old, PLACE) == unseal(new, PLACE) == "Chloé"
    assert blind_index("email", "x@y.example") == index
    settings.FIELD_KEYS = [key(3)]
    with pytest.raises(CannotOpen):
        unseal(old, PLACE)


def test_another_key_of_the_same_version_opens_nothing(settings: Settings) -> None:
    sealed, index = seal("Chloé", PLACE), blind_index("email", "x@y.example")
    settings.FIELD_KEYS = [key(1, 9), key(2, 9)]
    with pytest.raises(CannotOpen):
        unseal(sealed, PLACE)
    assert blind_index("email", "x@y.example") != index


def test_an_index_tells_purposes_apart_and_is_no_plain_digest() -> None:
    assert blind_index("email", "x") != blind_index("phone", "x")
    assert len(blind_index("email", "x")) == 32


@pytest.mark.parametrize("keys", [[], ["1:c2hvcnQ="], ["one:" + key(1).partition(":")[2]]])
def test_wrong_keys_stop_at_once(settings: Settings, keys: list[str]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="BELFRY_FIELD_KEYS"):
        seal("x", PLACE)


def person(name: str) -> Person:
    return Person.objects.create(given_name=name, language="fr", made_at=NOON)


@pytest.mark.django_db
def test_a_column_is_ciphertext_in_the_database_and_text_in_python() -> None:
    row = person("Chloé")
    with connection.cursor() as cursor:
        cursor.execute("SELECT given_name, family_name FROM people_person WHERE id = %s", [row.pk])
        given, family = (bytes(value) for value in cursor.fetchone())
    assert unseal(given, f"people_person|given_name|{row.pk}") == "Chloé"
    assert family == b""
    found = Person.objects.get(pk=row.pk)
    assert (found.given_name, found.family_name) == ("Chloé", "")
    assert Person.objects.defer("given_name").get(pk=row.pk).given_name == "Chloé"
    found.family_name = "Dubois"
    found.save()
    assert Person.objects.get(pk=row.pk).full_name == "Chloé Dubois"


@pytest.mark.django_db
def test_ciphertext_moved_to_another_row_or_column_does_not_open() -> None:
    one, other = person("Chloé"), person("Anke")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET family_name = given_name WHERE id = %s", [one.pk])
        cursor.execute(
            "UPDATE people_person SET given_name = (SELECT given_name FROM people_person WHERE id = %s)"
            " WHERE id = %s",
            [one.pk, other.pk],
        )
    with pytest.raises(CannotOpen):
        str(Person.objects.get(pk=one.pk).family_name)
    with pytest.raises(CannotOpen):
        str(Person.objects.get(pk=other.pk).given_name)


@pytest.mark.django_db
def test_text_is_never_written_or_sought_past_the_seal() -> None:
    person("Chloé")
    with pytest.raises(TypeError, match="sealed to its row"):
        Person.objects.update(given_name="Chloé")
    with pytest.raises(TypeError, match="sealed to its row"):
        Person.objects.filter(given_name="Chloé").exists()
    with pytest.raises(NotImplementedError):
        Person._meta.get_field("given_name").value_to_string(Person(pk=uuid4()))


@pytest.mark.django_db
def test_rows_made_in_bulk_are_sealed_each_to_itself() -> None:
    made = Unit.objects.bulk_create(
        Unit(kind="household", street=f"Kapelweg {number}") for number in range(3)
    )
    streets = [Unit.objects.get(pk=unit.pk).street for unit in made]
    assert streets == ["Kapelweg 0", "Kapelweg 1", "Kapelweg 2"]
