"""What members of the demonstration reported: one in each state, and one matter for the town hall."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from belfry.networks.actions.networks import set_plan
from belfry.networks.queries import plan_of
from belfry.program.cast import Stage, actor_named, person_named
from belfry.program.unsealing.keyring import keyring_path, read_keyring
from belfry.sealing.types import Tag
from belfry.sightings.actions.answering import (
    answer,
    ask,
    assign,
    close,
    note_number,
    tell_network,
)
from belfry.sightings.actions.reporting import report
from belfry.sightings.actions.town import tell_town
from belfry.sightings.kinds import Answer, Behaviour, ForNetwork, Moment
from belfry.sightings.types import Suspect, Told, Vehicle
from belfry.sightings.workflow import SightingState

DAY: Final = timedelta(days=1)
S = SightingState
TOLD: Final = (
    (
        "member-chloe",
        S.ANSWERED,
        7 * DAY,
        Told(
            Behaviour.DROVE_SLOWLY,
            Moment.YESTERDAY,
            "Meerstraat",
            words="Il est passé trois fois et a ralenti devant deux garages.",
            vehicle=Vehicle("van", "blanc", "", "", "galerie de toit", "vers le pont"),
        ),
    ),
    (
        "member-jozef",
        S.NEEDS_DETAIL,
        2 * DAY,
        Told(
            Behaviour.RANG_WITH_EXCUSE,
            Moment.LAST_HOURS,
            "Kapelweg",
            words="Hij zei dat hij de waterteller kwam opnemen en wilde mee naar de kelder.",
            suspect=Suspect("man", "45", "medium", "slim", "kort grijs haar", "blauwe werkjas"),
        ),
    ),
    (
        "member-anke",
        S.WITH_POLICE,
        8 * DAY,
        Told(
            Behaviour.TRIED_DOORS,
            Moment.LAST_NIGHT,
            "Kapelweg",
            words="Zwei Personen probierten die Türen von drei Autos und gingen dann weiter.",
        ),
    ),
    (
        "coordinator-bram",
        S.CLOSED,
        20 * DAY,
        Told(
            Behaviour.FOUND,
            Moment.EARLIER,
            "Meerstraat",
            words="Achter de haag lag een koevoet in een plastic zak.",
        ),
    ),
    (
        "deputy-sofia",
        S.RECEIVED,
        timedelta(hours=3),
        Told(
            Behaviour.PICTURES,
            Moment.LAST_HOURS,
            "Meerstraat",
            words="Een vrouw fotografeerde de achterdeur van vier huizen en schreef iets op.",
            suspect=Suspect("woman", "30", clothes="rode jas, witte sportschoenen"),
        ),
    ),
)


def tell_reports(stage: Stage, *, now: datetime) -> None:
    """Let members of Meerstraat report what they saw; where there are no keys, nothing can be sealed."""
    path = keyring_path()
    if path is None:
        return
    keyring = read_keyring(path)
    agreed = now - 30 * DAY
    plan = replace(plan_of(stage.meerstraat), shows_reports=True)
    set_plan(actor_named("officer-an", at=agreed), stage.meerstraat, plan, now=agreed)

    def tagged(person_id: UUID, report_id: UUID, about: Collection[str]) -> Tag:
        return Tag(keyring.tag_of(person_id, report_id), repeated=False)

    for who, state, ago, told in TOLD:
        at, key = now - ago, uuid4()
        tag = partial(tagged, person_named(who))
        report(actor_named(who, at=at), stage.meerstraat, told, key=key, tag=tag, read=(), now=at)
        _handle(key, state, at + timedelta(hours=2))
    at = now - DAY
    tell_town(
        actor_named("member-jozef", at=at),
        stage.meerstraat,
        "Sluikstort naast de glascontainer: vier zakken en een matras.",
        "Kapelweg",
        key=uuid4(),
        tag=partial(tagged, person_named("member-jozef"), about=()),
        now=at,
    )


def _handle(sighting_id: UUID, state: SightingState, at: datetime) -> None:
    """Bring a report as far as it is; nobody is told of what lies in the past."""
    if state == S.RECEIVED:
        return
    an = actor_named("officer-an", at=at)
    assign(an, sighting_id, person_named("officer-an"), now=at)
    if state == S.NEEDS_DETAIL:
        words = "Welk logo stond er op zijn jas, en kwam hij met een auto?"
        ask(an, sighting_id, words, tell=_nobody, now=at)
    if state in {S.ANSWERED, S.CLOSED}:
        note_number(an, sighting_id, "GE.12.L3-0417/26", now=at)
        chosen = Answer.HELPED if state == S.CLOSED else Answer.HARMLESS
        answer(an, sighting_id, chosen, "", tell=_nobody, now=at)
        said = ForNetwork.LOOKED_INTO if state == S.CLOSED else ForNetwork.HARMLESS
        tell_network(an, sighting_id, said, now=at)
    if state == S.CLOSED:
        close(an, sighting_id, now=at)


def _nobody(sighting_id: UUID) -> None:
    """Tell nobody."""
