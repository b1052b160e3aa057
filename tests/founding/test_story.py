"""The story of a dossier, and what waits for whom."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from belfry.core.actor import Actor
from belfry.founding.actions.consulting import answer_consultation, end_dossier
from belfry.founding.actions.opening import open_dossier
from belfry.founding.actions.review import ask_correction
from belfry.founding.actions.signing import prepare_signing
from belfry.founding.kinds import SignatoryRole
from belfry.founding.story import Owed, story_of, target_of, voices_of, waiting_for
from belfry.founding.workflow import MOVES, OVER, Condition, DossierState
from tests.cast import NOON, Cast
from tests.founding.key_holders import invited, proposed
from tests.founding.signed_stages import change, four, prepared, signs, submitted
from tests.founding.stages import consulted, idea, opening

S = DossierState


def waits(actor: Actor) -> list[tuple[str, str | None]]:
    return [(one.target, one.condition) for one in waiting_for(actor)]


def test_every_state_that_is_not_over_leads_on_to_one_that_the_table_has() -> None:
    for kind, table in MOVES.items():
        for state in table:
            target = target_of(kind, state, frozenset())
            assert target in table[state]
    assert {target_of("founding", state, frozenset()) for state in OVER} == {None}


def test_a_change_of_contact_alone_needs_no_signature() -> None:
    facts = frozenset({Condition.NO_SIGNATURE_NEEDED})
    assert target_of("amendment", "drafted", facts) == S.RECOGNISED


def test_the_story_says_what_is_missing_from_whom_and_for_how_long(cast: Cast) -> None:
    dossier = idea(cast)
    answer_consultation(cast.clerk_nadia, dossier.pk, agrees=True, now=NOON)
    story = story_of(dossier, now=NOON + timedelta(days=9))
    assert story.target == S.CONSULTED
    assert [(one.condition, one.supplier) for one in story.missing] == [
        ("police_consulted", "police")
    ]
    assert (story.days, story.days_here) == (9, 9)
    answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=NOON + timedelta(days=9))
    dossier.refresh_from_db()
    story = story_of(dossier, now=NOON + timedelta(days=10))
    assert (story.days, story.days_here, story.target) == (10, 1, S.SURVEYED)
    assert [step.days for step in story.steps[:3]] == [0, 9, None]


def test_what_is_over_stops_counting(cast: Cast) -> None:
    dossier = idea(cast)
    end_dossier(cast.officer_an, dossier.pk, reason="No.", now=NOON + timedelta(days=4))
    dossier.refresh_from_db()
    story = story_of(dossier, now=NOON + timedelta(days=90))
    assert (story.target, story.days, list(story.wants)) == (None, 4, [])


def test_the_newest_voice_of_each_place_is_shown(cast: Cast) -> None:
    dossier = idea(cast)
    answer_consultation(cast.clerk_nadia, dossier.pk, agrees=True, now=NOON)
    later = NOON + timedelta(days=1)
    answer_consultation(cast.mayor_luc, dossier.pk, agrees=False, remark="After summer.", now=later)
    town, zone = voices_of(dossier)
    assert (town.place_id, town.agrees, town.remark) == (
        cast.stage.klokdorp,
        False,
        "After summer.",
    )
    assert (zone.place_id, zone.agrees, zone.at) == (cast.stage.beiaard, None, None)


def test_an_idea_waits_for_the_officials_and_not_for_whoever_had_it(cast: Cast) -> None:
    idea(cast)
    assert waits(cast.clerk_nadia) == waits(cast.mayor_luc) == [(S.CONSULTED, "town_consulted")]
    assert waits(cast.officer_an) == waits(cast.chief_karim) == [(S.CONSULTED, "police_consulted")]
    for name in ("founder_hilde", "outsider_dries", "officer_piet", "reviewer_eva"):
        assert waits(getattr(cast, name)) == []


def test_what_comes_next_waits_for_the_founders_else_for_whoever_had_the_idea(cast: Cast) -> None:
    consulted(cast)
    assert waits(cast.founder_hilde) == [(S.SURVEYED, "area_known")]
    assert waits(cast.officer_an) == []
    other = open_dossier(cast.officer_an, opening(cast, initiative="police"), now=NOON)
    for actor in (cast.mayor_luc, cast.officer_an):
        answer_consultation(actor, other.pk, agrees=True, now=NOON)
    assert waits(cast.officer_an) == [(S.SURVEYED, "area_known")]
    assert waits(cast.clerk_nadia) == []


def test_a_candidate_is_asked_for_their_own_word_and_the_police_for_theirs(cast: Cast) -> None:
    invited(cast)
    assert [one.owed for one in waiting_for(cast.outsider_dries)] == [Owed.CANDIDACY]
    proposed(cast)
    assert (S.SCREENED, "suitable") in waits(cast.officer_an)


def test_a_charter_waits_for_the_signature_of_each_who_has_not_signed_it(cast: Cast) -> None:
    dossier, _ = prepared(cast)
    assert [one.owed for one in waiting_for(cast.mayor_luc)] == [Owed.SIGNATURE]
    assert waits(cast.clerk_nadia) == []
    signs(cast, dossier, SignatoryRole.MAYOR)
    assert waits(cast.mayor_luc) == []
    assert [one.owed for one in waiting_for(cast.officer_an)] == [Owed.SIGNATURE]


def test_a_corrected_charter_waits_for_new_signatures_once_it_can_be_signed(cast: Cast) -> None:
    dossier = submitted(cast)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Say it shorter.")], now=NOON)
    # The remark waits for whoever keeps the papers, and so does the text until it can be signed.
    assert waiting_for(cast.mayor_luc) == []
    change(cast, dossier)
    assert waiting_for(cast.mayor_luc) == []
    prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=NOON)
    assert [one.owed for one in waiting_for(cast.mayor_luc)] == [Owed.SIGNATURE]


def test_many_dossiers_are_asked_about_as_often_as_one(cast: Cast) -> None:
    idea(cast)
    officer = cast.officer_an

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            waiting_for(officer)
        return len(captured)

    few = queries()
    for _ in range(4):
        idea(cast)
    assert queries() == few <= 9
