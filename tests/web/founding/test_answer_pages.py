"""The page of a letter: a code, an answer, thanks; kind to slips, closed to guessing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from belfry.core.clock import local
from belfry.founding.actions.candidates import withdraw_candidate
from belfry.founding.actions.votes import open_vote
from belfry.founding.codes import in_groups
from belfry.founding.models import Approval, Candidate, Interest, Survey
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.founding.stages import asked, codes_of, stands, voting
from tests.web.conftest import VISIT

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(cast: Cast) -> Iterator[Client]:
    """Somebody with a letter, who is not signed in."""
    with time_machine.travel(VISIT, tick=False):
        yield reader()


def reader(language: str = "en") -> Client:
    """Return a browser in a language."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def types(visitor: Client, code: str) -> str:
    return visitor.post(reverse("answer"), {"code": code}, follow=True).content.decode()


def answers(visitor: Client, answer: str) -> str:
    about = asked_now(visitor)
    told = {"answer": answer, "about": about}
    return visitor.post(reverse("answer_question"), told, follow=True).content.decode()


def asked_now(visitor: Client) -> str:
    """Return what the page of the question carries about itself; nothing without a code."""
    page = visitor.get(reverse("answer_question"))
    return str(page.context["ballot"].about) if page.context else ""


def test_a_code_in_any_dress_opens_the_question(visitor: Client, cast: Cast) -> None:
    code = codes_of(asked(cast))[0]
    for dress in (code, in_groups(code).lower(), code.replace("0", "O").replace("1", "I")):
        assert "Do you want a local prevention partnership" in types(visitor, dress)


def test_when_it_is_a_majority_stands_with_the_question(visitor: Client, cast: Cast) -> None:
    page = types(visitor, codes_of(asked(cast, rule="units", quorum=40))[0])
    assert "more than half of all who are asked say yes. At least 40 % must answer." in page


def test_yes_is_counted_thanked_and_may_leave_an_address(visitor: Client, cast: Cast) -> None:
    types(visitor, codes_of(asked(cast))[0])
    page = answers(visitor, "yes")
    assert "Your answer is counted" in page
    assert "Would you like to hear more?" in page
    told = {"name": "Jan", "email": "jan@mail.example"}
    page = visitor.post(reverse("answer_thanks"), told).content.decode()
    assert "Without your agreement we keep nothing" in page
    assert 'value="jan@mail.example"' in page
    assert Interest.objects.count() == 0
    visitor.post(reverse("answer_thanks"), {**told, "consent": "on"})
    assert Interest.objects.get().name == "Jan"
    # Once is enough: the form is gone, and a second press keeps nothing.
    visitor.post(reverse("answer_thanks"), {**told, "name": "Piet", "consent": "on"})
    assert Interest.objects.get().name == "Jan"


def test_no_is_thanked_alike_and_asks_for_nothing(visitor: Client, cast: Cast) -> None:
    types(visitor, codes_of(asked(cast))[0])
    page = answers(visitor, "no")
    assert "Your answer is counted" in page
    assert "hear more" not in page
    survey = Survey.objects.get()
    assert (survey.yes, survey.no) == (0, 1)


def test_the_session_forgets_the_code_once_it_is_answered(visitor: Client, cast: Cast) -> None:
    types(visitor, codes_of(asked(cast))[0])
    answers(visitor, "yes")
    assert not [value for value in visitor.session.values() if str(value) in codes_of_units()]
    assert visitor.get(reverse("answer_question"))["Location"] == reverse("answer")


def codes_of_units() -> set[str]:
    return {str(pk) for pk in Survey.objects.get().asked.values_list("pk", flat=True)}


def test_a_second_answer_is_told_kindly_and_nothing_about_the_first(
    visitor: Client, cast: Cast
) -> None:
    code = codes_of(asked(cast))[0]
    types(visitor, code)
    answers(visitor, "no")
    page = types(visitor, code)
    assert "An answer was given already" in page
    assert 'name="answer"' not in page
    answers(visitor, "yes")
    survey = Survey.objects.get()
    assert (survey.yes, survey.no) == (0, 1)


def test_a_slip_is_named_and_what_was_typed_stays(visitor: Client, cast: Cast) -> None:
    asked(cast)
    page = types(visitor, "K7QMT4X2W")
    assert "typing slip" in page
    assert 'value="K7QMT4X2W"' in page


def test_five_wrong_codes_and_the_browser_waits_a_quarter_of_an_hour(cast: Cast) -> None:
    code = codes_of(asked(cast))[0]
    with time_machine.travel(VISIT, tick=False) as clock:
        visitor = reader()
        for _ in range(5):
            assert "typing slip" in types(visitor, "0000000001")
        assert "too many tries" in types(visitor, code)
        assert "Do you want" in types(reader(), code)
        clock.shift(timedelta(minutes=16))
        assert "Do you want" in types(visitor, code)


def test_right_codes_are_no_wrong_tries(visitor: Client, cast: Cast) -> None:
    for code in codes_of(asked(cast, homes=7))[:7]:
        assert "Do you want" in types(visitor, code)


def test_after_the_last_day_the_page_says_so(cast: Cast) -> None:
    code = codes_of(asked(cast))[0]
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert "Nothing is asked at the moment" in types(reader(), code)


def test_an_open_vote_names_the_candidates_only_behind_a_code(visitor: Client, cast: Cast) -> None:
    code = codes_of(voting(cast))[0]
    assert "Hilde" not in visitor.get(reverse("answer")).content.decode()
    page = types(visitor, code)
    assert "Do you agree with Hilde" in page
    page = answers(visitor, "yes")
    assert "hear more" not in page
    assert Approval.objects.get().yes == 1


def test_a_page_that_was_left_open_does_not_vote_on_others(visitor: Client, cast: Cast) -> None:
    dossier = voting(cast)
    types(visitor, codes_of(dossier)[0])
    told = {"answer": "yes", "about": asked_now(visitor)}
    withdraw_candidate(cast.member_anke, Candidate.objects.get(part="deputy").pk, now=NOON)
    stands(cast, dossier, "member-chloe", "deputy")
    last = local(NOON).date() + timedelta(days=20)
    open_vote(cast.clerk_nadia, dossier.pk, rule="answers", closes_on=last, now=NOON)
    page = visitor.post(reverse("answer_question"), told, follow=True).content.decode()
    assert f"{FIGURES['member-chloe'].given_name} " in page
    assert list(Approval.objects.values_list("yes", flat=True)) == [0, 0]
    answers(visitor, "yes")
    assert Approval.objects.latest("pk").yes == 1


def test_without_a_code_there_is_no_question(visitor: Client) -> None:
    assert visitor.get(reverse("answer_question"))["Location"] == reverse("answer")
    assert visitor.post(reverse("answer_question"), {"answer": "yes"})["Location"] == reverse(
        "answer"
    )


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Wilt u"), ("fr", "Voulez-vous"), ("de", "Möchten Sie")]
)
def test_it_speaks_the_readers_language(
    visitor: Client, cast: Cast, language: str, words: str
) -> None:
    code = codes_of(asked(cast))[0]
    assert words in types(reader(language), code)
