"""The pages of survey, meeting and vote, for those who prepare a dossier."""

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from belfry.core.clock import local
from belfry.founding.actions.answering import leave_address
from belfry.founding.codes import in_groups
from belfry.founding.meetings import token_of
from belfry.founding.models import Approval, Dossier, DossierZone, Interest, Meeting, Survey
from tests.cast import NOON, Cast
from tests.founding.stages import (
    asked,
    codes_of,
    gathering,
    meeting_held,
    proposed,
    surrounded,
    surveyed,
    voting,
)
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
TODAY = local(NOON).date()
TOLD = {
    "unit": "home",
    "rule": "units",
    "quorum": "40",
    "closes_on": (TODAY + timedelta(days=20)).isoformat(),
}
PLAN = {"day": "2026-12-10", "time": "19:30", "place": "Town hall", "room_wish": ""}


def sends(client: Client, name: str, dossier: Dossier, told: dict[str, Any] | None = None) -> Any:
    return client.post(reverse(name, args=[dossier.pk]), told or {}, follow=True)


def text_of(answer: Any) -> str:
    """Return the words of a PDF."""
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(page.extract_text() for page in pages)


@pytest.fixture
def hilde(browse: Browse) -> Client:
    """Hilde, who reads English here."""
    client = browse("founder-hilde")
    client.post(reverse("language"), {"language": "en"})
    return client


@pytest.fixture
def nadia(browse: Browse) -> Client:
    """Nadia, clerk of the town, who reads English here."""
    client = browse("clerk-nadia")
    client.post(reverse("language"), {"language": "en"})
    return client


def test_a_survey_is_opened_and_its_letters_come_as_one_file(hilde: Client, cast: Cast) -> None:
    dossier = surrounded(cast)
    page = sends(hilde, "dossier_survey", dossier, TOLD).content.decode()
    assert "5 letters can be printed now" in page
    assert "0 of 5 answered" in page
    letters = sends(hilde, "survey_print", dossier)
    assert letters["Content-Type"] == "application/pdf"
    assert letters["Cache-Control"] == "no-store"
    words = text_of(letters)
    for code in codes_of(dossier):
        assert in_groups(code) in words
    # Both languages of the dossier.
    assert "Uw code" in words
    assert "Votre code" in words


def test_what_was_typed_stays_when_the_day_is_too_soon(hilde: Client, cast: Cast) -> None:
    dossier = surrounded(cast)
    page = sends(hilde, "dossier_survey", dossier, {**TOLD, "closes_on": TODAY.isoformat()})
    words = page.content.decode()
    assert "at least 14 days from now" in words
    assert 'value="40"' in words
    assert not Survey.objects.exists()


def upload(rows: str) -> SimpleUploadedFile:
    head = "Zaak;Straat;Nummer;Postcode;Gemeente\n"
    return SimpleUploadedFile("zaken.csv", (head + rows).encode(), "text/csv")


def test_a_list_with_bad_rows_is_told_row_by_row_and_opens_nothing(
    hilde: Client, cast: Cast
) -> None:
    dossier = surrounded(cast)
    rows = "Bakkerij;Markt;3;9990;Klokdorp\nKapper;;;9990;Klokdorp\n"
    told = {**TOLD, "unit": "establishment", "file": upload(rows)}
    words = sends(hilde, "dossier_survey", dossier, told).content.decode()
    assert "Line 3" in words
    assert "no letter can go there" in words
    assert not Survey.objects.exists()


def test_rows_that_look_like_a_note_are_confirmed_first(hilde: Client, cast: Cast) -> None:
    dossier = surrounded(cast)
    rows = "Bakkerij;Markt;3;9990;Klokdorp\nZijstraat: Kapelweg;;;;\n"
    told = {**TOLD, "unit": "establishment"}
    words = sends(hilde, "dossier_survey", dossier, {**told, "file": upload(rows)}).content.decode()
    assert "It looks like a title or a note" in words
    assert not Survey.objects.exists()
    sends(hilde, "dossier_survey", dossier, {**told, "file": upload(rows), "without_notes": "on"})
    assert Survey.objects.get().units == 1


def test_a_list_that_is_missing_or_no_list_is_said(hilde: Client, cast: Cast) -> None:
    dossier = surrounded(cast)
    told: dict[str, Any] = {**TOLD, "unit": "establishment"}
    words = sends(hilde, "dossier_survey", dossier, told).content.decode()
    assert "Choose the list of those who are asked" in words
    told["file"] = SimpleUploadedFile("photo.csv", b"\x89PNG\r\n\x1a\n")
    assert sends(hilde, "dossier_survey", dossier, told).status_code == 200
    assert not Survey.objects.exists()


