"""The public pages about a message: is it genuine, and how does a reader feel."""

import pytest
from django.test import Client

from belfry.bulletins.models import Mood
from belfry.delivery.feelings import token_for
from belfry.networks.types import scope_of
from tests.bulletins.desk import draft, offered, released
from tests.cast import Cast


def test_a_stranger_types_the_code_and_reads_who_sent_it_and_nothing_of_the_text(
    cast: Cast, client: Client
) -> None:
    release = released(cast)
    page = client.get("/check/", {"code": release.bulletin.code.lower()}).content.decode()
    assert "Beiaard" in page
    assert "Meerstraat" not in page
    assert "tuinhuis" not in page.lower()


@pytest.mark.parametrize("typed", ["7F3K-92QX", "%", "<script>alert(1)</script>", "x" * 21])
def test_an_unknown_code_keeps_what_was_typed(cast: Cast, client: Client, typed: str) -> None:
    released(cast)
    answer = client.get("/check/", {"code": typed})
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()
    assert "Beiaard" not in answer.content.decode()
    assert answer.context["form"]["code"].value() == typed


def test_what_was_only_approved_is_not_known_yet(cast: Cast, client: Client) -> None:
    release = offered(cast)
    assert client.get("/check/", {"code": release.bulletin.code}).context["found"] is None


def test_a_reader_answers_once_and_without_signing_in(cast: Cast, client: Client) -> None:
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class="alert"))
    token = token_for(release.bulletin_id, scope_of(release.network_id))
    page = client.get(f"/feel/{token}/").content.decode()
    assert page.count('name="feeling"') == 3
    assert not Mood.objects.exists()
    for _ in range(2):
        client.post(f"/feel/{token}/", {"feeling": "calmer", "useful": "yes"})
    mood = Mood.objects.get()
    assert (mood.feeling, mood.useful) == ("calmer", True)


@pytest.mark.parametrize("told", [{}, {"feeling": ""}, {"feeling": "furious"}])
def test_what_is_no_answer_asks_again(cast: Cast, client: Client, told: dict[str, str]) -> None:
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class="alert"))
    token = token_for(release.bulletin_id, scope_of(release.network_id))
    assert client.post(f"/feel/{token}/", told).status_code == 200
    assert not Mood.objects.exists()


@pytest.mark.parametrize("token", ["x", "a.b.c:d", "%00", "x" * 400])
def test_a_link_that_was_cut_says_so(cast: Cast, client: Client, token: str) -> None:
    assert client.get(f"/feel/{token}/").status_code in {400, 404, 409, 410}
