"""The member list by hand: add, correct, remove, leave. Coordinator and deputies only."""

from datetime import timedelta

import pytest
from django.db import connection

from belfry.audit.queries import entries_about
from belfry.bulletins.models import Release
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.models import Envelope
from belfry.networks.actions.members import (
    add_member,
    correct_member,
    leave_network,
    remove_member,
)
from belfry.networks.errors import AlreadyMember, NameMissing
from belfry.networks.kinds import Opening, Removal
from belfry.networks.member_list import member_for
from belfry.networks.models import Membership, Network
from belfry.networks.queries import actor_for, member_list
from belfry.people.models import ContactPoint, Unit
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails, UnitDetails
from tests.bulletins.desk import released
from tests.cast import NOON, Cast

HOME = UnitDetails("", "Kapelweg", "20", "2", "9990", "Klokdorp")
WOUT = PersonDetails("Wout", "Aerts", "nl", ("wout.aerts@mail.example",), ("+32470998877",))
NOT_KEEPERS = ("officer_an", "chief_karim", "dispatcher_lotte", "member_chloe", "clerk_nadia", "mayor_luc",
               "adviser_tom")  # fmt: skip
STRANGERS = ("outsider_dries", "shopkeeper_amina", "officer_piet", "reviewer_eva", "operator_sam")
LATER = NOON + timedelta(hours=1)


def add(cast: Cast, person: PersonDetails = WOUT, unit: UnitDetails = HOME) -> Membership:
    return add_member(cast.coordinator_bram, cast.stage.meerstraat, person, unit, now=NOON)


def count(cast: Cast) -> int:
    network = Network.objects.get(pk=cast.stage.meerstraat)
    active = Membership.objects.filter(network=network, state="active").count()
    assert network.member_count == active
    return active


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia"])
def test_coordinator_and_deputy_add_correct_and_remove(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    membership = add_member(actor, cast.stage.meerstraat, WOUT, HOME, now=NOON)
    shown = member_for(actor, membership.pk, Opening.REACH)
    assert (shown.person, shown.unit) == (WOUT, HOME)
    wanted = PersonDetails("Wout", "Aerts-Maes", "fr", ("wout@maes.example",))
    there = UnitDetails("Frituur Wout", "Markt", "1", "", "9990", "Klokdorp")
    correct_member(actor, membership.pk, wanted, there, now=NOON)
    shown = member_for(actor, membership.pk, Opening.REACH)
    assert (shown.person, shown.unit) == (wanted, there)
    assert Unit.objects.get(memberships=membership).kind == "establishment"
    remove_member(actor, membership.pk, Removal.ASKED, now=LATER)
    assert count(cast) == 5
    with pytest.raises(NotFound):
        remove_member(actor, membership.pk, Removal.ASKED, now=LATER)
    acts = [entry.act for entry in entries_about(f"membership:{membership.pk}")]
    assert [act for act in acts if act != "member.opened"] == [
        "member.added", "member.corrected", "member.removed",
    ]  # fmt: skip


def test_nobody_else_touches_the_list(cast: Cast) -> None:
    membership = add(cast)
    for name in NOT_KEEPERS:
        with pytest.raises(NotAllowed):
            add_member(getattr(cast, name), cast.stage.meerstraat, WOUT, HOME, now=NOON)
    for name in STRANGERS:
        with pytest.raises(NotFound):
            add_member(getattr(cast, name), cast.stage.meerstraat, WOUT, HOME, now=NOON)
    for name in (*NOT_KEEPERS, *STRANGERS):
        with pytest.raises(NotFound):
            correct_member(getattr(cast, name), membership.pk, WOUT, HOME, now=NOON)
        with pytest.raises(NotFound):
            remove_member(getattr(cast, name), membership.pk, Removal.ASKED, now=NOON)


def test_a_member_is_added_once(cast: Cast) -> None:
    add(cast)
    again = (
        (WOUT, HOME),
        (PersonDetails("AERTS", "wout", "", ("Wout.Aerts@mail.example",)), UnitDetails()),
        (PersonDetails("Wout", "Aerts"), HOME),
    )
    for person, unit in again:
        with pytest.raises(AlreadyMember):
            add(cast, person, unit)
    assert count(cast) == 6


def test_two_who_share_a_mailbox_are_two_and_so_are_father_and_son(cast: Cast) -> None:
    add(cast)
    partner = add(cast, PersonDetails("Lies", "Smets", "nl", WOUT.emails))
    away = UnitDetails("", "Kapelweg", "31", "", "9990", "Klokdorp")
    son = add(cast, PersonDetails("Wout", "Aerts", "nl", ("wout.junior@mail.example",)), away)
    assert count(cast) == 8
    assert len(persons_reading("email", WOUT.emails[0])) == 2
    father = Membership.objects.get(person=persons_reading("email", WOUT.emails[0])[0])
    assert partner.unit_id == father.unit_id != son.unit_id


def test_who_is_known_elsewhere_stays_one_person_with_addresses_of_their_own(cast: Cast) -> None:
    first = add(cast)
    shop = UnitDetails("Wout Fietsen", "Markt", "12", "", "9990", "Klokdorp")
    second = add_member(
        cast.shopkeeper_amina,
        cast.stage.winkelhart,
        PersonDetails("Wout", "Aerts", "", WOUT.emails),
        shop,
        now=NOON,
    )
    assert second.person_id == first.person_id
    # What the first list told (a phone number) is not shown on the second.
    shown = member_for(cast.shopkeeper_amina, second.pk, Opening.REACH).person
    assert (shown.emails, shown.phones) == (WOUT.emails, ())


def test_a_name_is_asked_for_and_addresses_are_checked(cast: Cast) -> None:
    with pytest.raises(NameMissing):
        add(cast, PersonDetails(emails=("x@mail.example",)))
    with pytest.raises(AddressUnusable):
        add(cast, PersonDetails("A", "B", "nl", ("no address",)))
    firm = add(cast, PersonDetails(), UnitDetails("Bakkerij Zon", "Markt", "3"))
    assert (
        member_for(cast.coordinator_bram, firm.pk, Opening.REACH).unit.organisation
        == "Bakkerij Zon"
    )


def test_a_member_without_a_language_reads_that_of_the_network(cast: Cast) -> None:
    lucienne = cast.coordinator_lucienne
    row = add_member(lucienne, cast.stage.hautcloche, PersonDetails("Eve", "Roy"), HOME, now=NOON)
    assert row.person.language == "fr"


def test_one_of_a_household_moves_and_the_other_stays(cast: Cast) -> None:
    wout, lies = add(cast), add(cast, PersonDetails("Lies", "Smets", "nl"))
    there = UnitDetails("", "Molenweg", "1", "", "9990", "Klokdorp")
    correct_member(cast.coordinator_bram, wout.pk, WOUT, there, now=NOON)
    assert member_for(cast.coordinator_bram, wout.pk, Opening.REACH).unit == there
    assert member_for(cast.coordinator_bram, lies.pk, Opening.REACH).unit == HOME


def waiting(release: Release, address: str) -> int:
    rows = Envelope.objects.filter(broadcast=release.broadcast, state="ready")
    return sum(row.endpoint.address == address for row in rows.select_related("endpoint"))


def test_leaving_is_one_step_and_nothing_more_is_sent(cast: Cast) -> None:
    release = released(cast)
    assert waiting(release, "chloe.dubois@mail.example") == 1
    chloe, person_id = cast.member_chloe, cast.person("member_chloe")
    leave_network(chloe, cast.stage.meerstraat, now=LATER)
    assert waiting(release, "chloe.dubois@mail.example") == 0
    assert waiting(release, "anke.schmitz@mail.example") == 1
    assert not actor_for(person_id, at=LATER).member_of
    assert not ContactPoint.objects.filter(person=person_id)
    with pytest.raises(NotFound):
        leave_network(chloe, cast.stage.meerstraat, now=LATER)
    for name in ("outsider_dries", "officer_an"):
        with pytest.raises(NotFound):
            leave_network(getattr(cast, name), cast.stage.meerstraat, now=LATER)


def test_a_shared_mailbox_keeps_its_copy_when_one_leaves(cast: Cast) -> None:
    add(cast, PersonDetails("Marc", "Dubois", "fr", ("chloe.dubois@mail.example",)))
    release = released(cast)
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=LATER)
    assert waiting(release, "chloe.dubois@mail.example") == 1


