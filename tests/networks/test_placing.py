"""Which network is part of which: said by the police of its leading zone, without circles."""

from uuid import UUID

import pytest

from belfry.audit.queries import entries_about
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.actions.networks import open_network
from belfry.networks.actions.placing import place_under
from belfry.networks.errors import NotAPossibleParent
from belfry.networks.models import Network
from belfry.networks.placing import networks_within, possible_parents
from belfry.networks.types import Recognition
from belfry.networks.workflow import NetworkState
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def umbrella(cast: Cast) -> UUID:
    return opened(cast, "Grote Wijk")


def opened(cast: Cast, name: str, *, zone: str = "beiaard", town: str = "klokdorp") -> UUID:
    network = open_network(
        cast.reviewer_eva,
        name=name,
        kind="residential",
        languages=["nl"],
        zone_ids=[getattr(cast.stage, zone)],
        municipality_ids=[getattr(cast.stage, town)],
        recognition=Recognition(f"PP-{name}", NOON.date()),
        now=NOON,
    )
    return network.pk


def parent_of(network_id: UUID) -> UUID | None:
    return Network.objects.get(pk=network_id).parent_id


@pytest.mark.parametrize("name", ["officer_an", "officer_els", "chief_karim", "reviewer_eva"])
def test_police_of_its_zone_and_the_reviewer_say_what_a_network_is_part_of(
    cast: Cast, umbrella: UUID, name: str
) -> None:
    actor, network = getattr(cast, name), cast.stage.meerstraat
    place_under(actor, network, umbrella, now=NOON)
    assert parent_of(network) == umbrella
    assert len(networks_within(umbrella)) == 1
    place_under(actor, network, None, now=NOON)
    assert parent_of(network) is None
    placed = [
        entry.detail
        for entry in entries_about(f"network:{network}")
        if entry.act == "network.placed"
    ]
    assert placed == [{"parent": str(umbrella)}, {"parent": None}]


def test_the_second_time_nothing_is_recorded(cast: Cast, umbrella: UUID) -> None:
    for _ in range(2):
        place_under(cast.officer_an, cast.stage.meerstraat, umbrella, now=NOON)
    acts = [entry.act for entry in entries_about(f"network:{cast.stage.meerstraat}")]
    assert acts.count("network.placed") == 1


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("coordinator_bram", NotAllowed),
        ("deputy_sofia", NotAllowed),
        ("member_chloe", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("mayor_luc", NotAllowed),
        ("dispatcher_lotte", NotAllowed),
        ("adviser_tom", NotAllowed),
        ("officer_piet", NotFound),
        ("chief_marie", NotFound),
        ("outsider_dries", NotFound),
        ("operator_sam", NotFound),
        ("centre_mila", NotFound),
    ],
)
def test_nobody_else_does(cast: Cast, umbrella: UUID, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        place_under(getattr(cast, name), cast.stage.meerstraat, umbrella, now=NOON)
    assert parent_of(cast.stage.meerstraat) is None


def test_police_of_a_zone_that_does_not_lead_have_no_say(cast: Cast, umbrella: UUID) -> None:
    assert cast.stage.jewellers in {row.pk for row in possible_parents(cast.chief_marie, umbrella)}
    with pytest.raises(NotAllowed):
        place_under(cast.chief_marie, cast.stage.jewellers, None, now=NOON)


def test_no_network_is_part_of_itself_however_far_away(cast: Cast, umbrella: UUID) -> None:
    middle, network = opened(cast, "Middenwijk"), cast.stage.meerstraat
    place_under(cast.officer_an, network, middle, now=NOON)
    place_under(cast.officer_an, middle, umbrella, now=NOON)
    for lower in (network, middle, umbrella):
        with pytest.raises(NotAPossibleParent):
            place_under(cast.officer_an, umbrella, lower, now=NOON)
    assert parent_of(umbrella) is None
    assert {network, middle, umbrella}.isdisjoint(
        row.pk for row in possible_parents(cast.officer_an, umbrella)
    )


def test_a_network_that_the_actor_does_not_see_or_that_ended_is_not_offered(
    cast: Cast, umbrella: UUID
) -> None:
    elsewhere = opened(cast, "Elders", zone="valclocher", town="clocheville")
    Network.objects.filter(pk=umbrella).update(state=NetworkState.ENDED)
    for actor in (cast.officer_an, cast.reviewer_eva):
        for parent in (elsewhere, umbrella):
            with pytest.raises(NotAPossibleParent):
                place_under(actor, cast.stage.meerstraat, parent, now=NOON)
