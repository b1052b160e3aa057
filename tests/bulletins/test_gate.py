"""The release gate: judged, read by a second officer, held back by the wording check, lifted by a chief."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.lifting import lift_block
from belfry.bulletins.actions.writing import change_bulletin, send_back, submit_bulletin
from belfry.bulletins.errors import (
    DescriptionAlone,
    MayNotBeLifted,
    NotJudged,
    NumberNotTyped,
    ReadBySomebodyElse,
    ReasonMissing,
    WordsHeldBack,
)
from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.models import Approval, Bulletin, Judgement, Lift, Reading
from belfry.bulletins.policies import is_wide, rests_on_looks
from belfry.bulletins.queries import draft_of
from belfry.bulletins.types import Draft, Judged, Words
from belfry.core.errors import NotAllowed, NotFound
from tests.bulletins.desk import DUTCH, FRENCH, JUDGED, LATER, draft, submitted, written
from tests.cast import NOON, Cast

SEEN = replace(
    DUTCH,
    description="Een persoon van ongeveer 1,80 meter.",
    details="een donkere jas met kap\nfietste weg richting het station",
)
SEEN_FRENCH = replace(
    FRENCH,
    description="Une personne d'environ 1,80 m.",
    details="une veste sombre à capuche\npartie à vélo vers la gare",
)
NAMED = replace(DUTCH, what="De dader is Kevin Vandenbroucke.")
PLATE = replace(DUTCH, what="Een wagen met nummerplaat 1-ABC-234 reed weg.")
AGREED = Judged(Ground.INFORMATION, Investigation.AGREED, without_personal_data=True)


def described(cast: Cast) -> Bulletin:
    """Return a submitted bulletin that describes a person, written by An."""
    return submitted(cast, what=draft(cast.stage.meerstraat, nl=SEEN, fr=SEEN_FRENCH))


# -- judged


@pytest.mark.parametrize("kind", ["alert", "request", "warning"])
def test_what_is_about_crime_is_judged_before_it_is_submitted(cast: Cast, kind: str) -> None:
    what = replace(draft(cast.stage.meerstraat, bulletin_class=kind), judged=None)
    bulletin = written(cast, what=what)
    with pytest.raises(NotJudged):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    change_bulletin(cast.officer_an, bulletin.pk, replace(what, judged=JUDGED), now=NOON)
    submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    entry = entries_about(f"bulletin:{bulletin.pk}").last()
    assert entry is not None
    assert entry.detail == {"ground": "preventable"}


@pytest.mark.parametrize("kind", ["advice", "outcome", "organisational"])
def test_other_classes_need_no_judgement(cast: Cast, kind: str) -> None:
    what = replace(draft(cast.stage.meerstraat, bulletin_class=kind), judged=None)
    bulletin = written(cast, what=what)
    assert submit_bulletin(cast.officer_an, bulletin.pk, now=NOON).state == "submitted"


def test_a_judgement_is_kept_with_the_draft_and_changes_with_it(cast: Cast) -> None:
    bulletin = written(cast)
    assert draft_of(Bulletin.objects.get(pk=bulletin.pk)).judged == JUDGED
    change_bulletin(
        cast.officer_an,
        bulletin.pk,
        replace(draft(cast.stage.meerstraat), judged=AGREED),
        now=LATER,
    )
    judgement = Judgement.objects.get(bulletin=bulletin)
    assert (judgement.ground, judgement.judged_at) == ("information", LATER)


def test_personal_data_that_is_still_in_it_is_no_judgement(cast: Cast) -> None:
    careless = replace(JUDGED, without_personal_data=False)
    bulletin = written(cast, what=replace(draft(cast.stage.meerstraat), judged=careless))
    assert not Judgement.objects.exists()
    with pytest.raises(NotJudged):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)


def test_the_database_takes_no_approval_that_nobody_judged(cast: Cast) -> None:
    bulletin = submitted(cast)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM bulletins_judgement WHERE bulletin_id = %s", [bulletin.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(IntegrityError, match="nobody judged"), transaction.atomic():
        _raw_approval(bulletin, cast)


def test_a_judgement_stays_once_it_is_submitted(cast: Cast) -> None:
    bulletin = submitted(cast)
    with pytest.raises(IntegrityError, match="wall: "), transaction.atomic():
        Judgement.objects.filter(bulletin=bulletin).update(ground="threat")


def _raw_approval(bulletin: Bulletin, cast: Cast) -> None:
    from tests.bulletins.test_wall import texts_of  # noqa: PLC0415 -- a test's own maker

    assert cast.chief_karim.person_id is not None
    Approval.objects.create(
        bulletin=bulletin,
        approver_id=cast.chief_karim.person_id,
        approved_at=LATER,
        texts=texts_of(bulletin),
    )


# -- a description of a person


@pytest.mark.parametrize(
    "words",
    [
        replace(SEEN, details=""),
        replace(SEEN, details="een donkere jas"),
        replace(SEEN, details="\n een donkere jas \n"),
        replace(SEEN, behaviour=""),
    ],
)
def test_looks_alone_are_refused(cast: Cast, words: Words) -> None:
    assert rests_on_looks(words)
    bulletin = written(cast, what=draft(cast.stage.meerstraat, nl=words, fr=FRENCH))
    with pytest.raises(DescriptionAlone):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    kept = draft_of(Bulletin.objects.get(pk=bulletin.pk)).words["nl"]
    assert kept.description == words.description


def test_two_officers_read_what_describes_a_person(cast: Cast) -> None:
    bulletin = described(cast)
    assert bulletin.needs_second_reader
    read = approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    assert (read.state, Approval.objects.count()) == ("second_reading", 0)
    with pytest.raises(ReadBySomebodyElse):
        approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    approved = approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    approval = Approval.objects.get()
    assert approved.state == "approved"
    assert approval.reader_id == cast.officer_els.person_id
    assert approval.approver_id == cast.chief_karim.person_id


@pytest.mark.parametrize("name", ["officer_an", "coordinator_bram", "dispatcher_lotte"])
def test_nobody_else_is_the_second_reader(cast: Cast, name: str) -> None:
    bulletin = described(cast)
    approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    with pytest.raises((NotAllowed, NotFound)):
        approve_bulletin(getattr(cast, name), bulletin.pk, now=LATER)
    assert not Approval.objects.exists()


def test_what_comes_back_is_read_anew(cast: Cast) -> None:
    bulletin = described(cast)
    approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    send_back(cast.chief_karim, bulletin.pk, remark="Korter", now=LATER)
    assert not Reading.objects.exists()
    submit_bulletin(cast.officer_an, bulletin.pk, now=LATER)
    again = approve_bulletin(cast.officer_els, bulletin.pk, now=LATER + timedelta(minutes=1))
    assert again.state == "second_reading"


@pytest.mark.parametrize("reader", ["none", "the author", "the approver", "a member"])
def test_the_database_wants_a_third_person_as_reader(cast: Cast, reader: str) -> None:
    bulletin = described(cast)
    approve_bulletin(cast.officer_els, bulletin.pk, now=LATER)
    who = {
        "none": None,
        "the author": cast.officer_an.person_id,
        "the approver": cast.chief_karim.person_id,
        "a member": cast.member_chloe.person_id,
    }[reader]
    from tests.bulletins.test_wall import texts_of  # noqa: PLC0415 -- a test's own maker

    assert cast.chief_karim.person_id is not None
    with pytest.raises(IntegrityError, match="wall: "), transaction.atomic():
        Approval.objects.create(
            bulletin=bulletin,
            approver_id=cast.chief_karim.person_id,
            approved_at=LATER,
            reader_id=who,
            texts=texts_of(bulletin),
        )


# -- more people than usual


@pytest.mark.parametrize(
    ("persons", "usual", "wide"),
    [(500, None, False), (501, None, True), (420, 140, False), (421, 140, True), (3, 1, False)],
)
def test_wide_is_more_than_500_or_three_times_usual(
    persons: int, usual: int | None, *, wide: bool
) -> None:
    assert is_wide(persons, usual) is wide


def test_a_wide_audience_needs_its_number_typed_and_two_officers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.bulletins.policies.WIDE", 3)
    bulletin = submitted(cast)
    for number in (None, 3, 5):
        with pytest.raises(NumberNotTyped):
            approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=number)
    assert (
        approve_bulletin(cast.officer_els, bulletin.pk, now=LATER, number=4).state
        == "second_reading"
    )
    with pytest.raises(NumberNotTyped):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    assert approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER, number=4).state == "approved"
    assert Reading.objects.get().number == 4


# -- the wording check


def with_words(cast: Cast, words: Words, judged: Judged = JUDGED) -> Draft:
    return replace(draft(cast.stage.meerstraat, nl=words, fr=FRENCH), judged=judged)


def test_words_that_may_never_stand_there_are_not_even_submitted(cast: Cast) -> None:
    words = replace(DUTCH, what="Hou de daders zelf tegen en volg hen met de wagen.")
    bulletin = written(cast, what=with_words(cast, words))
    with pytest.raises(WordsHeldBack) as refusal:
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    assert "tegen" not in refusal.value.message()


@pytest.mark.parametrize("words", [NAMED, PLATE])
def test_names_and_plates_pass_only_where_the_prosecutor_agreed(cast: Cast, words: Words) -> None:
    bulletin = written(cast, what=with_words(cast, words))
    with pytest.raises(WordsHeldBack):
        submit_bulletin(cast.officer_an, bulletin.pk, now=NOON)
    change_bulletin(cast.officer_an, bulletin.pk, with_words(cast, words, AGREED), now=NOON)
    assert submit_bulletin(cast.officer_an, bulletin.pk, now=NOON).state == "submitted"


def test_a_chief_lets_a_name_pass_with_a_reason(cast: Cast) -> None:
    bulletin = submitted(cast, what=with_words(cast, PLATE, AGREED))
    with pytest.raises(WordsHeldBack):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)
    with pytest.raises(ReasonMissing):
        lift_block(cast.chief_karim, bulletin.pk, "number_plate", reason=" ", now=LATER)
    for _ in range(2):
        lift_block(
            cast.chief_karim, bulletin.pk, "number_plate", reason="Opsporingsbericht", now=LATER
        )
    assert [(one.label, one.reason) for one in Lift.objects.all()] == [
        ("number_plate", "Opsporingsbericht")
    ]
    entry = entries_about(f"bulletin:{bulletin.pk}").last()
    assert entry is not None
    assert (entry.act, entry.detail) == ("bulletin.lifted", {"label": "number_plate"})
    assert approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER).state == "approved"


@pytest.mark.parametrize("label", ["politics", "number_plate", "nothing"])
def test_a_chief_lifts_nothing_that_the_law_does_not_allow(cast: Cast, label: str) -> None:
    bulletin = submitted(cast)
    with pytest.raises(MayNotBeLifted):
        lift_block(cast.chief_karim, bulletin.pk, label, reason="Omdat", now=LATER)


@pytest.mark.parametrize(
    "name",
    [
        "officer_an",
        "officer_els",
        "dispatcher_lotte",
        "coordinator_bram",
        "chief_marie",
        "mayor_luc",
    ],
)
def test_nobody_but_a_chief_of_the_zone_lifts(cast: Cast, name: str) -> None:
    bulletin = submitted(cast, what=with_words(cast, PLATE, AGREED))
    with pytest.raises((NotAllowed, NotFound)):
        lift_block(getattr(cast, name), bulletin.pk, "number_plate", reason="Omdat", now=LATER)


def test_a_chief_does_not_lift_in_a_message_of_his_own(cast: Cast) -> None:
    bulletin = submitted(cast, what=with_words(cast, PLATE, AGREED), by="chief_karim")
    with pytest.raises(NotAllowed):
        lift_block(cast.chief_karim, bulletin.pk, "number_plate", reason="Omdat", now=LATER)
    assert cast.chief_karim.person_id is not None
    with pytest.raises(IntegrityError, match="only a chief"), transaction.atomic():
        Lift.objects.create(
            bulletin=bulletin,
            label="number_plate",
            reason="Omdat",
            lifted_by_id=cast.chief_karim.person_id,
            lifted_at=LATER,
        )


def test_what_was_lifted_holds_for_these_words_only(cast: Cast) -> None:
    bulletin = submitted(cast, what=with_words(cast, PLATE, AGREED))
    lift_block(cast.chief_karim, bulletin.pk, "number_plate", reason="Opsporing", now=LATER)
    send_back(cast.chief_karim, bulletin.pk, remark="Korter", now=LATER)
    assert not Lift.objects.exists()
    submit_bulletin(cast.officer_an, bulletin.pk, now=LATER)
    with pytest.raises(WordsHeldBack):
        approve_bulletin(cast.chief_karim, bulletin.pk, now=LATER)


def test_a_person_described_anywhere_needs_a_second_reader(cast: Cast) -> None:
    words = replace(DUTCH, what="Een man met een zwarte jas en een pet brak een tuinhuis open.")
    assert submitted(
        cast, what=draft(cast.stage.meerstraat, nl=words, fr=FRENCH)
    ).needs_second_reader
    assert not submitted(cast).needs_second_reader
