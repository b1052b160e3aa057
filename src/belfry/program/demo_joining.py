"""Who asks to join in the demonstration: somebody of the quarter, and somebody from outside."""

from datetime import datetime, timedelta
from typing import Final

from belfry.core.clock import local
from belfry.joining.actions.asking import ask_to_join
from belfry.joining.rules import house_rules
from belfry.joining.types import Asked
from belfry.people.types import PersonDetails, UnitDetails
from belfry.program.cast import Stage

ASKERS: Final = (
    Asked(
        PersonDetails("Nadège", "Lemaire", "fr", ("nadege.lemaire@mail.example",)),
        UnitDetails("", "Meerstraat", "9", "", "9990", "Klokdorp"),
        "lives",
    ),
    Asked(
        PersonDetails("Wout", "Van Acker", "nl", ("wout.vanacker@mail.example",)),
        UnitDetails("", "Markt", "3", "", "9990", "Klokdorp"),
        "lives",
    ),
)


def tell_joining(stage: Stage, *, now: datetime) -> None:
    """Let two people ask to join Meerstraat; the police see the one from outside first."""
    for number, asked in enumerate(ASKERS, start=1):
        rules = house_rules(stage.meerstraat, asked.person.language, on=local(now).date())
        ask_to_join(stage.meerstraat, asked, rules, now=now - timedelta(days=number))