def test_a_corrected_address_gets_nothing_that_waits_any_more(cast: Cast) -> None:
    """Somebody of another network still reads it; the bulletin was not for them."""
    dries = PersonDetails("Anke", "Dries", "de", ("anke.schmitz@mail.example",))
    home = UnitDetails("", "Rue Haute", "3")
    add_member(cast.coordinator_lucienne, cast.stage.hautcloche, dries, home, now=NOON)
    release = released(cast)
    row = Membership.objects.get(network=cast.stage.meerstraat, person=cast.person("member_anke"))
    moved = PersonDetails("Anke", "Schmitz", "de", ("anke@neu.example",))
    correct_member(cast.coordinator_bram, row.pk, moved, HOME, now=LATER)
    assert waiting(release, "anke.schmitz@mail.example") == 0


def test_who_left_may_come_back_as_the_same_person(cast: Cast) -> None:
    for unit in (HOME, UnitDetails()):
        person = PersonDetails("Wout", f"Aerts {unit.number}", "nl", WOUT.emails)
        first = add(cast, person, unit)
        remove_member(cast.coordinator_bram, first.pk, Removal.ASKED, now=LATER)
        again = add_member(cast.coordinator_bram, cast.stage.meerstraat, person, unit, now=LATER)
        assert (again.pk, again.state, again.ended_at, again.traces) == (
            first.pk,
            "active",
            None,
            [],
        )
        assert (
            member_for(cast.coordinator_bram, again.pk, Opening.REACH).person.emails == WOUT.emails
        )
        remove_member(cast.coordinator_bram, again.pk, Removal.ASKED, now=LATER)


def test_traces_of_who_left_tell_nothing(cast: Cast) -> None:
    membership = add(cast)
    remove_member(cast.coordinator_bram, membership.pk, Removal.ASKED, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT traces::text FROM networks_membership WHERE id = %s", [membership.pk]
        )
        kept = cursor.fetchone()[0]
    assert "wout" not in kept.lower()
    assert "470998877" not in kept
    assert len(Membership.objects.get(pk=membership.pk).traces) == 3


def test_the_list_is_sorted_by_name(cast: Cast) -> None:
    add(cast, PersonDetails("Émile", "Ångström", "fr"))
    names = [one.person.family_name for one in member_list(cast.coordinator_bram, cast.stage.meerstraat, now=NOON)]  # fmt: skip
    assert names == ["Ångström", "De Smet", "Dubois", "Rossi", "Schmitz", "Wouters"]
