"""The first page of what is about to be taken, seen in the page; no letter of anybody stands in it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from belfry.audit.models import Entry
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.codes import read_code
from belfry.founding.errors import CodeMistyped
from belfry.founding.models import Dossier
from belfry.founding.printing import SAMPLE_CODE, answer_link, sample_invitation, sample_letter
from belfry.paperwork.compiling import content_of
from tests.cast import NOON, Cast
from tests.founding.stages import asked, codes_of, gathering, meeting_held, surveyed
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
PICTURE = re.compile(r'<img [^>]*src="([^"]+/picture/)"[^>]*>')


def pictures_in(client: Client, name: str, dossier: Dossier) -> dict[str, str]:
    """Return the pictures of a page by address, each with its tag."""
    page = client.get(reverse(name, args=[dossier.pk])).content.decode()
    return {found[1]: found[0] for found in PICTURE.finditer(page)}


@pytest.mark.parametrize(
    ("stage", "name", "count"),
    [(asked, "dossier_survey", 1), (gathering, "dossier_meeting", 5),
     (meeting_held, "dossier_meeting", 1)],
)  # fmt: skip
def test_a_page_shows_the_first_page_of_each_paper_when_it_comes_into_view(
    browse: Browse, cast: Cast, stage: object, name: str, count: int
) -> None:
    made = stage(cast)  # type: ignore[operator]
    dossier = made if isinstance(made, Dossier) else made.dossier
    client = browse("founder-hilde")
    found = pictures_in(client, name, dossier)
    assert len(found) == count
    before = Entry.objects.count()
    for address, tag in found.items():
        assert 'loading="lazy"' in tag
        assert re.search(r'alt="[^"]{5,}"', tag)
        answer = client.get(address)
        assert answer["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
        assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.count() == before


def test_a_sample_letter_has_an_invented_address_and_a_code_that_opens_nothing(cast: Cast) -> None:
    dossier = asked(cast)
    letter = sample_letter(cast.clerk_nadia, dossier.pk, now=NOON)
    (one,) = letter.letters
    assert one.address == ("Voorbeeldstraat 1", "Klokdorp")
    assert (one.code, one.link) == (SAMPLE_CODE, answer_link())
    assert "#" not in one.link
    with pytest.raises(CodeMistyped):
        read_code(one.code)
    words = str(content_of(letter))
    assert not [code for code in codes_of(dossier) if code[:5] in words]


def test_a_sample_invitation_names_no_home_that_was_asked(cast: Cast) -> None:
    dossier = gathering(cast).dossier
    assert dossier.surveys.get().asked.count() > 1
    shown = sample_invitation(cast.founder_hilde, dossier.pk, now=NOON)
    assert shown.addresses == (("Voorbeeldstraat 1", "Klokdorp"),)


def test_there_is_no_letter_to_see_before_the_survey_or_after_it(
    browse: Browse, cast: Cast
) -> None:
    over = surveyed(cast)
    with pytest.raises(NotFound):
        sample_letter(cast.founder_hilde, over.pk, now=NOON + timedelta(days=30))
    client = browse("founder-hilde")
    assert client.get(reverse("survey_letter_picture", args=[over.pk])).status_code == 404
    address = reverse("meeting_paper_picture", args=[over.pk, "leaflet"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["outsider_dries", "officer_piet", "reviewer_eva"])
def test_who_does_not_prepare_the_dossier_sees_no_letter(cast: Cast, name: str) -> None:
    survey, meeting = asked(cast), gathering(cast)
    for shows, dossier_id in (
        (sample_letter, survey.pk),
        (sample_invitation, meeting.dossier_id),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            shows(getattr(cast, name), dossier_id, now=NOON)
