"""The vote on the two candidates: by the codes of the letters, or counted at the meeting."""

from datetime import timedelta

import pytest

from belfry.audit.models import Entry
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.founding.actions.answering import enter_answers, give_answer
from belfry.founding.actions.candidates import withdraw_candidate
from belfry.founding.actions.founders import add_founder
from belfry.founding.actions.votes import close_due_votes, count_vote, open_vote
from belfry.founding.errors import (
    AnsweredAlready,
    ApprovedAlready,
    CandidatesMissing,
    ClosingDayWrong,
    CountWrong,
    NothingAsked,
    NotThisStep,
    OwnVote,
    VoteIsOpen,
)
from belfry.founding.models import Approval, Candidate, SurveyUnit
from belfry.founding.queries import facts_of
from belfry.founding.surveys import ballot_of, unit_by_code, votes_of
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.founding.stages import codes_of, meeting_held, proposed, stands, surveyed, voting

pytestmark = pytest.mark.django_db
LAST = local(NOON).date() + timedelta(days=14)


def vote(code: str, *, agrees: bool, days: int = 0) -> None:
    give_answer(unit_by_code(code), "vote", agrees=agrees, now=NOON + timedelta(days=days))


@pytest.mark.parametrize("who", ["mayor_luc", "officer_an", "clerk_nadia"])
def test_whoever_prepares_the_dossier_opens_the_vote(cast: Cast, who: str) -> None:
    dossier = proposed(cast)
    row = open_vote(getattr(cast, who), dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    assert (row.units, row.yes, row.no, row.closed_at) == (5, 0, 0, None)


def test_another_founder_opens_the_vote_and_enters_votes_on_paper(cast: Cast) -> None:
    dossier = proposed(cast)
    add_founder(cast.founder_hilde, dossier.pk, FIGURES["outsider-dries"].details, now=NOON)
    open_vote(cast.outsider_dries, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    entered = [(codes_of(dossier)[0], True)]
    assert enter_answers(cast.outsider_dries, dossier.pk, "vote", entered, now=NOON) == [None]


@pytest.mark.parametrize("who", ["founder_hilde", "member_anke"])
def test_nobody_opens_enters_or_counts_the_vote_on_themselves(cast: Cast, who: str) -> None:
    dossier, candidate = proposed(cast), getattr(cast, who)
    with pytest.raises(OwnVote):
        open_vote(candidate, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    with pytest.raises(OwnVote):
        count_vote(candidate, dossier.pk, rule="answers", units=3, yes=3, no=0, now=NOON)
    open_vote(cast.clerk_nadia, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    with pytest.raises(OwnVote):
        enter_answers(candidate, dossier.pk, "vote", [(codes_of(dossier)[0], True)], now=NOON)
    assert Approval.objects.get().yes == 0


@pytest.mark.parametrize(
    "who", ["outsider_dries", "officer_piet", "coordinator_bram", "reviewer_eva"]
)
def test_strangers_find_nothing(cast: Cast, who: str) -> None:
    dossier, stranger = proposed(cast), getattr(cast, who)
    for act in (
        lambda: open_vote(stranger, dossier.pk, rule="answers", closes_on=LAST, now=NOON),
        lambda: count_vote(stranger, dossier.pk, rule="answers", units=3, yes=2, no=1, now=NOON),
        lambda: votes_of(stranger, dossier.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_vote_waits_for_the_meeting_for_both_candidates_and_for_time(cast: Cast) -> None:
    nadia = cast.clerk_nadia
    with pytest.raises(NotThisStep):
        open_vote(nadia, surveyed(cast).pk, rule="answers", closes_on=LAST, now=NOON)


def test_a_vote_needs_two_who_declared_everything(cast: Cast) -> None:
    dossier = meeting_held(cast)
    stands(cast, dossier, "founder-hilde", "coordinator")
    with pytest.raises(CandidatesMissing):
        count_vote(cast.clerk_nadia, dossier.pk, rule="answers", units=3, yes=2, no=1, now=NOON)


@pytest.mark.parametrize("days", [0, 13, 184])
def test_a_closing_day_too_soon_or_far_off_is_refused(cast: Cast, days: int) -> None:
    closes_on = local(NOON).date() + timedelta(days=days)
    with pytest.raises(ClosingDayWrong):
        open_vote(
            cast.clerk_nadia, proposed(cast).pk, rule="answers", closes_on=closes_on, now=NOON
        )


def test_the_codes_of_the_letters_vote_once_and_names_come_with_the_code(cast: Cast) -> None:
    dossier = voting(cast)
    code = codes_of(dossier)[0]
    ballot = ballot_of(unit_by_code(code), now=NOON)
    assert (ballot.question, ballot.is_given) == ("vote", False)
    assert ballot.coordinator.startswith("Hilde")
    assert ballot.deputy.startswith("Anke")
    vote(code, agrees=True)
    assert ballot_of(unit_by_code(code), now=NOON).is_given
    with pytest.raises(AnsweredAlready):
        vote(code, agrees=False)
    row = Approval.objects.get()
    assert (row.yes, row.no) == (1, 0)
    assert SurveyUnit.objects.filter(voted_on=local(NOON).date()).count() == 1


def test_the_survey_is_not_answered_any_more_while_the_vote_is_open(cast: Cast) -> None:
    code = codes_of(voting(cast))[0]
    with pytest.raises(AnsweredAlready):
        give_answer(unit_by_code(code), "survey", agrees=False, now=NOON)


def test_votes_on_paper_are_entered_like_answers(cast: Cast) -> None:
    dossier = voting(cast)
    entered = [(code, True) for code in codes_of(dossier)[:3]]
    assert enter_answers(cast.clerk_nadia, dossier.pk, "vote", entered, now=NOON) == [None] * 3
    assert Approval.objects.get().yes == 3


def test_everybody_voted_closes_the_vote_and_moves_nothing(cast: Cast) -> None:
    dossier = voting(cast)
    for code in codes_of(dossier):
        vote(code, agrees=True)
    ((row, outcome),) = votes_of(cast.officer_an, dossier.pk)
    assert row.closed_at == NOON
    assert (outcome.yes, outcome.no, outcome.carried) == (5, 0, True)
    assert "approved" in facts_of(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == "proposed"


def test_it_closes_after_its_last_day_and_late_votes_do_not_count(cast: Cast) -> None:
    dossier = voting(cast)
    vote(codes_of(dossier)[0], agrees=True, days=14)
    assert close_due_votes(now=NOON + timedelta(days=14)) == 0
    with pytest.raises(NothingAsked):
        vote(codes_of(dossier)[1], agrees=True, days=15)
    assert close_due_votes(now=NOON + timedelta(days=15)) == 1
    assert close_due_votes(now=NOON + timedelta(days=15)) == 0


@pytest.mark.parametrize(
    ("rule", "votes", "carried"),
    [
        ("answers", [True, True, False], True),
        ("answers", [True, False], False),
        ("answers", [], False),
        ("units", [True, True], False),
        ("units", [True, True, True], True),
    ],
)
def test_the_rule_decides(cast: Cast, rule: str, votes: list[bool], carried: bool) -> None:
    dossier = voting(cast, rule=rule)
    for code, agrees in zip(codes_of(dossier), votes, strict=False):
        vote(code, agrees=agrees)
    close_due_votes(now=NOON + timedelta(days=15))
    ((_, outcome),) = votes_of(cast.founder_hilde, dossier.pk)
    assert outcome.carried is carried
    assert ("approved" in facts_of(dossier.pk)) is carried


def test_while_a_vote_is_open_nobody_reads_yes_and_no_and_no_other_begins(cast: Cast) -> None:
    dossier = voting(cast)
    vote(codes_of(dossier)[0], agrees=True)
    ((_, outcome),) = votes_of(cast.officer_an, dossier.pk)
    assert (outcome.answers, outcome.yes, outcome.carried) == (1, 0, False)
    with pytest.raises(VoteIsOpen):
        open_vote(cast.clerk_nadia, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    with pytest.raises(VoteIsOpen):
        count_vote(cast.clerk_nadia, dossier.pk, rule="answers", units=3, yes=2, no=1, now=NOON)


def test_a_vote_on_somebody_who_withdrew_ends_and_the_codes_vote_again(cast: Cast) -> None:
    dossier = voting(cast)
    code = codes_of(dossier)[0]
    vote(code, agrees=True)
    anke = Candidate.objects.get(part="deputy")
    withdraw_candidate(cast.member_anke, anke.pk, now=NOON)
    with pytest.raises(NothingAsked):
        vote(codes_of(dossier)[1], agrees=True)
    stands(cast, dossier, "member-chloe", "deputy")
    open_vote(cast.clerk_nadia, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    vote(code, agrees=True)
    (_, new), (_, old) = votes_of(cast.founder_hilde, dossier.pk)
    assert (new.answers, old.closed_on) == (1, local(NOON).date())


def test_a_vote_counted_at_the_meeting_keeps_all_its_figures_and_who_counted(cast: Cast) -> None:
    dossier = proposed(cast)
    row = count_vote(cast.clerk_nadia, dossier.pk, rule="units", units=30, yes=16, no=9, now=NOON)
    assert (row.means, row.units, row.yes, row.no, row.rule) == ("meeting", 30, 16, 9, "units")
    assert row.counted_by_id == cast.person("clerk_nadia")
    assert "approved" in facts_of(dossier.pk)
    assert Entry.objects.get(act="vote.counted").detail == {
        "units": 30, "yes": 16, "no": 9, "means": "meeting",
    }  # fmt: skip


def test_a_count_that_is_put_right_counts_again(cast: Cast) -> None:
    dossier = proposed(cast)
    for hour, (yes, no) in enumerate([(20, 5), (5, 20), (20, 5)]):
        later = NOON + timedelta(hours=hour)
        count_vote(
            cast.clerk_nadia, dossier.pk, rule="answers", units=30, yes=yes, no=no, now=later
        )
        assert ("approved" in facts_of(dossier.pk)) is (yes > no)


def test_once_a_majority_approved_no_letter_votes_again(cast: Cast) -> None:
    dossier, nadia = proposed(cast), cast.clerk_nadia
    count_vote(nadia, dossier.pk, rule="answers", units=30, yes=9, no=16, now=NOON)
    open_vote(nadia, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    for code in codes_of(dossier):
        vote(code, agrees=True, days=1)
    with pytest.raises(ApprovedAlready):
        open_vote(nadia, dossier.pk, rule="answers", closes_on=LAST, now=NOON)
    # A count that was typed wrongly is still corrected.
    later = NOON + timedelta(days=2)
    count_vote(nadia, dossier.pk, rule="answers", units=30, yes=9, no=12, now=later)
    assert "approved" not in facts_of(dossier.pk)


def test_more_votes_than_people_are_refused(cast: Cast) -> None:
    with pytest.raises(CountWrong):
        count_vote(
            cast.clerk_nadia, proposed(cast).pk, rule="answers", units=9, yes=8, no=2, now=NOON
        )


def test_a_count_that_is_pressed_twice_is_one_vote(cast: Cast) -> None:
    dossier = proposed(cast)
    for _ in range(2):
        count_vote(cast.clerk_nadia, dossier.pk, rule="answers", units=9, yes=7, no=1, now=NOON)
    assert dossier.approvals.count() == 1
