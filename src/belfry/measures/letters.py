"""The letter of a step, in the language of the person whom it concerns (M22)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from belfry.core.actor import Actor
from belfry.measures.kinds import Ground, Hearing
from belfry.measures.models import Dossier, Step
from belfry.measures.queries import letter_for
from belfry.measures.workflow import SIGNERS, Function, Ladder, StepKind, appeal_until
from belfry.networks.neighbours import home_of
from belfry.networks.printing import portrait
from belfry.networks.queries import places_of
from belfry.paperwork.documents import Measure, MeasureLetter, Signatory
from belfry.people.queries import persons_by_id
from belfry.territory.queries import municipalities_by_id, zones_by_id

MEASURES: Final[Mapping[tuple[str, str], Measure]] = {
    (Ladder.MEMBER, StepKind.REPRIMAND): Measure.REPRIMAND,
    (Ladder.MEMBER, StepKind.PROVISIONAL): Measure.EXCLUSION_FOR_NOW,
    (Ladder.MEMBER, StepKind.DEFINITIVE): Measure.EXCLUSION,
    (Ladder.COORDINATOR, StepKind.REPRIMAND): Measure.REPRIMAND,
    (Ladder.COORDINATOR, StepKind.PROVISIONAL): Measure.RELIEF,
    (Ladder.COORDINATOR, StepKind.DEFINITIVE): Measure.REMOVAL,
}


def measure_letter(actor: Actor, step_id: UUID) -> MeasureLetter:
    """Return the letter of a step that was taken, dated by its decision; raise NotFound."""
    step = letter_for(actor, step_id)
    dossier = step.dossier
    assert step.decided_on is not None
    assert step.heard_on is not None
    network, on = dossier.network, step.decided_on
    zones, towns = places_of(network.pk, on=on)
    removal = MEASURES[dossier.ladder, step.kind] is Measure.REMOVAL
    return MeasureLetter(
        languages=(step.language,),
        dated=on,
        network=portrait(
            kind=network.kind,
            name=network.name,
            town=municipalities_by_id(towns[:1])[towns[0]],
            zone=zones_by_id(zones[:1])[zones[0]],
            on=on,
        ),
        measure=MEASURES[dossier.ladder, step.kind],
        address=_address(dossier),
        ground=_in(step, Ground(dossier.ground).label),
        facts=dossier.facts,
        heard=_in(step, Hearing(step.heard).label),
        heard_on=step.heard_on,
        statement=step.statement,
        reasons=step.reasons,
        reported_on=step.reported_on,
        appeal_until=appeal_until(on) if removal else None,
        signatories=_signatories(dossier, step),
    )


def _address(dossier: Dossier) -> tuple[str, ...]:
    person = persons_by_id([dossier.person_id])[dossier.person_id]
    home = home_of(dossier.network_id, dossier.person_id)
    street = " ".join(filter(None, [home.street, home.number, home.box]))
    town = " ".join(filter(None, [home.postcode, home.municipality]))
    return tuple(filter(None, [person.full_name, home.organisation, street, town]))


def _signatories(dossier: Dossier, step: Step) -> tuple[Signatory, ...]:
    signers = {one.function: one.person_id for one in step.signatures.all()}
    persons = persons_by_id(set(signers.values()))
    return tuple(
        Signatory(
            function=_in(step, Function(function).label), name=persons[signers[function]].full_name
        )
        for function in SIGNERS[Ladder(dossier.ladder)][StepKind(step.kind)]
    )


def _in(step: Step, words: str | Promise) -> str:
    with translation.override(step.language):
        return str(words)
