"""The two ladders of measures as tables of moves, with who signs each step (circular 2019; rules 1.6 and 1.7).

The database keeps the same tables (`0002_the_ladders`): no state without its step, no step without its signatures, no
membership cut without either.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from belfry.core.errors import MoveNotAllowed


class Ladder(models.TextChoices):
    """Whom a dossier is about."""

    MEMBER = "member", _("member")
    COORDINATOR = "coordinator", _("coordinator or deputy")


class Function(models.TextChoices):
    """In which function somebody signs a step."""

    COORDINATOR = "coordinator", _("coordinator")
    OFFICER = "officer", _("mandated police officer")
    CHIEF = "chief", _("chief of police")
    MAYOR = "mayor", _("mayor")


class StepKind(models.TextChoices):
    """One step of a ladder."""

    TALK = "talk", _("talk")
    REPRIMAND = "reprimand", _("written reprimand")
    REPORT = "report", _("report to the public prosecutor")
    PROVISIONAL = "provisional", _("provisional measure")
    DEFINITIVE = "definitive", _("definitive measure")


class DossierState(models.TextChoices):
    """How far a dossier is."""

    OPENED = "opened", _("opened")
    TALKED = "talked", _("talk held")
    REPRIMANDED = "reprimanded", _("written reprimand given")
    REPORTED = "reported", _("reported to the public prosecutor")
    PROVISIONAL = "provisional", _("provisional measure in force")
    DEFINITIVE = "definitive", _("definitive measure decided")
    APPEALED = "appealed", _("appeal entered")
    CONFIRMED = "confirmed", _("decision stands after the appeal")
    ANNULLED = "annulled", _("decision annulled after the appeal")
    CLOSED = "closed", _("closed without further measure")
    ENDED = "ended", _("ended by itself")
    READMITTED = "readmitted", _("may join again")


S, K, F = DossierState, StepKind, Function
LEADS_TO: Final[Mapping[StepKind, DossierState]] = {
    K.TALK: S.TALKED,
    K.REPRIMAND: S.REPRIMANDED,
    K.REPORT: S.REPORTED,
    K.PROVISIONAL: S.PROVISIONAL,
    K.DEFINITIVE: S.DEFINITIVE,
}
NOTHING_CUT: Final = frozenset({S.CLOSED, S.ENDED})
MOVES: Final[Mapping[Ladder, Mapping[DossierState, frozenset[DossierState]]]] = {
    Ladder.MEMBER: {
        S.OPENED: NOTHING_CUT | {S.TALKED, S.REPORTED, S.PROVISIONAL},
        S.TALKED: NOTHING_CUT | {S.REPRIMANDED, S.REPORTED, S.PROVISIONAL},
        S.REPRIMANDED: NOTHING_CUT | {S.REPORTED, S.PROVISIONAL, S.DEFINITIVE},
        S.REPORTED: NOTHING_CUT | {S.PROVISIONAL, S.DEFINITIVE},
        S.PROVISIONAL: frozenset({S.CLOSED, S.DEFINITIVE}),
        # There is no appeal within the partnership; who signed may let the person join again.
        S.DEFINITIVE: frozenset({S.READMITTED}),
    },
    Ladder.COORDINATOR: {
        S.OPENED: NOTHING_CUT | {S.TALKED, S.PROVISIONAL},
        S.TALKED: NOTHING_CUT | {S.REPRIMANDED, S.PROVISIONAL},
        S.REPRIMANDED: NOTHING_CUT | {S.PROVISIONAL, S.DEFINITIVE},
        S.PROVISIONAL: frozenset({S.CLOSED, S.DEFINITIVE}),
        S.DEFINITIVE: frozenset({S.APPEALED}),
        S.APPEALED: frozenset({S.CONFIRMED, S.ANNULLED}),
    },
}
# Each function once, by another person each time; the last one named signs last.
SIGNERS: Final[Mapping[Ladder, Mapping[StepKind, tuple[Function, ...]]]] = {
    Ladder.MEMBER: {
        K.TALK: (F.COORDINATOR, F.OFFICER),
        K.REPRIMAND: (F.OFFICER, F.CHIEF),
        K.REPORT: (F.OFFICER,),
        K.PROVISIONAL: (F.COORDINATOR, F.OFFICER),
        K.DEFINITIVE: (F.COORDINATOR, F.OFFICER, F.CHIEF),
    },
    Ladder.COORDINATOR: {
        K.TALK: (F.OFFICER,),
        K.REPRIMAND: (F.OFFICER, F.CHIEF),
        K.PROVISIONAL: (F.OFFICER, F.CHIEF),
        K.DEFINITIVE: (F.CHIEF, F.MAYOR),
    },
}
OPENERS: Final[Mapping[Ladder, frozenset[Function]]] = {
    Ladder.MEMBER: frozenset({F.COORDINATOR, F.OFFICER}),
    Ladder.COORDINATOR: frozenset({F.OFFICER, F.CHIEF}),
}
# Who reads a dossier, besides the person whom it is about.
READERS: Final[Mapping[Ladder, frozenset[Function]]] = {
    Ladder.MEMBER: frozenset({F.COORDINATOR, F.OFFICER, F.CHIEF}),
    Ladder.COORDINATOR: frozenset({F.OFFICER, F.CHIEF, F.MAYOR}),
}
# In which the person is still what the ladder is about, and may stop being it.
UNCUT: Final = frozenset({S.OPENED, S.TALKED, S.REPRIMANDED, S.REPORTED})
RUNNING: Final = UNCUT | {S.PROVISIONAL, S.APPEALED}
# What follows an offence names the day of the report to the public prosecutor.
AFTER_OFFENCE: Final = frozenset({K.REPORT, K.PROVISIONAL})
# The person is heard before each step but the report, which is no measure.
HEARD_BEFORE: Final = frozenset({K.TALK, K.REPRIMAND, K.PROVISIONAL, K.DEFINITIVE})
# What is decided in writing, with reasons, and gets a letter (M22).
IN_WRITING: Final = frozenset({K.REPRIMAND, K.PROVISIONAL, K.DEFINITIVE})
APPEAL_CLOCK: Final = timedelta(days=21)


def appeal_until(decided_on: date) -> date:
    """Return the last day on which an appeal may be sent: three weeks of Belgian days after the decision."""
    return decided_on + APPEAL_CLOCK


def may_become(ladder: str, old: str, new: DossierState) -> bool:
    """Whether the ladder lets `old` become `new`."""
    return new in MOVES[Ladder(ladder)].get(DossierState(old), frozenset())


def check_move(ladder: str, old: str, new: DossierState) -> None:
    """Raise MoveNotAllowed unless the ladder lets `old` become `new`."""
    if not may_become(ladder, old, new):
        raise MoveNotAllowed


def next_steps(ladder: str, state: str) -> list[StepKind]:
    """Return the steps that may come next, in their order."""
    reached = MOVES[Ladder(ladder)].get(DossierState(state), frozenset())
    return [kind for kind, leads_to in LEADS_TO.items() if leads_to in reached]
