"""The pages of a coordinator who writes to the network."""

import pytest
import time_machine
from django.test import Client

from belfry.bulletins.actions.organising import send_own
from belfry.bulletins.models import Bulletin, Release
from tests.bulletins.test_own_messages import BOTH, begun
from tests.cast import NOON, Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db

TYPED = {
    f"{language}-{name}": getattr(words, name)
    for language, words in BOTH.items()
    for name in ("title", "what", "where", "when")
}


def page(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_from_home_to_sent_in_three_presses(cast: Cast, browse: Browse) -> None:
    client = browse("coordinator-bram")
    address = f"/networks/{cast.stage.meerstraat}/messages/new/"
    assert address in page(client, "/")
    answer = client.post(address, TYPED)
    bulletin = Bulletin.objects.get(by_network=True)
    assert answer["Location"] == f"/own-messages/{bulletin.pk}/"
    shown = page(client, answer["Location"])
    assert BOTH["nl"].title in shown
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    answer = client.post(f"/own-messages/{bulletin.pk}/send/", {"seen": seen})
    release = Release.objects.get(bulletin=bulletin)
    assert answer["Location"] == f"/releases/{release.pk}/"
    assert client.get(f"/own-messages/{bulletin.pk}/").status_code == 302
    assert "De coördinator van netwerk" in page(client, answer["Location"])


def test_what_was_typed_comes_back_to_be_changed(cast: Cast, browse: Browse) -> None:
    client, bulletin = browse("coordinator-bram"), begun(cast)
    assert BOTH["nl"].where in page(client, f"/own-messages/{bulletin.pk}/edit/")
    client.post(f"/own-messages/{bulletin.pk}/edit/", {**TYPED, "nl-where": "In de school."})
    assert bulletin.texts.get(language="nl").where == "In de school."


def test_words_that_hold_it_back_are_shown_and_there_is_no_button(
    cast: Cast, browse: Browse
) -> None:
    client, bulletin = browse("coordinator-bram"), begun(cast)
    spoilt = {**TYPED, "nl-what": "Vannacht is bij een buur ingebroken."}
    client.post(f"/own-messages/{bulletin.pk}/edit/", spoilt)
    shown = page(client, f"/own-messages/{bulletin.pk}/")
    assert "<mark" in shown
    assert "/send/" not in shown
    assert client.post(f"/own-messages/{bulletin.pk}/send/").status_code == 409


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Vannacht is bij een buur ingebroken.", "<mark"),
        ("Een man van 30 jaar met een zwarte jas en een baard.", "Er wordt iemand beschreven"),
        ("We vergaderen in de school.", ""),
    ],
)
def test_the_check_answers_while_the_coordinator_types(
    words: str, said: str, cast: Cast, browse: Browse
) -> None:
    client = browse("coordinator-bram")
    address = f"/networks/{cast.stage.meerstraat}/messages/words/"
    assert address in page(client, f"/networks/{cast.stage.meerstraat}/messages/new/")
    answer = client.post(
        address, {"language": "nl", "nl-what": words}, headers={"accept-language": "en"}
    )
    shown = answer.content.decode()
    assert said in shown
    assert bool(shown.strip()) == bool(said)
    assert not Bulletin.objects.exists()


def test_words_in_a_language_that_the_network_has_not_are_not_found(
    cast: Cast, browse: Browse
) -> None:
    address = f"/networks/{cast.stage.meerstraat}/messages/words/"
    assert browse("coordinator-bram").post(address, {"language": "en"}).status_code == 404


def test_a_draft_stands_on_the_first_page_until_it_is_thrown_away(
    cast: Cast, browse: Browse
) -> None:
    client, bulletin = browse("coordinator-bram"), begun(cast)
    assert f"/own-messages/{bulletin.pk}/" in page(client, "/")
    client.post(f"/own-messages/{bulletin.pk}/drop/")
    assert f"/own-messages/{bulletin.pk}/" not in page(client, "/")


def test_the_police_say_why_they_stop_it_and_the_coordinator_reads_it(
    cast: Cast, browse: Browse
) -> None:
    bulletin = begun(cast)
    send_own(cast.coordinator_bram, bulletin.pk, now=NOON)
    release = Release.objects.get(bulletin=bulletin)
    officer = browse("officer-an")
    assert f"/bulletins/{bulletin.pk}/" in page(officer, "/bulletins/")
    assert "zonder goedkeuring" in page(officer, f"/bulletins/{bulletin.pk}/")
    assert 'name="reason"' in page(officer, f"/releases/{release.pk}/")
    assert officer.post(f"/releases/{release.pk}/stop/").status_code == 409
    officer.post(f"/releases/{release.pk}/stop/", {"reason": "The hall is another one."})
    assert "The hall is another one." in page(
        browse("coordinator-bram"), f"/releases/{release.pk}/"
    )


def test_members_read_who_wrote_it(cast: Cast, browse: Browse) -> None:
    bulletin = begun(cast)
    send_own(cast.coordinator_bram, bulletin.pk, now=NOON)
    shown = page(browse("member-chloe"), f"/archive/{bulletin.pk}/")
    assert "Le coordinateur du partenariat" in shown
    assert "a approuvé chaque mot" not in shown


def test_the_public_page_says_whose_code_it_is(cast: Cast, client: Client) -> None:
    bulletin = begun(cast)
    with time_machine.travel(NOON, tick=False):
        send_own(cast.coordinator_bram, bulletin.pk, now=NOON)
        shown = page(client, f"/check/?code={bulletin.code}")
    assert "The coordinator of a network in police zone" in shown
