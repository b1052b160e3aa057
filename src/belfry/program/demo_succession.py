"""How the jewellers of the demonstration found their deputy."""

from datetime import datetime, timedelta
from typing import Final

from belfry.core.clock import local
from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    propose_candidate,
    write_outcome,
)
from belfry.founding.actions.succession import name_successors, open_succession
from belfry.founding.actions.votes import count_vote
from belfry.founding.kinds import MajorityRule, Part
from belfry.networks.queries import actor_for
from belfry.people.types import PersonDetails
from belfry.program.cast import Stage, actor_named

DEPUTY: Final = PersonDetails("Ruth", "Goossens", "nl", ("ruth.goossens@mail.example",))


def tell_succession(stage: Stage, *, now: datetime) -> None:
    """Tell it from the search to the name, over two weeks that end a week ago."""
    began, ended = now - timedelta(days=21), now - timedelta(days=7)
    karl, officer = actor_named("jeweller-karl", at=began), actor_named("officer-an", at=ended)
    dossier = open_succession(
        karl,
        stage.jewellers,
        seeks=[Part.DEPUTY],
        why="Eén sleutelhouder is te weinig in de vakantie.",
        now=began,
    )
    candidate = propose_candidate(karl, dossier.pk, Part.DEPUTY, DEPUTY, now=began)
    declare_candidate(actor_for(candidate.person_id, at=began), candidate.pk, now=began)
    ask_screening(officer, candidate.pk, now=ended)
    write_outcome(officer, candidate.pk, suitable=True, now=ended)
    rule = MajorityRule.ANSWERS
    count_vote(karl, dossier.pk, rule=rule, units=9, yes=8, no=0, now=ended)
    name_successors(officer, dossier.pk, since=local(ended).date(), now=ended)
