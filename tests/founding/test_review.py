"""Submitted, corrected, refused or recognised: only the reviewer decides, and only then a network exists."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from belfry.audit.models import Entry
from belfry.bulletins.actions.writing import write_bulletin
from belfry.bulletins.types import Draft
from belfry.core.actor import Role
from belfry.core.clock import local
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.founding.actions.papers import declare_ready
from belfry.founding.actions.review import (
    RECOGNISED,
    REFUSED,
    TO_CORRECT,
    TO_REVIEW,
    answer_remark,
    ask_correction,
    recognise,
    refuse,
    submit,
)
from belfry.founding.actions.signing import prepare_signing
from belfry.founding.errors import (
    AnswerMissing,
    ConditionsMissing,
    NumberMissing,
    NumberTaken,
    ReasonMissing,
    RecognisedInFuture,
    RemarksMissing,
)
from belfry.founding.models import Dossier, Section
from belfry.founding.queries import dossier_for
from belfry.founding.reviewing import recognition_letter, remarks_of
from belfry.founding.workflow import DossierState
from belfry.networks.kinds import Paper
from belfry.networks.mandates import holders_of
from belfry.networks.models import Network
from belfry.networks.numbers import next_number
from belfry.networks.queries import actor_for, places_of, plan_of
from belfry.paperwork.compiling import content_of, pdf_of
from belfry.paperwork.documents import Addressee
from tests.bulletins.desk import JUDGED
from tests.cast import NOON, Cast
from tests.founding.mails import mails_about
from tests.founding.signed_stages import (
    MAYOR,
    SIGNING,
    change,
    drafted,
    four,
    prepared,
    recognised,
    signed,
    signs,
    submitted,
)
from tests.paperwork.seals import check_seal
from tests.web.things import WORDS

LATER = NOON + timedelta(minutes=5)
TODAY = local(NOON).date()
NOT_THE_REVIEWER = (
    "founder_hilde", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc", "outsider_dries",
)  # fmt: skip
STRANGERS = ("member_chloe", "officer_piet", "chief_marie", "centre_mila", "operator_sam")


@pytest.mark.parametrize("name", ["founder_hilde", "officer_an", "clerk_nadia", "mayor_luc"])
def test_who_prepares_the_dossier_submits_it_and_the_reviewer_hears_of_it(
    cast: Cast, name: str
) -> None:
    dossier = signed(cast)
    with pytest.raises(NotFound):
        dossier_for(cast.reviewer_eva, dossier.pk)
    submit(getattr(cast, name), dossier.pk, now=LATER)
    assert dossier_for(cast.reviewer_eva, dossier.pk).state == DossierState.SUBMITTED
    assert len(mails_about(dossier, "reviewer-eva", TO_REVIEW)) == 1
    with pytest.raises(NotAllowed):
        submit(getattr(cast, name), dossier.pk, now=LATER)


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_submit_and_review_nothing(cast: Cast, name: str) -> None:
    dossier, actor = submitted(cast), getattr(cast, name)
    with pytest.raises(NotFound):
        submit(actor, dossier.pk, now=LATER)
    with pytest.raises(NotFound):
        remarks_of(actor, dossier.pk)
    with pytest.raises(NotFound):
        recognise(actor, dossier.pk, number="PP-1", on=TODAY, now=LATER)


def test_nothing_is_submitted_before_everybody_signed(cast: Cast) -> None:
    dossier, _paper = prepared(cast)
    signs(cast, dossier, MAYOR)
    with pytest.raises(MoveNotAllowed):
        submit(cast.founder_hilde, dossier.pk, now=LATER)


@pytest.mark.parametrize("name", NOT_THE_REVIEWER)
def test_no_partner_reviews(cast: Cast, name: str) -> None:
    dossier, actor = submitted(cast), getattr(cast, name)
    for act in (
        lambda: ask_correction(actor, dossier.pk, [(None, "Hours?")], now=LATER),
        lambda: refuse(actor, dossier.pk, reason="No.", now=LATER),
        lambda: recognise(actor, dossier.pk, number="PP-1", on=TODAY, now=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.SUBMITTED


def test_a_correction_names_sections_and_is_settled_when_signed_and_submitted_again(
    cast: Cast,
) -> None:
    dossier = submitted(cast)
    aim = Section.objects.get(dossier=dossier, key="purpose")
    remarks = [(aim.pk, "Say it in German, too."), (None, "Thank you."), (None, "  ")]
    ask_correction(cast.reviewer_eva, dossier.pk, remarks, now=LATER)
    shown = remarks_of(cast.founder_hilde, dossier.pk)
    assert {(one.section_id, one.text) for one in shown} == {
        (aim.pk, "Say it in German, too."),
        (None, "Thank you."),
    }
    for name in ("founder-hilde", "outsider-dries", "mayor-luc", "officer-an"):
        assert len(mails_about(dossier, name, TO_CORRECT)) == 1
    with pytest.raises(MoveNotAllowed):
        ask_correction(cast.reviewer_eva, dossier.pk, remarks, now=LATER)

    change(cast, dossier, now=LATER)
    with pytest.raises(ConditionsMissing):
        submit(cast.founder_hilde, dossier.pk, now=LATER)
    prepare_signing(cast.founder_hilde, dossier.pk, four(cast), now=LATER)
    for role in SIGNING:
        signs(cast, dossier, role, now=LATER)
    submit(cast.founder_hilde, dossier.pk, now=LATER)
    assert all(one.settled_at == LATER for one in remarks_of(cast.reviewer_eva, dossier.pk))


@pytest.mark.parametrize("on_the_whole", [True, False])
def test_what_came_back_unchanged_is_not_submitted_again(cast: Cast, *, on_the_whole: bool) -> None:
    dossier = submitted(cast)
    aim = Section.objects.get(dossier=dossier, key="purpose")
    remark = (None if on_the_whole else aim.pk, "Say it shorter.")
    ask_correction(cast.reviewer_eva, dossier.pk, [remark], now=LATER)
    with pytest.raises(ConditionsMissing):
        submit(cast.founder_hilde, dossier.pk, now=LATER)
    with pytest.raises(Error, match="from correction to submitted without remarks_answered"):
        force(dossier, "submitted")
    # Nor by the way round: drafted, signed, submitted.
    declare_ready(cast.founder_hilde, dossier.pk, now=LATER)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SIGNED
    with pytest.raises(ConditionsMissing):
        submit(cast.founder_hilde, dossier.pk, now=LATER)
    assert [one.waits for one in remarks_of(cast.founder_hilde, dossier.pk)] == [True]


def force(dossier: Dossier, state: str) -> None:
    """Move a dossier past every action."""
    with transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(state=state)


@pytest.mark.parametrize("name", ["founder_hilde", "officer_an", "clerk_nadia", "mayor_luc"])
def test_a_remark_is_answered_in_writing_and_what_was_signed_counts(cast: Cast, name: str) -> None:
    dossier, actor = submitted(cast), getattr(cast, name)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Who is away in summer?")], now=LATER)
    (remark,) = remarks_of(actor, dossier.pk)
    with pytest.raises(AnswerMissing):
        answer_remark(actor, remark.pk, "  ", now=LATER)
    answer_remark(actor, remark.pk, "Nobody.", now=LATER)
    answer_remark(actor, remark.pk, " The deputy stands in. ", now=LATER)
    submit(actor, dossier.pk, now=LATER)
    (shown,) = remarks_of(cast.reviewer_eva, dossier.pk)
    assert (shown.answer, shown.waits, shown.settled_at) == ("The deputy stands in.", False, LATER)
    assert Entry.objects.filter(act="dossier.remark_answered").count() == 2
    with pytest.raises(NotFound):
        answer_remark(actor, remark.pk, "Too late.", now=LATER)


def test_neither_reviewer_nor_stranger_answers_a_remark(cast: Cast) -> None:
    dossier = submitted(cast)
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Hours?")], now=LATER)
    (remark,) = remarks_of(cast.reviewer_eva, dossier.pk)
    with pytest.raises(NotAllowed):
        answer_remark(cast.reviewer_eva, remark.pk, "Mine.", now=LATER)
    for name in STRANGERS:
        with pytest.raises(NotFound):
            answer_remark(getattr(cast, name), remark.pk, "Mine.", now=LATER)


def test_each_remark_wants_its_own_change(cast: Cast) -> None:
    dossier = submitted(cast)
    aim, limits = (
        Section.objects.get(dossier=dossier, paper="charter", key=key)
        for key in ("purpose", "limits")
    )
    remarks = [(aim.pk, "Shorter."), (limits.pk, "Longer.")]
    ask_correction(cast.reviewer_eva, dossier.pk, remarks, now=LATER)
    change(cast, dossier, now=LATER)
    waiting = {one.section_id for one in remarks_of(cast.founder_hilde, dossier.pk) if one.waits}
    assert waiting == {limits.pk}


def test_a_correction_says_what_is_wrong_in_a_section_of_this_dossier(cast: Cast) -> None:
    dossier = submitted(cast)
    for remarks in ([], [(None, " ")], [(uuid4(), "Hours?")]):
        with pytest.raises(RemarksMissing):
            ask_correction(cast.reviewer_eva, dossier.pk, remarks, now=LATER)


def test_a_refusal_has_a_reason_and_ends_the_dossier(cast: Cast) -> None:
    dossier = submitted(cast)
    with pytest.raises(ReasonMissing):
        refuse(cast.reviewer_eva, dossier.pk, reason="  ", now=LATER)
    refuse(cast.reviewer_eva, dossier.pk, reason="Too small.", now=LATER)
    assert dossier_for(cast.founder_hilde, dossier.pk).reason == "Too small."
    assert len(mails_about(dossier, "clerk-nadia", REFUSED)) == 1
    with pytest.raises(MoveNotAllowed):
        recognise(cast.reviewer_eva, dossier.pk, number="PP-1", on=TODAY, now=LATER)
    assert not Network.objects.filter(name=dossier.name).exists()


def test_a_recognition_makes_the_network_with_all_that_was_agreed(cast: Cast) -> None:
    dossier, network = recognised(cast)
    stage = cast.stage
    assert (network.name, network.state, network.recognition_number) == (
        "Molenwijk",
        "active",
        "PP-2026-1",
    )
    assert places_of(network.pk, on=TODAY) == ([stage.beiaard], [stage.klokdorp])
    assert plan_of(network.pk).version == 1
    perimeter = network.perimeters.get()
    assert [(one["first"], one["side"]) for one in perimeter.streets] == [(None, "both")]
    charter = network.charters.get()
    assert charter.version == 1
    assert charter.papers.keys() == set(Paper)
    assert {"key", "title", "content"} == charter.papers["charter"][0].keys()
    assert network.circular_id == charter.circular_id == dossier.circular_id is not None
    report = check_seal(bytes(charter.file))
    assert report is not None
    assert report.intact
    for role, name in (
        (Role.COORDINATOR, "founder-hilde"),
        (Role.DEPUTY, "outsider-dries"),
        (Role.OFFICER, "officer-an"),
    ):
        assert holders_of(role, network_id=network.pk, on=TODAY) == {cast.person(name)}
    assert (dossier.state, dossier.network_id) == (DossierState.RECOGNISED, network.pk)
    assert len(mails_about(dossier, "mayor-luc", RECOGNISED)) == 1
    with pytest.raises(MoveNotAllowed):
        recognise(cast.reviewer_eva, dossier.pk, number="PP-2026-2", on=TODAY, now=LATER)


def test_a_number_is_given_once_and_a_day_is_not_in_the_future(cast: Cast) -> None:
    dossier = submitted(cast)
    for number, on, refusal in (
        (" ", TODAY, NumberMissing),
        ("PP-MEERSTRAAT", TODAY, NumberTaken),
        ("PP-2026-1", TODAY + timedelta(days=1), RecognisedInFuture),
    ):
        with pytest.raises(refusal):
            recognise(cast.reviewer_eva, dossier.pk, number=number, on=on, now=LATER)
    assert next_number(on=TODAY) == "PP-2026-1"
    recognise(cast.reviewer_eva, dossier.pk, number="PP-2026-41", on=TODAY, now=LATER)
    assert next_number(on=TODAY) == "PP-2026-42"


def test_mayor_and_chief_get_a_letter_that_the_partners_read(cast: Cast) -> None:
    dossier, _network = recognised(cast)
    for to in Addressee:
        letter = recognition_letter(cast.mayor_luc, dossier.pk, to)
        assert (letter.number, letter.recognised_on) == ("PP-2026-1", TODAY)
        assert letter.signatory.function == {"nl": "De FOD Binnenlandse Zaken"}
        assert pdf_of(letter).startswith(b"%PDF")
        words = str(content_of(letter))
        assert words.count("De FOD Binnenlandse Zaken") == 2
        assert ("Aan de burgemeester" in words) is (to == Addressee.MAYOR)
        with pytest.raises(NotFound):
            recognition_letter(cast.outsider_dries, submitted_twin(cast).pk, to)


def submitted_twin(cast: Cast) -> Dossier:
    return Dossier.objects.create(
        kind="founding", network_kind="residential", name="Twin", languages=["nl"],
        initiative="residents", opened_at=NOON,
    )  # fmt: skip


def test_nothing_can_be_offered_to_a_network_before_its_recognition(cast: Cast) -> None:
    dossier = submitted(cast)
    draft = Draft("request", (dossier.pk,), {"nl": WORDS, "fr": WORDS}, judged=JUDGED)
    with pytest.raises(DomainError):
        write_bulletin(cast.officer_an, cast.stage.beiaard, draft, now=LATER)
    assert not Network.objects.filter(name=dossier.name).exists()
    network = recognise(cast.reviewer_eva, dossier.pk, number="PP-2026-1", on=TODAY, now=LATER)
    officer = actor_for(cast.person("officer-an"), at=LATER)
    draft = Draft("request", (network.pk,), {"nl": WORDS, "fr": WORDS}, judged=JUDGED)
    written = write_bulletin(officer, cast.stage.beiaard, draft, now=LATER)
    assert [one.network_id for one in written.releases.all()] == [network.pk]


def test_a_dossier_that_is_drafted_is_not_recognised_by_anybody(cast: Cast) -> None:
    dossier = drafted(cast)
    with pytest.raises(NotFound):
        recognise(cast.reviewer_eva, dossier.pk, number="PP-1", on=TODAY, now=LATER)
