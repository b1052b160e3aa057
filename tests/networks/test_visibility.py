"""Who sees which network, and who opens the member list (H15)."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from belfry.audit.models import Entry
from belfry.audit.queries import entries_of_network
from belfry.core.actor import Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.imports import import_members
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.kinds import Opening
from belfry.networks.member_list import member_for
from belfry.networks.models import Mandate, Membership
from belfry.networks.queries import (
    actor_for,
    member_list,
    network_for,
    networks_visible_to,
)
from belfry.networks.types import MemberRow
from tests.cast import NOON, Cast

# Meerstraat, Winkelhart, Juweliers (both zones), Haut-Cloche: who finds which.
SEES = {
    "officer_an": "MWJ",
    "officer_els": "MWJ",
    "chief_karim": "MWJ",
    "dispatcher_lotte": "MWJ",
    "dispatcher_wim": "MWJ",
    "adviser_tom": "MWJ",
    "officer_piet": "JH",
    "chief_marie": "JH",
    "clerk_nadia": "MWJ",
    "mayor_luc": "MWJ",
    "coordinator_bram": "M",
    "deputy_sofia": "M",
    "member_chloe": "M",
    "member_jozef": "M",
    "member_anke": "M",
    "shopkeeper_amina": "W",
    "jeweller_karl": "J",
    "coordinator_lucienne": "H",
    "outsider_dries": "H",
    "founder_hilde": "",
    "reviewer_eva": "",
    "centre_mila": "",
    "operator_sam": "",
}
KEEPS = {"coordinator_bram": "M", "deputy_sofia": "M", "shopkeeper_amina": "W", "jeweller_karl": "J",
         "coordinator_lucienne": "H"}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_everybody_finds_exactly_their_own_networks(cast: Cast, name: str) -> None:
    stage, actor = cast.stage, getattr(cast, name)
    ids = dict(
        zip("MWJH", (stage.meerstraat, stage.winkelhart, stage.jewellers, stage.hautcloche), strict=True)
    )  # fmt: skip
    found = {network.pk for network in networks_visible_to(actor)}
    assert found == {ids[letter] for letter in SEES[name]}
    for letter, network_id in ids.items():
        if letter not in SEES[name]:
            with pytest.raises(NotFound):
                network_for(actor, network_id)
            with pytest.raises(NotFound):
                member_list(actor, network_id, now=NOON)
            continue
        assert network_for(actor, network_id).pk == network_id
        if letter in KEEPS.get(name, ""):
            assert member_list(actor, network_id, now=NOON)
        else:
            with pytest.raises(NotAllowed):
                member_list(actor, network_id, now=NOON)


def test_a_visitor_who_did_not_sign_in_finds_nothing(cast: Cast) -> None:
    visitor = Actor(None, NOON)
    assert not networks_visible_to(visitor)
    with pytest.raises(NotFound):
        member_list(visitor, cast.stage.meerstraat, now=NOON)
    network = network_for(Actor.installation(NOON), cast.stage.meerstraat)
    assert network.name == "Meerstraat"


def test_every_opening_of_the_list_is_recorded(cast: Cast) -> None:
    meerstraat, bram = cast.stage.meerstraat, cast.coordinator_bram
    member_list(bram, meerstraat, now=NOON)
    membership = Membership.objects.filter(network=meerstraat).latest("joined_at")
    member_for(bram, membership.pk, Opening.REACH)
    newest = list(entries_of_network(meerstraat)[:2])
    assert [entry.act for entry in newest] == ["member.opened", "members.opened"]
    assert newest[1].detail == {"count": 5}
    assert {entry.person_id for entry in newest} == {bram.person_id}
    before = Entry.objects.count()
    with pytest.raises(NotFound):
        member_for(cast.officer_an, membership.pk, Opening.REACH)
    assert Entry.objects.count() == before


def test_an_ended_mandate_sees_nothing_at_the_next_request(cast: Cast) -> None:
    officer = Mandate.objects.get(person=cast.person("officer_els"))
    end_mandate(cast.chief_karim, officer.pk, on=NOON.date() + timedelta(days=1), now=NOON)
    assert networks_visible_to(cast.officer_els)
    # The first day without it begins at midnight in Belgium, an hour before midnight UTC.
    midnight = NOON.replace(hour=23)
    assert networks_visible_to(cast.at("officer_els", midnight - timedelta(seconds=1)))
    assert not networks_visible_to(cast.at("officer_els", midnight))


def test_a_mandate_that_is_still_to_come_opens_nothing(cast: Cast) -> None:
    Mandate.objects.filter(role=Role.DISPATCHER).update(since=NOON.date() + timedelta(days=1))
    assert not networks_visible_to(cast.dispatcher_lotte)


def test_an_actor_takes_two_queries_and_a_list_a_fixed_number(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bram = cast.coordinator_bram
    person_id = cast.person("coordinator_bram")
    with django_assert_num_queries(2):
        actor_for(person_id, at=NOON)
    with django_assert_num_queries(10) as first:
        member_list(bram, cast.stage.meerstraat, now=NOON)
    rows = [MemberRow(n, "Jan", f"Buur{n}", "", (), (), "Kapelweg", str(n), "", "9990", "Klokdorp", "")
            for n in range(20)]  # fmt: skip
    import_members(bram, cast.stage.meerstraat, rows, now=NOON)
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(member_list(bram, cast.stage.meerstraat, now=NOON)) == 25
