"""Dossiers of the demonstration: one in each state, told by calling the actions with a past `now`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from belfry.core.actor import Actor
from belfry.core.clock import BRUSSELS, local
from belfry.founding.actions.amending import open_amendment
from belfry.founding.actions.answering import enter_answers
from belfry.founding.actions.candidates import (
    ask_screening,
    declare_candidate,
    propose_candidate,
    write_outcome,
)
from belfry.founding.actions.consulting import answer_consultation, end_dossier
from belfry.founding.actions.meetings import invite_everybody, plan_meeting, write_minutes
from belfry.founding.actions.opening import open_dossier
from belfry.founding.actions.papers import (
    change_financing,
    change_plan,
    change_section,
    declare_ready,
    start_papers,
)
from belfry.founding.actions.perimeter import set_perimeter
from belfry.founding.actions.review import ask_correction, recognise, refuse, submit
from belfry.founding.actions.signing import prepare_signing, sign
from belfry.founding.actions.surveys import close_due_surveys, letters_to_print, open_survey
from belfry.founding.actions.take_over import take_over
from belfry.founding.actions.votes import count_vote
from belfry.founding.financing import Cost, Financing
from belfry.founding.kinds import MajorityRule, Manner, Part, SignatoryRole, Subject
from belfry.founding.models import Candidate, Dossier, Section
from belfry.founding.plans import CommunicationPlan
from belfry.founding.signing import Named
from belfry.founding.taking_over import KeyHolder, OnPaper
from belfry.founding.types import MeetingPlan, Opening, SurveyOpening
from belfry.networks.queries import actor_for
from belfry.people.actions import add_person
from belfry.people.types import PersonDetails
from belfry.program.cast import FIGURES, Stage, actor_named, person_named
from belfry.program.demo_places import Ground
from belfry.program.demo_tales import (
    FOUNDING,
    INITIATIVES,
    MINUTES,
    STANDING,
    TALES,
    UNITS,
    Tale,
)
from belfry.territory.types import StreetRange

TEN_THIRTY: Final = time(10, 30)
PLACEHOLDER: Final = re.compile(r"\[[^\[\]\n]{1,200}\]")
FINANCING: Final = Financing(
    basic={Cost.MESSAGES: Decimal("300.00")},
    extra={Cost.MEETING: Decimal("60.00")},
    members=60,
    contribution=Decimal("0.50"),
    town=Decimal("330.00"),
)


def tell_dossiers(stage: Stage, ground: Ground, *, now: datetime) -> None:
    """Tell a dossier in each state, a take-over that is being prepared and a change of the Meerstraat."""
    for number, tale in enumerate(TALES):
        _Told(stage, ground, tale, number, now).tell()
    _take_over(stage, now)
    open_amendment(
        actor_named("coordinator-bram", at=now),
        stage.meerstraat,
        subjects=[Subject.CONTACT, Subject.BUDGET],
        why="De gemeente betaalt vanaf volgend jaar ook de zaal.",
        now=now - timedelta(days=2),
    )


def _take_over(stage: Stage, now: datetime) -> None:
    day = local(now).date()
    holders = [
        KeyHolder(_person("Ingrid", "Verbeke"), day - timedelta(days=900)),
        KeyHolder(_person("Roger", "Lauwers"), day - timedelta(days=890)),
    ]
    told = OnPaper(
        network_kind="residential",
        name="Oude Dreef",
        languages=["nl"],
        town_ids=[stage.klokdorp],
        zone_ids=[stage.beiaard],
        number="BIN-2016-0412",
        recognised_on=day - timedelta(days=3400),
        coordinator=holders[0],
        deputy=holders[1],
    )
    instant = now - timedelta(days=1)
    take_over(actor_named("officer-an", at=instant), told, now=instant)


def _person(given: str, family: str) -> PersonDetails:
    address = f"{given}.{family}@buurt.example".lower()
    return PersonDetails(given, family, "nl", (address,))


def _in_the_morning(instant: datetime) -> datetime:
    """Return half past ten on Belgian clocks, the last that was: nobody signs or meets at night."""
    there = local(instant)
    day = there.date() - timedelta(days=there.time() < TEN_THIRTY)
    return datetime.combine(day, TEN_THIRTY, tzinfo=BRUSSELS).astimezone(UTC)


class _Told:
    """One dossier, told step by step until its last one."""

    def __init__(
        self, stage: Stage, ground: Ground, tale: Tale, number: int, now: datetime
    ) -> None:
        self.stage, self.ground, self.tale, self.number = stage, ground, tale, number
        self.now = _in_the_morning(now - timedelta(days=tale.days))
        self.pen_id: UUID
        self.dossier: Dossier

    # Each name of `Tale.until` is the last step that is told.
    def tell(self) -> None:
        """Tell the steps in their order, a few days after each other."""
        steps: Mapping[str, Callable[[], None]] = {
            "idea": self.begin,
            "ended": self.end,
            "consultation": self.consult,
            "survey": self.ask,
            "no_majority": self.count,
            "invitation": self.invite,
            "meeting": self.meet,
            "candidates": self.propose,
            "unsuitable": self.find_unsuitable,
            "screening": self.screen,
            "vote": self.vote,
            "papers": self.write,
            "two_signatures": lambda: self.sign_by(2),
            "signed": lambda: self.sign_by(4),
            "submitted": self.submit,
            "correction": self.send_back,
            "refused": self.refuse,
            "recognised": self.recognise,
        }
        only = {"ended", "unsuitable", "two_signatures", "correction", "refused"}
        for name, step in steps.items():
            if name in only and name != self.tale.until:
                continue
            step()
            if name == self.tale.until:
                return

    def actor(self, name: str) -> Actor:
        return actor_named(name, at=self.now)

    @property
    def pen(self) -> Actor:
        return actor_for(self.pen_id, at=self.now)

    def begin(self) -> None:
        tale = self.tale
        self.pen_id = person_named(tale.by) if tale.by else self.newcomer()
        initiative = INITIATIVES.get(tale.by, INITIATIVES[tale.kind])
        sector = {"profession": "Bakkers", "scope": "De bakkerijen van Klokdorp."}
        opening = Opening(
            network_kind=tale.kind,
            name=tale.name,
            languages=tale.languages,
            initiative=initiative,
            idea="Wij willen elkaar en de politie beter kennen, en weten wat we kunnen voorkomen.",
            town_ids=[self.stage.klokdorp],
            zone_ids=[self.stage.beiaard],
            **(sector if tale.kind == "sectoral" else {}),
        )
        self.dossier = open_dossier(self.pen, opening, now=self.now)

    def newcomer(self) -> UUID:
        return add_person(_person(*FOUNDING[self.number]), now=self.now).pk

    def later(self, days: float) -> None:
        self.now += timedelta(days=days)

    def end(self) -> None:
        self.later(9)
        reason = "De bewoners sluiten zich liever aan bij een netwerk dat er al is."
        end_dossier(self.pen, self.dossier.pk, reason=reason, now=self.now)

    def consult(self) -> None:
        self.later(2)
        for name in ("clerk-nadia", "officer-an"):
            answer_consultation(
                self.actor(name), self.dossier.pk, agrees=True, remark="", now=self.now
            )

    def ask(self) -> None:
        self.later(3)
        unit, listed = UNITS[self.tale.kind]
        if self.tale.street:
            street = StreetRange(self.ground.streets[self.tale.street])
            set_perimeter(self.pen, self.dossier.pk, None, [street], now=self.now)
        closes_on = local(self.now).date() + timedelta(days=16)
        opening = SurveyOpening(unit, MajorityRule.ANSWERS, 50, closes_on, listed)
        open_survey(self.pen, self.dossier.pk, opening, now=self.now)
        _, letters = letters_to_print(self.pen, self.dossier.pk, now=self.now)
        self.later(10)
        yes, no = self.tale.answers
        answers = [(code, place < yes) for place, (_, code) in enumerate(letters[: yes + no])]
        enter_answers(self.actor("clerk-nadia"), self.dossier.pk, "survey", answers, now=self.now)

    def count(self) -> None:
        self.later(8)
        close_due_surveys(now=self.now)

    def invite(self) -> None:
        self.later(3)
        evening = self.now + timedelta(days=9, hours=9)
        plan = MeetingPlan(evening, "Gemeentehuis, raadzaal", "Zestig stoelen")
        plan_meeting(self.pen, self.dossier.pk, plan, now=self.now)
        invite_everybody(self.pen, self.dossier.pk, now=self.now)

    def meet(self) -> None:
        self.later(10)
        write_minutes(self.pen, self.dossier.pk, attendance=31, minutes=MINUTES, now=self.now)

    def propose(self) -> None:
        self.later(1)
        for place, part in enumerate(Part):
            given, family = STANDING[(2 * self.number + place) % len(STANDING)]
            candidate = propose_candidate(
                self.pen, self.dossier.pk, part, _person(given, family), now=self.now
            )
            declare_candidate(
                actor_for(candidate.person_id, at=self.now), candidate.pk, now=self.now
            )

    def candidates(self) -> list[Candidate]:
        return list(self.dossier.candidates.filter(withdrawn_at=None).order_by("part"))

    def find_unsuitable(self) -> None:
        self._screen({Part.COORDINATOR: False, Part.DEPUTY: True})

    def screen(self) -> None:
        self._screen(dict.fromkeys(Part, True))

    def _screen(self, outcomes: Mapping[str, bool]) -> None:
        officer = self.actor("officer-an")
        for candidate in self.candidates():
            ask_screening(officer, candidate.pk, now=self.now)
        self.later(4)
        for candidate in self.candidates():
            write_outcome(
                self.actor("officer-an"),
                candidate.pk,
                suitable=outcomes[candidate.part],
                now=self.now,
            )

    def vote(self) -> None:
        self.later(1)
        count_vote(
            self.pen,
            self.dossier.pk,
            rule=MajorityRule.ANSWERS,
            units=31,
            yes=27,
            no=2,
            now=self.now,
        )

    def write(self) -> None:
        self.later(6)
        pen, pk = self.pen, self.dossier.pk
        start_papers(pen, pk, now=self.now)
        partners = self.section("charter", "partners")
        texts = {
            code: PLACEHOLDER.sub("02 555 01 01", text) for code, text in partners.content.items()
        }
        change_section(pen, pk, partners.pk, texts, version=partners.version, now=self.now)
        plan = self.section("communication_plan", "arrangements")
        usual = replace(CommunicationPlan.usual(), neighbours="Meerstraat")
        change_plan(pen, pk, plan.pk, usual, version=plan.version, now=self.now)
        money = self.section("financing_plan", "figures")
        change_financing(pen, pk, money.pk, FINANCING, version=money.version, now=self.now)
        declare_ready(pen, pk, now=self.now)

    def section(self, paper: str, key: str) -> Section:
        return self.dossier.sections.get(paper=paper, key=key)

    def sign_by(self, number: int) -> None:
        self.later(2)
        coordinator = self.candidates()[0].person_id
        named = [
            Named(SignatoryRole.MAYOR, person_named("mayor-luc")),
            Named(SignatoryRole.CHIEF, person_named("chief-karim")),
            Named(SignatoryRole.OFFICER, person_named("officer-an")),
            Named(SignatoryRole.COORDINATOR, coordinator),
        ]
        paper = prepare_signing(self.pen, self.dossier.pk, named, now=self.now)
        # The mayor is busy, as mayors are.
        for one in reversed(named[-number:]):
            self.later(1)
            signatory = self.dossier.signatories.get(role=one.role, replaced_at=None)
            sign(
                actor_for(one.person_id, at=self.now),
                self.dossier.pk,
                signatory.pk,
                digest=paper.file.digest,
                manner=Manner.TYPED,
                mark=_name_of(one.person_id, self.candidates()),
                now=self.now,
            )

    def submit(self) -> None:
        self.later(1)
        submit(self.pen, self.dossier.pk, now=self.now)

    def send_back(self) -> None:
        self.later(5)
        remark = "Gelieve te vermelden wie het netwerk tijdens de vakantie opvolgt."
        section = self.section("charter", "coordinator")
        ask_correction(
            self.actor("reviewer-eva"), self.dossier.pk, [(section.pk, remark)], now=self.now
        )

    def refuse(self) -> None:
        self.later(5)
        reason = "Dit gebied valt samen met dat van een erkend netwerk."
        refuse(self.actor("reviewer-eva"), self.dossier.pk, reason=reason, now=self.now)

    def recognise(self) -> None:
        self.later(6)
        day = local(self.now).date()
        recognise(
            self.actor("reviewer-eva"),
            self.dossier.pk,
            number=f"PP-{day.year}-101",
            on=day,
            now=self.now,
        )


def _name_of(person_id: object, candidates: Sequence[Candidate]) -> str:
    for name, figure in FIGURES.items():
        if name in {"mayor-luc", "chief-karim", "officer-an"} and person_named(name) == person_id:
            return f"{figure.given_name} {figure.family_name}"
    return next(one.person.full_name for one in candidates if one.person_id == person_id)
