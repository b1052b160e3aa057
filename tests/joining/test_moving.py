"""Moving house: within a network, to another one; the old membership ends when the new one begins."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.joining.actions.answering import accept, agree, decline
from belfry.joining.actions.moving import ask_to_move
from belfry.joining.addresses import networks_around
from belfry.joining.kinds import Refusal
from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.networks.actions.members import leave_network
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Membership, Perimeter
from belfry.people.types import UnitDetails
from tests.cast import NOON, Cast
from tests.joining.askers import MARIA, ground, street
from tests.web.signin.steps import notices

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
# Jozef's and Anke's street; Anke lives at number 14.
NEW = UnitDetails("", "Kapelweg", "14", "", "9990", "Klokdorp")


def moved(
    cast: Cast, unit: UnitDetails = NEW, *, to: str = "meerstraat", who: str = "member_chloe"
) -> Request:
    load_models(now=NOON)
    to_id = getattr(cast.stage, to)
    rules = house_rules(to_id, "fr", on=NOON.date())
    network_id = cast.stage.meerstraat
    return ask_to_move(getattr(cast, who), network_id, to_id, unit, "lives", rules, now=NOON)


def membership(cast: Cast, who: str, network: str = "meerstraat") -> Membership:
    return Membership.objects.get(
        person_id=cast.person(who), network_id=getattr(cast.stage, network)
    )


def answers() -> list[str]:
    return [slots["answer"] for _, slots in notices("joining_answer")]


def test_a_member_moves_within_and_joins_the_household_that_is_there(cast: Cast) -> None:
    before = membership(cast, "member_chloe")
    request = moved(cast)
    assert (request.state, request.is_move_within, request.full_name) == (
        "waiting", True, "Chloé Dubois",
    )  # fmt: skip
    accept(cast.coordinator_bram, request.pk, now=LATER)
    after = membership(cast, "member_chloe")
    assert (after.state, after.joined_at) == ("active", before.joined_at)
    # A household is counted once.
    assert after.unit_id == membership(cast, "member_anke").unit_id != before.unit_id
    assert answers() == ["Votre nouvelle adresse est sur la liste de Meerstraat."]


def test_a_member_goes_to_another_network_and_leaves_the_old_one_then(cast: Cast) -> None:
    request = moved(cast, to="winkelhart")
    assert membership(cast, "member_chloe").state == "active"
    accept(cast.shopkeeper_amina, request.pk, now=LATER)
    assert membership(cast, "member_chloe").state == "left"
    assert membership(cast, "member_chloe", "winkelhart").state == "active"
    assert answers() == ["Vous êtes désormais membre de Winkelhart. Bienvenue."]
    with pytest.raises(MoveNotAllowed):
        accept(cast.shopkeeper_amina, request.pk, now=LATER)


def test_who_is_declined_stays_where_they_are(cast: Cast) -> None:
    decline(cast.shopkeeper_amina, moved(cast, to="winkelhart").pk, Refusal.ADDRESS, now=LATER)
    within = moved(cast)
    decline(cast.coordinator_bram, within.pk, Refusal.ADDRESS, now=LATER)
    assert membership(cast, "member_chloe").state == "active"
    assert answers()[1].startswith("Votre nouvelle adresse n")


def test_who_left_meanwhile_still_joins_elsewhere(cast: Cast) -> None:
    request = moved(cast, to="winkelhart")
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=LATER)
    accept(cast.shopkeeper_amina, request.pk, now=LATER)
    assert membership(cast, "member_chloe", "winkelhart").state == "active"


def test_who_left_meanwhile_does_not_move_within(cast: Cast) -> None:
    request = moved(cast)
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=LATER)
    with pytest.raises(NotFound):
        accept(cast.coordinator_bram, request.pk, now=LATER)


def test_only_a_member_moves_and_asks_once(cast: Cast) -> None:
    for who in ("outsider_dries", "officer_an", "clerk_nadia"):
        with pytest.raises(NotFound):
            moved(cast, who=who)
    assert moved(cast).pk == moved(cast).pk


def test_to_stay_from_outside_the_police_are_asked(cast: Cast) -> None:
    ground(cast)
    request = moved(cast, replace(NEW, street="Veldweg", number="7"))
    assert request.state == "at_police"
    agree(cast.officer_an, request.pk, now=LATER)
    accept(cast.coordinator_bram, request.pk, now=LATER)
    assert membership(cast, "member_chloe").unit_id != membership(cast, "member_anke").unit_id


def test_the_networks_at_an_address_are_found(cast: Cast) -> None:
    unit = MARIA.unit
    assert networks_around(unit, on=NOON.date()) == []
    here = street("Kapelweg", 7, 8)
    around = [one.name for one in networks_around(unit, on=NOON.date())]
    assert around == ["Juweliers", "Meerstraat", "Winkelhart"]
    ranges = [{"street": here.pk, "first": 7, "last": 7, "side": "both"}]
    Perimeter.objects.create(network_id=cast.stage.winkelhart, streets=ranges, since=NOON.date())
    assert [one.name for one in networks_around(unit, on=NOON.date())] == ["Winkelhart"]
    next_door = networks_around(replace(unit, number="8"), on=NOON.date())
    assert [one.name for one in next_door] == ["Winkelhart", "Juweliers", "Meerstraat"]
