"""Questions and answers, page by page."""

from uuid import uuid4

import pytest
from django.urls import reverse

from belfry.questions.models import PoliceQuestion, PracticalQuestion
from tests.cast import Cast
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db


def test_a_member_asks_with_two_presses_and_reads_the_answer(cast: Cast, browse: Browse) -> None:
    chloe, fields = browse("member-chloe"), {"key": str(uuid4()), "topic": "sign"}
    assert reverse("ask") in chloe.get("/").content.decode()
    sent = chloe.post(reverse("ask"), {**fields, "network": str(cast.stage.meerstraat)})
    assert sent["Location"] == reverse("own_questions")
    question = PracticalQuestion.objects.get()
    bram = browse("coordinator-bram")
    address = reverse("question", args=[question.pk])
    assert address in bram.get("/").content.decode()
    assert "Chloé Dubois" in bram.get(address).content.decode()
    bram.post(address, {"choice": "done", "words": "Bonne journée !"})
    assert "Bonne journée !" in chloe.get(reverse("own_questions")).content.decode()
    assert "Bonne journée !" in browse("deputy-sofia").get(address).content.decode()
    assert address not in bram.get("/").content.decode()


def test_what_is_about_a_crime_stays_typed_and_leads_to_the_police(
    cast: Cast, browse: Browse
) -> None:
    words = "On a cambriolé la maison des voisins hier."
    page = browse("member-chloe").post(
        reverse("ask"),
        {
            "key": str(uuid4()),
            "topic": "other",
            "network": str(cast.stage.meerstraat),
            "words": words,
        },
    )
    text = page.content.decode()
    assert words in text
    assert f'class="button" href="{reverse("report")}"' in text
    assert not PracticalQuestion.objects.exists()


def test_a_coordinator_asks_the_police_who_answer_from_their_first_page(
    cast: Cast, browse: Browse
) -> None:
    bram, words = browse("coordinator-bram"), "Komt u naar onze vergadering?"
    bram.post(
        reverse("ask_police", args=[cast.stage.meerstraat]), {"key": str(uuid4()), "words": words}
    )
    address = reverse("police_question", args=[PoliceQuestion.objects.get().pk])
    an = browse("officer-an")
    assert address in an.get("/").content.decode()
    assert words in an.get(reverse("police_questions")).content.decode()
    refused = an.post(address, {"choice": "", "words": "De dader is Jan Peeters."})
    assert "Jan Peeters" in refused.content.decode()
    an.post(address, {"choice": "meeting", "words": ""})
    page = bram.get(reverse("network_questions", args=[cast.stage.meerstraat])).content.decode()
    assert "Wij bespreken het op de volgende vergadering." in page
    assert "bespreken" not in browse("member-chloe").get("/archive/").content.decode()


def test_what_is_urgent_shows_the_numbers_and_keeps_nothing(cast: Cast, browse: Browse) -> None:
    page = browse("coordinator-bram").post(
        reverse("ask_police", args=[cast.stage.meerstraat]),
        {"key": str(uuid4()), "words": "Er wordt nu ingebroken bij de buren, kom snel!"},
    )
    text = page.content.decode()
    assert 'href="tel:101"' in text[text.index('role="alert"') :]
    assert not PoliceQuestion.objects.exists()
