"""The ladder of a coordinator or deputy: relief, removal, the appeal and its clock, and what is given back."""

from datetime import timedelta

import pytest

from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.measures.actions.answering import enter_appeal, note_sent, settle_appeal
from belfry.measures.actions.opening import close_dossier, end_gone, erase_dossiers, open_dossier
from belfry.measures.actions.stepping import prepare_step, sign_step
from belfry.measures.errors import (
    AppealKnown,
    AppealTooLate,
    ConcernsYou,
    DatesWrong,
    NotTheSigner,
    PersonGone,
    SignedTooEarly,
)
from belfry.measures.models import Dossier
from belfry.measures.queries import dossier_for, removals
from belfry.measures.workflow import DossierState, Function, Ladder, StepKind
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.models import Mandate, Membership
from tests.cast import NOON, Cast
from tests.measures.rungs import FACTS, details, is_member, opened, take

pytestmark = pytest.mark.django_db
K = StepKind
TODAY = NOON.date()
WHOLE = (K.TALK, K.REPRIMAND, K.DEFINITIVE)


def of_sofia(cast: Cast) -> Mandate:
    return Mandate.objects.get(person=cast.person("deputy_sofia"), network=cast.stage.meerstraat)


def coordinates(cast: Cast, who: str = "deputy_sofia") -> bool:
    return bool(cast.at(who, NOON).networks("coordinator", "deputy"))  # type: ignore[arg-type]


def test_a_relief_suspends_the_function_and_its_lifting_gives_it_back_as_it_was(
    cast: Cast,
) -> None:
    last = TODAY + timedelta(days=200)
    Mandate.objects.filter(pk=of_sofia(cast).pk).update(until=last)
    member = is_member(cast, "deputy_sofia")
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.PROVISIONAL)
    assert not coordinates(cast)
    assert is_member(cast, "deputy_sofia") == member
    close_dossier(cast.chief_karim, dossier.pk, now=NOON)
    assert of_sofia(cast).until == last
    assert coordinates(cast)


def test_a_removal_is_decided_by_the_mayor_on_the_advice_of_the_chief(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.TALK, K.REPRIMAND)
    with pytest.raises(NotFound):
        dossier_for(cast.mayor_luc, dossier.pk)
    with pytest.raises(NotTheSigner):
        prepare_step(cast.officer_an, dossier.pk, K.DEFINITIVE, details(), now=NOON)
    prepare_step(cast.chief_karim, dossier.pk, K.DEFINITIVE, details(), now=NOON)
    with pytest.raises(NotTheSigner) as refused:
        sign_step(cast.officer_an, dossier.pk, now=NOON)
    assert str(Function.MAYOR.label) in refused.value.message()
    assert coordinates(cast)
    assert not removals(cast.reviewer_eva)
    sign_step(cast.mayor_luc, dossier.pk, now=NOON)
    assert not coordinates(cast)
    assert [step.dossier_id for step in removals(cast.reviewer_eva)] == [dossier.pk]


def test_the_mayor_waits_for_the_advice_of_the_chief(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.TALK, K.REPRIMAND)
    prepare_step(cast.chief_karim, dossier.pk, K.DEFINITIVE, details(), now=NOON)
    mandate = Mandate.objects.get(person=cast.person("chief_karim"), role="chief")
    Mandate.objects.filter(pk=mandate.pk).update(until=TODAY)
    with pytest.raises(SignedTooEarly) as refused:
        sign_step(cast.mayor_luc, dossier.pk, now=NOON)
    assert str(Function.CHIEF.label) in refused.value.message()


def test_the_reviewer_sees_removals_only_and_nobody_else_sees_them(cast: Cast) -> None:
    take(cast, opened(cast), K.TALK, K.REPRIMAND, K.DEFINITIVE)
    relieved = take(cast, opened(cast, Ladder.COORDINATOR), K.PROVISIONAL)
    assert not removals(cast.reviewer_eva)
    with pytest.raises(NotFound):
        dossier_for(cast.reviewer_eva, relieved.pk)
    for who in ("centre_mila", "mayor_luc", "chief_karim", "outsider_dries"):
        with pytest.raises(NotAllowed):
            removals(getattr(cast, who))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("coordinator_bram", NotAllowed),
        ("deputy_sofia", NotAllowed),
        ("member_chloe", NotAllowed),
        ("mayor_luc", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("officer_piet", NotFound),
        ("outsider_dries", NotFound),
    ],
)
def test_nobody_else_opens_a_dossier_on_a_deputy(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        open_dossier(
            getattr(cast, who),
            cast.stage.meerstraat,
            cast.person("deputy_sofia"),
            Ladder.COORDINATOR,
            ("circular", FACTS),
            now=NOON,
        )


def test_the_coordinator_reads_no_dossier_on_a_deputy(cast: Cast) -> None:
    dossier = opened(cast, Ladder.COORDINATOR)
    with pytest.raises(NotFound):
        dossier_for(cast.coordinator_bram, dossier.pk)
    assert dossier_for(cast.deputy_sofia, dossier.pk).is_own
    with pytest.raises(ConcernsYou):
        close_dossier(cast.deputy_sofia, dossier.pk, now=NOON)


def test_the_appeal_is_open_for_three_weeks_of_belgian_days(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), *WHOLE)
    last = TODAY + timedelta(days=21)
    # Half an hour before and after midnight on Belgian clocks.
    evening = NOON.replace(hour=22, minute=30) + timedelta(days=21)
    night = evening + timedelta(hours=1)
    with pytest.raises(AppealTooLate):
        enter_appeal(cast.at("deputy_sofia", night), dossier.pk, last, "email", now=night)
    late = last + timedelta(days=1)
    with pytest.raises(AppealTooLate):
        enter_appeal(cast.at("mayor_luc", night), dossier.pk, late, "email", now=night)
    with pytest.raises(DatesWrong):
        enter_appeal(cast.deputy_sofia, dossier.pk, TODAY - timedelta(days=1), "email", now=NOON)
    for who in ("officer_an", "officer_els"):
        with pytest.raises(NotAllowed):
            enter_appeal(cast.at(who, NOON), dossier.pk, TODAY, "email", now=NOON)
    enter_appeal(cast.at("deputy_sofia", evening), dossier.pk, last, "registered", now=evening)
    with pytest.raises(AppealKnown):
        enter_appeal(cast.at("mayor_luc", night), dossier.pk, last, "email", now=night)


