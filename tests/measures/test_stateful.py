"""Two thousand sequences of the real actions, by everybody: no access ends without a step that all signers gave."""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from belfry.core.actor import Actor
from belfry.core.errors import DomainError
from belfry.measures.actions import answering, opening, stepping
from belfry.measures.models import Appeal, Dossier, Step
from belfry.measures.workflow import (
    SIGNERS,
    UNCUT,
    DossierState,
    Function,
    Ladder,
    StepKind,
)
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.actions.members import leave_network
from belfry.networks.models import Mandate, Membership
from belfry.networks.queries import actor_for
from tests.cast import NOON, Cast
from tests.measures.rungs import details, opened, take

# Each beginning is a test of its own: what fails is played again by its name. A second server gets fewer.
SEQUENCES = 20 if "BELFRY_TEST_POSTGRES" in os.environ else 182
SHORTEST, LONGEST = 2, 5
TODAY: Final = NOON.date()
K = StepKind
FIGURES: Final[Mapping[str, frozenset[Function]]] = {
    "coordinator_bram": frozenset({Function.COORDINATOR}),
    "officer_an": frozenset({Function.OFFICER}),
    "officer_els": frozenset({Function.OFFICER}),
    "chief_karim": frozenset({Function.CHIEF}),
    "mayor_luc": frozenset({Function.MAYOR}),
    "deputy_sofia": frozenset(),
    "member_chloe": frozenset(),
    "officer_piet": frozenset(),
}
SIGNING: Final = [name for name, functions in FIGURES.items() if functions]


def prepare(kind: StepKind) -> Callable[[Actor, UUID, datetime], object]:
    def act(actor: Actor, dossier_id: UUID, now: datetime) -> object:
        return stepping.prepare_step(actor, dossier_id, kind, details(kind, now=now), now=now)

    return act


def appeal(sent_on: date) -> Callable[[Actor, UUID, datetime], object]:
    return lambda actor, pk, now: answering.enter_appeal(actor, pk, sent_on, "email", now=now)


def settle(outcome: str) -> Callable[[Actor, UUID, datetime], object]:
    def act(actor: Actor, dossier_id: UUID, now: datetime) -> object:
        day = now.date()
        return answering.settle_appeal(actor, dossier_id, "other", outcome, day, now=now)

    return act


def leave(_actor: Actor, dossier_id: UUID, now: datetime) -> object:
    """The person leaves, or gives the function back, and the dossier ends by itself."""
    dossier = Dossier.objects.get(pk=dossier_id)
    installation = Actor.installation(now)
    if dossier.ladder == Ladder.MEMBER:
        leave_network(actor_for(dossier.person_id, at=now), dossier.network_id, now=now)
    else:
        mandate = Mandate.objects.get(network=dossier.network_id, person=dossier.person_id)
        end_mandate(installation, mandate.pk, on=now.date(), now=now)
    assert opening.end_gone(now=now) == (dossier.state in UNCUT)
    return dossier


ACTS: Final[Mapping[str, Callable[[Actor, UUID, datetime], object]]] = {
    **{kind.value: prepare(kind) for kind in StepKind},
    "sign": lambda actor, pk, now: stepping.sign_step(actor, pk, now=now),
    "withdraw": lambda actor, pk, now: stepping.withdraw_step(actor, pk, now=now),
    "close": lambda actor, pk, now: opening.close_dossier(actor, pk, now=now),
    "rejoin": lambda actor, pk, now: opening.let_rejoin(actor, pk, now=now),
    "appeal": appeal(TODAY),
    "late": appeal(TODAY + timedelta(days=22)),
    "grant": settle("granted"),
    "reject": settle("rejected"),
    "leave": leave,
}
# A signature is what most sequences are short of.
MOVES = st.tuples(
    st.sampled_from([*ACTS, "sign", "sign", "sign"]), st.sampled_from([*FIGURES, *SIGNING])
)
BEGINNINGS: Final[list[tuple[Ladder, tuple[StepKind, ...], bool]]] = [
    (Ladder.MEMBER, (), False),
    (Ladder.MEMBER, (K.TALK,), False),
    (Ladder.MEMBER, (K.TALK, K.REPRIMAND), False),
    (Ladder.MEMBER, (K.PROVISIONAL,), False),
    (Ladder.MEMBER, (K.REPORT, K.DEFINITIVE), False),
    (Ladder.COORDINATOR, (), False),
    (Ladder.COORDINATOR, (K.TALK,), False),
    (Ladder.COORDINATOR, (K.TALK, K.REPRIMAND), False),
    (Ladder.COORDINATOR, (K.PROVISIONAL,), False),
    (Ladder.COORDINATOR, (K.TALK, K.PROVISIONAL, K.DEFINITIVE), False),
    (Ladder.COORDINATOR, (K.TALK, K.REPRIMAND, K.DEFINITIVE), True),
]


