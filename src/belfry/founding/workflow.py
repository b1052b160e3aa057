"""The table of moves of a dossier, with the conditions of each (circular 2019, annex 1).

The database holds the same table (`founding_rule`) and refuses a move whose conditions do not hold: facts
are found in one place, the SQL function `founding_facts`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class DossierKind(models.TextChoices):
    """What a dossier is for."""

    FOUNDING = "founding", _("new network")
    TAKE_OVER = "take_over", _("network recognised on paper")
    AMENDMENT = "amendment", _("change of a recognised network")
    SUCCESSION = "succession", _("new coordinator or deputy")


class Partner(models.TextChoices):
    """The three partners of the agreement, and who recognises it."""

    FOUNDERS = "founders", _("the founders")
    POLICE = "police", _("the police")
    TOWN = "town", _("the municipality")
    INTERIOR = "interior", _("the FPS Interior")


class DossierState(models.TextChoices):
    """How far a dossier is."""

    IDEA = "idea", _("idea")
    CONSULTED = "consulted", _("town and police consulted")
    SURVEYED = "surveyed", _("residents asked")
    NO_MAJORITY = "no_majority", _("no majority")
    MEETING_HELD = "meeting_held", _("meeting held")
    PROPOSED = "proposed", _("candidates proposed")
    UNSUITABLE = "unsuitable", _("another candidate needed")
    SCREENED = "screened", _("candidates screened")
    DRAFTED = "drafted", _("charter drafted")
    SIGNED = "signed", _("signed")
    SUBMITTED = "submitted", _("submitted to the FPS Interior")
    CORRECTION = "correction", _("to be corrected")
    RECOGNISED = "recognised", _("recognised")
    NAMED = "named", _("named")
    REFUSED = "refused", _("refused")
    ABANDONED = "abandoned", _("abandoned")


class Condition(models.TextChoices):
    """What must hold before a move; the label is what a page says while it is missing."""

    TOWN_CONSULTED = "town_consulted", _("The municipality agrees to go on.")
    POLICE_CONSULTED = "police_consulted", _("The police agree to go on.")
    AREA_KNOWN = "area_known", _("The perimeter is drawn, or the profession described.")
    SURVEY_CLOSED = "survey_closed", _("The survey is closed and counted.")
    MAJORITY_FOR = "majority_for", _("A majority says yes.")
    MAJORITY_MISSED = "majority_missed", _("There is no majority.")
    INVITED = "invited", _("Everybody was invited to the public meeting.")
    MEETING_HELD = "meeting_held", _("The public meeting took place.")
    MINUTES_WRITTEN = "minutes_written", _("The minutes are written.")
    COORDINATOR_PROPOSED = (
        "coordinator_proposed",
        _("A candidate coordinator declared everything and agreed to the screening."),
    )
    DEPUTY_PROPOSED = (
        "deputy_proposed",
        _("A candidate deputy declared everything and agreed to the screening."),
    )
    SUITABLE = "suitable", _("The police found both candidates suitable.")
    NOT_SUITABLE = "not_suitable", _("The police found a candidate not suitable.")
    APPROVED = "approved", _("A majority approved the candidates.")
    PAPERS_COMPLETE = "papers_complete", _("The checklist of annex 2 is complete.")
    ALL_SIGNED = "all_signed", _("Every party signed the same text.")
    NO_SIGNATURE_NEEDED = "no_signature_needed", _("Only contact details change.")
    CHANGE_DESCRIBED = "change_described", _("It is said what changes.")
    REMARKS_WRITTEN = "remarks_written", _("The remarks are written.")
    REMARKS_ANSWERED = (
        "remarks_answered",
        _("Each remark of the FPS Interior is answered, by a change or in writing."),
    )
    NUMBER_GIVEN = "number_given", _("The recognition has a number and a date.")
    REASON_GIVEN = "reason_given", _("The reason is written.")
    CHARTER_SCANNED = "charter_scanned", _("The signed charter is uploaded.")
    RECOGNITION_KNOWN = (
        "recognition_known",
        _("Number and date of the recognition and the dates of the screenings are filled in."),
    )
    OFFICER_CONFIRMED = "officer_confirmed", _("The mandated officer confirmed it.")
    SUCCESSORS_PROPOSED = (
        "successors_proposed",
        _("A candidate for each free task declared everything and agreed to the screening."),
    )
    SUCCESSORS_SUITABLE = (
        "successors_suitable",
        _("The police found the candidate for each free task suitable."),
    )
    SUCCESSORS_APPROVED = (
        "successors_approved",
        _("A majority of the members approved whoever takes over."),
    )


# Who can supply what is missing.
SUPPLIERS: Final[Mapping[Condition, Partner]] = {
    Condition.TOWN_CONSULTED: Partner.TOWN,
    Condition.POLICE_CONSULTED: Partner.POLICE,
    Condition.AREA_KNOWN: Partner.FOUNDERS,
    Condition.SURVEY_CLOSED: Partner.FOUNDERS,
    Condition.MAJORITY_FOR: Partner.FOUNDERS,
    Condition.MAJORITY_MISSED: Partner.FOUNDERS,
    Condition.INVITED: Partner.FOUNDERS,
    Condition.MEETING_HELD: Partner.FOUNDERS,
    Condition.MINUTES_WRITTEN: Partner.FOUNDERS,
    Condition.COORDINATOR_PROPOSED: Partner.FOUNDERS,
    Condition.DEPUTY_PROPOSED: Partner.FOUNDERS,
    Condition.SUITABLE: Partner.POLICE,
    Condition.NOT_SUITABLE: Partner.POLICE,
    Condition.APPROVED: Partner.FOUNDERS,
    Condition.PAPERS_COMPLETE: Partner.FOUNDERS,
    Condition.ALL_SIGNED: Partner.FOUNDERS,
    Condition.NO_SIGNATURE_NEEDED: Partner.FOUNDERS,
    Condition.CHANGE_DESCRIBED: Partner.FOUNDERS,
    Condition.REMARKS_WRITTEN: Partner.INTERIOR,
    Condition.REMARKS_ANSWERED: Partner.FOUNDERS,
    Condition.NUMBER_GIVEN: Partner.INTERIOR,
    Condition.REASON_GIVEN: Partner.FOUNDERS,
    Condition.CHARTER_SCANNED: Partner.POLICE,
    Condition.RECOGNITION_KNOWN: Partner.POLICE,
    Condition.OFFICER_CONFIRMED: Partner.POLICE,
    Condition.SUCCESSORS_PROPOSED: Partner.FOUNDERS,
    Condition.SUCCESSORS_SUITABLE: Partner.POLICE,
    Condition.SUCCESSORS_APPROVED: Partner.FOUNDERS,
}


class Move(NamedTuple):
    """Who may take a dossier to a state, and what must hold before."""

    by: frozenset[Partner]
    conditions: tuple[Condition, ...]


S, C = DossierState, Condition
LOCAL: Final = frozenset({Partner.FOUNDERS, Partner.POLICE, Partner.TOWN})
PUBLIC: Final = frozenset({Partner.POLICE, Partner.TOWN})
POLICE: Final = frozenset({Partner.POLICE})
INTERIOR: Final = frozenset({Partner.INTERIOR})
OVER: Final = frozenset({S.RECOGNISED, S.NAMED, S.REFUSED, S.ABANDONED})
# When a coordinator or deputy may be proposed: from the result of the survey until the charter is drafted, or as
# long as a successor is sought.
PROPOSING: Final[Mapping[DossierKind, frozenset[DossierState]]] = {
    DossierKind.FOUNDING: frozenset(
        {S.SURVEYED, S.MEETING_HELD, S.PROPOSED, S.UNSUITABLE, S.SCREENED}
    ),
    DossierKind.SUCCESSION: frozenset({S.IDEA, S.PROPOSED, S.UNSUITABLE, S.SCREENED}),
}
# Until when a candidate may step back besides; later the dossier is with the reviewer.
AFTER_PROPOSING: Final = frozenset({S.DRAFTED, S.SIGNED, S.CORRECTION})
# Where a dossier goes that lost a candidate.
WITHOUT_CANDIDATE: Final[Mapping[DossierKind, DossierState]] = {
    DossierKind.FOUNDING: S.MEETING_HELD,
    DossierKind.SUCCESSION: S.IDEA,
}
SCREENING: Final = frozenset({S.PROPOSED, S.UNSUITABLE})
ABANDON: Final = Move(LOCAL, (C.REASON_GIVEN,))
SUBMIT: Final = Move(LOCAL, (C.REMARKS_ANSWERED, C.PAPERS_COMPLETE, C.ALL_SIGNED))
REVIEW: Final[Mapping[DossierState, Move]] = {
    S.CORRECTION: Move(INTERIOR, (C.REMARKS_WRITTEN,)),
    S.RECOGNISED: Move(INTERIOR, (C.PAPERS_COMPLETE, C.ALL_SIGNED, C.NUMBER_GIVEN)),
    S.REFUSED: Move(INTERIOR, (C.REASON_GIVEN,)),
    S.ABANDONED: ABANDON,
}
SIGNING: Final[Mapping[DossierState, Mapping[DossierState, Move]]] = {
    S.DRAFTED: {
        S.SIGNED: Move(LOCAL, (C.PAPERS_COMPLETE, C.ALL_SIGNED)),
        S.ABANDONED: ABANDON,
    },
    # A change after the first signature voids those given, and the dossier goes back.
    S.SIGNED: {
        S.DRAFTED: Move(LOCAL, ()),
        S.SUBMITTED: SUBMIT,
        S.ABANDONED: ABANDON,
    },
    S.CORRECTION: {
        S.DRAFTED: Move(LOCAL, ()),
        S.SUBMITTED: SUBMIT,
        S.ABANDONED: ABANDON,
    },
}

FOUNDING_MOVES: Final[Mapping[DossierState, Mapping[DossierState, Move]]] = {
    S.IDEA: {
        S.CONSULTED: Move(PUBLIC, (C.TOWN_CONSULTED, C.POLICE_CONSULTED)),
        S.ABANDONED: ABANDON,
    },
    S.CONSULTED: {
        # A perimeter may have reached into another town since, which has to agree, too.
        S.SURVEYED: Move(
            LOCAL,
            (
                C.AREA_KNOWN,
                C.TOWN_CONSULTED,
                C.POLICE_CONSULTED,
                C.SURVEY_CLOSED,
                C.MAJORITY_FOR,
            ),
        ),
        S.NO_MAJORITY: Move(LOCAL, (C.SURVEY_CLOSED, C.MAJORITY_MISSED)),
        S.ABANDONED: ABANDON,
    },
    # With another perimeter, or later, the residents may be asked again.
    S.NO_MAJORITY: {
        S.CONSULTED: Move(LOCAL, (C.TOWN_CONSULTED, C.POLICE_CONSULTED)),
        S.ABANDONED: ABANDON,
    },
    S.SURVEYED: {
        S.MEETING_HELD: Move(LOCAL, (C.INVITED, C.MEETING_HELD, C.MINUTES_WRITTEN)),
        S.ABANDONED: ABANDON,
    },
    S.MEETING_HELD: {
        S.PROPOSED: Move(LOCAL, (C.COORDINATOR_PROPOSED, C.DEPUTY_PROPOSED)),
        S.ABANDONED: ABANDON,
    },
    S.PROPOSED: {
        S.SCREENED: Move(POLICE, (C.COORDINATOR_PROPOSED, C.DEPUTY_PROPOSED, C.SUITABLE)),
        S.UNSUITABLE: Move(POLICE, (C.NOT_SUITABLE,)),
        S.MEETING_HELD: Move(LOCAL, ()),
        S.ABANDONED: ABANDON,
    },
    S.UNSUITABLE: {
        S.PROPOSED: Move(LOCAL, (C.COORDINATOR_PROPOSED, C.DEPUTY_PROPOSED)),
        S.ABANDONED: ABANDON,
    },
    S.SCREENED: {
        S.DRAFTED: Move(LOCAL, (C.SUITABLE, C.APPROVED, C.PAPERS_COMPLETE)),
        # Whoever withdraws after the screening leaves a place that another must take.
        S.MEETING_HELD: Move(LOCAL, ()),
        S.ABANDONED: ABANDON,
    },
    **SIGNING,
    S.DRAFTED: {**SIGNING[S.DRAFTED], S.MEETING_HELD: Move(LOCAL, ())},
    S.SUBMITTED: REVIEW,
}

TAKE_OVER_MOVES: Final[Mapping[DossierState, Mapping[DossierState, Move]]] = {
    S.IDEA: {
        S.SUBMITTED: Move(
            POLICE,
            (
                C.REMARKS_ANSWERED,
                C.CHARTER_SCANNED,
                C.RECOGNITION_KNOWN,
                C.OFFICER_CONFIRMED,
            ),
        ),
        S.ABANDONED: ABANDON,
    },
    S.SUBMITTED: {
        S.IDEA: Move(INTERIOR, (C.REMARKS_WRITTEN,)),
        S.RECOGNISED: Move(
            INTERIOR, (C.CHARTER_SCANNED, C.RECOGNITION_KNOWN, C.OFFICER_CONFIRMED, C.NUMBER_GIVEN)
        ),
        S.REFUSED: Move(INTERIOR, (C.REASON_GIVEN,)),
        S.ABANDONED: ABANDON,
    },
}

AMENDMENT_MOVES: Final[Mapping[DossierState, Mapping[DossierState, Move]]] = {
    S.IDEA: {
        S.DRAFTED: Move(LOCAL, (C.CHANGE_DESCRIBED, C.PAPERS_COMPLETE)),
        S.ABANDONED: ABANDON,
    },
    S.DRAFTED: {
        S.IDEA: Move(LOCAL, ()),
        S.SIGNED: Move(LOCAL, (C.PAPERS_COMPLETE, C.ALL_SIGNED)),
        # A new telephone number is notified, not signed again.
        S.RECOGNISED: Move(LOCAL, (C.PAPERS_COMPLETE, C.NO_SIGNATURE_NEEDED)),
        S.ABANDONED: ABANDON,
    },
    S.SIGNED: SIGNING[S.SIGNED],
    S.CORRECTION: SIGNING[S.CORRECTION],
    S.SUBMITTED: REVIEW,
}

# Only who screened and who represents the police names: no text is signed anew.
SUCCESSION_MOVES: Final[Mapping[DossierState, Mapping[DossierState, Move]]] = {
    S.IDEA: {
        S.PROPOSED: Move(LOCAL, (C.SUCCESSORS_PROPOSED,)),
        S.ABANDONED: ABANDON,
    },
    S.PROPOSED: {
        S.SCREENED: Move(POLICE, (C.SUCCESSORS_PROPOSED, C.SUCCESSORS_SUITABLE)),
        S.UNSUITABLE: Move(POLICE, (C.NOT_SUITABLE,)),
        S.IDEA: Move(LOCAL, ()),
        S.ABANDONED: ABANDON,
    },
    S.UNSUITABLE: {
        S.PROPOSED: Move(LOCAL, (C.SUCCESSORS_PROPOSED,)),
        S.ABANDONED: ABANDON,
    },
    S.SCREENED: {
        S.NAMED: Move(POLICE, (C.SUCCESSORS_SUITABLE, C.SUCCESSORS_APPROVED)),
        S.IDEA: Move(LOCAL, ()),
        S.ABANDONED: ABANDON,
    },
}

MOVES: Final[Mapping[DossierKind, Mapping[DossierState, Mapping[DossierState, Move]]]] = {
    DossierKind.FOUNDING: FOUNDING_MOVES,
    DossierKind.TAKE_OVER: TAKE_OVER_MOVES,
    DossierKind.AMENDMENT: AMENDMENT_MOVES,
    DossierKind.SUCCESSION: SUCCESSION_MOVES,
}
# The straight way, as a timeline shows it.
WAYS: Final[Mapping[DossierKind, tuple[DossierState, ...]]] = {
    DossierKind.FOUNDING: (
        S.IDEA, S.CONSULTED, S.SURVEYED, S.MEETING_HELD, S.PROPOSED, S.SCREENED, S.DRAFTED,
        S.SIGNED, S.SUBMITTED, S.RECOGNISED,
    ),
    DossierKind.TAKE_OVER: (S.IDEA, S.SUBMITTED, S.RECOGNISED),
    DossierKind.AMENDMENT: (S.IDEA, S.DRAFTED, S.SIGNED, S.SUBMITTED, S.RECOGNISED),
    DossierKind.SUCCESSION: (S.IDEA, S.PROPOSED, S.SCREENED, S.NAMED),
}  # fmt: skip


def moves_from(kind: str, state: str) -> Mapping[DossierState, Move]:
    """Return {state: what it takes} for all that a dossier can become next."""
    return MOVES[DossierKind(kind)].get(DossierState(state), {})


def partner_name(partner: str, kind: str) -> str | Promise:
    """Return what a partner is called in a dossier of a kind: of a network that exists nobody is a founder."""
    if partner == Partner.FOUNDERS and kind in {DossierKind.AMENDMENT, DossierKind.SUCCESSION}:
        return _("the coordinator and deputies")
    return Partner(partner).label


def is_proposing(kind: str, state: str) -> bool:
    """Whether candidates may be proposed in a dossier of this kind and state."""
    return state in PROPOSING.get(DossierKind(kind), frozenset())


def is_withdrawing(kind: str, state: str) -> bool:
    """Whether a candidate of a dossier of this kind and state may still step back."""
    return is_proposing(kind, state) or state in AFTER_PROPOSING


def find_move(kind: str, old: str, new: DossierState) -> Move:
    """Return what the move takes; raise MoveNotAllowed where the table has none."""
    try:
        return moves_from(kind, old)[new]
    except KeyError:
        raise MoveNotAllowed from None
