"""Where each thing that a dossier lacks is supplied: the page, why it is needed, and the button."""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.founding.story import Owed, Waiting
from belfry.founding.workflow import Condition, DossierState


class Call(NamedTuple):
    """A page of a dossier, what is to be done there in one line, and the words of its button."""

    page: str
    why: str | Promise
    button: str | Promise

    def address(self, dossier_id: UUID) -> str:
        """Return where the page of a dossier is."""
        return reverse(self.page, args=[dossier_id])


_CONSULTATION: Final = Call(
    "dossier_consultation", _("An idea for a network waits for your answer"), _("Read and answer")
)
_MEETING: Final = _("Go to the meeting")
_CANDIDATES: Final = Call(
    "dossier_candidates",
    _("A coordinator and a deputy have to be proposed"),
    _("Go to the candidates"),
)
_SCREENING: Final = Call(
    "dossier_candidates", _("Candidates wait for the screening"), _("Go to the screening")
)
_SURVEY: Final = Call("dossier_survey", _("The residents have to be asked"), _("Go to the survey"))
_REVIEW: Final = Call(
    "dossier_review", _("A dossier waits for your review"), _("Review the dossier")
)
_CORRECTION: Final = Call(
    "dossier_review",
    _("A dossier came back: correct it, and submit it again"),
    _("Go to the remarks"),
)
_TAKE_OVER: Final = Call(
    "take_over_dossier", _("A recognition on paper has to be completed"), _("Complete it")
)
CALLS: Final[Mapping[Condition, Call]] = {
    Condition.TOWN_CONSULTED: _CONSULTATION,
    Condition.POLICE_CONSULTED: _CONSULTATION,
    Condition.AREA_KNOWN: Call(
        "dossier_area", _("It has to be said where the network would lie"), _("Go to the perimeter")
    ),
    Condition.SURVEY_CLOSED: _SURVEY,
    Condition.MAJORITY_FOR: _SURVEY,
    Condition.MAJORITY_MISSED: _SURVEY,
    Condition.INVITED: Call(
        "dossier_meeting", _("Everybody has to be invited to a public meeting"), _MEETING
    ),
    Condition.MEETING_HELD: Call(
        "dossier_meeting", _("The public meeting has to take place"), _MEETING
    ),
    Condition.MINUTES_WRITTEN: Call(
        "dossier_meeting", _("The minutes of the meeting have to be written"), _MEETING
    ),
    Condition.COORDINATOR_PROPOSED: _CANDIDATES,
    Condition.DEPUTY_PROPOSED: _CANDIDATES,
    Condition.SUITABLE: _SCREENING,
    Condition.NOT_SUITABLE: _CANDIDATES,
    Condition.APPROVED: Call(
        "dossier_vote", _("A majority has to approve the candidates"), _("Go to the vote")
    ),
    Condition.PAPERS_COMPLETE: Call(
        "dossier_papers", _("Something is missing in the papers"), _("Go to the papers")
    ),
    Condition.ALL_SIGNED: Call(
        "dossier_signing", _("Signatures are missing"), _("Go to the signatures")
    ),
    Condition.NO_SIGNATURE_NEEDED: Call(
        "dossier_review", _("New contact details can be notified"), _("Notify them")
    ),
    Condition.CHANGE_DESCRIBED: Call(
        "dossier_papers", _("A change has to be described"), _("Go to the papers")
    ),
    Condition.REMARKS_WRITTEN: _REVIEW,
    Condition.REMARKS_ANSWERED: _CORRECTION,
    Condition.NUMBER_GIVEN: _REVIEW,
    Condition.REASON_GIVEN: Call("dossier_end", _("A reason is missing"), _("Write the reason")),
    Condition.CHARTER_SCANNED: _TAKE_OVER,
    Condition.RECOGNITION_KNOWN: _TAKE_OVER,
    Condition.OFFICER_CONFIRMED: _TAKE_OVER,
    Condition.SUCCESSORS_PROPOSED: Call(
        "dossier_candidates",
        _("A network seeks a coordinator or deputy"),
        _("Go to the candidates"),
    ),
    Condition.SUCCESSORS_SUITABLE: _SCREENING,
    Condition.SUCCESSORS_APPROVED: Call(
        "dossier_vote", _("The members have to approve whoever takes over"), _("Go to the vote")
    ),
}
# What nobody else can give.
OWED: Final[Mapping[Owed, Call]] = {
    Owed.CANDIDACY: Call(
        "dossier_candidates", _("You are proposed as coordinator or deputy"), _("Read and answer")
    ),
    Owed.SIGNATURE: Call(
        "dossier_signing", _("A charter waits for your signature"), _("Read and sign")
    ),
}
# When nothing is missing any more, somebody still presses.
PRESSES: Final[Mapping[DossierState, Call]] = {
    DossierState.CONSULTED: Call(
        "dossier_survey", _("The residents can be asked again"), _("Go to the survey")
    ),
    DossierState.SURVEYED: _SURVEY,
    DossierState.MEETING_HELD: CALLS[Condition.MINUTES_WRITTEN],
    DossierState.PROPOSED: _CANDIDATES,
    DossierState.SCREENED: CALLS[Condition.SUITABLE],
    DossierState.DRAFTED: Call(
        "dossier_papers", _("The papers are complete and can be signed"), _("Go to the papers")
    ),
    DossierState.SIGNED: CALLS[Condition.ALL_SIGNED],
    DossierState.SUBMITTED: Call(
        "dossier_review", _("Everything is signed and can be submitted"), _("Submit the dossier")
    ),
    DossierState.RECOGNISED: _REVIEW,
    DossierState.NAMED: Call(
        "dossier_naming", _("Somebody can be named coordinator or deputy"), _("Choose the day")
    ),
}
# The page that shows how a step was taken.
STEPS: Final[Mapping[DossierState, str]] = {
    DossierState.CONSULTED: "dossier_consultation",
    DossierState.SURVEYED: "dossier_survey",
    DossierState.MEETING_HELD: "dossier_meeting",
    DossierState.PROPOSED: "dossier_candidates",
    DossierState.SCREENED: "dossier_candidates",
    DossierState.DRAFTED: "dossier_papers",
    DossierState.SIGNED: "dossier_signing",
    DossierState.SUBMITTED: "dossier_review",
    DossierState.RECOGNISED: "dossier_review",
    DossierState.NAMED: "dossier_candidates",
}


def call_of(waiting: Waiting) -> Call:
    """Return where somebody does what a dossier waits for."""
    if waiting.owed:
        return OWED[waiting.owed]
    return call_for(waiting.dossier.state, waiting.target, waiting.condition)


def call_for(state: str, target: DossierState, condition: Condition | None) -> Call:
    """Return where the step from a state is taken: by what is missing first, else by a press."""
    if condition:
        return CALLS[condition]
    # What came back is corrected before it is submitted again.
    return _CORRECTION if state == DossierState.CORRECTION else PRESSES[target]
