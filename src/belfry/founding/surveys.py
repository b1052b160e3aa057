"""What is known of surveys and votes: counts for those who prepare, a question for a code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.founding.codes import digest_of, read_code
from belfry.founding.errors import CodeUnknown, OwnVote
from belfry.founding.kinds import CountedUnit, Part, Question
from belfry.founding.models import Approval, Candidate, Dossier, Survey, SurveyUnit
from belfry.founding.perimeters import Area, area_of
from belfry.founding.policies import has_majority, may_hold_vote
from belfry.founding.queries import dossier_for, partners_of
from belfry.founding.types import Ballot, Outcome
from belfry.founding.workflow import DossierState
from belfry.people.queries import persons_by_id
from belfry.territory.homes import addresses_in_ranges, addresses_in_shape
from belfry.territory.types import PostalAddress

TENTH: Final = 10
# No survey counts yet, or none any more.
STILL_TO_ASK: Final = frozenset(
    {DossierState.IDEA, DossierState.CONSULTED, DossierState.NO_MAJORITY}
)


def homes_of(dossier: Dossier, *, on: date) -> list[str]:
    """Return the lines of a letter for each home of the newest perimeter, in walking order."""
    area = area_of(dossier)
    return homes_in(area, dossier, on=on) if area else []


def homes_in(area: Area, dossier: Dossier, *, on: date) -> list[str]:
    """Return the lines of a letter for each home of a perimeter, in walking order."""
    if area.ranges:
        found = addresses_in_ranges(area.ranges, on, language=dossier.language)
    elif area.shape:
        found = addresses_in_shape(area.shape, on, language=dossier.language)
    else:
        found = []
    with translation.override(dossier.language):
        return [_lines(address) for address in found]


def _lines(address: PostalAddress) -> str:
    box = " " + _("box %(box)s") % {"box": address.box} if address.box else ""
    street = f"{address.street} {address.number}{box}"
    return f"{street}\n{address.postcode} {address.municipality}".strip()


def newest_survey(dossier: Dossier) -> Survey | None:
    """Return the survey that counts, open or closed."""
    return dossier.surveys.order_by("-opened_at").first()


def was_asked(area: Area, dossier: Dossier, *, on: date) -> bool:
    """Whether the survey that carried a dossier stands for a perimeter: at most a tenth of its homes are new.

    True before a survey, and where no homes were asked.
    """
    survey = newest_survey(dossier)
    if dossier.state in STILL_TO_ASK or survey is None or survey.unit != CountedUnit.HOME:
        return True
    asked = {unit.label for unit in survey.asked.all()}
    homes = homes_in(area, dossier, on=on)
    return sum(home not in asked for home in homes) * TENTH <= len(homes)


def changed_since_survey(dossier: Dossier) -> bool:
    """Whether the perimeter is another one than when the residents were asked."""
    survey = newest_survey(dossier)
    if dossier.state in STILL_TO_ASK or survey is None:
        return False
    return dossier.perimeters.filter(made_at__gt=survey.opened_at).exists()


def survey_of(actor: Actor, dossier_id: UUID) -> tuple[Survey | None, Outcome | None]:
    """Return the newest survey of a dossier and its count, for those who have a part in it."""
    survey = newest_survey(dossier_for(actor, dossier_id))
    return survey, outcome_of(survey) if survey else None


def votes_of(actor: Actor, dossier_id: UUID) -> list[tuple[Approval, Outcome]]:
    """Return the votes on candidates with their counts, the newest first."""
    rows = dossier_for(actor, dossier_id).approvals.select_related("coordinator", "deputy")
    return [(row, outcome_of(row)) for row in rows.order_by("-opened_at", "-pk")]


def outcome_of(row: Survey | Approval) -> Outcome:
    """Return a count as it may be told: answers while it is open, yes and no after it."""
    quorum = row.quorum if isinstance(row, Survey) else 0
    is_over = row.closed_at is not None
    return Outcome(
        units=row.units,
        answers=row.yes + row.no,
        yes=row.yes if is_over else 0,
        no=row.no if is_over else 0,
        rule=row.rule,
        quorum=quorum,
        opened_on=local(row.opened_at).date(),
        closes_on=row.closes_on,
        closed_on=local(row.closed_at).date() if row.closed_at else None,
        carried=is_over and has_majority(row.yes, row.no, row.units, quorum=quorum, rule=row.rule),
    )


def candidates_in_vote(actor: Actor, dossier_id: UUID) -> Mapping[str, str]:
    """Return {part: name} of those who can be voted on now, for those who have a part in the dossier."""
    found = standing(dossier_for(actor, dossier_id))
    persons = persons_by_id([one.person_id for one in found.values()])
    return {part: persons[one.person_id].full_name for part, one in found.items()}


def standing(dossier: Dossier) -> dict[str, Candidate]:
    """Return {part: candidate} of those who can be voted on (the SQL function says the same)."""
    rows = dossier.candidates.filter(
        withdrawn_at__isnull=True, declared_at__isnull=False, consented_at__isnull=False
    )
    return {row.part: row for row in rows.exclude(suitable=False)}


def is_candidate(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor is one of those who can be voted on."""
    return actor.person_id in {row.person_id for row in standing(dossier).values()}


