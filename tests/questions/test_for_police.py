"""Coordinators ask their police for information, the time of the answer is measured, and nobody is looked up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from belfry.audit.models import Entry
from belfry.core.actor import Actor, Role
from belfry.core.errors import DomainError, MoveNotAllowed, NotAllowed, NotFound
from belfry.networks.actions.mandates import give_mandate
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.queries import actor_for
from belfry.networks.types import ZoneRules
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails
from belfry.questions.actions.answering import answer_coordinator, answer_member
from belfry.questions.actions.asking import ask_coordinator, ask_police
from belfry.questions.errors import (
    AboutSomebody,
    HappensNow,
    QuestionEmpty,
    ReplyEmpty,
    TooManyOpen,
)
from belfry.questions.figures import year_of_network, years_for_police
from belfry.questions.models import PoliceQuestion
from belfry.questions.policies import MOST_OF_A_NETWORK
from belfry.questions.queries import asked_of_police, police_question_for, police_to_answer
from tests.cast import NOON, Cast
from tests.questions.test_practical import notices_to

pytestmark = pytest.mark.django_db

WORDS = "Komt de preventieadviseur naar onze vergadering in januari?"


def asked(cast: Cast, who: str = "coordinator_bram", **more: Any) -> PoliceQuestion:
    told: dict[str, Any] = {"words": WORDS, "key": uuid4(), "now": NOON, **more}
    actor = cast.at(who, told["now"])
    return ask_police(actor, cast.stage.meerstraat, told["words"], key=told["key"], now=told["now"])


def officer_of(cast: Cast, network_id: Any) -> Actor:
    """Let the chief name an officer for one network only."""
    who = PersonDetails("Rik", "Aerts", "nl", ("rik.aerts@beiaard.example",), ())
    give_mandate(
        cast.chief_karim, Role.OFFICER, who, now=NOON, since=NOON.date(), network_id=network_id
    )
    (person,) = persons_reading("email", "rik.aerts@beiaard.example")
    return actor_for(person.pk, at=NOON)


@pytest.mark.parametrize("who", ["coordinator_bram", "deputy_sofia"])
def test_officers_and_chief_see_a_question_and_it_is_due_as_the_zone_says(
    cast: Cast, who: str
) -> None:
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, ZoneRules(other_due_days=14), now=NOON)
    question = asked(cast, who)
    for officer in (cast.officer_an, cast.officer_els, cast.chief_karim):
        assert [one.pk for one in police_to_answer(officer)] == [question.pk]
    assert (question.due_at - NOON).days == 14
    assert (
        notices_to(*(cast.person(one) for one in ("officer_an", "officer_els", "chief_karim"))) == 3
    )


def test_the_officer_of_one_network_answers_for_that_network_only(cast: Cast) -> None:
    rik = officer_of(cast, cast.stage.meerstraat)
    question = asked(cast)
    other = ask_police(
        cast.shopkeeper_amina, cast.stage.winkelhart, "Quand passez-vous ?", key=uuid4(), now=NOON
    )
    assert [one.pk for one in police_to_answer(rik)] == [question.pk]
    with pytest.raises(NotFound):
        police_question_for(rik, other.pk)
    assert (
        answer_coordinator(rik, question.pk, "call", "", now=NOON).answered_by_id == rik.person_id
    )


OTHERS = ("coordinator_bram", "member_chloe", "officer_piet", "chief_marie", "dispatcher_lotte",
          "adviser_tom", "clerk_nadia", "mayor_luc", "outsider_dries", "operator_sam")  # fmt: skip


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_finds_or_answers_it(cast: Cast, who: str) -> None:
    question, actor = asked(cast), getattr(cast, who)
    assert not police_to_answer(actor).exists()
    acts: tuple[Callable[[Actor], Any], ...] = (
        lambda one: police_question_for(one, question.pk),
        lambda one: answer_coordinator(one, question.pk, "call", "", now=NOON),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act(actor)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("officer_an", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("outsider_dries", NotFound),
        ("shopkeeper_amina", NotFound),
    ],
)
def test_only_coordinator_and_deputies_ask_and_read_the_answer(
    cast: Cast, who: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        asked(cast, who)
    for door in (asked_of_police, lambda one, network: year_of_network(one, network, 2026)):
        with pytest.raises(refusal):
            door(getattr(cast, who), cast.stage.meerstraat)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("Is Jan Peeters bij u bekend? Hij woont hier sinds kort.", AboutSomebody),
        ("Van wie is de wagen met nummerplaat 1-ABC-123?", AboutSomebody),
        ("Er wordt nu ingebroken bij de buren, kom snel!", HappensNow),
        ("  ", QuestionEmpty),
    ],
)
def test_nobody_is_looked_up_and_what_is_urgent_is_called(
    cast: Cast, words: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        asked(cast, words=words)
    assert not PoliceQuestion.objects.exists()


def test_a_question_sent_twice_is_kept_once(cast: Cast) -> None:
    key = uuid4()
    assert asked(cast, key=key).pk == asked(cast, key=key).pk
    with pytest.raises(NotFound):
        asked(cast, "deputy_sofia", key=key)
    assert PoliceQuestion.objects.count() == 1
    for _ in range(MOST_OF_A_NETWORK - 1):
        asked(cast)
    with pytest.raises(TooManyOpen):
        asked(cast)


def test_the_answer_goes_to_coordinator_and_deputies_and_its_time_is_measured(cast: Cast) -> None:
    question, both = asked(cast), (cast.person("coordinator_bram"), cast.person("deputy_sofia"))
    at = NOON + timedelta(hours=30)
    before = notices_to(*both)
    answer_coordinator(cast.officer_an, question.pk, "meeting", "Graag tot dan.", now=at)
    (row,) = asked_of_police(cast.at("deputy_sofia", at), cast.stage.meerstraat)
    assert row.answer.endswith("Graag tot dan.")
    assert row.answer.startswith("Wij bespreken het")
    assert (row.waited, row.is_in_time) == (timedelta(hours=30), True)
    assert notices_to(*both) == before + 2
    with pytest.raises(MoveNotAllowed):
        answer_coordinator(cast.officer_els, question.pk, "call", "", now=at)
    acts = Entry.objects.filter(subject=f"question:{question.pk}").order_by("number")
    assert list(acts.values_list("act", flat=True)) == [
        "police_question.asked",
        "police_question.answered",
    ]


def test_an_answer_names_nobody_and_is_not_empty(cast: Cast) -> None:
    question = asked(cast)
    for words, refusal in (("", ReplyEmpty), ("De dader is Jan Peeters.", AboutSomebody)):
        with pytest.raises(refusal):
            answer_coordinator(cast.officer_an, question.pk, "", words, now=NOON)


def test_the_year_counts_both_kinds_by_network_and_by_belgian_time(cast: Cast) -> None:
    meerstraat, waits = cast.stage.meerstraat, (2, 4, 24 * 20)
    for hours in waits:
        question = asked(cast)
        answered_at = NOON + timedelta(hours=hours)
        answer_coordinator(
            cast.at("officer_an", answered_at), question.pk, "call", "", now=answered_at
        )
    asked(cast)
    # Half past eleven in London is the new year already in Belgium.
    asked(cast, now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    practical = [
        ask_coordinator(cast.member_chloe, meerstraat, "sign", "", key=uuid4(), now=NOON)
        for _ in range(2)
    ]
    answer_member(cast.coordinator_bram, practical[0].pk, "done", "", now=NOON)
    late = NOON + timedelta(days=30)
    answer_member(cast.at("coordinator_bram", late), practical[1].pk, "done", "", now=late)
    year = year_of_network(cast.coordinator_bram, meerstraat, 2026)
    assert (year.to_police.number, year.to_police.answered, year.to_police.in_time) == (4, 3, 2)
    assert year.to_police.median_time == timedelta(hours=4)
    assert (year.practical.number, year.practical.answered, year.practical.in_time) == (2, 2, 1)
    assert years_for_police(cast.officer_an, 2026) == [year]
    assert years_for_police(cast.chief_karim, 2027)[0].to_police.number == 1
    assert years_for_police(cast.officer_piet, 2026) == []
    assert year_of_network(cast.deputy_sofia, meerstraat, 2025).to_police.median_time is None
