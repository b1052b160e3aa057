"""The survey: who is asked, one answer each, only totals, and what the count does to the dossier."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from belfry.audit.models import Entry
from belfry.core.clock import local
from belfry.core.errors import DomainError, NotAllowed, NotFound
from belfry.founding.actions.answering import enter_answers, give_answer, leave_address
from belfry.founding.actions.consulting import answer_consultation, end_dossier
from belfry.founding.actions.surveys import (
    ask_again,
    close_due_surveys,
    letters_to_print,
    open_survey,
)
from belfry.founding.codes import code_of, in_groups
from belfry.founding.errors import (
    AnsweredAlready,
    AreaUnknown,
    ClosingDayWrong,
    CodeMistyped,
    CodeUnknown,
    ConditionsMissing,
    ListMissing,
    NobodyToAsk,
    NothingAsked,
    NotThisStep,
    SurveyIsOpen,
)
from belfry.founding.lists import read_units
from belfry.founding.models import Dossier, Interest, Survey, SurveyUnit
from belfry.founding.printing import sample_letter
from belfry.founding.surveys import ballot_of, survey_of, unit_by_code
from belfry.founding.types import SurveyOpening
from belfry.paperwork.compiling import content_of
from belfry.territory.models import Address
from tests.cast import NOON, Cast
from tests.founding.stages import asked, codes_of, consulted, idea, surrounded, surveyed

pytestmark = pytest.mark.django_db
TODAY = local(NOON).date()
ASKING = SurveyOpening("home", "answers", 0, TODAY + timedelta(days=14))
LIST = """Zaak;Straat;Nummer;Postcode;Gemeente
Bakkerij Aerts;Markt;3;9990;Klokdorp
Slagerij Bo;Markt;5;9990;Klokdorp
Bakkerij Aerts;Markt;3;9990;Klokdorp
Kapper zonder straat;;;9990;Klokdorp
Zijstraat: Kapelweg;;;;
;Markt;9;9990;Klokdorp
"""


def answer(code: str, *, agrees: bool, days: int = 0) -> None:
    give_answer(unit_by_code(code), "survey", agrees=agrees, now=NOON + timedelta(days=days))


def count(dossier: Dossier) -> tuple[int, int, int]:
    survey = Survey.objects.filter(dossier=dossier).latest("opened_at")
    return survey.units, survey.yes, survey.no


def test_every_home_of_the_perimeter_is_asked_once(cast: Cast) -> None:
    dossier = asked(cast, homes=5)
    lines = [unit.label for unit in SurveyUnit.objects.order_by("place")]
    assert lines == [f"Molenweg {number}\n9990 Klokdorp" for number in (1, 3, 5, 2, 4)]
    assert count(dossier) == (5, 0, 0)
    assert Entry.objects.filter(act="survey.opened", subject=f"dossier:{dossier.pk}").exists()


def test_a_box_is_named_in_the_language_of_the_letters(cast: Cast) -> None:
    dossier = surrounded(cast, homes=1)
    flat = Address.objects.get()
    flat.pk, flat.reference, flat.box = None, "flat", "A"
    flat.save()
    open_survey(cast.founder_hilde, dossier.pk, ASKING, now=NOON)
    assert SurveyUnit.objects.get().label == "Molenweg 1 bus A\n9990 Klokdorp"


@pytest.mark.parametrize(
    "who", ["founder_hilde", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc"]
)
def test_whoever_prepares_the_dossier_opens_the_survey(cast: Cast, who: str) -> None:
    dossier = surrounded(cast)
    open_survey(getattr(cast, who), dossier.pk, ASKING, now=NOON)
    assert count(dossier)[0] == 5


@pytest.mark.parametrize(
    "who", ["outsider_dries", "officer_piet", "coordinator_bram", "reviewer_eva", "operator_sam"]
)
def test_strangers_find_no_dossier(cast: Cast, who: str) -> None:
    dossier = asked(cast)
    stranger = getattr(cast, who)
    for act in (
        lambda: open_survey(stranger, dossier.pk, ASKING, now=NOON),
        lambda: letters_to_print(stranger, dossier.pk, now=NOON),
        lambda: enter_answers(stranger, dossier.pk, "survey", [], now=NOON),
        lambda: ask_again(stranger, dossier.pk, now=NOON),
        lambda: survey_of(stranger, dossier.pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_survey_needs_consultation_and_an_area_and_is_alone(cast: Cast) -> None:
    with pytest.raises(NotThisStep):
        open_survey(cast.founder_hilde, idea(cast).pk, ASKING, now=NOON)
    with pytest.raises(AreaUnknown):
        open_survey(cast.founder_hilde, consulted(cast).pk, ASKING, now=NOON)
    with pytest.raises(SurveyIsOpen):
        open_survey(cast.founder_hilde, asked(cast).pk, ASKING, now=NOON)


@pytest.mark.parametrize("days", [-1, 0, 13, 184, 100_000])
def test_a_closing_day_too_soon_or_far_off_is_refused(cast: Cast, days: int) -> None:
    asking = replace(ASKING, closes_on=TODAY + timedelta(days=days))
    with pytest.raises(ClosingDayWrong):
        open_survey(cast.founder_hilde, surrounded(cast).pk, asking, now=NOON)


def test_a_perimeter_without_addresses_and_a_missing_list_are_said(cast: Cast) -> None:
    dossier = surrounded(cast, homes=0)
    with pytest.raises(NobodyToAsk):
        open_survey(cast.founder_hilde, dossier.pk, ASKING, now=NOON)
    with pytest.raises(ListMissing):
        open_survey(cast.founder_hilde, dossier.pk, replace(ASKING, unit="establishment"), now=NOON)


def test_a_list_names_who_is_asked_and_which_rows_are_bad(cast: Cast) -> None:
    found = read_units(LIST.encode(), "zaken.csv")
    assert found.listed == [
        "Bakkerij Aerts\nMarkt 3\n9990 Klokdorp",
        "Slagerij Bo\nMarkt 5\n9990 Klokdorp",
    ]
    assert [(bad.line, bool(bad.reason)) for bad in found.bad] == [(5, True), (7, True)]
    assert (found.notes, found.twice) == ([6], 1)
    dossier = surrounded(cast)
    asking = replace(ASKING, unit="establishment", listed=found.listed)
    open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)
    assert count(dossier) == (2, 0, 0)
    # What stands on the list is at rest only as ciphertext.
    with connection.cursor() as cursor:
        cursor.execute("SELECT label FROM founding_surveyunit")
        kept = [bytes(label) for (label,) in cursor.fetchall()]
    assert all(b"Bakkerij" not in sealed for sealed in kept)


def test_a_letter_speaks_to_whom_it_asks_whatever_the_kind_of_the_network(cast: Cast) -> None:
    dossier = surrounded(cast)
    asking = replace(
        ASKING, unit="establishment", listed=["Bakkerij Aerts\nMarkt 3\n9990 Klokdorp"]
    )
    open_survey(cast.founder_hilde, dossier.pk, asking, now=NOON)
    letter = str(content_of(sample_letter(cast.founder_hilde, dossier.pk, now=NOON)))
    assert "Aan de zaakvoerder" in letter
    assert "Eén antwoord per zaak" in letter


def test_the_rule_is_said_before_the_first_answer(cast: Cast) -> None:
    dossier = asked(cast, rule="units", quorum=40)
    words = "meer dan de helft van alle bevraagden ja zegt. Minstens 40 % moet antwoorden."
    assert words in str(content_of(sample_letter(cast.founder_hilde, dossier.pk, now=NOON)))
    ballot = ballot_of(unit_by_code(codes_of(dossier)[0]), now=NOON)
    assert (ballot.rule, ballot.quorum) == ("units", 40)


def test_the_letters_hold_the_codes_and_printing_them_is_recorded(cast: Cast) -> None:
    dossier = asked(cast)
    _, letters = letters_to_print(cast.clerk_nadia, dossier.pk, now=NOON)
    assert [code for _, code in letters] == codes_of(dossier)
    assert letters[0][0] == ("Molenweg 1", "9990 Klokdorp")
    assert Entry.objects.filter(act="survey.letters_printed").count() == 1
    assert letters_to_print(cast.founder_hilde, dossier.pk, now=NOON)[1] == letters


def test_letters_of_a_closed_survey_are_not_printed_any_more(cast: Cast) -> None:
    with pytest.raises(NotThisStep):
        letters_to_print(cast.founder_hilde, surveyed(cast).pk, now=NOON)


def test_a_home_answers_once_and_only_totals_and_the_day_are_kept(cast: Cast) -> None:
    dossier = asked(cast)
    code = codes_of(dossier)[0]
    answer(in_groups(code).lower(), agrees=True)
    for agrees in (True, False):
        with pytest.raises(AnsweredAlready):
            answer(code, agrees=agrees)
    assert count(dossier) == (5, 1, 0)
    unit = SurveyUnit.objects.get(place=0)
    assert unit.answered_on == TODAY
    assert {field.name for field in SurveyUnit._meta.get_fields()} == {
        "id", "survey", "place", "label", "digest", "answered_on", "voted_on",
    }  # fmt: skip


def test_no_record_tells_when_an_answer_came(cast: Cast) -> None:
    dossier = asked(cast)
    before = Entry.objects.count()
    answer(codes_of(dossier)[0], agrees=False)
    assert Entry.objects.count() == before


def test_wrong_codes_are_told_apart(cast: Cast) -> None:
    code = codes_of(asked(cast))[0]
    with pytest.raises(CodeMistyped):
        unit_by_code(code[:-1] + ("0" if code[-1] != "0" else "1"))
    with pytest.raises(CodeUnknown):
        unit_by_code(code_of(cast.stage.klokdorp))


def test_while_it_is_open_nobody_reads_more_than_how_many_answered(cast: Cast) -> None:
    dossier = asked(cast)
    answer(codes_of(dossier)[0], agrees=True)
    _, outcome = survey_of(cast.officer_an, dossier.pk)
    assert outcome is not None
    assert (outcome.answers, outcome.yes, outcome.no, outcome.carried) == (1, 0, 0, False)


def test_when_everybody_answered_it_closes_and_the_dossier_goes_on(cast: Cast) -> None:
    dossier = surveyed(cast)
    assert dossier.state == "surveyed"
    _, outcome = survey_of(cast.founder_hilde, dossier.pk)
    assert outcome is not None
    assert (outcome.yes, outcome.no, outcome.carried) == (4, 1, True)
    assert (outcome.percent_answered, outcome.percent_yes) == (100, 80)


def test_it_closes_after_its_last_day_and_not_on_it(cast: Cast) -> None:
    dossier = asked(cast)
    answer(codes_of(dossier)[0], agrees=True, days=20)
    assert close_due_surveys(now=NOON + timedelta(days=20)) == 0
    assert close_due_surveys(now=NOON + timedelta(days=21)) == 1
    assert close_due_surveys(now=NOON + timedelta(days=21)) == 0
    dossier.refresh_from_db()
    assert dossier.state == "surveyed"


def test_an_answer_after_the_last_day_is_late_even_before_the_count(cast: Cast) -> None:
    code = codes_of(asked(cast))[0]
    with pytest.raises(NothingAsked):
        answer(code, agrees=True, days=21)
    assert ballot_of(unit_by_code(code), now=NOON + timedelta(days=21)).question == ""


@pytest.mark.parametrize(
    ("rule", "quorum", "answers", "state"),
    [
        ("answers", 0, [True], "surveyed"),
        ("answers", 0, [True, False], "no_majority"),
        ("answers", 0, [], "no_majority"),
        ("answers", 60, [True, True], "no_majority"),
        ("answers", 60, [True, True, False], "surveyed"),
        ("units", 0, [True, True], "no_majority"),
        ("units", 0, [True, True, True], "surveyed"),
    ],
)
def test_the_rule_and_the_quorum_decide(
    cast: Cast, rule: str, quorum: int, answers: list[bool], state: str
) -> None:
    dossier = asked(cast, rule=rule, quorum=quorum)
    for code, agrees in zip(codes_of(dossier), answers, strict=False):
        answer(code, agrees=agrees)
    close_due_surveys(now=NOON + timedelta(days=21))
    dossier.refresh_from_db()
    assert dossier.state == state
    _, outcome = survey_of(cast.founder_hilde, dossier.pk)
    assert outcome is not None
    assert outcome.carried == (state == "surveyed")


def test_without_a_majority_everybody_may_be_asked_again_with_new_codes(cast: Cast) -> None:
    dossier = asked(cast)
    old = codes_of(dossier)
    later = NOON + timedelta(days=30)
    close_due_surveys(now=later)
    with pytest.raises(NotThisStep):
        open_survey(cast.founder_hilde, dossier.pk, ASKING, now=later)
    ask_again(cast.founder_hilde, dossier.pk, now=later)
    again = replace(ASKING, closes_on=TODAY + timedelta(days=60))
    open_survey(cast.founder_hilde, dossier.pk, again, now=later)
    new = codes_of(dossier)[:5]
    assert not set(new) & set(old)
    give_answer(unit_by_code(new[0]), "survey", agrees=True, now=later)
    with pytest.raises(NothingAsked):
        give_answer(unit_by_code(old[0]), "survey", agrees=True, now=later)


def test_a_new_answer_of_an_official_does_not_ask_again_by_itself(cast: Cast) -> None:
    dossier, later = asked(cast), NOON + timedelta(days=30)
    close_due_surveys(now=later)
    answer_consultation(cast.officer_an, dossier.pk, agrees=False, now=later)
    with pytest.raises(ConditionsMissing):
        ask_again(cast.founder_hilde, dossier.pk, now=later)
    after = answer_consultation(cast.officer_an, dossier.pk, agrees=True, now=later)
    assert after.state == "no_majority"
    ask_again(cast.founder_hilde, dossier.pk, now=later)
    dossier.refresh_from_db()
    assert dossier.state == "consulted"


def test_nobody_asks_again_while_the_survey_runs_or_carried(cast: Cast) -> None:
    with pytest.raises(DomainError):
        ask_again(cast.founder_hilde, asked(cast).pk, now=NOON)


def test_a_dossier_that_is_given_up_takes_no_answers(cast: Cast) -> None:
    dossier = asked(cast)
    end_dossier(cast.founder_hilde, dossier.pk, reason="Nobody has the time.", now=NOON)
    with pytest.raises(NothingAsked):
        answer(codes_of(dossier)[0], agrees=True)
    with pytest.raises(NotAllowed):
        enter_answers(cast.clerk_nadia, dossier.pk, "survey", [], now=NOON)


def test_paper_answers_are_entered_many_in_a_row(cast: Cast) -> None:
    dossier = asked(cast)
    codes = codes_of(dossier)
    answer(codes[2], agrees=True)
    entered = [(codes[0], True), (codes[1].lower(), False), ("0000000001", True), (codes[2], False)]
    faults = enter_answers(cast.clerk_nadia, dossier.pk, "survey", entered, now=NOON)
    assert [type(fault) for fault in faults] == [
        type(None),
        type(None),
        CodeMistyped,
        AnsweredAlready,
    ]
    assert count(dossier) == (5, 2, 1)
    entry = Entry.objects.get(act="survey.paper_entered")
    assert entry.detail == {"answers": 2}


def test_a_letter_of_another_dossier_is_not_entered_here(cast: Cast) -> None:
    dossier = asked(cast)
    other = consulted(cast)
    faults = enter_answers(
        cast.clerk_nadia, other.pk, "survey", [(codes_of(dossier)[0], True)], now=NOON
    )
    assert [type(fault) for fault in faults] == [CodeUnknown]
    assert count(dossier) == (5, 0, 0)


def test_the_last_paper_answer_closes_the_survey(cast: Cast) -> None:
    dossier = asked(cast, homes=2)
    entered = [(code, True) for code in codes_of(dossier)]
    assert enter_answers(cast.founder_hilde, dossier.pk, "survey", entered, now=NOON) == [
        None,
        None,
    ]
    dossier.refresh_from_db()
    assert dossier.state == "surveyed"


def test_an_address_is_left_once_sealed_and_apart_from_every_code(cast: Cast) -> None:
    dossier = asked(cast)
    for name in ("Jan", "Jan Peeters"):
        leave_address(dossier.pk, name, "Jan@Mail.example", "nl", now=NOON)
    (row,) = Interest.objects.all()
    assert (row.name, row.language) == ("Jan Peeters", "nl")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM founding_interest")
        assert b"Jan" not in bytes(cursor.fetchone()[0])
