"""Persons and their addresses: sealed at rest, told by lists, chosen by themselves."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from belfry.bulletins.models import Release
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.models import Endpoint, Envelope
from belfry.networks.actions.members import add_member
from belfry.people.actions import (
    add_person,
    add_persons,
    add_unit,
    choose_settings,
    correct_person,
    correct_unit,
    end_sessions,
    forget_contacts,
    verify_contact_point,
)
from belfry.people.models import ContactPoint, Person, Preference, Unit
from belfry.people.queries import (
    details_of,
    email_endpoints_of,
    endpoints_of,
    persons_by_id,
    persons_reading,
    reach_of,
    settings_of,
    units_by_id,
)
from belfry.people.types import PersonDetails, Settings, UnitDetails
from belfry.program.cast import FIGURES
from tests.bulletins.desk import DUTCH, FRENCH, draft, released
from tests.cast import NOON, Cast, signing_in

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
EMILE = PersonDetails(
    "Émile", "D'Hondt", "fr", ("Emile@Mail.example", "e@work.example"), ("0470 12 34 56",)
)
# What the lists of the cast tell besides names and addresses of channels.
TOLD = ("Kapelweg", "Markt", "Torenplein", "Rue Haute", "Boulangerie Amina", "Juwelen Jansen")


def test_no_table_holds_a_name_a_street_or_an_address_in_the_clear(cast: Cast) -> None:
    dutch, french = replace(DUTCH, where="hier"), replace(FRENCH, where="ici")
    released(cast, what=draft(cast.stage.meerstraat, nl=dutch, fr=french))
    needles, public = {*TOLD, "+32470123401"}, set()
    for figure in FIGURES.values():
        needles |= {figure.family_name, figure.email, figure.phone}
    needles = {needle for needle in needles if needle and needle.isascii()}
    with connection.cursor() as cursor:
        # Bytes are then written as far as possible as the letters they are.
        cursor.execute("SET LOCAL bytea_output = 'escape'")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = "\n".join(row for (row,) in cursor.fetchall())
            assert not {needle for needle in needles if needle in rows}, table
            public |= {word for word in ("Beiaard", "Abri de jardin") if word in rows}
    # What is meant to be read in the clear was found in the same way.
    assert public == {"Beiaard", "Abri de jardin"}


def test_a_person_is_found_by_any_spelling_of_an_address() -> None:
    person = add_person(EMILE, now=NOON)
    for channel, address in (
        ("email", " emile@mail.EXAMPLE"), ("email", "e@work.example"), ("phone", "+32470123456"),
        ("phone", "0032 470 12 34 56"),
    ):  # fmt: skip
        assert persons_reading(channel, address) == [person]
    for channel, address in (
        ("email", "nobody@mail.example"),
        ("email", "no address"),
        ("phone", "1"),
    ):
        assert not persons_reading(channel, address)
    assert details_of([person.pk])[person.pk] == PersonDetails(
        "Émile", "D'Hondt", "fr", ("emile@mail.example", "e@work.example"), ("+32470123456",)
    )


def test_an_unusable_address_adds_nobody() -> None:
    with pytest.raises(AddressUnusable):
        add_person(PersonDetails("A", "B", "nl", ("a@",)), now=NOON)
    assert not Person.objects.exists()


def test_readers_of_a_shared_mailbox_come_the_longest_known_first() -> None:
    second = add_person(PersonDetails("Zoé", "Roy", "fr", ("home@mail.example",)), now=LATER)
    first = add_person(PersonDetails("Ann", "Roy", "nl", ("home@mail.example",)), now=NOON)
    assert persons_reading("email", "home@mail.example") == [first, second]
    Person.objects.filter(pk=first.pk).update(is_active=False)
    assert persons_reading("email", "home@mail.example") == [second]


def test_only_the_list_that_told_an_address_shows_it() -> None:
    one, other = uuid4(), uuid4()
    person = add_person(EMILE, now=NOON, told_to=one)
    correct_person(
        person.pk,
        PersonDetails("Émile", "D'Hondt", "fr", ("e@shop.example",)),
        now=NOON,
        told_to=other,
    )
    assert details_of([person.pk], told_to=other)[person.pk].emails == ("e@shop.example",)
    assert len(details_of([person.pk], told_to=one)[person.pk].emails) == 2
    assert len(details_of([person.pk])[person.pk].emails) == 3
    forget_contacts(person.pk, told_to=one)
    assert details_of([person.pk])[person.pk].emails == ("e@shop.example",)


def test_correcting_an_address_says_which_endpoint_is_gone() -> None:
    person = add_person(EMILE, now=NOON, told_to=uuid4())
    source = ContactPoint.objects.filter(person=person).values_list("told_to", flat=True)[0]
    before = endpoints_of(person.pk)
    gone = correct_person(
        person.pk,
        PersonDetails("Émile", "D'Hondt", "", ("e@work.example",)),
        now=NOON,
        told_to=source,
    )
    assert gone == before - endpoints_of(person.pk)
    assert len(gone) == 2
    assert persons_by_id([person.pk])[person.pk].language == "fr"


def test_nothing_waits_for_an_address_that_nobody_reads_any_more(cast: Cast) -> None:
    release = released(cast)
    karim = cast.person("chief_karim")
    endpoint = email_endpoints_of([karim])[karim]
    correct_person(karim, PersonDetails("Karim", "Benali", "nl", ("karim@new.example",)), now=LATER)
    states = Envelope.objects.filter(endpoint=endpoint).values_list("state", flat=True)
    assert set(states) == {"suppressed"}
    assert Envelope.objects.filter(broadcast=release.broadcast, state="ready").count() == 4


def test_the_first_that_works_is_the_way_to_reach_somebody(every_channel: None) -> None:
    person = add_person(EMILE, now=NOON)
    first, second = ContactPoint.objects.filter(person=person, endpoint__kind="email").order_by(
        "position"
    )
    assert [way.endpoint_id for way in reach_of([person.pk], ["email"])] == [first.endpoint_id]
    Endpoint.objects.filter(pk=first.endpoint_id).update(broken_at=NOON)
    assert [way.endpoint_id for way in reach_of([person.pk], ["email"])] == [second.endpoint_id]
    assert email_endpoints_of([person.pk]) == {person.pk: second.endpoint_id}
    Endpoint.objects.filter(pk=second.endpoint_id).update(broken_at=NOON)
    (way,) = reach_of([person.pk], ["email"])
    assert way.broken
    assert {way.channel for way in reach_of([person.pk], ["email", "sms"])} == {"email", "sms"}


def test_a_landline_is_called_and_gets_no_sms(every_channel: None) -> None:
    ways = ["email", "sms", "voice"]
    both = add_person(
        PersonDetails("Emile", "Dubois", "fr", (), ("02 555 12 34", "0470 11 22 33")), now=NOON
    )
    found = {way.channel: way.endpoint_id for way in reach_of([both.pk], ways)}
    landline, mobile = ContactPoint.objects.filter(person=both).order_by("position")
    assert found == {"sms": mobile.endpoint_id, "voice": landline.endpoint_id}
    only = add_person(PersonDetails("Jeanne", "Dubois", "fr", (), ("04 222 12 34",)), now=NOON)
    assert [way.channel for way in reach_of([only.pk], ways)] == ["voice"]


def test_whatever_its_size_a_list_takes_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def many(count: int) -> list[PersonDetails]:
        return [
            PersonDetails("A", f"B{n}", "nl", (f"p{count}.{n}@mail.example",)) for n in range(count)
        ]

    with django_assert_num_queries(7) as few:
        add_persons(many(2), now=NOON)
    with django_assert_num_queries(len(few.captured_queries)):
        people = add_persons(many(40), now=NOON)
    ids = [person.pk for person in people]
    with django_assert_num_queries(2):
        assert len(details_of(ids)) == 40
    with django_assert_num_queries(3):
        assert len(list(reach_of(ids, ["email"]))) == 40


def test_own_choices_are_kept_and_follow_what_waits(cast: Cast) -> None:
    release = released(cast)
    chloe = cast.person("member_chloe")
    settings = Settings("de", time(20), time(9), frozenset({"sms"}), calls=True)
    choose_settings(chloe, settings, now=LATER)
    assert settings_of(chloe) == settings
    assert row(release, chloe).quiet_from == time(20)
    choose_settings(chloe, Settings("de", without_channels=frozenset({"email"})), now=LATER)
    assert Preference.objects.get(person=chloe).quiet_from is None
    assert row(release, chloe).state == "suppressed"
    assert settings_of(cast.person("member_anke")) == Settings("de")


def test_what_waits_in_a_shared_mailbox_stays_for_the_other(cast: Cast) -> None:
    marc = PersonDetails("Marc", "Dubois", "fr", ("chloe.dubois@mail.example",))
    home = UnitDetails("", "Meerstraat", "8")
    add_member(cast.coordinator_bram, cast.stage.meerstraat, marc, home, now=NOON)
    release = released(cast)
    chloe = cast.person("member_chloe")
    choose_settings(chloe, Settings("fr", without_channels=frozenset({"email"})), now=LATER)
    assert row(release, chloe).state == "ready"


def row(release: Release, person_id: UUID) -> Envelope:
    endpoint = release.audience.get(person=person_id).endpoint_id
    return Envelope.objects.get(broadcast=release.broadcast, endpoint=endpoint)


def test_an_address_signs_in_whom_it_proves() -> None:
    one, other = uuid4(), uuid4()
    chloe = PersonDetails("Chloé", "Dubois", "fr", ("c@mail.example",))
    person = add_person(chloe, now=NOON, told_to=one)
    assert signing_in("c@mail.example") == [person]
    assert not signing_in("unknown@mail.example")
    correct_person(
        person.pk,
        PersonDetails("Chloé", "Dubois", "fr", ("x@mail.example",)),
        now=NOON,
        told_to=other,
    )
    assert not signing_in("x@mail.example")
    assert not signing_in("c@mail.example")
    verify_contact_point(person.pk, next(iter(endpoints_of(person.pk))), now=NOON)
    verified = {address for address in ("c@mail.example", "x@mail.example") if signing_in(address)}
    assert len(verified) == 1


def test_a_unit_is_a_household_until_an_organisation_is_named() -> None:
    unit = add_unit(UnitDetails("", "Markt", "1"))
    assert unit.kind == "household"
    there = UnitDetails("Kapper Lies", "Markt", "2", "b", "9990", "Klokdorp")
    correct_unit(unit.pk, there)
    assert Unit.objects.get(pk=unit.pk).kind == "establishment"
    assert units_by_id([unit.pk]) == {unit.pk: there}


def test_sessions_end_at_once_and_no_password_opens_anything() -> None:
    person = add_person(EMILE, now=NOON)
    end_sessions(person.pk)
    person.refresh_from_db()
    assert person.sign_in_epoch == 1
    assert not person.has_usable_password()
    assert not person.check_password("")
    assert str(person) == f"person {person.pk}"


def test_the_database_refuses_nonsense() -> None:
    person = add_person(EMILE, now=NOON)
    endpoint = next(iter(endpoints_of(person.pk)))
    nonsense = (
        lambda: Person.objects.create(language="it", made_at=NOON),
        lambda: Unit.objects.create(kind="castle"),
        lambda: ContactPoint.objects.create(person=person, endpoint_id=endpoint, added_at=NOON),
        lambda: Preference.objects.create(person=person, quiet_from=time(22)),
        lambda: Endpoint.objects.create(kind="pigeon", blind_index=b"x"),
    )
    for make in nonsense:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
