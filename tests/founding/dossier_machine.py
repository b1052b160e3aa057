"""Everything that can happen to a dossier, as moves that Hypothesis strings together over the real actions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import DomainError
from belfry.founding.actions.amending import notify_contacts
from belfry.founding.actions.answering import give_answer
from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    propose_candidate,
    write_outcome,
)
from belfry.founding.actions.consulting import answer_consultation, end_dossier
from belfry.founding.actions.meetings import invite_everybody, plan_meeting, write_minutes
from belfry.founding.actions.papers import change_section, declare_ready
from belfry.founding.actions.review import ask_correction, recognise, refuse, submit
from belfry.founding.actions.signing import prepare_signing, sign
from belfry.founding.actions.surveys import open_survey
from belfry.founding.actions.take_over import confirm_take_over
from belfry.founding.actions.votes import count_vote
from belfry.founding.kinds import Manner
from belfry.founding.models import Candidate, Dossier, Section, Signatory, Signature
from belfry.founding.surveys import unit_by_code
from belfry.founding.types import MeetingPlan, SurveyOpening
from belfry.founding.workflow import (
    OVER,
    DossierKind,
    DossierState,
    find_move,
)
from belfry.networks.models import Network
from belfry.networks.queries import actor_for
from tests.cast import Cast
from tests.founding.key_holders import WHO, details
from tests.founding.signed_stages import four
from tests.founding.stages import codes_of

FIGURES: Final = (
    "founder_hilde", "outsider_dries", "officer_an", "chief_karim", "clerk_nadia", "mayor_luc",
    "reviewer_eva", "coordinator_bram", "member_chloe", "officer_piet", "centre_mila", "operator_sam",
)  # fmt: skip
# Who has no part in any dossier of Klokdorp: whatever they try is refused.
STRANGERS: Final = frozenset(
    {"coordinator_bram", "member_chloe", "officer_piet", "centre_mila", "operator_sam"}
)
ACTS: Final = (
    "consult", "disagree", "ask", "answer", "deny", "plan", "invite", "minutes", "propose",
    "declare", "screen", "reject", "vote", "fill", "ready", "prepare", "sign", "sign", "submit",
    "correct", "refuse", "recognise", "end", "confirm", "notify",
)  # fmt: skip
# The straight way, so that long sequences come far: one step of it at a time.
MOVES: Final = st.tuples(st.sampled_from(ACTS), st.sampled_from(FIGURES))


class Undertaking:
    """One dossier, played by the cast; `look` checks what must always hold."""

    def __init__(
        self, cast: Cast, persons: Mapping[str, UUID], dossier: Dossier, now: datetime
    ) -> None:
        """Begin with a dossier in whatever state; `persons` are those of the figures."""
        self.cast, self.pk, self.now = cast, dossier.pk, now
        self.persons = persons
        self.networks = set(Network.objects.values_list("pk", flat=True))
        self.before = dossier.state
        # Bram coordinates the network whose change is played, and is none there.
        own = {"coordinator_bram"} if dossier.network_id == cast.stage.meerstraat else set()
        self.strangers = STRANGERS - own

    @property
    def dossier(self) -> Dossier:
        """The dossier as the database has it."""
        return Dossier.objects.get(pk=self.pk)

    def play(self, act: str, name: str) -> bool:
        """Let a figure try something; return whether it was allowed. A refusal leaves no trace."""
        self.now += timedelta(minutes=1)
        self.before = self.dossier.state
        actor = actor_for(self.persons[name], at=self.now)
        try:
            with transaction.atomic():
                getattr(self, act)(actor)
        except DomainError:
            assert self.dossier.state == self.before, (act, name)
            return False
        assert name not in self.strangers, (act, name, "a stranger was let in")
        return True

    def look(self) -> None:
        """Check that the state came along the table, and that no network is active without recognition."""
        dossier = self.dossier
        made = list(dossier.moves.order_by("pk"))
        state = DossierState.IDEA
        for move in made:
            assert move.old == state
            find_move(dossier.kind, move.old, DossierState(move.new))
            state = DossierState(move.new)
        assert dossier.state == state
        new = Network.objects.exclude(pk__in=self.networks)
        if dossier.state == DossierState.RECOGNISED:
            assert dossier.network is not None
            assert dossier.network.recognition_number
        elif dossier.kind != DossierKind.AMENDMENT:
            assert dossier.network is None
            assert not new.exists()
        if self.before in OVER:
            assert dossier.state == self.before

    def signed(self) -> int:
        """Return how many signatures count under the present text."""
        rows = Signature.objects.filter(signatory__dossier_id=self.pk, voided_at__isnull=True)
        return rows.filter(papers_version=self.dossier.papers_version).count()

    def consult(self, actor: Actor) -> None:
        answer_consultation(actor, self.pk, agrees=True, now=self.now)

    def disagree(self, actor: Actor) -> None:
        answer_consultation(actor, self.pk, agrees=False, now=self.now)

    def ask(self, actor: Actor) -> None:
        until = local(self.now).date() + timedelta(days=20)
        open_survey(actor, self.pk, SurveyOpening("home", "answers", 0, until), now=self.now)

    def _answers(self, actor: Actor, *, agrees: bool) -> None:
        # A letter lies in a letterbox: whoever holds it answers, so only those in the dossier play it.
        assert actor.person_id is not None
        if actor.person_id != self.persons["founder_hilde"]:
            raise DomainError
        for code in codes_of(self.dossier):
            give_answer(unit_by_code(code), "survey", agrees=agrees, now=self.now)

    def answer(self, actor: Actor) -> None:
        self._answers(actor, agrees=True)

    def deny(self, actor: Actor) -> None:
        self._answers(actor, agrees=False)

    def plan(self, actor: Actor) -> None:
        at = self.now + timedelta(minutes=1)
        plan_meeting(actor, self.pk, MeetingPlan(at, "Town hall"), now=self.now)

    def invite(self, actor: Actor) -> None:
        invite_everybody(actor, self.pk, now=self.now)

    def minutes(self, actor: Actor) -> None:
        write_minutes(actor, self.pk, attendance=9, minutes="Agreed.", now=self.now)

    def propose(self, actor: Actor) -> None:
        for part, name in WHO.items():
            propose_candidate(actor, self.pk, part, details(name), now=self.now)

    def _standing(self) -> list[Candidate]:
        rows = Candidate.objects.filter(dossier_id=self.pk, withdrawn_at__isnull=True)
        found = list(rows.exclude(suitable=False).order_by("part"))
        if not found:
            raise DomainError
        return found

    def declare(self, actor: Actor) -> None:
        for one in self._standing():
            if one.person_id == actor.person_id:
                declare_candidate(actor, one.pk, now=self.now)
                return
        raise DomainError

    def screen(self, actor: Actor) -> None:
        for one in self._standing():
            ask_screening(actor, one.pk, now=self.now)
            write_outcome(actor, one.pk, suitable=True, now=self.now)

    def reject(self, actor: Actor) -> None:
        one = self._standing()[-1]
        ask_screening(actor, one.pk, now=self.now)
        write_outcome(actor, one.pk, suitable=False, now=self.now)

    def vote(self, actor: Actor) -> None:
        count_vote(actor, self.pk, rule="answers", units=9, yes=8, no=1, now=self.now)

    def fill(self, actor: Actor) -> None:
        row = Section.objects.filter(dossier_id=self.pk, key="purpose").first()
        if row is None:
            raise DomainError
        texts = {code: f"{text} ({self.now:%H:%M})" for code, text in row.content.items()}
        signed = self.signed()
        change_section(actor, self.pk, row.pk, texts, version=row.version, now=self.now)
        assert self.signed() == 0, f"{signed} signatures outlived a change"

    def ready(self, actor: Actor) -> None:
        declare_ready(actor, self.pk, now=self.now)

    def prepare(self, actor: Actor) -> None:
        prepare_signing(actor, self.pk, four(self.cast), now=self.now)

    def sign(self, actor: Actor) -> None:
        paper = self.dossier.paper_versions.order_by("version").last()
        row = Signatory.objects.filter(
            dossier_id=self.pk, person_id=actor.person_id or self.pk, replaced_at__isnull=True
        ).first()
        if paper is None or row is None:
            raise DomainError
        sign(
            actor, self.pk, row.pk, digest=paper.file.digest, manner=Manner.TYPED, mark="I",
            now=self.now,
        )  # fmt: skip

    def submit(self, actor: Actor) -> None:
        submit(actor, self.pk, now=self.now)

    def correct(self, actor: Actor) -> None:
        ask_correction(actor, self.pk, [(None, "Shorter.")], now=self.now)

    def refuse(self, actor: Actor) -> None:
        refuse(actor, self.pk, reason="No.", now=self.now)

    def recognise(self, actor: Actor) -> None:
        recognise(actor, self.pk, number="PP-2026-1", on=local(self.now).date(), now=self.now)

    def end(self, actor: Actor) -> None:
        end_dossier(actor, self.pk, reason="Given up.", now=self.now)

    def confirm(self, actor: Actor) -> None:
        confirm_take_over(actor, self.pk, now=self.now)

    def notify(self, actor: Actor) -> None:
        notify_contacts(actor, self.pk, now=self.now)
