"""The page on which a coordinator hands over the message duty, and who reads of it where."""

from uuid import uuid4

import pytest
from django.urls import reverse

from belfry.bulletins.actions.releasing import release_bulletin
from belfry.core.actor import Actor, Role
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.models import Absence
from belfry.questions.actions.asking import ask_coordinator
from tests.bulletins.desk import LATER, offered
from tests.cast import NOON, Cast
from tests.networks.test_duty import TODAY, handed_over, mandate_of, named
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def test_the_duty_is_handed_over_on_one_page_and_taken_back_with_one_press(
    cast: Cast, browse: Browse
) -> None:
    client, address = browse("coordinator-bram"), reverse("duty", args=[cast.stage.meerstraat])
    sofia = str(cast.person("deputy_sofia"))
    assert f'value="{sofia}"' in client.get(address).content.decode()
    answer = client.post(address, {"since": "2026-11-24", "until": "2026-12-01", "deputy": sofia})
    assert answer["Location"] == address
    absence = Absence.objects.get()
    back = reverse("duty_back", args=[absence.pk])
    assert back in client.get(address).content.decode()
    assert back not in browse("deputy-sofia").get(address).content.decode()
    client.post(back)
    assert not Absence.objects.exists()


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    cast: Cast, browse: Browse
) -> None:
    address = reverse("duty", args=[cast.stage.meerstraat])
    typed = {
        "since": "2026-11-24",
        "until": "2026-11-20",
        "deputy": str(cast.person("deputy_sofia")),
    }
    answer = browse("coordinator-bram").post(address, typed)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert 'value="2026-11-20"' in answer.content.decode()
    assert not Absence.objects.exists()


@pytest.mark.parametrize("figure", ["coordinator-bram", "deputy-sofia", "officer-an"])
def test_keepers_and_police_read_it_on_the_page_of_the_network(
    cast: Cast, browse: Browse, figure: str
) -> None:
    handed_over(cast)
    page = browse(figure).get(reverse("network", args=[cast.stage.meerstraat])).content.decode()
    assert "<strong>Sofia Rossi</strong>" in page
    assert "Bram De Smet is afwezig" in page


@pytest.mark.parametrize("figure", ["member-chloe", "clerk-nadia", "dispatcher-lotte"])
def test_members_and_town_read_nothing_of_it(cast: Cast, browse: Browse, figure: str) -> None:
    address = reverse("network", args=[cast.stage.meerstraat])
    before = browse(figure).get(address).content.decode()
    handed_over(cast)
    after = browse(figure).get(address).content.decode()
    assert "permanen" not in after.lower()
    assert "afwezig" not in after.lower()
    assert len(before) == len(after)


def test_the_page_of_the_zone_names_networks_without_two_key_holders(
    cast: Cast, browse: Browse
) -> None:
    page = browse("officer-an").get(reverse("zone", args=[cast.stage.beiaard])).content.decode()
    assert "Netwerken waar coördinator of adjunct ontbreekt" in page
    assert "Winkelhart" in page


def test_the_register_counts_vacancies_by_place(cast: Cast, browse: Browse) -> None:
    end_mandate(
        Actor.installation(NOON), mandate_of(cast, "coordinator_bram").pk, on=TODAY, now=NOON
    )
    page = browse("centre-mila").get(reverse("register")).content.decode()
    assert "Klokdorp (" in page


def test_a_successor_reads_what_is_open_and_the_predecessor_nothing_any_more(
    cast: Cast, browse: Browse
) -> None:
    address = reverse("duty", args=[cast.stage.meerstraat])
    bram, release = browse("coordinator-bram"), offered(cast)
    asked = ask_coordinator(
        cast.member_chloe, cast.stage.meerstraat, "meeting", "", key=uuid4(), now=NOON
    )
    assert reverse("release", args=[release.pk]) in bram.get(address).content.decode()
    named(cast, "member_chloe", Role.COORDINATOR)
    end_mandate(
        Actor.installation(NOON), mandate_of(cast, "coordinator_bram").pk, on=TODAY, now=NOON
    )
    page = browse("member-chloe").get(address).content.decode()
    assert reverse("release", args=[release.pk]) in page
    assert reverse("question", args=[asked.pk]) in page
    assert bram.get(address).status_code in {403, 404}
    assert bram.get(reverse("release", args=[release.pk])).status_code == 404


def test_nothing_of_another_network_stands_there(cast: Cast, browse: Browse) -> None:
    release = offered(cast)
    page = browse("shopkeeper-amina").get(reverse("duty", args=[cast.stage.winkelhart]))
    assert page.status_code == 200
    assert str(release.pk) not in page.content.decode()


def test_an_outcome_that_readers_wait_for_stands_there_until_they_are_told(
    cast: Cast, browse: Browse
) -> None:
    release = release_bulletin(cast.coordinator_bram, offered(cast).pk, now=LATER)
    address = reverse("duty", args=[cast.stage.meerstraat])
    page = browse("coordinator-bram").get(address).content.decode()
    assert "lezers wachten op de afloop" in page
    assert browse("coordinator-bram").get(reverse("release", args=[release.pk])).status_code == 200


def test_a_coordinator_who_stops_today_is_out_at_the_next_page(cast: Cast, browse: Browse) -> None:
    client, address = browse("coordinator-bram"), reverse("duty_end", args=[cast.stage.meerstraat])
    assert client.post(address, {"on": "2026-11-23"}).status_code == 200
    assert client.post(address, {"on": "2026-11-24"})["Location"] == reverse("home")
    members = reverse("members", args=[cast.stage.meerstraat])
    assert client.get(members).status_code in {403, 404}
    assert client.get(address).status_code in {403, 404}
