"""The page that says which network another one is part of."""

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.networks.test_placing import opened, parent_of
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def test_the_police_choose_one_and_both_pages_say_so(cast: Cast, browse: Browse) -> None:
    umbrella, client = opened(cast, "Grote Wijk"), browse("officer-an")
    network = reverse("network", args=[cast.stage.meerstraat])
    address = reverse("network_parent", args=[cast.stage.meerstraat])
    assert address in client.get(network).content.decode()
    assert "Grote Wijk" in client.get(address).content.decode()
    answer = client.post(address, {"parent": str(umbrella)})
    assert answer["Location"] == address
    assert parent_of(cast.stage.meerstraat) == umbrella
    assert "Grote Wijk" in client.get(network).content.decode()
    assert "Meerstraat" in client.get(reverse("network", args=[umbrella])).content.decode()
    assert f'value="{umbrella}" selected' in client.get(address).content.decode()
    client.post(address, {"parent": ""})
    assert parent_of(cast.stage.meerstraat) is None


def test_what_is_not_offered_is_refused_beside_its_field(cast: Cast, browse: Browse) -> None:
    address = reverse("network_parent", args=[cast.stage.meerstraat])
    answer = browse("officer-an").post(address, {"parent": str(cast.stage.meerstraat)})
    assert answer.status_code == 200
    assert b"errorlist" in answer.content
    assert parent_of(cast.stage.meerstraat) is None


@pytest.mark.parametrize("figure", ["coordinator-bram", "clerk-nadia", "member-chloe"])
def test_others_are_not_shown_the_way_there(cast: Cast, browse: Browse, figure: str) -> None:
    page = browse(figure).get(reverse("network", args=[cast.stage.meerstraat])).content.decode()
    assert reverse("network_parent", args=[cast.stage.meerstraat]) not in page