def check_may_hold_vote(actor: Actor, dossier: Dossier) -> None:
    """Raise NotAllowed for who does not prepare the dossier, OwnVote for who is voted on."""
    partners, is_own = partners_of(actor, dossier), is_candidate(actor, dossier)
    if not may_hold_vote(partners, dossier.state, is_candidate=is_own):
        raise OwnVote if is_own else NotAllowed


def open_vote_of(dossier: Dossier) -> Approval | None:
    """Return the vote by codes that is open on the two who stand now."""
    found = standing(dossier)
    return dossier.approvals.filter(
        closed_at__isnull=True,
        coordinator=found.get(Part.COORDINATOR),
        deputy=found.get(Part.DEPUTY),
    ).first()


def is_open(row: Survey | Approval, *, on: date) -> bool:
    """Whether an answer still counts on a day; the closing day itself does."""
    return row.closed_at is None and (row.closes_on is None or on <= row.closes_on)


def unit_by_code(typed: str) -> UUID:
    """Return what a typed code stands for; raise CodeMistyped, CodeUnknown."""
    digest = digest_of(read_code(typed))
    unit_id = SurveyUnit.objects.filter(digest=digest).values_list("pk", flat=True).first()
    if unit_id is None:
        raise CodeUnknown
    return unit_id


def ballot_of(unit_id: UUID, *, now: datetime) -> Ballot:
    """Return what a unit is asked now. Raises CodeUnknown for a unit whose dossier is gone."""
    unit = _units().filter(pk=unit_id).first()
    if unit is None:
        raise CodeUnknown
    survey, dossier, today = unit.survey, unit.survey.dossier, local(now).date()
    question, given, names = "", unit.answered_on is not None, ("", "")
    closes_on: date | None = survey.closes_on
    rule, quorum, about = survey.rule, survey.quorum, f"{Question.SURVEY} {survey.pk}"
    if dossier.state == DossierState.CONSULTED and is_open(survey, on=today):
        question = Question.SURVEY
    elif (
        (vote := open_vote_of(dossier))
        and is_open(vote, on=today)
        and survey == newest_survey(dossier)
    ):
        question, given = Question.VOTE, unit.voted_on is not None
        closes_on, names = vote.closes_on, _names(vote)
        rule, quorum, about = vote.rule, 0, f"{Question.VOTE} {vote.pk}"
    return Ballot(
        dossier.pk,
        dossier.name,
        dossier.network_kind,
        survey.unit,
        question,
        about,
        given,
        closes_on,
        rule,
        quorum,
        *names,
    )


def _units() -> QuerySet[SurveyUnit]:
    return SurveyUnit.objects.select_related("survey__dossier")


def _names(vote: Approval) -> tuple[str, str]:
    # Only both together are voted on by code.
    assert vote.coordinator
    assert vote.deputy
    persons = persons_by_id([vote.coordinator.person_id, vote.deputy.person_id])
    return (
        persons[vote.coordinator.person_id].full_name,
        persons[vote.deputy.person_id].full_name,
    )
