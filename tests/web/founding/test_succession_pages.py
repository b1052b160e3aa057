"""The pages on which a network finds a new key holder, from the duty of the coordinator to the day."""

from datetime import timedelta

from django.urls import reverse

from belfry.core.actor import Role
from belfry.founding.models import Dossier
from belfry.networks.models import Mandate
from tests.cast import NOON, Cast
from tests.founding.successions import (
    approved_successor,
    screened_successor,
    sought,
    with_successor,
)
from tests.web.conftest import Browse


def test_a_coordinator_opens_it_from_the_message_duty(cast: Cast, browse: Browse) -> None:
    client, network = browse("coordinator-bram"), cast.stage.meerstraat
    address = reverse("succession_new", args=[network])
    assert address in client.get(reverse("duty", args=[network])).content.decode()
    opened = client.post(address, {"seeks": ["coordinator"], "why": "Ik verhuis."})
    dossier = Dossier.objects.get(network_id=network, kind="succession")
    assert opened.headers["Location"] == reverse("dossier", args=[dossier.pk])
    again = client.get(address).content.decode()
    assert reverse("dossier", args=[dossier.pk]) in again
    assert '<form class="form"' not in again


def test_what_was_typed_stays_when_something_is_missing(cast: Cast, browse: Browse) -> None:
    address = reverse("succession_new", args=[cast.stage.meerstraat])
    page = browse("officer-an").post(address, {"why": "Niemand meer."})
    assert "Niemand meer." in page.content.decode()
    assert page.context["form"].errors.keys() == {"seeks"}
    assert not Dossier.objects.filter(kind="succession").exists()


def test_police_who_look_for_a_coordinator_find_the_way(cast: Cast, browse: Browse) -> None:
    client, network = browse("officer-an"), cast.stage.meerstraat
    page = client.get(reverse("network_mandates", args=[network])).content.decode()
    assert reverse("succession_new", args=[network]) in page
    assert 'value="coordinator"' not in page


def test_the_page_of_the_dossier_leads_to_each_step(cast: Cast, browse: Browse) -> None:
    police = browse("officer-an")
    first = sought(cast)
    shown = browse("coordinator-bram").get(reverse("dossier", args=[first.pk])).content.decode()
    assert reverse("dossier_candidates", args=[first.pk]) in shown
    assert reverse("dossier_area", args=[first.pk]) not in shown
    candidates = browse("coordinator-bram").get(reverse("dossier_candidates", args=[first.pk]))
    assert [value for value, _ in candidates.context["form"].fields["part"].choices] == [
        "coordinator"
    ]
    first.delete()
    second = screened_successor(cast)
    assert reverse("dossier_vote", args=[second.pk]) in (
        browse("coordinator-bram").get(reverse("dossier", args=[second.pk])).content.decode()
    )
    vote = reverse("vote_count", args=[second.pk])
    count = {"units": "30", "yes": "28", "no": "1", "rule": "answers"}
    page = browse("coordinator-bram").get(reverse("dossier_vote", args=[second.pk]))
    assert reverse("vote_open", args=[second.pk]) not in page.content.decode()
    assert browse("coordinator-bram").post(vote, count).status_code == 302
    naming = reverse("dossier_naming", args=[second.pk])
    assert naming in police.get(reverse("dossier", args=[second.pk])).content.decode()


def test_the_police_choose_the_day_and_a_day_that_is_over_is_refused(
    cast: Cast, browse: Browse
) -> None:
    dossier = approved_successor(cast)
    client, address = browse("officer-an"), reverse("dossier_naming", args=[dossier.pk])
    page = client.get(address).content.decode()
    assert "Anke" in page
    over = client.post(address, {"since": (NOON - timedelta(days=3)).date().isoformat()})
    assert over.context["form"].errors.keys() == {"since"}
    today = client.get(address).context["form"].initial["since"]
    done = client.post(address, {"since": today.isoformat()})
    assert done.headers["Location"] == reverse("dossier", args=[dossier.pk])
    anke = Mandate.objects.get(person_id=cast.person("member-anke"))
    assert (anke.role, anke.since) == (Role.COORDINATOR, today)
    assert client.post(address, {"since": today.isoformat()}).status_code == 409


def test_a_search_without_a_screened_candidate_has_no_day_to_choose(
    cast: Cast, browse: Browse
) -> None:
    dossier = with_successor(cast)
    address = reverse("dossier_naming", args=[dossier.pk])
    assert browse("officer-an").get(address).status_code == 409
    assert browse("member-chloe").get(address).status_code == 404
