"""The model of the survey letter and of the invitation, for anybody to download (V4)."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise

from belfry.core.clock import BRUSSELS
from belfry.founding.kinds import CountedUnit, MajorityRule
from belfry.founding.papers import BLANK, blank_network
from belfry.founding.printing import (
    AGENDA,
    QUESTIONS,
    SAMPLE_CODE,
    SAMPLE_STREET,
    TOWN_HALL,
    answer_link,
    decided_by,
)
from belfry.paperwork import documents

# A letter leaves residents two weeks; a meeting is announced a month before, for an evening.
ANSWERED_WITHIN: Final = timedelta(days=14)
ANNOUNCED: Final = timedelta(days=30)
EVENING: Final = time(19, 30)


def model_survey_letter(language: str, *, on: date) -> documents.SurveyLetters:
    """Return the survey letter to an invented home, with blanks, as if it were printed on a day."""
    letter = documents.CodedLetter(address=_address(language), code=SAMPLE_CODE, link=answer_link())
    with translation.override(language):
        decided = decided_by(MajorityRule.ANSWERS)
    return documents.SurveyLetters(
        **_common(language, on),
        letters=(letter,),
        asked=documents.Kind.RESIDENTIAL,
        question=_said(QUESTIONS[CountedUnit.HOME], language),
        decided={language: decided},
        closes_on=on + ANSWERED_WITHIN,
        answer_at=answer_link().partition("://")[2].rstrip("/"),
        return_to=(_town_hall(language),),
    )


def model_invitation(language: str, *, on: date) -> documents.Invitations:
    """Return the invitation to the public meeting to an invented home, with blanks."""
    evening = datetime.combine(on + ANNOUNCED, EVENING, tzinfo=BRUSSELS)
    return documents.Invitations(
        **_common(language, on),
        asked=documents.Kind.RESIDENTIAL,
        meeting=documents.Meeting(begins_at=evening, place=(_town_hall(language),)),
        agenda=tuple(_said(point, language) for point in AGENDA),
        addresses=(_address(language),),
    )


def _common(language: str, on: date) -> dict[str, Any]:
    return {"languages": (language,), "dated": on, "network": blank_network(language)}


def _address(language: str) -> tuple[str, ...]:
    return (_said(SAMPLE_STREET, language)[language], BLANK)


def _town_hall(language: str) -> dict[str, str]:
    return {language: _said(TOWN_HALL, language)[language] % {"town": BLANK}}


def _said(words: Promise, language: str) -> dict[str, str]:
    with translation.override(language):
        return {language: str(words)}
