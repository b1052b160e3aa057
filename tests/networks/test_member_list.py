"""The member list as keepers see it: numbers, consent, parts, covered addresses."""

from datetime import timedelta

import pytest

from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.imports import import_members
from belfry.networks.actions.members import add_member, leave_network, remove_member
from belfry.networks.actions.naming import choose_named
from belfry.networks.kinds import ListPart, Removal
from belfry.networks.member_list import find_on_list, listed, opened_lines
from belfry.networks.models import Membership
from belfry.networks.types import MemberRow
from belfry.people.masks import covered_email, covered_phone
from belfry.people.models import ContactPoint
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast

HOME = UnitDetails("", "Kapelweg", "20", "2", "9990", "Klokdorp")
REFUSED = {
    NotAllowed: ("officer_an", "chief_karim", "dispatcher_lotte", "clerk_nadia", "mayor_luc",
                 "adviser_tom", "member_chloe"),
    NotFound: ("outsider_dries", "shopkeeper_amina", "officer_piet", "reviewer_eva",
               "operator_sam"),
}  # fmt: skip


def row(line: int) -> MemberRow:
    mail = (f"nr{line}@mail.example",)
    return MemberRow(line, "Nr", f"Nr{line}", "", mail, (), "Kapelweg", str(line), "", "", "", "nl")


def numbers(cast: Cast, part: ListPart = ListPart.EVERYBODY) -> list[int]:
    rows = listed(cast.coordinator_bram, cast.stage.meerstraat, part)
    return list(rows.values_list("number", flat=True))


@pytest.mark.parametrize("refusal", REFUSED)
def test_only_keepers_open_any_door_of_the_list(
    cast: Cast, refusal: type[NotAllowed | NotFound]
) -> None:
    meerstraat = cast.stage.meerstraat
    for name in REFUSED[refusal]:
        actor = getattr(cast, name)
        for door in (
            lambda who: listed(who, meerstraat, ListPart.EVERYBODY),
            lambda who: opened_lines(who, meerstraat, []),
            lambda who: find_on_list(who, meerstraat, "1"),
        ):
            with pytest.raises(refusal):
                door(actor)


def test_a_number_is_given_once_and_stays(cast: Cast) -> None:
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat
    assert numbers(cast) == [1, 2, 3, 4, 5]
    import_members(bram, meerstraat, [row(1), row(2)], now=NOON)
    maria = PersonDetails("Maria", "Jacobs", "nl", ("maria.jacobs@mail.example",))
    eighth = add_member(bram, meerstraat, maria, HOME, now=NOON)
    assert numbers(cast) == [1, 2, 3, 4, 5, 6, 7, 8]
    remove_member(bram, eighth.pk, Removal.ASKED, now=NOON)
    import_members(bram, meerstraat, [row(3)], now=NOON)
    assert numbers(cast) == [1, 2, 3, 4, 5, 6, 7, 9]
    # Who comes back has the old number.
    add_member(bram, meerstraat, maria, HOME, now=NOON)
    assert numbers(cast) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert Membership.objects.filter(network=cast.stage.winkelhart, number=1).exists()


def test_consent_is_dated_and_ends_with_the_membership(cast: Cast) -> None:
    meerstraat, chloe = cast.stage.meerstraat, cast.member_chloe
    choose_named(chloe, meerstraat, named=True, now=NOON)
    own = Membership.objects.filter(network=meerstraat, person=cast.person("member_chloe"))
    key = own.get().pk
    # A second press keeps the date of the first.
    choose_named(chloe, meerstraat, named=True, now=NOON + timedelta(days=1))
    assert Membership.objects.get(pk=key).named_at == NOON
    leave_network(chloe, meerstraat, now=NOON)
    assert Membership.objects.get(pk=key).named_at is None
    for actor in (chloe, cast.outsider_dries, cast.officer_an):
        with pytest.raises(NotFound):
            choose_named(actor, meerstraat, named=True, now=NOON)


def test_a_coordinator_here_who_is_member_there_keeps_one_list_only(cast: Cast) -> None:
    """And says about the own name on each list apart."""
    bram, there = cast.coordinator_bram, cast.stage.winkelhart
    bram_details = PersonDetails("Bram", "Wouters", "nl", ("bram.wouters@mail.example",))
    row = add_member(cast.shopkeeper_amina, there, bram_details, HOME, now=NOON)
    assert row.named_at is None
    with pytest.raises((NotAllowed, NotFound)):
        listed(bram, there, ListPart.EVERYBODY)


def test_two_with_one_phone_are_two_lines(cast: Cast) -> None:
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat
    for name in ("Maria", "Jan"):
        person = PersonDetails(name, "Jacobs", "nl", (), ("+32470123456",))
        add_member(bram, meerstraat, person, HOME, now=NOON)
    lines = opened_lines(bram, meerstraat, listed(bram, meerstraat, ListPart.EVERYBODY))
    assert [line.contacts for line in lines[-2:]] == [("+32 4… 56",)] * 2
    assert find_on_list(bram, meerstraat, "Maria Jacobs") == lines[-2].membership_id


def test_two_of_one_name_are_found_by_number_only(cast: Cast) -> None:
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat
    for number in ("1", "2"):
        person = PersonDetails("Jan", "Jacobs", "nl", (f"jan{number}@mail.example",))
        add_member(bram, meerstraat, person, UnitDetails("", "Markt", number), now=NOON)
    assert find_on_list(bram, meerstraat, "Jan Jacobs") is None
    assert find_on_list(bram, meerstraat, "7") is not None


def test_the_parts_hold_those_for_whom_there_is_something_to_do(cast: Cast) -> None:
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat
    unconfirmed, offline = numbers(cast, ListPart.UNCONFIRMED), numbers(cast, ListPart.OFFLINE)
    add_member(bram, meerstraat, PersonDetails("Rosa", "Peeters", "nl"), HOME, now=NOON)
    maria = PersonDetails("Maria", "Jacobs", "nl", ("maria.jacobs@mail.example",))
    added = add_member(bram, meerstraat, maria, HOME, now=NOON)
    assert numbers(cast, ListPart.OFFLINE) == [*offline, 6]
    assert numbers(cast, ListPart.UNCONFIRMED) == [*unconfirmed, 7]
    assert numbers(cast, ListPart.DOUBTFUL) == []
    ContactPoint.objects.filter(person=added.person_id).update(verified_at=NOON)
    assert numbers(cast, ListPart.UNCONFIRMED) == unconfirmed
    assert numbers(cast) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("address", "covered"),
    [("jan@mail.be", "j…@…be"), ("x@y.example", "x…@…example")],
)
def test_a_covered_mailbox_is_recognised_and_not_usable(address: str, covered: str) -> None:
    assert covered_email(address) == covered


def test_a_covered_phone_tells_its_ends_only() -> None:
    assert covered_phone("+32470123412") == "+32 4… 12"
