"""Open a network and set its plan: who may, where, and what the page may choose."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest

from belfry.audit.queries import entries_of_network
from belfry.core.actor import Actor, Role
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.mandates import appoint
from belfry.networks.actions.networks import (
    amend_network,
    default_plan,
    open_network,
    set_plan,
)
from belfry.networks.errors import AlreadyNamed, RuleOutOfBounds, UnknownChannel
from belfry.networks.models import Network, Plan
from belfry.networks.queries import coordinator_ids, linked_zone_ids, places_of, plan_of
from belfry.networks.types import (
    Agreed,
    CharterDetails,
    PerimeterDetails,
    Recognition,
    ZoneRules,
)
from belfry.networks.zone_rules import answer_time
from tests.cast import NOON, Cast

RECOGNITION = Recognition("PP-2026-1", NOON.date())


def opened(cast: Cast, actor: Actor, *zones: UUID, kind: str = "residential") -> Network:
    return open_network(
        actor,
        name="Kerkeveld",
        kind=kind,
        languages=["nl", "fr", "nl"],
        zone_ids=zones or [cast.stage.beiaard],
        municipality_ids=[cast.stage.klokdorp],
        recognition=RECOGNITION,
        now=NOON,
    )


def test_the_reviewer_opens_a_network_that_is_recognised(cast: Cast) -> None:
    network = opened(cast, cast.reviewer_eva)
    assert (network.recognition_number, network.recognised_on) == ("PP-2026-1", NOON.date())
    assert (network.state, network.language, network.languages) == ("active", "nl", ["nl", "fr"])
    assert linked_zone_ids(network.pk, on=NOON.date()) == {cast.stage.beiaard}
    plan = plan_of(network.pk)
    assert (plan.version, plan.released_by) == (1, "coordinator")
    assert plan.channels["alert"] == {"email"}
    assert [entry.act for entry in entries_of_network(network.pk)] == ["network.opened"]


@pytest.mark.parametrize(
    "name",
    [
        "officer_an", "officer_els", "chief_karim", "dispatcher_lotte", "coordinator_bram", "deputy_sofia", "member_chloe", "clerk_nadia",
        "mayor_luc", "adviser_tom", "founder_hilde", "centre_mila", "operator_sam", "outsider_dries",
    ],
)  # fmt: skip
def test_nobody_else_opens_a_network(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, getattr(cast, name))


def test_a_stranger_who_did_not_sign_in_opens_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, Actor(None, NOON))


PERIMETER = PerimeterDetails(None, [{"street": 1, "first": 1, "last": 9, "side": "odd"}])
CHARTER = CharterDetails({"charter": [{"key": "aim", "title": "Aim", "content": {}}]}, b"%PDF")
AGREED = Agreed(perimeter=PERIMETER, charter=CHARTER)


def amended(actor: Actor, network_id: UUID, zones: list[UUID], towns: list[UUID]) -> Network:
    return amend_network(
        actor, network_id, AGREED, zone_ids=zones, municipality_ids=towns, now=NOON
    )


def test_a_network_begins_with_what_its_partners_agreed(cast: Cast) -> None:
    plan = replace(default_plan(), released_by="police")
    bram = cast.person("coordinator-bram")
    network = open_network(
        cast.reviewer_eva,
        name="Kerkeveld",
        kind="sectoral",
        languages=["nl"],
        zone_ids=[cast.stage.beiaard, cast.stage.valclocher],
        municipality_ids=[cast.stage.klokdorp],
        recognition=RECOGNITION,
        agreed=replace(AGREED, plan=plan, holders=[(Role.COORDINATOR, bram)]),
        now=NOON,
    )
    assert places_of(network.pk, on=NOON.date())[0] == [cast.stage.beiaard, cast.stage.valclocher]
    assert plan_of(network.pk).released_by == "police"
    assert network.charters.get().papers == CHARTER.papers
    assert network.perimeters.get().streets == PERIMETER.streets
    assert coordinator_ids(network.pk, on=NOON.date()) == {bram}


def test_nobody_is_appointed_twice_or_by_another_than_the_reviewer(cast: Cast) -> None:
    network, bram = opened(cast, cast.reviewer_eva), cast.person("coordinator-bram")
    appoint(cast.reviewer_eva, Role.COORDINATOR, bram, network_id=network.pk, now=NOON)
    with pytest.raises(AlreadyNamed):
        appoint(cast.reviewer_eva, Role.COORDINATOR, bram, network_id=network.pk, now=NOON)
    with pytest.raises(NotAllowed):
        appoint(cast.chief_karim, Role.DEPUTY, bram, network_id=network.pk, now=NOON)


@pytest.mark.parametrize("name", ["reviewer_eva", "coordinator_bram", "officer_an", "clerk_nadia"])
def test_a_partner_or_the_reviewer_writes_a_new_version_of_the_charter(
    cast: Cast, name: str
) -> None:
    actor, stage = getattr(cast, name), cast.stage
    amended(actor, stage.meerstraat, [stage.beiaard], [stage.klokdorp])
    network = amended(actor, stage.meerstraat, [stage.beiaard], [stage.klokdorp])
    assert [row.version for row in network.charters.order_by("version")] == [1, 2]
    assert network.perimeters.filter(until__isnull=True).count() == 1
    assert plan_of(network.pk).version == 1


def test_nobody_else_touches_the_charter_of_a_network(cast: Cast) -> None:
    zones, towns = [cast.stage.beiaard], [cast.stage.klokdorp]
    for name in (
        "member_chloe",
        "outsider_dries",
        "officer_piet",
        "dispatcher_lotte",
        "centre_mila",
    ):
        with pytest.raises(NotAllowed):
            amended(getattr(cast, name), cast.stage.meerstraat, zones, towns)
    with pytest.raises(NotFound):
        amended(cast.reviewer_eva, uuid4(), zones, towns)


def test_a_network_whose_charter_moves_it_is_linked_to_its_new_places_from_that_day(
    cast: Cast,
) -> None:
    stage, today = cast.stage, NOON.date()
    zones, towns = [stage.valclocher, stage.beiaard], [stage.clocheville, stage.klokdorp]
    amended(cast.reviewer_eva, stage.meerstraat, zones, towns)
    assert places_of(stage.meerstraat, on=today) == (zones, towns)


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia", "officer_an", "chief_karim"])
def test_coordinator_and_police_make_a_new_version_of_the_plan(cast: Cast, name: str) -> None:
    meerstraat = cast.stage.meerstraat
    wanted = replace(plan_of(meerstraat), released_by="police", quiet_from=time(21))
    assert set_plan(getattr(cast, name), meerstraat, wanted, now=NOON).version == 2
    assert plan_of(meerstraat) == replace(wanted, version=2)
    assert Plan.objects.filter(network=meerstraat).count() == 2


def test_nobody_else_sets_the_plan(cast: Cast) -> None:
    meerstraat = cast.stage.meerstraat
    for name in ("member_chloe", "dispatcher_lotte", "adviser_tom", "clerk_nadia", "mayor_luc"):
        with pytest.raises(NotAllowed):
            set_plan(getattr(cast, name), meerstraat, plan_of(meerstraat), now=NOON)
    for name in ("outsider_dries", "officer_piet", "shopkeeper_amina", "reviewer_eva"):
        with pytest.raises(NotFound):
            set_plan(getattr(cast, name), meerstraat, plan_of(meerstraat), now=NOON)


def test_a_plan_knows_no_channel_that_does_not_exist(cast: Cast) -> None:
    plan = replace(plan_of(cast.stage.meerstraat), channels={"alert": frozenset({"pigeon"})})
    with pytest.raises(UnknownChannel):
        set_plan(cast.officer_an, cast.stage.meerstraat, plan, now=NOON)
    assert plan_of(cast.stage.meerstraat).version == 1


def test_a_new_network_sends_alerts_by_every_way_and_the_rest_by_those_that_do_not_ring(
    cast: Cast, every_channel: None
) -> None:
    plan = plan_of(opened(cast, cast.reviewer_eva).pk)
    assert plan.channels["alert"] == {"email", "push", "sms", "voice"}
    assert plan.channels["advice"] == plan.channels["request"] == {"email", "push"}


def test_a_plan_says_how_long_an_offer_waits_and_an_amended_charter_leaves_it_so(
    cast: Cast,
) -> None:
    network, rules = cast.stage.meerstraat, ZoneRules()
    assert answer_time(plan_of(network), rules, "alert") == timedelta(minutes=3)
    answers = {"alert": timedelta(minutes=10)}
    set_plan(cast.officer_an, network, replace(plan_of(network), answers=answers), now=NOON)
    assert answer_time(plan_of(network), rules, "alert") == timedelta(minutes=10)
    assert answer_time(plan_of(network), rules, "warning") == timedelta(hours=4)
    zones, towns = places_of(network, on=NOON.date())
    amend_network(
        cast.reviewer_eva,
        network,
        Agreed(plan=default_plan()),
        zone_ids=zones,
        municipality_ids=towns,
        now=NOON,
    )
    assert plan_of(network).version == 3
    assert plan_of(network).answers == answers


@pytest.mark.parametrize("answer", [timedelta(seconds=59), timedelta(days=8)])
def test_no_offer_waits_a_moment_or_for_weeks(cast: Cast, answer: timedelta) -> None:
    plan = replace(plan_of(cast.stage.meerstraat), answers={"alert": answer})
    with pytest.raises(RuleOutOfBounds):
        set_plan(cast.officer_an, cast.stage.meerstraat, plan, now=NOON)
    assert plan_of(cast.stage.meerstraat).version == 1