def test_an_appeal_posted_in_time_is_entered_later_by_the_mayor(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), *WHOLE)
    later = NOON + timedelta(days=30)
    sent = TODAY + timedelta(days=20)
    appeal = enter_appeal(cast.at("mayor_luc", later), dossier.pk, sent, "registered", now=later)
    assert (appeal.sent_on, appeal.entered_at) == (sent, later)


def test_only_the_last_step_can_be_appealed(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.PROVISIONAL)
    with pytest.raises(MoveNotAllowed):
        enter_appeal(cast.deputy_sofia, dossier.pk, TODAY, "email", now=NOON)


def test_an_appeal_that_is_granted_gives_the_function_back_even_after_a_relief(
    cast: Cast,
) -> None:
    was = of_sofia(cast).until
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.TALK, K.PROVISIONAL, K.DEFINITIVE)
    enter_appeal(cast.deputy_sofia, dossier.pk, TODAY, "email", now=NOON)
    assert not coordinates(cast)
    for who, refusal in (("chief_karim", NotAllowed), ("deputy_sofia", ConcernsYou)):
        with pytest.raises(refusal):
            settle_appeal(getattr(cast, who), dossier.pk, "governor", "granted", TODAY, now=NOON)
    with pytest.raises(DatesWrong):
        settle_appeal(
            cast.mayor_luc, dossier.pk, "other", "granted", TODAY + timedelta(days=1), now=NOON
        )
    settle_appeal(cast.mayor_luc, dossier.pk, "governor", "granted", TODAY, now=NOON)
    assert coordinates(cast)
    assert of_sofia(cast).until == was
    assert Dossier.objects.get().state == DossierState.ANNULLED
    with pytest.raises(MoveNotAllowed):
        settle_appeal(cast.mayor_luc, dossier.pk, "governor", "granted", TODAY, now=NOON)


@pytest.mark.parametrize("outcome", ["rejected", "too_late", "withdrawn"])
def test_any_other_outcome_leaves_the_removal(cast: Cast, outcome: str) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), *WHOLE)
    enter_appeal(cast.deputy_sofia, dossier.pk, TODAY, "email", now=NOON)
    settle_appeal(cast.mayor_luc, dossier.pk, "other", outcome, TODAY, now=NOON)
    assert not coordinates(cast)
    assert Dossier.objects.get().state == DossierState.CONFIRMED


def test_the_dossier_of_a_deputy_who_leaves_on_the_same_day_ends_by_itself(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.TALK)
    end_mandate(cast.officer_an, of_sofia(cast).pk, on=TODAY, now=NOON)
    with pytest.raises(PersonGone):
        prepare_step(cast.officer_an, dossier.pk, K.REPRIMAND, details(), now=NOON)
    assert end_gone(now=NOON) == 1
    with pytest.raises(NotFound):
        opened(cast, Ladder.COORDINATOR)


def test_who_coordinates_elsewhere_keeps_that_and_loses_only_this_membership(cast: Cast) -> None:
    """Sofia coordinates here; there she is a member like any other."""
    Membership.objects.update_or_create(
        network_id=cast.stage.winkelhart,
        person_id=cast.person("deputy_sofia"),
        defaults={"joined_at": NOON},
    )
    dossier = open_dossier(
        cast.officer_an,
        cast.stage.winkelhart,
        cast.person("deputy_sofia"),
        Ladder.MEMBER,
        ("house_rules", FACTS),
        now=NOON,
    )
    prepare_step(cast.officer_an, dossier.pk, K.REPORT, details(K.REPORT), now=NOON)
    prepare_step(cast.shopkeeper_amina, dossier.pk, K.DEFINITIVE, details(), now=NOON)
    sign_step(cast.officer_an, dossier.pk, now=NOON)
    sign_step(cast.chief_karim, dossier.pk, now=NOON)
    assert cast.stage.winkelhart not in cast.deputy_sofia.member_of
    assert coordinates(cast)


def test_letters_of_a_removal_are_sent_by_who_signed_it(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), *WHOLE)
    with pytest.raises(NotAllowed):
        note_sent(cast.officer_an, dossier.pk, K.DEFINITIVE, TODAY, "registered", now=NOON)
    note_sent(cast.mayor_luc, dossier.pk, K.DEFINITIVE, TODAY, "registered", now=NOON)


def test_dossiers_are_erased_after_a_year_and_definitive_ones_after_five(cast: Cast) -> None:
    excluded = Membership.objects.get(
        network=cast.stage.meerstraat, person=cast.person("member_chloe")
    )
    closed = opened(cast, Ladder.COORDINATOR)
    close_dossier(cast.officer_an, closed.pk, now=NOON)
    take(cast, opened(cast), *WHOLE)
    assert erase_dossiers(now=NOON + timedelta(days=364)) == 0
    assert erase_dossiers(now=NOON + timedelta(days=365)) == 1
    assert Dossier.objects.get().ladder == Ladder.MEMBER
    late = NOON + timedelta(days=5 * 365)
    assert erase_dossiers(now=late) == 1
    excluded.refresh_from_db()
    assert excluded.state == "left"