class Watch:
    """What must hold of a dossier whatever was done to it."""

    def __init__(self, cast: Cast, dossier: Dossier) -> None:
        self.dossier_id, self.person_id = dossier.pk, dossier.person_id
        self.network_id, self.ladder = dossier.network_id, Ladder(dossier.ladder)
        self.functions = {cast.person(name): held for name, held in FIGURES.items()}

    def look(self) -> None:
        state = Dossier.objects.values_list("state", flat=True).get(pk=self.dossier_id)
        rows = Step.objects.filter(dossier_id=self.dossier_id, taken_at__isnull=False)
        taken = {StepKind(step.kind): step for step in rows.prefetch_related("signatures")}
        for kind, step in taken.items():
            signed = [(one.function, one.person_id) for one in step.signatures.all()]
            assert {function for function, _ in signed} == set(SIGNERS[self.ladder][kind])
            assert all(function in self.functions[person] for function, person in signed)
            assert self.person_id not in {person for _, person in signed}
            assert len({person for _, person in signed}) == len(signed)
        if K.DEFINITIVE in taken:
            assert {K.TALK, K.REPRIMAND} <= set(taken) or {K.REPORT, K.PROVISIONAL} & set(taken)
        in_force = {kind for kind, step in taken.items() if step.ended_at is None}
        if state == DossierState.ANNULLED:
            in_force.clear()
        if state == DossierState.ENDED:
            assert not in_force & {K.PROVISIONAL, K.DEFINITIVE}
            return
        assert self._is_cut() == bool(in_force & {K.PROVISIONAL, K.DEFINITIVE})
        for one in Appeal.objects.filter(dossier_id=self.dossier_id):
            decided_on = taken[K.DEFINITIVE].decided_on
            assert decided_on is not None
            assert self.ladder is Ladder.COORDINATOR
            assert decided_on <= one.sent_on <= decided_on + timedelta(days=21)

    def _is_cut(self) -> bool:
        if self.ladder is Ladder.MEMBER:
            row = Membership.objects.get(network=self.network_id, person=self.person_id)
            return row.state in {"suspended", "excluded"}
        mandate = Mandate.objects.get(network=self.network_id, person=self.person_id)
        return mandate.until is not None


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send no notice and judge no words: two thousand sequences are about moves."""
    for module in (opening, stepping, answering):
        monkeypatch.setattr(module, "tell", lambda *_arguments, **_named: None)
        monkeypatch.setattr(module, "checked", lambda words, *_rest: words.strip())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ladder", "kinds", "is_appealed"),
    BEGINNINGS,
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_no_sequence_cuts_access_without_a_step_that_all_signers_gave(
    cast: Cast, quiet: None, ladder: Ladder, kinds: tuple[StepKind, ...], is_appealed: bool
) -> None:
    dossier = take(cast, opened(cast, ladder), *kinds)
    if is_appealed:
        answering.enter_appeal(cast.deputy_sofia, dossier.pk, TODAY, "email", now=NOON)
    watch = Watch(cast, dossier)
    actors = {name: getattr(cast, name) for name in FIGURES}
    later = NOON + timedelta(days=22)

    @seed(len(kinds))
    @settings(max_examples=SEQUENCES, deadline=None, database=None)
    @given(moves=st.lists(MOVES, min_size=SHORTEST, max_size=LONGEST))
    def play(moves: list[tuple[str, str]]) -> None:
        savepoint = transaction.savepoint()
        try:
            for act, name in moves:
                now = later if act == "late" else NOON
                try:
                    ACTS[act](actors[name], dossier.pk, now)
                except DomainError:
                    continue
                watch.look()
        finally:
            transaction.savepoint_rollback(savepoint)

    play()