@pytest.mark.parametrize("megabytes", [20.5, 23])
def test_a_file_beyond_the_limit_is_refused_with_a_sentence(
    hilde: Client, cast: Cast, megabytes: float
) -> None:
    dossier = surrounded(cast)
    file = SimpleUploadedFile("zaken.csv", b"x" * int(megabytes * 1024 * 1024))
    told = {**TOLD, "unit": "establishment", "file": file}
    words = sends(hilde, "dossier_survey", dossier, told).content.decode()
    assert "larger than 20 MB" in words
    assert not Survey.objects.exists()


def test_answers_on_paper_are_counted_and_what_is_wrong_stays(browse: Browse, cast: Cast) -> None:
    dossier = asked(cast)
    nadia, codes = browse("clerk-nadia"), codes_of(dossier)
    nadia.post(reverse("language"), {"language": "en"})
    told = {
        "line0-code": codes[0], "line0-answer": "yes",
        "line3-code": "0000000001", "line3-answer": "no",
        "line4-code": codes[0], "line4-answer": "no",
    }  # fmt: skip
    words = sends(nadia, "survey_paper", dossier, told).content.decode()
    assert "1 answer was counted" in words
    assert "typing slip" in words
    assert "was given with this code already" in words
    assert 'value="0000000001"' in words
    survey = Survey.objects.get()
    assert (survey.yes, survey.no) == (1, 0)


def test_half_a_line_on_paper_counts_nothing(hilde: Client, cast: Cast) -> None:
    dossier = asked(cast)
    codes = codes_of(dossier)
    told = {
        "line0-code": codes[0],
        "line1-answer": "yes",
        "line2-code": codes[1],
        "line2-answer": "no",
    }
    words = sends(hilde, "survey_paper", dossier, told).content.decode()
    assert "Choose yes or no" in words
    assert "Type the code of the letter, too" in words
    survey = Survey.objects.get()
    assert (survey.yes, survey.no) == (0, 0)


def test_the_result_stands_in_words_and_without_a_majority_all_can_be_asked_again(
    hilde: Client, cast: Cast
) -> None:
    dossier = surveyed(cast)
    words = hilde.get(reverse("dossier_survey", args=[dossier.pk])).content.decode()
    assert "a majority says yes" in words
    assert "4 (80 %)" in words
    lost = asked(cast, rule="units")
    for at, code in enumerate(codes_of(lost)[:5]):
        told = {"line0-code": code, "line0-answer": "yes" if at < 2 else "no"}
        sends(hilde, "survey_paper", lost, told)
    words = hilde.get(reverse("dossier_survey", args=[lost.pk])).content.decode()
    assert "there is no majority" in words
    words = sends(hilde, "survey_again", lost).content.decode()
    assert "Open the survey" in words


def test_a_meeting_is_planned_by_the_belgian_clock_and_everybody_invited(
    hilde: Client, cast: Cast
) -> None:
    dossier = surveyed(cast)
    sends(hilde, "dossier_meeting", dossier, PLAN)
    meeting = Meeting.objects.get()
    assert local(meeting.at).isoformat() == "2026-12-10T19:30:00+01:00"
    words = sends(hilde, "meeting_invite", dossier).content.decode()
    assert "go out by e-mail" in words
    assert sends(hilde, "meeting_cancel", dossier).status_code == 200
    assert Meeting.objects.get().cancelled_at is not None


def test_a_plan_that_is_not_right_stays_as_typed(hilde: Client, cast: Cast) -> None:
    dossier = surveyed(cast)
    told = {**PLAN, "day": "2020-01-01", "room_wish": "With a screen."}
    words = sends(hilde, "dossier_meeting", dossier, told).content.decode()
    assert "Choose a moment that is still to come" in words
    assert "With a screen." in words
    assert not Meeting.objects.exists()


def test_the_clerk_finds_the_wish_on_the_first_page_and_answers_it(
    browse: Browse, cast: Cast
) -> None:
    meeting = gathering(cast)
    nadia = browse("clerk-nadia")
    nadia.post(reverse("language"), {"language": "en"})
    assert "A room is asked for a public meeting" in nadia.get("/").content.decode()
    told = {"given": "yes", "remark": "Hall 2, with a screen."}
    words = sends(nadia, "meeting_room", meeting.dossier, told).content.decode()
    assert "Hall 2, with a screen." in words
    assert "A room is asked for a public meeting" not in nadia.get("/").content.decode()


@pytest.mark.parametrize("paper", ["invitations", "poster-a4", "poster-a3", "flyer", "attendance"])
def test_the_papers_of_the_meeting_are_pdfs(hilde: Client, cast: Cast, paper: str) -> None:
    meeting = gathering(cast)
    answer = hilde.get(reverse("meeting_paper", args=[meeting.dossier_id, paper]))
    assert answer["Content-Type"] == "application/pdf"
    words = text_of(answer)
    assert "Markt 1" in words
    assert ("Molenweg 5" in words) == (paper == "invitations")


