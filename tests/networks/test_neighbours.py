"""Whose phone rings at home, which neighbour tells whom, and what a zone wants to spend."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.models import Entry
from belfry.audit.queries import entries_of_network
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.delivery.spending import ceiling
from belfry.networks.actions.members import add_member, leave_network, remove_member
from belfry.networks.actions.neighbours import choose_ringing_phone, name_relay
from belfry.networks.actions.spending import set_zone_ceiling
from belfry.networks.errors import NotANeighbour
from belfry.networks.kinds import Removal, Ringing
from belfry.networks.models import Membership
from belfry.networks.neighbours import relays_of, ringing_at_home, told_by
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast

# Dries and Lucienne share a house in the Rue Haute.


def membership(cast: Cast, name: str) -> UUID:
    return Membership.objects.get(person=cast.person(name)).pk


def acts(cast: Cast, network_id: UUID) -> list[str]:
    return [entry.act for entry in entries_of_network(network_id)]


def test_one_phone_of_the_household_rings_and_each_is_told_without_a_name(cast: Cast) -> None:
    dries, lucienne = cast.outsider_dries, cast.coordinator_lucienne
    assert ringing_at_home(dries) == Ringing.EVERYBODY
    choose_ringing_phone(dries, Ringing.MINE, now=NOON)
    assert (ringing_at_home(dries), ringing_at_home(lucienne)) == (Ringing.MINE, Ringing.ANOTHER)
    # Nobody gives the phone of another; who lives there may take it back.
    choose_ringing_phone(lucienne, Ringing.ANOTHER, now=NOON)
    assert ringing_at_home(dries) == Ringing.MINE
    choose_ringing_phone(lucienne, Ringing.MINE, now=NOON)
    assert ringing_at_home(dries) == Ringing.ANOTHER
    choose_ringing_phone(dries, Ringing.EVERYBODY, now=NOON)
    choose_ringing_phone(dries, Ringing.EVERYBODY, now=NOON)
    assert ringing_at_home(lucienne) == Ringing.EVERYBODY
    assert acts(cast, cast.stage.hautcloche).count("household.ringing_chosen") == 3


def test_who_lives_alone_or_shares_a_shop_is_not_asked(cast: Cast) -> None:
    add_member(
        cast.shopkeeper_amina,
        cast.stage.winkelhart,
        PersonDetails("Omar", "Haddad", "fr", ("omar@mail.example",)),
        UnitDetails("Boulangerie Amina", "Markt", "5", "", "9990", "Klokdorp"),
        now=NOON,
    )
    nobody = Actor(None, NOON)
    for actor in (cast.member_chloe, cast.shopkeeper_amina, cast.officer_an, nobody):
        assert ringing_at_home(actor) is None
        with pytest.raises(NotAllowed):
            choose_ringing_phone(actor, Ringing.MINE, now=NOON)


def test_who_left_is_nobody_s_phone_any_more(cast: Cast) -> None:
    choose_ringing_phone(cast.outsider_dries, Ringing.MINE, now=NOON)
    leave_network(cast.outsider_dries, cast.stage.hautcloche, now=NOON)
    assert ringing_at_home(cast.coordinator_lucienne) is None


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia"])
def test_who_keeps_the_list_names_the_neighbour(cast: Cast, name: str) -> None:
    jozef, chloe = membership(cast, "member_jozef"), membership(cast, "member_chloe")
    name_relay(getattr(cast, name), jozef, chloe, now=NOON)
    name_relay(getattr(cast, name), jozef, chloe, now=NOON)
    (relay,) = told_by(cast.member_chloe, cast.stage.meerstraat)
    assert (relay.person_id, relay.membership_id) == (cast.person("member_jozef"), jozef)
    assert relays_of(cast.stage.meerstraat, [cast.person("member_jozef")]) == [relay]
    assert not told_by(cast.member_anke, cast.stage.meerstraat)
    assert "member.relay_named" in acts(cast, cast.stage.meerstraat)
    name_relay(getattr(cast, name), jozef, None, now=NOON)
    assert not told_by(cast.member_chloe, cast.stage.meerstraat)


def test_nobody_else_names_a_neighbour(cast: Cast) -> None:
    jozef, chloe = membership(cast, "member_jozef"), membership(cast, "member_chloe")
    for name in ("member_chloe", "officer_an", "chief_karim", "clerk_nadia", "outsider_dries"):
        with pytest.raises(NotFound):
            name_relay(getattr(cast, name), jozef, chloe, now=NOON)


def test_a_neighbour_is_another_member_of_the_network(cast: Cast) -> None:
    jozef = membership(cast, "member_jozef")
    removed = membership(cast, "member_anke")
    remove_member(cast.coordinator_bram, removed, Removal.ASKED, now=NOON)
    for other in (jozef, removed, membership(cast, "outsider_dries"), UUID(int=1)):
        with pytest.raises(NotANeighbour):
            name_relay(cast.coordinator_bram, jozef, other, now=NOON)
    person = cast.person("member_jozef")
    with pytest.raises(IntegrityError, match="relay_is_another"), transaction.atomic():
        Membership.objects.filter(pk=jozef).update(relay_person_id=person)


def test_a_neighbour_who_leaves_tells_nobody_any_more(cast: Cast) -> None:
    jozef, chloe = membership(cast, "member_jozef"), membership(cast, "member_chloe")
    name_relay(cast.coordinator_bram, jozef, chloe, now=NOON)
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    assert Membership.objects.get(pk=jozef).relay_person_id is None
    name_relay(cast.coordinator_bram, jozef, membership(cast, "member_anke"), now=NOON)
    remove_member(cast.coordinator_bram, jozef, Removal.ASKED, now=NOON)
    assert Membership.objects.get(pk=jozef).relay_person_id is None


def test_the_chief_sets_what_a_zone_may_spend(cast: Cast) -> None:
    zone = cast.stage.beiaard
    set_zone_ceiling(cast.chief_karim, zone, 500_000, now=NOON)
    assert ceiling(zone) == 500_000
    set_zone_ceiling(cast.chief_karim, zone, None, now=NOON)
    assert ceiling(zone) is None
    assert Entry.objects.filter(chain__zone_id=zone, act="zone.ceiling_set").count() == 2
    with pytest.raises(NotAllowed):
        set_zone_ceiling(cast.officer_an, zone, 1, now=NOON)
    for name in ("chief_marie", "dispatcher_lotte", "coordinator_bram", "mayor_luc", "adviser_tom"):
        with pytest.raises(NotFound):
            set_zone_ceiling(getattr(cast, name), zone, 1, now=NOON)
    assert ceiling(zone) is None
