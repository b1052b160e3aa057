"""The register of recognised networks: everything that identifies one, and nothing of a member."""

import pytest
from django.urls import reverse

from belfry.core.errors import NotAllowed
from belfry.networks.models import Network
from belfry.networks.register import recognised_networks
from tests.cast import Cast
from tests.web.conftest import Browse


@pytest.mark.parametrize("name", ["reviewer-eva", "centre-mila"])
def test_reviewer_and_centre_read_each_network_with_its_number_day_state_and_places(
    cast: Cast, browse: Browse, name: str
) -> None:
    Network.objects.filter(pk=cast.stage.winkelhart).update(state="ended")
    page = browse(name).get(reverse("register"))
    rows = {row.network.name: row for row in page.context["rows"]}
    assert set(rows) == {"Haut-Cloche", "Juweliers", "Meerstraat", "Winkelhart"}
    assert (rows["Meerstraat"].towns, rows["Meerstraat"].zones) == (["Klokdorp"], ["Beiaard"])
    text = page.content.decode()
    assert "PP-MEERSTRAAT" in text
    assert "state--ended" in text
    assert reverse("register") in browse(name).get("/").content.decode()


def test_a_network_is_named_there_from_its_recognition_on(cast: Cast) -> None:
    Network.objects.filter(pk=cast.stage.winkelhart).update(state="ended", recognition_number=None)
    assert cast.stage.winkelhart not in recognised_networks(cast.centre_mila).values_list(
        "pk", flat=True
    )


@pytest.mark.parametrize("name", ["member_chloe", "coordinator_bram", "chief_karim", "mayor_luc"])
def test_nobody_else_reads_it(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        recognised_networks(getattr(cast, name))
