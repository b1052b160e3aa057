"""Open a network and set its plan: who may, where, and what the page may choose."""

from dataclasses import replace
from datetime import time
from uuid import UUID

import pytest

from belfry.audit.queries import entries_of_network
from belfry.core.actor import Actor
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.networks import open_network, set_plan
from belfry.networks.errors import NotInYourZone, TownOfAnotherZone, UnknownChannel
from belfry.networks.models import Network, Plan
from belfry.networks.queries import linked_zone_ids, places_of, plan_of, zones_of_town
from belfry.networks.types import Recognition
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


@pytest.mark.parametrize("name", ["officer_an", "officer_els", "chief_karim"])
def test_police_open_a_network_in_their_own_zone(cast: Cast, name: str) -> None:
    network = opened(cast, getattr(cast, name))
    assert (network.state, network.language, network.languages) == ("active", "nl", ["nl", "fr"])
    assert linked_zone_ids(network.pk, on=NOON.date()) == {cast.stage.beiaard}
    plan = plan_of(network.pk)
    assert (plan.version, plan.released_by) == (1, "coordinator")
    assert plan.channels["alert"] == {"email"}
    assert [entry.act for entry in entries_of_network(network.pk)] == ["network.opened"]


@pytest.mark.parametrize(
    "name",
    [
        "dispatcher_lotte", "coordinator_bram", "deputy_sofia", "member_chloe", "clerk_nadia",
        "mayor_luc", "adviser_tom", "reviewer_eva", "centre_mila", "operator_sam", "outsider_dries",
    ],
)  # fmt: skip
def test_nobody_else_opens_a_network(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, getattr(cast, name))


def test_a_stranger_who_did_not_sign_in_opens_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, Actor(None, NOON))


def test_the_leading_zone_is_one_s_own_and_only_sectors_span_zones(cast: Cast) -> None:
    stage = cast.stage
    for name, zones in (
        ("officer_piet", (stage.beiaard,)),
        ("officer_an", (stage.valclocher, stage.beiaard)),
        ("officer_an", (stage.beiaard, stage.valclocher)),
    ):
        with pytest.raises(NotInYourZone):
            opened(cast, getattr(cast, name), *zones)
    network = opened(cast, cast.officer_an, stage.beiaard, stage.valclocher, kind="sectoral")
    assert places_of(network.pk, on=NOON.date())[0] == [stage.beiaard, stage.valclocher]


def test_no_network_takes_the_town_of_another_zone(cast: Cast) -> None:
    stage = cast.stage
    for kind, zones in (
        ("residential", [stage.valclocher]),
        ("sectoral", [stage.valclocher, stage.beiaard]),
    ):
        with pytest.raises(TownOfAnotherZone):
            opened(cast, cast.officer_piet, *zones, kind=kind)
    assert zones_of_town(stage.klokdorp, on=NOON.date()) == {stage.beiaard}


def test_a_parent_must_be_seen(cast: Cast) -> None:
    with pytest.raises(NotFound):
        open_network(
            cast.officer_an,
            name="Kind",
            kind="residential",
            languages=["nl"],
            zone_ids=[cast.stage.beiaard],
            municipality_ids=[],
            recognition=RECOGNITION,
            parent_id=cast.stage.hautcloche,
            now=NOON,
        )


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
    plan = plan_of(opened(cast, cast.officer_an).pk)
    assert plan.channels["alert"] == {"email", "push", "sms", "voice"}
    assert plan.channels["advice"] == plan.channels["request"] == {"email", "push"}
