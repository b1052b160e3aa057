"""The papers of survey and meeting as documents: letters, invitations, poster, flyer, lists, minutes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.surveys import letters_to_print
from belfry.founding.codes import in_groups
from belfry.founding.kinds import CountedUnit, MajorityRule, Means
from belfry.founding.meetings import newest_meeting
from belfry.founding.models import Approval, Dossier, Meeting, Survey
from belfry.founding.perimeters import area_of, street_list
from belfry.founding.policies import may_write
from belfry.founding.queries import dossier_for, partners_of
from belfry.founding.surveys import newest_survey, outcome_of
from belfry.founding.types import Outcome
from belfry.networks.printing import portrait
from belfry.paperwork import documents
from belfry.paperwork.documents import MinutesItem, Said, Tally

# A letter names as many streets as a reader takes in.
MOST_STREETS: Final = 6
QUESTIONS: Final[Mapping[str, Promise]] = {
    CountedUnit.HOME: _("Do you want a local prevention partnership in your neighbourhood?"),
    CountedUnit.ESTABLISHMENT: _(
        "Do you want a local prevention partnership in your shopping area?"
    ),
    CountedUnit.PROFESSIONAL: _("Do you want a local prevention partnership of your profession?"),
}
ASKED: Final[Mapping[str, documents.Kind]] = {
    CountedUnit.HOME: documents.Kind.RESIDENTIAL,
    CountedUnit.ESTABLISHMENT: documents.Kind.COMMERCIAL,
    CountedUnit.PROFESSIONAL: documents.Kind.SECTORAL,
}
RULES: Final[Mapping[str, Promise]] = {
    MajorityRule.ANSWERS: _("There is a majority when more answers say yes than no."),
    MajorityRule.UNITS: _("There is a majority when more than half of all who are asked say yes."),
}
CANDIDATES: Final = _("Do you agree with the candidate coordinator and the candidate deputy?")
AGENDA: Final = (
    _("What a local prevention partnership is and is not"),
    _("The result of the survey"),
    _("What the police, the municipality and a coordinator do"),
    _("The choice of a coordinator and a deputy"),
    _("Your questions"),
)
# What a sample letter shows: an address that nobody has, and a code that is none.
SAMPLE_STREET: Final = _("Example Street 1")
SAMPLE_CODE: Final = "XXXXX XXXXX"
TOWN_HALL: Final = _("the town hall of %(town)s")


def decided_by(rule: str, quorum: int = 0) -> str:
    """Return when there is a majority, in the active language: everybody reads it before they answer."""
    words = str(RULES[rule])
    if not quorum:
        return words
    return f"{words} " + gettext("At least %(percent)s %% must answer.") % {"percent": quorum}


def answer_link(code: str = "") -> str:
    """Return the address where a code is answered; the code stands where no server sees it."""
    return f"{settings.BASE_URL}/answer/" + (f"#{code}" if code else "")


def survey_letters(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.SurveyLetters:
    """Return a letter for everybody who is asked. It is recorded; raises as `letters_to_print` does."""
    survey, letters = letters_to_print(actor, dossier_id, now=now)
    coded = tuple(
        documents.CodedLetter(address=lines, code=in_groups(code), link=answer_link(code))
        for lines, code in letters
    )
    return _survey_letters(survey, coded, now)


def sample_letter(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.SurveyLetters:
    """Return a letter of the open survey to an invented address, with a code that opens nothing.

    Raises NotFound, NotAllowed.
    """
    dossier = _prepared_by(actor, dossier_id)
    survey = newest_survey(dossier)
    if survey is None or survey.closed_at is not None:
        raise NotFound
    sample = documents.CodedLetter(
        address=_sample_address(dossier), code=SAMPLE_CODE, link=answer_link()
    )
    return _survey_letters(survey, (sample,), now)


def _survey_letters(
    survey: Survey, letters: tuple[documents.CodedLetter, ...], now: datetime
) -> documents.SurveyLetters:
    dossier = survey.dossier
    return documents.SurveyLetters(
        **_common(dossier, local(now).date()),
        letters=letters,
        asked=_asked(dossier),
        question=_in_each(dossier, QUESTIONS[survey.unit]),
        decided=_decided(dossier, survey),
        closes_on=survey.closes_on,
        answer_at=answer_link().partition("://")[2].rstrip("/"),
        return_to=_town_hall(dossier),
    )


def invitations(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.Invitations:
    """Return a letter to the meeting for everybody who was asked in the survey; raise NotFound, NotAllowed."""
    dossier = _prepared_by(actor, dossier_id)
    survey = newest_survey(dossier)
    asked = survey.asked.order_by("place") if survey else ()
    return _invitations(dossier, tuple(tuple(unit.label.splitlines()) for unit in asked), now)


def sample_invitation(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.Invitations:
    """Return the letter to the meeting with an invented address; raise NotFound, NotAllowed."""
    dossier = _prepared_by(actor, dossier_id)
    return _invitations(dossier, (_sample_address(dossier),), now)


def _invitations(
    dossier: Dossier, addresses: tuple[tuple[str, ...], ...], now: datetime
) -> documents.Invitations:
    return documents.Invitations(
        **_common(dossier, local(now).date()),
        asked=_asked(dossier),
        meeting=_meeting(_planned(dossier)),
        agenda=tuple(_in_each(dossier, point) for point in AGENDA),
        addresses=addresses,
    )


def _asked(dossier: Dossier) -> documents.Kind:
    survey = newest_survey(dossier)
    return ASKED[survey.unit] if survey else documents.Kind(dossier.network_kind)


def _prepared_by(actor: Actor, dossier_id: UUID) -> Dossier:
    dossier = dossier_for(actor, dossier_id)
    if not may_write(partners_of(actor, dossier), dossier.state):
        raise NotAllowed
    return dossier


def _sample_address(dossier: Dossier) -> tuple[str, ...]:
    town = dossier.leading_town
    return (_in_each(dossier, SAMPLE_STREET)[dossier.language], town.name_in(dossier.language))


def poster(
    actor: Actor, dossier_id: UUID, *, size: documents.Paper, now: datetime
) -> documents.Poster:
    """Return a poster for the meeting; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    meeting = _planned(dossier)
    return documents.Poster(
        **_common(dossier, local(now).date()),
        paper=size,
        meeting=_meeting(meeting),
        link=public_link(meeting),
    )


