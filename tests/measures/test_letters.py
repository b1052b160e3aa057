"""The letter of a step: in the person's language, with all that was decided, for those who may read it."""

import pytest

from belfry.core.errors import NotFound
from belfry.measures.actions.opening import find_member
from belfry.measures.letters import measure_letter
from belfry.measures.workflow import Ladder, StepKind
from belfry.paperwork.compiling import content_of, pdf_of
from tests.cast import NOON, Cast
from tests.measures.rungs import FACTS, opened, take
from tests.paperwork.making import text_of

pytestmark = pytest.mark.django_db
K = StepKind


def test_a_member_reads_the_decision_in_the_own_language(cast: Cast) -> None:
    dossier = take(cast, opened(cast), K.TALK, K.REPRIMAND, K.DEFINITIVE)
    step = dossier.steps.get(kind=K.DEFINITIVE)
    letter = measure_letter(cast.member_chloe, step.pk)
    assert letter.languages == ("fr",)
    assert letter.address == ("Chloé Dubois", "Meerstraat 8", "9990 Klokdorp")
    assert [one.name for one in letter.signatories] == [
        "Bram De Smet",
        "Els Mertens",
        "Karim Benali",
    ]
    assert letter.appeal_until is None
    text = text_of(pdf_of(letter))
    for words in (FACTS, step.reasons, step.statement, "Exclusion définitive du partenariat"):
        assert words in text


def test_a_removal_tells_the_last_day_of_an_appeal_and_goes_to_the_reviewer(cast: Cast) -> None:
    dossier = take(cast, opened(cast, Ladder.COORDINATOR), K.TALK, K.REPRIMAND, K.DEFINITIVE)
    step = dossier.steps.get(kind=K.DEFINITIVE)
    words = str(content_of(measure_letter(cast.reviewer_eva, step.pk)))
    assert "dinsdag 15 december 2026" in words
    reprimand = dossier.steps.get(kind=K.REPRIMAND)
    with pytest.raises(NotFound):
        measure_letter(cast.reviewer_eva, reprimand.pk)
    with pytest.raises(NotFound):
        measure_letter(cast.coordinator_bram, step.pk)


@pytest.mark.parametrize("who", ["member_jozef", "deputy_sofia", "outsider_dries", "reviewer_eva"])
def test_nobody_else_reads_a_letter_and_a_talk_has_none(cast: Cast, who: str) -> None:
    dossier = take(cast, opened(cast), K.TALK, K.REPRIMAND)
    with pytest.raises(NotFound):
        measure_letter(getattr(cast, who), dossier.steps.get(kind=K.REPRIMAND).pk)
    with pytest.raises(NotFound):
        measure_letter(cast.member_chloe, dossier.steps.get(kind=K.TALK).pk)


def test_an_officer_finds_a_member_by_the_whole_name_only_and_it_is_recorded(cast: Cast) -> None:
    network = cast.stage.meerstraat
    found = find_member(cast.officer_an, network, " chloé  dubois ", now=NOON)
    assert found == cast.person("member_chloe")
    for name in ("Dubois", "Chloé", "", "Dries Maes"):
        assert find_member(cast.officer_an, network, name, now=NOON) is None
