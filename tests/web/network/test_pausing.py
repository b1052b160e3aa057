"""The page on which police suspend a network, or find it dormant, and let it go on."""

import pytest
from django.urls import reverse

from belfry.networks.models import Network
from belfry.networks.workflow import NetworkState
from tests.cast import Cast
from tests.networks.test_pausing import abandoned, state_of
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def test_the_chief_suspends_everybody_reads_why_and_it_goes_on(cast: Cast, browse: Browse) -> None:
    chief, network = browse("chief-karim"), reverse("network", args=[cast.stage.meerstraat])
    address = reverse("network_pause", args=[cast.stage.meerstraat])
    assert address in chief.get(network).content.decode()
    readers = [browse("member-chloe"), browse("clerk-nadia")]
    assert not any("notice--due" in one.get(network).content.decode() for one in readers)
    assert chief.post(address, {"reason": "data"})["Location"] == address
    assert state_of(cast) == NetworkState.SUSPENDED
    assert all("notice--due" in one.get(network).content.decode() for one in readers)
    resume = reverse("network_resume", args=[cast.stage.meerstraat])
    assert resume in chief.get(address).content.decode()
    assert chief.post(resume)["Location"] == address
    assert state_of(cast) == NetworkState.ACTIVE


def test_an_officer_is_offered_no_reason_to_suspend_and_does_not_lift(
    cast: Cast, browse: Browse
) -> None:
    officer, address = browse("officer-an"), reverse("network_pause", args=[cast.stage.meerstraat])
    page = officer.get(address).content.decode()
    assert 'value="no_coordinator"' in page
    assert 'value="data"' not in page
    assert officer.post(address, {"reason": "data"}).status_code == 200
    assert state_of(cast) == NetworkState.ACTIVE
    browse("chief-karim").post(address, {"reason": "data"})
    resume = reverse("network_resume", args=[cast.stage.meerstraat])
    assert resume not in officer.get(address).content.decode()
    assert officer.post(resume).status_code == 403


def test_what_stands_in_the_way_is_said_with_what_to_do(cast: Cast, browse: Browse) -> None:
    officer, address = browse("officer-an"), reverse("network_pause", args=[cast.stage.meerstraat])
    answer = officer.post(address, {"reason": "nobody_active"})
    assert "errorlist" in answer.content.decode()
    assert state_of(cast) == NetworkState.ACTIVE
    abandoned(cast)
    officer.post(address, {"reason": "nobody_active"})
    assert state_of(cast) == NetworkState.DORMANT
    page = officer.get(address).content.decode()
    assert reverse("succession_new", args=[cast.stage.meerstraat]) in page
    resume = reverse("network_resume", args=[cast.stage.meerstraat])
    assert "notice--error" in officer.post(resume, follow=True).content.decode()
    assert state_of(cast) == NetworkState.DORMANT


def test_the_register_shows_the_state(cast: Cast, browse: Browse) -> None:
    address = reverse("network_pause", args=[cast.stage.meerstraat])
    browse("chief-karim").post(address, {"reason": "partners"})
    page = browse("reviewer-eva").get(reverse("register")).content.decode()
    assert "state--suspended" in page
    assert Network.objects.filter(state=NetworkState.SUSPENDED).count() == 1


@pytest.mark.parametrize("figure", ["coordinator-bram", "clerk-nadia", "member-chloe"])
def test_others_are_not_shown_the_way_there(cast: Cast, browse: Browse, figure: str) -> None:
    page = browse(figure).get(reverse("network", args=[cast.stage.meerstraat])).content.decode()
    assert reverse("network_pause", args=[cast.stage.meerstraat]) not in page