def test_there_are_no_minutes_before_the_meeting_and_no_other_papers(
    hilde: Client, cast: Cast
) -> None:
    meeting = gathering(cast)
    for paper in ("minutes", "other"):
        url = reverse("meeting_paper", args=[meeting.dossier_id, paper])
        assert hilde.get(url).status_code == 404


def test_a_survey_waits_for_a_zone_that_the_perimeter_reached_later(
    hilde: Client, cast: Cast
) -> None:
    dossier = surrounded(cast)
    DossierZone.objects.create(dossier=dossier, zone_id=cast.stage.valclocher)
    words = hilde.get(reverse("dossier_survey", args=[dossier.pk])).content.decode()
    assert "did not agree yet" in words
    assert "<form" not in words.split("<main")[1]


def test_the_minutes_carry_both_counts(nadia: Client, cast: Cast) -> None:
    dossier = proposed(cast)
    told = {"units": "30", "yes": "21", "no": "4", "rule": "units"}
    words = sends(nadia, "vote_count", dossier, told).content.decode()
    assert "A majority says yes" in words
    minutes = text_of(nadia.get(reverse("meeting_paper", args=[dossier.pk, "minutes"])))
    assert "Everybody agreed." in minutes
    assert "21" in minutes
    assert "30" in minutes


def test_a_count_that_cannot_be_is_said_beside_its_field(nadia: Client, cast: Cast) -> None:
    dossier = proposed(cast)
    told = {"units": "10", "yes": "8", "no": "4", "rule": "units"}
    words = sends(nadia, "vote_count", dossier, told).content.decode()
    assert "cannot be more than those who were present" in words
    assert 'value="8"' in words
    assert not Approval.objects.exists()


def test_a_vote_by_codes_is_opened_and_counted_on_paper(nadia: Client, cast: Cast) -> None:
    dossier = proposed(cast)
    closes_on = (TODAY + timedelta(days=14)).isoformat()
    words = sends(nadia, "vote_open", dossier, {"rule": "answers", "closes_on": closes_on})
    assert "0 of 5 voted" in words.content.decode()
    told = {"line0-code": codes_of(dossier)[0], "line0-answer": "yes"}
    sends(nadia, "vote_paper", dossier, told)
    assert Approval.objects.get().yes == 1


def test_a_candidate_reads_who_counts_the_vote_and_finds_no_form(hilde: Client, cast: Cast) -> None:
    dossier = proposed(cast)
    words = hilde.get(reverse("dossier_vote", args=[dossier.pk])).content.decode()
    assert "so others open, enter and count this vote" in words
    assert "Keep this count" not in words
    for name in ("vote_open", "vote_count", "vote_paper"):
        answer = sends(hilde, name, dossier)
        assert answer.status_code == 403
        assert "so others open, enter and count this vote" in answer.content.decode()
    assert hilde.get(reverse("vote_paper", args=[dossier.pk])).status_code == 403


def test_after_an_approval_the_page_leads_on_to_the_papers(nadia: Client, cast: Cast) -> None:
    dossier = proposed(cast)
    told = {"units": "30", "yes": "20", "no": "5", "rule": "answers"}
    words = sends(nadia, "vote_count", dossier, told).content.decode()
    assert "A majority approved the two candidates already" in words
    assert "Open the vote" not in words
    assert words.partition("<main")[2].count('class="button"') == 1


def test_while_a_vote_runs_its_page_tells_no_result(hilde: Client, cast: Cast) -> None:
    dossier = voting(cast)
    words = hilde.get(reverse("dossier_vote", args=[dossier.pk])).content.decode()
    assert "0 of 5 voted" in words
    assert "Keep this count" not in words


def test_everybody_reads_when_and_where_and_takes_it_into_a_calendar(cast: Cast) -> None:
    meeting = gathering(cast)
    page = Client().get(reverse("public_meeting", args=[meeting.pk]))
    assert "Town hall, Markt 1" in page.content.decode()
    file = Client().get(reverse("meeting_calendar", args=[meeting.pk])).content.decode()
    assert "DTSTART:20261204T120000Z\r\n" in file
    assert "LOCATION:Town hall\\, Markt 1\r\n" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))


def test_whoever_left_an_address_takes_it_back_by_a_press_not_by_opening(cast: Cast) -> None:
    meeting = gathering(cast)
    from_mail = interest(meeting)
    url = reverse("public_meeting_of", args=[meeting.pk, from_mail])
    assert Client().get(url).status_code == 200
    assert Interest.objects.count() == 1
    assert Client().post(url).status_code == 200
    assert Interest.objects.count() == 0


def interest(meeting: Meeting) -> str:
    leave_address(meeting.dossier_id, "Jan", "jan@mail.example", "nl", now=NOON)
    return token_of(Interest.objects.get().pk)


def test_a_meeting_that_is_over_asks_for_its_minutes(hilde: Client, cast: Cast) -> None:
    dossier = meeting_held(cast)
    words = hilde.get(reverse("dossier_meeting", args=[dossier.pk])).content.decode()
    assert "The meeting took place" in words
