"""In which function somebody acts in a dossier. Every rule reads as a question about an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from belfry.core.actor import Actor, Role
from belfry.measures.errors import AlreadySigned, ConcernsYou, NotTheSigner, SignedTooEarly
from belfry.measures.workflow import SIGNERS, Function, Ladder, StepKind


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a network lies at a date: its leading zone and town; whether somebody coordinates it."""

    network_id: UUID
    zone_id: UUID | None
    town_id: UUID | None
    has_coordinator: bool


def functions_in(actor: Actor, setting: Setting) -> frozenset[Function]:
    """Return the functions that the actor has for a network; a deputy stands in where nobody coordinates."""
    network, zone, town = setting.network_id, setting.zone_id, setting.town_id
    coordinating = [Role.COORDINATOR] + [Role.DEPUTY] * (not setting.has_coordinator)
    held = {
        Function.COORDINATOR: actor.holds(*coordinating, network_id=network),
        Function.OFFICER: actor.holds(Role.OFFICER, network_id=network)
        or (zone is not None and actor.holds(Role.OFFICER, zone_id=zone)),
        Function.CHIEF: zone is not None and actor.holds(Role.CHIEF, zone_id=zone),
        Function.MAYOR: town is not None and actor.holds(Role.MAYOR, municipality_id=town),
    }
    return frozenset(function for function, holds in held.items() if holds)


def check_is_another(actor: Actor, person_id: UUID) -> None:
    """Raise ConcernsYou for the person whom the dossier is about: nobody acts on themselves."""
    if actor.person_id == person_id:
        raise ConcernsYou


def names_of(functions: Iterable[Function]) -> str:
    """Return functions as a sentence lists them, in the active language."""
    return ", ".join(str(function.label) for function in functions)


def still_needed(ladder: str, kind: str, given: Iterable[str]) -> tuple[Function, ...]:
    """Return the functions whose signature a step still needs, in order."""
    have = set(given)
    return tuple(one for one in SIGNERS[Ladder(ladder)][StepKind(kind)] if one not in have)


def signs_as(ladder: str, kind: str, held: Iterable[Function], given: Iterable[str]) -> Function:
    """Return the function in which somebody gives the next signature of a step.

    Raises NotTheSigner for somebody who signs no such step, AlreadySigned where another must give what is missing, and
    SignedTooEarly for whoever signs last while another signature is missing.
    """
    signers = SIGNERS[Ladder(ladder)][StepKind(kind)]
    own = [one for one in signers if one in set(held)]
    if not own:
        raise NotTheSigner(signers=names_of(signers))
    missing = still_needed(ladder, kind, given)
    for function in own:
        if function in missing and (function is not signers[-1] or len(missing) == 1):
            return function
    if signers[-1] in own:
        raise SignedTooEarly(missing=names_of(one for one in missing if one is not signers[-1]))
    raise AlreadySigned
