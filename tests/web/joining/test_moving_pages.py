"""Moving house from the own settings, page by page."""

import pytest
from django.test import Client
from django.urls import reverse

from belfry.joining.models import Request
from belfry.joining.rules import house_rules
from belfry.networks.actions.model_papers import load_models
from tests.cast import NOON, Cast
from tests.joining.askers import ground
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
NEW = {
    "tie": "lives",
    "street": "Kapelweg",
    "number": "7",
    "postcode": "9990",
    "municipality": "Klokdorp",
}


@pytest.fixture
def chloe(cast: Cast, browse: Browse) -> Client:
    load_models(now=NOON)
    ground(cast)
    return browse("member-chloe")


def accepted(cast: Cast, network: str = "meerstraat") -> dict[str, str]:
    mark = house_rules(getattr(cast.stage, network), "fr", on=NOON.date()).mark
    return {"accepted": "on", "rules": mark}


def test_a_member_tells_a_new_address_within(cast: Cast, chloe: Client) -> None:
    address = reverse("moving", args=[cast.stage.meerstraat])
    assert address in chloe.get(reverse("settings")).content.decode()
    answer = chloe.post(address, NEW)
    here = [cast.stage.meerstraat, cast.stage.meerstraat]
    assert answer["Location"] == reverse("moving_to", args=here)
    assert "Kapelweg 7" in chloe.get(answer["Location"]).content.decode()
    assert chloe.post(answer["Location"], {}).context["form"].errors.keys() == {"accepted"}
    assert "Kapelweg" not in str(dict(chloe.session))
    assert chloe.post(answer["Location"], accepted(cast))["Location"] == reverse("settings")
    assert Request.objects.get().is_move_within
    assert "moving" not in chloe.session


def test_elsewhere_the_networks_there_are_offered_and_the_way_out(
    cast: Cast, chloe: Client
) -> None:
    address = reverse("moving", args=[cast.stage.meerstraat])
    page = chloe.post(address, {**NEW, "street": "Veldweg"}).content.decode()
    to_winkelhart = reverse("moving_to", args=[cast.stage.meerstraat, cast.stage.winkelhart])
    assert to_winkelhart in page
    assert reverse("leave", args=[cast.stage.meerstraat]) in page
    assert 'value="Veldweg"' in page
    chloe.post(to_winkelhart, accepted(cast, "winkelhart"))
    request = Request.objects.get()
    assert (request.network_id, request.street) == (cast.stage.winkelhart, "Veldweg")


def test_a_keeper_reads_that_it_is_a_move(cast: Cast, chloe: Client, browse: Browse) -> None:
    chloe.post(reverse("moving", args=[cast.stage.meerstraat]), NEW)
    here = [cast.stage.meerstraat, cast.stage.meerstraat]
    chloe.post(reverse("moving_to", args=here), accepted(cast))
    bram, request = browse("coordinator-bram"), Request.objects.get()
    page = bram.get(reverse("joining_request", args=[request.pk])).content.decode()
    assert "staat op uw lijst met een ander adres" in page
    bram.post(reverse("joining_accept", args=[request.pk]))
    assert Request.objects.get().state == "accepted"
