"""Town and police say first whether to go on; and how a dossier ends."""

from datetime import timedelta
from uuid import uuid4

import pytest

from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Message
from belfry.founding.actions.answering import give_answer
from belfry.founding.actions.consulting import answer_consultation, end_dossier
from belfry.founding.actions.surveys import open_survey
from belfry.founding.errors import NothingAsked, PlaceNotAgreed, ReasonMissing
from belfry.founding.meetings import invited_to, rooms_asked
from belfry.founding.models import Consultation, DossierTown, DossierZone, MoveMade, Survey
from belfry.founding.surveys import ballot_of, unit_by_code
from belfry.founding.types import SurveyOpening
from belfry.founding.workflow import DossierState
from tests.cast import NOON, Cast
from tests.founding.stages import (
    asked,
    codes_of,
    consulted,
    gathering,
    idea,
    surrounded,
    voting,
)

LATER = NOON + timedelta(days=2)


def test_a_dossier_goes_on_when_both_agree(cast: Cast) -> None:
    dossier = idea(cast)
    after = answer_consultation(cast.mayor_luc, dossier.pk, agrees=True, now=LATER)
    assert after.state == DossierState.IDEA
    after = answer_consultation(cast.chief_karim, dossier.pk, agrees=True, now=LATER)
    assert after.state == DossierState.CONSULTED
    made = MoveMade.objects.get()
    assert (made.new, made.partner, made.by_id) == (
        "consulted",
        "police",
        cast.chief_karim.person_id,
    )


def test_the_newest_answer_of_each_counts(cast: Cast) -> None:
    dossier = idea(cast)
    answer_consultation(cast.clerk_nadia, dossier.pk, agrees=True, now=NOON)
    answer_consultation(cast.mayor_luc, dossier.pk, agrees=False, remark="After summer.", now=LATER)
    after = answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=LATER)
    assert after.state == DossierState.IDEA
    after = answer_consultation(cast.mayor_luc, dossier.pk, agrees=True, now=LATER + timedelta(1))
    assert after.state == DossierState.CONSULTED
    assert Consultation.objects.count() == 4


def test_nobody_else_answers(cast: Cast) -> None:
    dossier = idea(cast)
    with pytest.raises(NotAllowed):
        answer_consultation(cast.founder_hilde, dossier.pk, agrees=True, now=NOON)
    for name in (
        "outsider_dries",
        "officer_piet",
        "coordinator_bram",
        "dispatcher_lotte",
        "reviewer_eva",
    ):
        with pytest.raises(NotFound):
            answer_consultation(getattr(cast, name), dossier.pk, agrees=True, now=NOON)
    with pytest.raises(NotFound):
        answer_consultation(cast.officer_an, uuid4(), agrees=True, now=NOON)
    assert not Consultation.objects.exists()


def test_what_the_perimeter_reaches_later_answers_later_and_is_waited_for(cast: Cast) -> None:
    dossier = surrounded(cast)
    DossierTown.objects.create(dossier=dossier, municipality_id=cast.stage.clocheville)
    DossierZone.objects.create(dossier=dossier, zone_id=cast.stage.valclocher)
    asking = SurveyOpening("home", "answers", 0, local(NOON).date() + timedelta(days=20))
    with pytest.raises(PlaceNotAgreed):
        open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)
    with pytest.raises(MoveNotAllowed):
        answer_consultation(cast.officer_an, dossier.pk, agrees=False, now=LATER)
    after = answer_consultation(cast.chief_marie, dossier.pk, agrees=True, now=LATER)
    assert after.state == DossierState.CONSULTED
    with pytest.raises(PlaceNotAgreed):
        open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)
    dossier.towns.filter(leading=False).delete()
    open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)


def test_while_letters_are_out_nobody_answers_for_a_place(cast: Cast) -> None:
    dossier = asked(cast)
    DossierZone.objects.create(dossier=dossier, zone_id=cast.stage.valclocher)
    with pytest.raises(MoveNotAllowed):
        answer_consultation(cast.chief_marie, dossier.pk, agrees=True, now=LATER)


def test_later_there_is_nothing_left_to_answer(cast: Cast) -> None:
    dossier = consulted(cast)
    with pytest.raises(MoveNotAllowed):
        answer_consultation(cast.officer_an, dossier.pk, agrees=False, now=LATER)


def test_a_dossier_ends_with_a_reason_and_only_once(cast: Cast) -> None:
    dossier = consulted(cast)
    with pytest.raises(ReasonMissing):
        end_dossier(cast.founder_hilde, dossier.pk, reason="  ", now=NOON)
    with pytest.raises(NotFound):
        end_dossier(cast.outsider_dries, dossier.pk, reason="No.", now=NOON)
    end_dossier(cast.founder_hilde, dossier.pk, reason="Too few people.", now=NOON)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.reason) == (DossierState.ABANDONED, "Too few people.")
    with pytest.raises(MoveNotAllowed):
        end_dossier(cast.officer_an, dossier.pk, reason="Again.", now=NOON)
    with pytest.raises(NotAllowed):
        answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=NOON)


def test_with_a_dossier_its_survey_its_vote_and_its_meeting_end(cast: Cast) -> None:
    running, voted, coming = asked(cast), voting(cast), gathering(cast)
    code = codes_of(voted)[0]
    for dossier in (running, voted, coming.dossier):
        end_dossier(cast.mayor_luc, dossier.pk, reason="Nobody has the time.", now=LATER)
    assert not Survey.objects.filter(closed_at__isnull=True).exists()
    assert ballot_of(unit_by_code(code), now=LATER).question == ""
    with pytest.raises(NothingAsked):
        give_answer(unit_by_code(code), "vote", agrees=True, now=LATER)
    coming.refresh_from_db()
    assert coming.cancelled_at == LATER
    assert rooms_asked(cast.clerk_nadia) == []
    invited = len(list(invited_to(coming, now=LATER)))
    assert Message.objects.filter(kind="meeting_cancelled").count() == invited > 0
