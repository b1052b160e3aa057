"""The approval of the two candidates by the residents: by the codes of the letters, or at the meeting."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.founding.actions.moving import note
from belfry.founding.actions.surveys import check_closing_day, close_due
from belfry.founding.errors import (
    ApprovedAlready,
    CandidatesMissing,
    CountWrong,
    NotThisStep,
    VoteIsOpen,
)
from belfry.founding.kinds import Means
from belfry.founding.models import Approval, Candidate, Dossier, SurveyUnit
from belfry.founding.queries import is_approved, sought_in, writable_dossier
from belfry.founding.surveys import check_may_hold_vote, newest_survey, open_vote_of, standing
from belfry.founding.workflow import DossierState

# A vote needs candidates, and is over before the charter is signed.
VOTING: Final = frozenset({DossierState.MEETING_HELD, DossierState.PROPOSED, DossierState.SCREENED})


@transaction.atomic
def open_vote(
    actor: Actor, dossier_id: UUID, *, rule: str, closes_on: date, now: datetime
) -> Approval:
    """Ask everybody who got a letter, by its code, whether they agree with the two candidates.

    Raises NotFound, NotAllowed, OwnVote, NotThisStep, CandidatesMissing, VoteIsOpen, ApprovedAlready,
    ClosingDayWrong.
    """
    dossier, candidates = _ready(actor, dossier_id, now=now)
    if is_approved(dossier.pk):
        raise ApprovedAlready
    check_closing_day(closes_on, today=local(now).date())
    survey = newest_survey(dossier)
    if survey is None:
        raise NotThisStep
    # The codes vote once more, on others.
    SurveyUnit.objects.filter(survey=survey).update(voted_on=None)
    vote = Approval.objects.create(
        dossier=dossier,
        **candidates,
        means=Means.CODES,
        rule=rule,
        units=survey.units,
        opened_at=now,
        closes_on=closes_on,
    )
    note(actor, dossier, "vote.opened", now=now, detail={"rule": rule, "units": survey.units})
    return vote


@transaction.atomic
def count_vote(
    actor: Actor, dossier_id: UUID, *, rule: str, units: int, yes: int, no: int, now: datetime
) -> Approval:
    """Write down a vote that was counted at the meeting: units present, yes, no and the rule; twice is once.

    Raises NotFound, NotAllowed, OwnVote, NotThisStep, CandidatesMissing, VoteIsOpen, CountWrong.
    """
    dossier, candidates = _ready(actor, dossier_id, now=now)
    if yes + no > units:
        raise CountWrong
    told = {
        "coordinator": None,
        "deputy": None,
        **candidates,
        "means": Means.MEETING,
        "rule": rule,
        "units": units,
        "yes": yes,
        "no": no,
    }
    newest = dossier.approvals.filter(closed_at__isnull=False).order_by("closed_at", "pk").last()
    if newest and all(getattr(newest, name) == value for name, value in told.items()):
        return newest
    vote = Approval.objects.create(
        dossier=dossier, **told, opened_at=now, closed_at=now, counted_by_id=actor.person_id
    )
    _note_count(actor, dossier, vote, now)
    return vote


def _ready(
    actor: Actor, dossier_id: UUID, *, now: datetime
) -> tuple[Dossier, dict[str, Candidate]]:
    """Return the dossier, locked, and {part: candidate} of its candidates; a vote on others ends here."""
    dossier = writable_dossier(actor, dossier_id)
    check_may_hold_vote(actor, dossier)
    if dossier.state not in VOTING:
        raise NotThisStep
    found = standing(dossier)
    if found.keys() != set(sought_in(dossier)):
        raise CandidatesMissing
    if open_vote_of(dossier):
        raise VoteIsOpen
    for stale in dossier.approvals.filter(closed_at__isnull=True):
        close_vote(dossier, stale, now=now)
    return dossier, found


def close_due_votes(*, now: datetime) -> int:
    """Close votes whose last day is over, and return how many; repeating closes nothing twice."""
    return close_due(Approval, close_vote, now=now)


def close_vote(dossier: Dossier, vote: Approval, *, now: datetime) -> None:
    """Close a vote whose dossier is locked. It moves nothing by itself: the charter comes next."""
    vote.closed_at = now
    vote.save(update_fields=["closed_at"])
    _note_count(Actor.installation(now), dossier, vote, now)


def _note_count(actor: Actor, dossier: Dossier, vote: Approval, now: datetime) -> None:
    count = {"units": vote.units, "yes": vote.yes, "no": vote.no}
    note(actor, dossier, "vote.counted", now=now, detail={**count, "means": vote.means})
