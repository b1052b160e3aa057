"""What is asked in the demonstration: members ask coordinators, coordinators ask the police."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from belfry.program.cast import Stage, actor_named
from belfry.questions.actions.answering import answer_coordinator, answer_member
from belfry.questions.actions.asking import ask_coordinator, ask_police
from belfry.questions.kinds import CoordinatorAnswer, PoliceAnswer, Topic

DAY: Final = timedelta(days=1)


class Told(NamedTuple):
    """A question with its answer, if there is one: how long ago it was asked, and how long the answer took."""

    who: str
    ago: timedelta
    words: str
    topic: str = ""
    choice: str = ""
    reply: str = ""
    after: timedelta = timedelta()


OF_MEMBERS: Final = (
    Told("member-chloe", 60 * DAY, "", Topic.SIGN, CoordinatorAnswer.DONE, "", 2 * DAY),
    Told("member-anke", 33 * DAY, "Ich bekomme jede Nachricht zweimal.", Topic.MESSAGES,
         CoordinatorAnswer.SETTINGS, "", 9 * DAY),
    Told("member-jozef", 9 * DAY, "Mijn dochter woont bij mij in. Kan zij ook op de lijst?", Topic.LIST),
    Told("member-chloe", 2 * DAY, "Où a lieu la prochaine réunion ?", Topic.MEETING),
)  # fmt: skip
OF_COORDINATORS: Final = (
    Told("coordinator-bram", 75 * DAY, "Komt de preventieadviseur naar onze jaarvergadering?", "",
         PoliceAnswer.MEETING, "Ik geef u nog het uur door.", timedelta(hours=27)),
    Told("deputy-sofia", 40 * DAY, "Hoeveel meldingen van fietsdiefstal kreeg de zone dit jaar?", "",
         PoliceAnswer.MESSAGE, "", 5 * DAY),
    Told("coordinator-bram", 3 * DAY, "Mogen wij op het buurtfeest een fiets laten graveren door de politie?"),
)  # fmt: skip


def tell_questions(stage: Stage, *, now: datetime) -> None:
    """Let members and coordinators of Meerstraat ask, and answer what was answered."""
    for told in OF_MEMBERS:
        at = now - told.ago
        asked = ask_coordinator(
            actor_named(told.who, at=at),
            stage.meerstraat,
            told.topic,
            told.words,
            key=uuid4(),
            now=at,
        )
        if told.choice:
            bram = actor_named("coordinator-bram", at=at + told.after)
            answer_member(bram, asked.pk, told.choice, told.reply, now=at + told.after)
    for told in OF_COORDINATORS:
        at = now - told.ago
        actor = actor_named(told.who, at=at)
        question = ask_police(actor, stage.meerstraat, told.words, key=uuid4(), now=at)
        if told.choice:
            an = actor_named("officer-an", at=at + told.after)
            answer_coordinator(an, question.pk, told.choice, told.reply, now=at + told.after)
