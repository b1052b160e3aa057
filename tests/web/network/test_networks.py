from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from belfry.networks.actions.networks import open_network
from belfry.networks.queries import plan_of
from belfry.networks.types import Recognition
from belfry.web.network import networks
from belfry.web.paging import page_of
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

PLAN = {
    "released_by": "police",
    "quiet_from": "21:30",
    "quiet_until": "06:45",
    "channels_alert": ["email"],
}


@pytest.mark.parametrize(
    ("figure", "reads_names"),
    [
        ("officer-an", True),
        ("coordinator-bram", True),
        ("member-chloe", False),
        ("clerk-nadia", False),
    ],
)
def test_police_and_coordinator_read_names_others_read_functions(
    cast: Cast, browse: Browse, figure: str, reads_names: bool
) -> None:
    page = browse(figure).get(reverse("network", args=[cast.stage.meerstraat]))

    assert (b"Sofia Rossi" in page.content) is reads_names


def test_a_stranger_finds_no_network(cast: Cast, browse: Browse) -> None:
    address = reverse("network", args=[cast.stage.meerstraat])

    assert browse("outsider-dries").get(address).status_code == 404
    assert browse("officer-piet").get(address).status_code == 404
    assert browse("officer-an").post(address).status_code == 405


def test_the_list_holds_the_networks_of_the_actor_and_is_paged_by_key(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "page_of", partial(page_of, size=4))
    client = browse("officer-an")
    for number in range(3):
        open_network(
            cast.reviewer_eva,
            name=f"Wijk {number:02}",
            kind="residential",
            languages=["nl"],
            zone_ids=[cast.stage.beiaard],
            municipality_ids=[cast.stage.klokdorp],
            recognition=Recognition(f"PP-{number}", NOON.date()),
            now=NOON,
        )

    first = client.get(reverse("networks"))
    second = client.get(reverse("networks"), {"after": first.context["page"].after})

    names = [row.network.name for page in (first, second) for row in page.context["rows"]]
    assert len(first.context["rows"]) == 4
    assert len(set(names)) == len(names) == 6
    assert "Haut-Cloche" not in names


def test_a_changed_plan_is_a_new_version(cast: Cast, browse: Browse) -> None:
    address = reverse("plan", args=[cast.stage.meerstraat])

    response = browse("coordinator-bram").post(address, PLAN)

    plan = plan_of(cast.stage.meerstraat)
    assert response.status_code == 302
    assert (plan.version, plan.released_by, plan.quiet_from.isoformat()) == (
        2,
        "police",
        "21:30:00",
    )
    assert plan.channels == {"alert": {"email"}}


def test_a_plan_keeps_how_long_an_offer_waits(cast: Cast, browse: Browse) -> None:
    address, bram = reverse("plan", args=[cast.stage.meerstraat]), browse("coordinator-bram")
    bram.post(address, PLAN | {"answer_alert": "10", "answer_request": "2"})
    answers = plan_of(cast.stage.meerstraat).answers
    assert answers == {"alert": timedelta(minutes=10), "request": timedelta(hours=2)}
    form = bram.get(address).context["form"]
    assert [field.value() for field in form.answer_fields] == [10, 2, None, None, None]
    assert bram.post(address, PLAN | {"answer_alert": "0"}).status_code == 200


def test_a_member_reads_the_plan_and_cannot_change_it(cast: Cast, browse: Browse) -> None:
    address = reverse("plan", args=[cast.stage.meerstraat])
    client = browse("member-chloe")

    assert b'<form class="form"' not in client.get(address).content
    assert client.post(address, PLAN).status_code == 403
    assert plan_of(cast.stage.meerstraat).version == 1


@pytest.mark.parametrize(
    ("figure", "address", "place"),
    [
        ("chief-karim", "zone", "beiaard"),
        ("officer-an", "zone", "beiaard"),
        ("mayor-luc", "municipality", "klokdorp"),
    ],
)
def test_the_list_leads_to_the_people_of_the_own_zone_or_town(
    cast: Cast, browse: Browse, figure: str, address: str, place: str
) -> None:
    page = browse(figure).get(reverse("networks"))

    assert reverse(address, args=[getattr(cast.stage, place)]).encode() in page.content


@pytest.mark.parametrize(
    ("figure", "reads"),
    [
        ("coordinator-bram", True),
        ("officer-an", True),
        ("member-chloe", False),
        ("clerk-nadia", False),
    ],
)
def test_keepers_and_police_read_how_many_are_reachable_by_two_ways(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch, figure: str, reads: bool
) -> None:
    monkeypatch.setattr("belfry.networks.reachability.FROM_MEMBERS", 1)
    page = browse(figure).get(reverse("network", args=[cast.stage.meerstraat])).content.decode()
    assert ("Langs twee wegen bereikbaar" in page or "Joignables par deux voies" in page) is reads
