"""Who may do what with a dossier: a question about the partners that an actor stands for."""

from collections.abc import Collection

from belfry.founding.kinds import MajorityRule
from belfry.founding.workflow import (
    LOCAL,
    OVER,
    PUBLIC,
    DossierKind,
    DossierState,
    Move,
    Partner,
    moves_from,
)

# While a dossier is in these states its papers may be written.
PAPERS_OPEN = frozenset(
    {
        DossierState.IDEA,
        DossierState.CONSULTED,
        DossierState.SURVEYED,
        DossierState.MEETING_HELD,
        DossierState.PROPOSED,
        DossierState.UNSUITABLE,
        DossierState.SCREENED,
        DossierState.DRAFTED,
        DossierState.SIGNED,
        DossierState.CORRECTION,
    }
)


def may_make(partners: Collection[Partner], step: Move) -> bool:
    """Whether one of these partners may take the step."""
    return bool(step.by & set(partners))


def may_write(partners: Collection[Partner], state: str) -> bool:
    """Founders, police and town prepare a dossier together until it is over or with the reviewer."""
    return bool(LOCAL & set(partners)) and state not in OVER | {DossierState.SUBMITTED}


def may_rename(partners: Collection[Partner], kind: str, state: str) -> bool:
    """Who prepares a new network names it, until everybody signed under that name."""
    is_open = kind == DossierKind.FOUNDING and state != DossierState.SIGNED
    return is_open and may_write(partners, state)


def may_hold_vote(partners: Collection[Partner], state: str, *, is_candidate: bool) -> bool:
    """Who prepares a dossier opens, enters and counts the vote on its candidates; nobody on themselves."""
    return may_write(partners, state) and not is_candidate


def may_end(partners: Collection[Partner], kind: str, state: str) -> bool:
    """Whether one of these partners may give the dossier up now, also while the reviewer reads it."""
    step = moves_from(kind, state).get(DossierState.ABANDONED)
    return step is not None and may_make(partners, step)


def may_edit_papers(partners: Collection[Partner], kind: str, state: str) -> bool:
    """Who prepares it edits the papers while they are open; take-over and succession have none of their own."""
    has_papers = kind in {DossierKind.FOUNDING, DossierKind.AMENDMENT}
    is_open = has_papers and DossierState(state) in PAPERS_OPEN
    return bool(LOCAL & set(partners)) and is_open


def may_screen(partners: Collection[Partner]) -> bool:
    """Only the police of a zone of the dossier ask for a screening and write its outcome (O2)."""
    return Partner.POLICE in partners


def may_review(partners: Collection[Partner], state: str) -> bool:
    """Only the reviewer, and only what was submitted (F1)."""
    return Partner.INTERIOR in partners and state == DossierState.SUBMITTED


def has_majority(yes: int, no: int, units: int, *, quorum: int, rule: str) -> bool:
    """Whether a count carries: more yes than no, enough answers, and what the rule asks.

    `quorum` is in a hundred units. The database decides moves by the same words (`founding_has_majority`).
    """
    enough = (yes + no) * 100 >= units * quorum
    return yes > no and enough and (rule == MajorityRule.ANSWERS or yes * 2 > units)


def may_answer_room(partners: Collection[Partner]) -> bool:
    """Only the town answers a wish for one of its rooms."""
    return Partner.TOWN in partners


def may_confirm_paper(partners: Collection[Partner]) -> bool:
    """Police or town say whose signatures a paper copy carries; founders do not."""
    return bool(PUBLIC & set(partners))
