"""The ladder of a member: who takes which step, what it cuts, and what it gives back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.measures.actions.answering import add_view, enter_appeal, note_sent
from belfry.measures.actions.opening import (
    close_dossier,
    end_gone,
    let_rejoin,
    open_dossier,
)
from belfry.measures.actions.stepping import prepare_step, sign_step, withdraw_step
from belfry.measures.errors import (
    AlreadyOpen,
    AlreadySent,
    AlreadySigned,
    ConcernsYou,
    CoordinatesHere,
    DatesWrong,
    FactsMissing,
    FromPoliceFile,
    NoStepWaits,
    NotHeard,
    NotTheSigner,
    NotYetSent,
    PersonGone,
    ReasonsMissing,
    ReportMissing,
    SignedTooEarly,
    StepWaits,
)
from belfry.measures.models import Dossier, Step
from belfry.measures.queries import asked_of, dossier_for, dossiers_of_network, own_dossiers
from belfry.measures.types import StepDetails
from belfry.measures.workflow import DossierState, Function, Ladder, StepKind
from belfry.networks.actions.mandates import end_mandate, give_mandate
from belfry.networks.actions.members import add_member, leave_network
from belfry.networks.actions.neighbours import name_relay
from belfry.networks.errors import UnderMeasure
from belfry.networks.models import Mandate, Membership, Network
from belfry.people.types import UnitDetails
from belfry.program.cast import FIGURES
from tests.cast import NOON, Cast
from tests.measures.rungs import FACTS, details, is_member, opened, take
from tests.networks.test_import_members import put, row

pytestmark = pytest.mark.django_db
K = StepKind
UNIT = UnitDetails("", "Meerstraat", "12", "", "9990", "Klokdorp")
TODAY = NOON.date()


def of_chloe(cast: Cast) -> Membership:
    return Membership.objects.get(network=cast.stage.meerstraat, person=cast.person("member_chloe"))


def test_the_whole_ladder_ends_the_membership_with_its_last_signature_only(cast: Cast) -> None:
    count = Network.objects.get(pk=cast.stage.meerstraat).member_count
    dossier = take(cast, opened(cast), K.TALK, K.REPRIMAND)
    prepare_step(cast.coordinator_bram, dossier.pk, K.DEFINITIVE, details(K.DEFINITIVE), now=NOON)
    sign_step(cast.officer_an, dossier.pk, now=NOON)
    assert is_member(cast, "member_chloe")
    sign_step(cast.chief_karim, dossier.pk, now=NOON)
    assert not is_member(cast, "member_chloe")
    assert of_chloe(cast).state == "excluded"
    assert Network.objects.get(pk=cast.stage.meerstraat).member_count == count - 1
    step = dossier.steps.get(kind=K.DEFINITIVE)
    assert (step.language, step.decided_on) == ("fr", TODAY)
    assert [one.function for one in step.signatures.order_by("pk")] == [
        "coordinator",
        "officer",
        "chief",
    ]


def test_a_provisional_exclusion_that_is_lifted_gives_back_exactly_what_was(cast: Cast) -> None:
    chloe, jozef = of_chloe(cast), cast.person("member_jozef")
    told = Membership.objects.get(network=cast.stage.meerstraat, person=jozef)
    name_relay(cast.coordinator_bram, told.pk, chloe.pk, now=NOON)
    before = Membership.objects.filter(pk__in=[chloe.pk, told.pk]).order_by("pk").values()
    was, count = list(before), Network.objects.get(pk=chloe.network_id).member_count
    dossier = take(cast, opened(cast), K.PROVISIONAL)
    assert not is_member(cast, "member_chloe")
    assert of_chloe(cast).state == "suspended"
    assert Network.objects.get(pk=chloe.network_id).member_count == count - 1
    later = NOON + timedelta(days=9)
    close_dossier(cast.at("officer_an", later), dossier.pk, now=later)
    assert list(before.all()) == was
    assert Network.objects.get(pk=chloe.network_id).member_count == count
    assert is_member(cast, "member_chloe")


def test_an_excluded_person_comes_back_only_when_the_officer_allows_it(cast: Cast) -> None:
    dossier = take(cast, opened(cast), K.REPORT, K.DEFINITIVE)
    again = FIGURES["member-chloe"].details
    for person in (again, replace(again, language="")):
        with pytest.raises(UnderMeasure):
            add_member(cast.coordinator_bram, cast.stage.meerstraat, person, UNIT, now=NOON)
    with pytest.raises(NotAllowed):
        let_rejoin(cast.coordinator_bram, dossier.pk, now=NOON)
    let_rejoin(cast.officer_els, dossier.pk, now=NOON)
    add_member(cast.coordinator_bram, cast.stage.meerstraat, again, UNIT, now=NOON)
    assert is_member(cast, "member_chloe")
    with pytest.raises(MoveNotAllowed):
        let_rejoin(cast.officer_els, dossier.pk, now=NOON)


@pytest.mark.parametrize("kinds", [(K.PROVISIONAL,), (K.REPORT, K.DEFINITIVE)])
def test_a_list_that_still_holds_the_name_brings_nobody_back(
    cast: Cast, kinds: tuple[StepKind, ...]
) -> None:
    dossier = take(cast, opened(cast), *kinds)
    state, count = of_chloe(cast).state, Membership.objects.count()
    listed = row(given_name="Chloé", family_name="Dubois", emails=("chloe.dubois@mail.example",))
    assert put(cast, listed).added == 0
    assert (of_chloe(cast).state, Membership.objects.count()) == (state, count)
    assert not is_member(cast, "member_chloe")
    assert Dossier.objects.get().state == dossier.state


def test_nobody_gets_round_a_provisional_exclusion_by_leaving(cast: Cast) -> None:
    take(cast, opened(cast), K.PROVISIONAL)
    with pytest.raises(NotFound):
        leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    assert of_chloe(cast).state == "suspended"


def test_a_reprimand_and_a_report_cut_nothing(cast: Cast) -> None:
    take(cast, opened(cast), K.TALK, K.REPRIMAND, K.REPORT)
    assert is_member(cast, "member_chloe")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("deputy_sofia", NotAllowed),
        ("chief_karim", NotAllowed),
        ("member_jozef", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("mayor_luc", NotAllowed),
        ("dispatcher_lotte", NotAllowed),
        ("officer_piet", NotFound),
        ("outsider_dries", NotFound),
        ("reviewer_eva", NotFound),
    ],
)
def test_nobody_else_opens_a_dossier_on_a_member(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        open_dossier(
            getattr(cast, who),
            cast.stage.meerstraat,
            cast.person("member_chloe"),
            Ladder.MEMBER,
            ("circular", FACTS),
            now=NOON,
        )
    assert not Dossier.objects.exists()


def test_a_dossier_is_opened_on_a_member_once_and_never_on_oneself(cast: Cast) -> None:
    opened(cast)
    with pytest.raises(AlreadyOpen):
        opened(cast)

    def on(who: str, words: str = FACTS) -> None:
        open_dossier(
            cast.coordinator_bram,
            cast.stage.meerstraat,
            cast.person(who),
            Ladder.MEMBER,
            ("circular", words),
            now=NOON,
        )

    with pytest.raises(ConcernsYou):
        on("coordinator_bram")
    with pytest.raises(NotFound):
        on("outsider_dries")
    with pytest.raises(FactsMissing):
        on("member_anke", "  ")
    with pytest.raises(FromPoliceFile):
        on("member_anke", "Rijksregisternummer 85.07.30-033.28 staat in het dossier.")
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    ["deputy_sofia", "member_jozef", "mayor_luc", "clerk_nadia", "officer_piet", "outsider_dries",
     "reviewer_eva", "centre_mila", "operator_sam", "dispatcher_lotte"],
)  # fmt: skip
def test_nobody_else_finds_a_dossier_on_a_member(cast: Cast, who: str) -> None:
    dossier = opened(cast)
    with pytest.raises(NotFound):
        dossier_for(getattr(cast, who), dossier.pk)
    assert not own_dossiers(getattr(cast, who))


def test_the_person_reads_the_dossier_and_adds_a_view_but_takes_no_step(cast: Cast) -> None:
    dossier = opened(cast)
    assert own_dossiers(cast.member_chloe).get() == dossier
    add_view(cast.member_chloe, dossier.pk, "Je voulais aider.", now=NOON)
    assert Dossier.objects.get().view == "Je voulais aider."
    with pytest.raises(FactsMissing):
        add_view(cast.member_chloe, dossier.pk, " ", now=NOON)
    with pytest.raises(NotAllowed):
        add_view(cast.officer_an, dossier.pk, "Neen.", now=NOON)
    for act in (sign_step, withdraw_step, close_dossier, let_rejoin):
        with pytest.raises(ConcernsYou):
            act(cast.member_chloe, dossier.pk, now=NOON)


def test_each_step_wants_its_own_signers_in_their_order(cast: Cast) -> None:
    dossier = opened(cast)
    with pytest.raises(NotTheSigner) as refused:
        prepare_step(cast.chief_karim, dossier.pk, K.TALK, details(), now=NOON)
    assert str(Function.OFFICER.label) in refused.value.message()
    prepare_step(cast.officer_an, dossier.pk, K.TALK, details(), now=NOON)
    assert dossier.steps.get().signatures.count() == 0
    with pytest.raises(SignedTooEarly) as early:
        sign_step(cast.officer_an, dossier.pk, now=NOON)
    assert str(Function.COORDINATOR.label) in early.value.message()
    assert [step.pk for step in asked_of(cast.coordinator_bram)[0]] == [dossier.steps.get().pk]
    assert not asked_of(cast.officer_an)[0]
    assert asked_of(cast.deputy_sofia) == ([], [])
    assert asked_of(cast.member_chloe) == ([], [dossier])
    sign_step(cast.coordinator_bram, dossier.pk, now=NOON)
    with pytest.raises(AlreadySigned):
        sign_step(cast.coordinator_bram, dossier.pk, now=NOON)
    sign_step(cast.officer_an, dossier.pk, now=NOON)
    with pytest.raises(NoStepWaits):
        sign_step(cast.officer_els, dossier.pk, now=NOON)
    assert Dossier.objects.get().state == DossierState.TALKED


def test_no_step_is_skipped_prepared_twice_or_taken_again(cast: Cast) -> None:
    dossier = opened(cast)
    for kind in (K.REPRIMAND, K.DEFINITIVE):
        with pytest.raises(MoveNotAllowed):
            prepare_step(cast.officer_an, dossier.pk, kind, details(kind), now=NOON)
    prepare_step(cast.coordinator_bram, dossier.pk, K.TALK, details(), now=NOON)
    with pytest.raises(StepWaits):
        prepare_step(cast.officer_an, dossier.pk, K.REPORT, details(K.REPORT), now=NOON)
    with pytest.raises(NotTheSigner):
        withdraw_step(cast.chief_karim, dossier.pk, now=NOON)
    withdraw_step(cast.officer_an, dossier.pk, now=NOON)
    with pytest.raises(NoStepWaits):
        withdraw_step(cast.officer_an, dossier.pk, now=NOON)
    take(cast, dossier, K.TALK)
    with pytest.raises(MoveNotAllowed):
        prepare_step(cast.officer_an, dossier.pk, K.TALK, details(), now=NOON)


def test_a_step_names_its_reasons_the_hearing_and_the_report(cast: Cast) -> None:
    dossier, whole = opened(cast), details(K.PROVISIONAL)
    wrong = [
        (replace(whole, reasons=" "), ReasonsMissing),
        (replace(whole, heard=""), NotHeard),
        (replace(whole, statement=""), NotHeard),
        (replace(whole, invited_on=None), NotHeard),
        (replace(whole, invited_on=TODAY + timedelta(days=1)), DatesWrong),
        (replace(whole, heard_on=TODAY + timedelta(days=1)), DatesWrong),
        (replace(whole, reported_on=None), ReportMissing),
        (replace(whole, reported_on=TODAY + timedelta(days=1)), DatesWrong),
        (StepDetails(), ReasonsMissing),
    ]
    for told, refusal in wrong:
        with pytest.raises(refusal):
            prepare_step(cast.coordinator_bram, dossier.pk, K.PROVISIONAL, told, now=NOON)
    assert not Step.objects.exists()
    absent = replace(whole, heard="stayed_away", statement="")
    prepare_step(cast.coordinator_bram, dossier.pk, K.PROVISIONAL, absent, now=NOON)


def test_a_signature_of_an_officer_who_lost_the_mandate_counts_no_more(cast: Cast) -> None:
    dossier = take(cast, opened(cast), K.TALK)
    prepare_step(cast.officer_els, dossier.pk, K.REPRIMAND, details(), now=NOON)
    mandate = Mandate.objects.get(person=cast.person("officer_els"), role="officer")
    end_mandate(cast.chief_karim, mandate.pk, on=TODAY, now=NOON)
    with pytest.raises(NotFound):
        sign_step(cast.officer_els, dossier.pk, now=NOON)
    with pytest.raises(SignedTooEarly) as refused:
        sign_step(cast.chief_karim, dossier.pk, now=NOON)
    assert str(Function.OFFICER.label) in refused.value.message()
    sign_step(cast.officer_an, dossier.pk, now=NOON)
    sign_step(cast.chief_karim, dossier.pk, now=NOON)
    assert Dossier.objects.get().state == DossierState.REPRIMANDED


def test_one_person_with_two_functions_signs_once(cast: Cast) -> None:
    give_mandate(
        cast.chief_karim,
        "officer",  # type: ignore[arg-type]
        FIGURES["coordinator-bram"].details,
        now=NOON,
        since=TODAY,
        network_id=cast.stage.meerstraat,
    )
    dossier = opened(cast)
    prepare_step(cast.coordinator_bram, dossier.pk, K.TALK, details(), now=NOON)
    with pytest.raises(AlreadySigned):
        sign_step(cast.coordinator_bram, dossier.pk, now=NOON)


def test_the_dossier_of_a_member_who_leaves_ends_by_itself_and_nothing_is_doubled(
    cast: Cast,
) -> None:
    dossier, chloe = take(cast, opened(cast), K.TALK), of_chloe(cast)
    prepare_step(cast.officer_an, dossier.pk, K.REPRIMAND, details(), now=NOON)
    assert end_gone(now=NOON) == 0
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=NOON)
    with pytest.raises(PersonGone):
        sign_step(cast.chief_karim, dossier.pk, now=NOON)
    assert (end_gone(now=NOON), end_gone(now=NOON)) == (1, 0)
    ended = Dossier.objects.get()
    assert (ended.state, ended.erase_on) == ("ended", TODAY + timedelta(days=365))
    chloe.refresh_from_db()
    assert chloe.state == "left"
    add_member(
        cast.coordinator_bram,
        cast.stage.meerstraat,
        FIGURES["member-chloe"].details,
        UNIT,
        now=NOON,
    )
    assert opened(cast).state == "opened"


def test_a_member_who_became_deputy_is_no_longer_on_this_ladder(cast: Cast) -> None:
    dossier = opened(cast)
    give_mandate(
        cast.officer_an,
        "deputy",  # type: ignore[arg-type]
        FIGURES["member-chloe"].details,
        now=NOON,
        since=TODAY,
        network_id=cast.stage.meerstraat,
    )
    with pytest.raises(CoordinatesHere):
        prepare_step(cast.officer_an, dossier.pk, K.REPORT, details(K.REPORT), now=NOON)
    close_dossier(cast.officer_an, dossier.pk, now=NOON)
    with pytest.raises(CoordinatesHere):
        opened(cast)


def test_letters_are_noted_as_sent_once_and_only_where_there_is_one(cast: Cast) -> None:
    dossier = take(cast, opened(cast), K.TALK)
    with pytest.raises(NotYetSent):
        note_sent(cast.officer_an, dossier.pk, K.TALK, TODAY, "email", now=NOON)
    take(cast, dossier, K.REPRIMAND)
    with pytest.raises(NotAllowed):
        note_sent(cast.coordinator_bram, dossier.pk, K.REPRIMAND, TODAY, "email", now=NOON)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(DatesWrong):
            note_sent(cast.officer_an, dossier.pk, K.REPRIMAND, wrong, "email", now=NOON)
    note_sent(cast.officer_an, dossier.pk, K.REPRIMAND, TODAY, "registered", now=NOON)
    with pytest.raises(AlreadySent):
        note_sent(cast.officer_an, dossier.pk, K.REPRIMAND, TODAY, "email", now=NOON)


def test_a_member_has_no_appeal_on_this_ladder(cast: Cast) -> None:
    dossier = take(cast, opened(cast), K.TALK, K.REPRIMAND, K.DEFINITIVE)
    with pytest.raises(MoveNotAllowed):
        enter_appeal(cast.member_chloe, dossier.pk, TODAY, "email", now=NOON)


def test_what_is_read_of_a_network_leaves_out_the_own_dossier(cast: Cast) -> None:
    opened(cast)
    opened(cast, Ladder.COORDINATOR)
    network = cast.stage.meerstraat
    assert [one.ladder for one in dossiers_of_network(cast.coordinator_bram, network)] == ["member"]
    assert dossiers_of_network(cast.officer_an, network).count() == 2
    assert not dossiers_of_network(cast.mayor_luc, network)
    with pytest.raises(NotAllowed):
        dossiers_of_network(cast.member_chloe, network)