def flyer(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.Flyer:
    """Return a sheet for letterboxes; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    meeting = _planned(dossier)
    return documents.Flyer(
        **_common(dossier, local(now).date()), meeting=_meeting(meeting), link=public_link(meeting)
    )


def attendance_list(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.AttendanceList:
    """Return the list that lies at the door; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    return documents.AttendanceList(
        **_common(dossier, local(now).date()), meeting=_meeting(_planned(dossier))
    )


def minutes(actor: Actor, dossier_id: UUID, *, now: datetime) -> documents.Minutes:
    """Return the minutes with the count of the survey and of a vote at the meeting; raise NotFound."""
    dossier = dossier_for(actor, dossier_id)
    meeting = newest_meeting(dossier)
    if meeting is None or meeting.attendance is None:
        raise NotFound
    survey = newest_survey(dossier)
    vote = _counted_vote(dossier)
    return documents.Minutes(
        **_common(dossier, local(now).date()),
        meeting=_meeting(meeting),
        present=meeting.attendance,
        units_present=vote.units if vote else None,
        items=(
            *_survey_item(dossier, survey),
            MinutesItem(
                title=_in_each(dossier, _("What was said")),
                paragraphs=tuple(filter(None, map(str.strip, meeting.minutes.split("\n")))),
            ),
            *_vote_item(dossier, vote),
        ),
    )


def public_link(meeting: Meeting) -> str:
    """Return the address of the meeting's own page, which opens for everybody once they are invited."""
    return f"{settings.BASE_URL}/public-meetings/{meeting.pk}/"


def _common(dossier: Dossier, dated: date) -> dict[str, Any]:
    return {
        "languages": tuple(dossier.languages),
        "dated": dated,
        "network": _portrait(dossier, dated),
    }


def _portrait(dossier: Dossier, on: date) -> documents.Network:
    return portrait(
        kind=dossier.network_kind,
        name=dossier.name,
        town=dossier.leading_town,
        zone=dossier.leading_zone,
        on=on,
        area=_area(dossier, on),
    )


def _area(dossier: Dossier, on: date) -> Said:
    area = area_of(dossier)
    if area is None:
        return dossier.profession
    streets = [one.street for one in street_list(area, on=on)]
    found = {}
    for language in dossier.languages:
        named = [street.name_in(language) for street in streets]
        more = ", …" if len(named) > MOST_STREETS else ""
        found[language] = ", ".join(named[:MOST_STREETS]) + more
    return found


def _in_each(dossier: Dossier, words: str | Promise) -> dict[str, str]:
    found = {}
    for language in dossier.languages:
        with translation.override(language):
            found[language] = str(words)
    return found


def _decided(dossier: Dossier, survey: Survey) -> dict[str, str]:
    found = {}
    for language in dossier.languages:
        with translation.override(language):
            found[language] = decided_by(survey.rule, survey.quorum)
    return found


def _town_hall(dossier: Dossier) -> tuple[Said, ...]:
    town = dossier.leading_town
    halls = _in_each(dossier, TOWN_HALL)
    return (
        {language: words % {"town": town.name_in(language)} for language, words in halls.items()},
    )


def _planned(dossier: Dossier) -> Meeting:
    meeting = newest_meeting(dossier)
    if meeting is None:
        raise NotFound
    return meeting


def _meeting(meeting: Meeting) -> documents.Meeting:
    return documents.Meeting(begins_at=meeting.at, place=(meeting.place,))


def _counted_vote(dossier: Dossier) -> Approval | None:
    votes = dossier.approvals.filter(means=Means.MEETING, closed_at__isnull=False)
    return votes.order_by("-closed_at").first()


def _survey_item(dossier: Dossier, survey: Survey | None) -> Sequence[MinutesItem]:
    if survey is None or survey.closed_at is None:
        return ()
    tally = _tally(dossier, QUESTIONS[survey.unit], outcome_of(survey))
    return (MinutesItem(title=_in_each(dossier, _("The result of the survey")), tally=tally),)


def _vote_item(dossier: Dossier, vote: Approval | None) -> Sequence[MinutesItem]:
    if vote is None:
        return ()
    tally = _tally(dossier, CANDIDATES, outcome_of(vote))
    title = _in_each(dossier, _("The vote on coordinator and deputy"))
    return (MinutesItem(title=title, tally=tally),)


def _tally(dossier: Dossier, question: str | Promise, outcome: Outcome) -> Tally:
    return Tally(
        question=_in_each(dossier, question),
        units=outcome.units,
        yes=outcome.yes,
        no=outcome.no,
        rule=_in_each(dossier, MajorityRule(outcome.rule).label),
        carried=outcome.carried,
    )
