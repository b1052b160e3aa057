from functools import partial

import pytest
from django.urls import reverse

from belfry.networks.models import Network
from belfry.networks.queries import plan_of
from belfry.web.network import networks
from belfry.web.paging import page_of
from tests.cast import Cast
from tests.web.conftest import Browse

OPENED = {
    "name": "Molenwijk",
    "kind": "residential",
    "languages": ["nl", "fr"],
    "other_zones": [],
    "other_towns": [],
    "parent": "",
    "recognition_number": "PP-2026-7",
    "recognised_on": "2026-11-02",
}
PLAN = {
    "released_by": "police",
    "quiet_from": "21:30",
    "quiet_until": "06:45",
    "channels_alert": ["email"],
}


def places(cast: Cast) -> dict[str, object]:
    return OPENED | {"leading_zone": cast.stage.beiaard, "leading_town": cast.stage.klokdorp}


def named(cast: Cast, number: int) -> dict[str, object]:
    name = f"Wijk {number:02}"
    return places(cast) | {"name": name, "recognition_number": f"PP-{name}"}


def test_an_officer_opens_a_network_and_names_its_coordinator_next(
    cast: Cast, browse: Browse
) -> None:
    response = browse("officer-an").post(reverse("network_new"), places(cast))

    opened = Network.objects.get(name="Molenwijk")
    assert opened.languages == ["nl", "fr"]
    assert response["Location"] == reverse("network_mandates", args=[opened.pk])


def test_a_form_with_a_fault_keeps_what_was_typed(cast: Cast, browse: Browse) -> None:
    typed = places(cast) | {"leading_town": ""}

    page = browse("officer-an").post(reverse("network_new"), typed)

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"leading_town"}
    assert b'value="Molenwijk"' in page.content


def test_only_a_sectoral_network_spans_zones_and_the_form_says_so(
    cast: Cast, browse: Browse
) -> None:
    typed = places(cast) | {"other_zones": [cast.stage.valclocher]}

    page = browse("officer-an").post(reverse("network_new"), typed)

    assert "other_zones" in page.context["form"].errors
    assert not Network.objects.filter(name="Molenwijk").exists()


def test_an_officer_is_offered_no_zone_of_others_as_the_leading_one(
    cast: Cast, browse: Browse
) -> None:
    typed = places(cast) | {"leading_zone": cast.stage.valclocher}

    page = browse("officer-an").post(reverse("network_new"), typed)

    assert "leading_zone" in page.context["form"].errors


@pytest.mark.parametrize("figure", ["coordinator-bram", "member-chloe", "clerk-nadia"])
def test_nobody_else_opens_a_network(cast: Cast, browse: Browse, figure: str) -> None:
    response = browse(figure).post(reverse("network_new"), places(cast))

    assert response.status_code == 403
    assert not Network.objects.filter(name="Molenwijk").exists()


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
        client.post(reverse("network_new"), named(cast, number))

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
