"""A new key holder for a network: screened and approved as at its founding; whoever goes loses access."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from belfry.core.actor import Role
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.candidates import (
    ANOTHER,
    TO_SCREEN,
    ask_screening,
    declare_candidate,
    propose_candidate,
    withdraw_candidate,
    write_outcome,
)
from belfry.founding.actions.consulting import end_dossier
from belfry.founding.actions.papers import start_papers
from belfry.founding.actions.succession import BEGUN, NAMED, name_successors, open_succession
from belfry.founding.actions.votes import count_vote, open_vote
from belfry.founding.errors import (
    CandidatesMissing,
    ChangeIsOpen,
    ConditionsMissing,
    NotThisStep,
    OwnVote,
    WhyMissing,
)
from belfry.founding.kinds import Part
from belfry.founding.models import Dossier
from belfry.founding.queries import facts_of
from belfry.founding.workflow import Condition, DossierState
from belfry.networks.duty import networks_in_need
from belfry.networks.errors import MandateDatesWrong
from belfry.networks.models import Mandate
from belfry.networks.queries import actor_for, coordinator_ids, member_list
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.founding.key_holders import candidate_of
from tests.founding.mails import mails_about
from tests.founding.stages import idea
from tests.founding.successions import (
    approved_successor,
    screened_successor,
    sought,
    with_successor,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
STRANGERS = ("member_chloe", "outsider_dries", "officer_piet", "dispatcher_lotte", "jeweller_karl")


def state_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


@pytest.mark.parametrize(
    "who", ["coordinator_bram", "deputy_sofia", "officer_an", "chief_karim", "clerk_nadia"]
)
def test_each_partner_opens_it_and_the_others_are_told(cast: Cast, who: str) -> None:
    dossier = open_succession(
        getattr(cast, who),
        cast.stage.meerstraat,
        seeks=["deputy"],
        why="One is not enough.",
        now=NOON,
    )
    assert (dossier.kind, dossier.seeks, dossier.state) == ("succession", ["deputy"], "idea")
    for name in {"coordinator-bram", "officer-an", "mayor-luc"} - {who.replace("_", "-")}:
        assert len(mails_about(dossier, name, BEGUN)) == 1
    assert not mails_about(dossier, "member-chloe", BEGUN)


@pytest.mark.parametrize("who", [*STRANGERS, "reviewer_eva", "centre_mila"])
def test_nobody_else_opens_it(cast: Cast, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        open_succession(
            getattr(cast, who), cast.stage.meerstraat, seeks=["deputy"], why="So.", now=NOON
        )


def test_it_says_what_is_sought_and_why_and_there_is_one_at_a_time(cast: Cast) -> None:
    for seeks, why in (([], "So."), (["deputy"], "  "), (["king"], "So.")):
        with pytest.raises(WhyMissing):
            open_succession(
                cast.coordinator_bram, cast.stage.meerstraat, seeks=seeks, why=why, now=NOON
            )
    first = sought(cast)
    with pytest.raises(ChangeIsOpen):
        sought(cast)
    end_dossier(cast.coordinator_bram, first.pk, reason="Bram stays.", now=NOON)
    assert sought(cast).pk != first.pk


def test_the_successor_has_the_task_and_the_leaver_loses_access_that_day(cast: Cast) -> None:
    dossier = approved_successor(cast)
    later = TODAY + timedelta(days=10)
    name_successors(cast.officer_an, dossier.pk, since=later, now=NOON)
    assert state_of(dossier) == DossierState.NAMED
    network, bram, anke = (
        cast.stage.meerstraat,
        cast.person("coordinator-bram"),
        cast.person("member-anke"),
    )
    sofia = cast.person("deputy-sofia")
    assert coordinator_ids(network, on=later - timedelta(days=1)) == {bram, sofia}
    assert coordinator_ids(network, on=later) == {anke, sofia}
    day = NOON + timedelta(days=10)
    assert member_list(actor_for(anke, at=day), network, now=day)
    with pytest.raises(NotAllowed):
        member_list(actor_for(bram, at=day), network, now=day)
    told = mails_about(dossier, "reviewer-eva", NAMED), mails_about(dossier, "mayor-luc", NAMED)
    assert [len(mails) for mails in told] == [1, 1]


def test_a_new_deputy_takes_nobody_s_place(cast: Cast) -> None:
    dossier = approved_successor(cast, [Part.DEPUTY])
    name_successors(cast.chief_karim, dossier.pk, since=TODAY, now=NOON)
    names = {cast.person(name) for name in ("coordinator-bram", "deputy-sofia", "member-anke")}
    assert coordinator_ids(cast.stage.meerstraat, on=TODAY) == names


def test_a_deputy_who_becomes_coordinator_is_deputy_no_more(cast: Cast) -> None:
    dossier = sought(cast)
    who = FIGURES["deputy-sofia"].details
    propose_candidate(cast.coordinator_bram, dossier.pk, Part.COORDINATOR, who, now=NOON)
    candidate = candidate_of(dossier, Part.COORDINATOR)
    declare_candidate(cast.deputy_sofia, candidate, now=NOON)
    ask_screening(cast.officer_an, candidate, now=NOON)
    write_outcome(cast.officer_an, candidate, suitable=True, now=NOON)
    count_vote(cast.officer_an, dossier.pk, rule="units", units=20, yes=11, no=0, now=NOON)
    name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    sofia = cast.person("deputy-sofia")
    held = Mandate.objects.filter(person_id=sofia, network=cast.stage.meerstraat, until=None)
    assert [row.role for row in held] == [Role.COORDINATOR]
    in_need = networks_in_need(cast.officer_an, cast.stage.beiaard)
    assert cast.stage.meerstraat in {one.network.pk for one in in_need}


@pytest.mark.parametrize("who", ["coordinator_bram", "clerk_nadia", "mayor_luc", "member_anke"])
def test_only_the_police_name(cast: Cast, who: str) -> None:
    dossier = approved_successor(cast)
    with pytest.raises((NotAllowed, NotFound)):
        name_successors(getattr(cast, who), dossier.pk, since=TODAY, now=NOON)
    for stranger in STRANGERS:
        with pytest.raises(NotFound):
            name_successors(getattr(cast, stranger), dossier.pk, since=TODAY, now=NOON)


def test_nobody_is_named_without_screening_and_approval(cast: Cast) -> None:
    dossier = with_successor(cast)
    with pytest.raises(MoveNotAllowed):
        name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    write_suitable(cast, dossier)
    with pytest.raises(ConditionsMissing):
        name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    count_vote(cast.coordinator_bram, dossier.pk, rule="answers", units=20, yes=3, no=9, now=NOON)
    with pytest.raises(ConditionsMissing):
        name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    with pytest.raises(Error, match="founding: from screened to named"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.NAMED)


def write_suitable(cast: Cast, dossier: Dossier) -> None:
    candidate = candidate_of(dossier, Part.COORDINATOR)
    ask_screening(cast.officer_an, candidate, now=NOON)
    write_outcome(cast.officer_an, candidate, suitable=True, now=NOON)


def test_a_day_that_is_over_and_a_second_press_are_refused(cast: Cast) -> None:
    dossier = approved_successor(cast)
    with pytest.raises(MandateDatesWrong):
        name_successors(cast.officer_an, dossier.pk, since=TODAY - timedelta(days=1), now=NOON)
    assert state_of(dossier) == DossierState.SCREENED
    name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    with pytest.raises((NotAllowed, MoveNotAllowed)):
        name_successors(cast.officer_an, dossier.pk, since=TODAY, now=NOON)
    assert Mandate.objects.filter(person_id=cast.person("member-anke")).count() == 1


def test_a_candidate_who_steps_back_after_the_vote_opens_the_search_again(cast: Cast) -> None:
    dossier = approved_successor(cast)
    withdraw_candidate(cast.member_anke, candidate_of(dossier, Part.COORDINATOR), now=NOON)
    assert state_of(dossier) == DossierState.IDEA
    assert Condition.SUCCESSORS_APPROVED not in facts_of(dossier.pk)
    assert len(mails_about(dossier, "coordinator-bram", ANOTHER)) == 1


def test_who_is_not_suitable_leaves_the_place_to_another(cast: Cast) -> None:
    dossier = with_successor(cast)
    assert len(mails_about(dossier, "officer-an", TO_SCREEN)) == 1
    candidate = candidate_of(dossier, Part.COORDINATOR)
    ask_screening(cast.officer_an, candidate, now=NOON)
    write_outcome(cast.officer_an, candidate, suitable=False, now=NOON)
    assert state_of(dossier) == DossierState.UNSUITABLE
    who = FIGURES["member-chloe"].details
    propose_candidate(cast.deputy_sofia, dossier.pk, Part.COORDINATOR, who, now=NOON)
    declare_candidate(cast.member_chloe, candidate_of(dossier, Part.COORDINATOR), now=NOON)
    assert state_of(dossier) == DossierState.PROPOSED


def test_only_the_task_that_is_sought_is_proposed_voted_on_and_nothing_is_written(
    cast: Cast,
) -> None:
    dossier = sought(cast)
    who = FIGURES["member-anke"].details
    with pytest.raises(NotThisStep):
        propose_candidate(cast.coordinator_bram, dossier.pk, Part.DEPUTY, who, now=NOON)
    with pytest.raises(NotAllowed):
        start_papers(cast.coordinator_bram, dossier.pk, now=NOON)
    screened = idea(cast)
    assert not facts_of(screened.pk) & {
        Condition.SUCCESSORS_PROPOSED, Condition.SUCCESSORS_SUITABLE, Condition.SUCCESSORS_APPROVED
    }  # fmt: skip


def test_nobody_counts_the_vote_on_themselves_and_no_letter_votes(cast: Cast) -> None:
    dossier = screened_successor(cast)
    with pytest.raises(OwnVote):
        count_vote(cast.member_anke, dossier.pk, rule="answers", units=9, yes=9, no=0, now=NOON)
    last = TODAY + timedelta(days=14)
    with pytest.raises(NotThisStep):
        open_vote(cast.coordinator_bram, dossier.pk, rule="answers", closes_on=last, now=NOON)


def test_a_vote_waits_for_a_candidate_for_each_task(cast: Cast) -> None:
    dossier = sought(cast, [Part.COORDINATOR, Part.DEPUTY])
    who = FIGURES["member-anke"].details
    propose_candidate(cast.coordinator_bram, dossier.pk, Part.DEPUTY, who, now=NOON)
    declare_candidate(cast.member_anke, candidate_of(dossier, Part.DEPUTY), now=NOON)
    assert state_of(dossier) == DossierState.IDEA
    with pytest.raises((CandidatesMissing, NotThisStep)):
        count_vote(cast.officer_an, dossier.pk, rule="answers", units=9, yes=9, no=0, now=NOON)
