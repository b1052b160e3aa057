"""What officers and chief of the zone do with a report, and who may not."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from belfry.audit.models import Entry
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.delivery.models import Message
from belfry.networks.models import Mandate
from belfry.sealing import client
from belfry.sealing.errors import NobodyAnswers
from belfry.sightings.actions.answering import answer, ask, assign, close, note_number
from belfry.sightings.actions.erasing import erase_settled
from belfry.sightings.actions.town import settle_matter, tell_town
from belfry.sightings.errors import (
    AnswerMissing,
    NobodyAtTownHall,
    NumberUnusable,
    QuestionMissing,
    TooLong,
    WordsMissing,
)
from belfry.sightings.models import Letter, Sighting, TownMatter
from belfry.sightings.queries import (
    open_sightings,
    owed_by,
    own_everything,
    own_sightings,
    sighting_for,
    sightings_for,
    town_matters,
)
from belfry.sightings.types import LONGEST
from belfry.sightings.workflow import MOVES, SightingState
from tests.cast import NOON
from tests.sightings.keeping import Keeping, tag_of_nobody

pytestmark = pytest.mark.django_db

OTHERS = (
    "member_chloe",
    "coordinator_bram",
    "deputy_sofia",
    "officer_piet",
    "chief_marie",
    "dispatcher_lotte",
    "adviser_tom",
    "clerk_nadia",
    "mayor_luc",
    "reviewer_eva",
    "operator_sam",
)


def taken(kept: Keeping) -> UUID:
    """Return a report that officer An has."""
    sighting_id = kept.report()
    assign(kept.cast.officer_an, sighting_id, kept.cast.person("officer_an"), now=NOON)
    return sighting_id


def answered(kept: Keeping, sighting_id: UUID, choice: str = "helped", words: str = "") -> Sighting:
    return answer(
        kept.cast.officer_an,
        sighting_id,
        choice,
        words,
        tell=kept.tell,
        now=NOON,
    )


def test_officers_and_chief_of_the_zone_see_reports_and_nobody_else(kept: Keeping) -> None:
    sighting_id = kept.report()
    for who in ("officer_an", "officer_els", "chief_karim"):
        assert sighting_for(getattr(kept.cast, who), sighting_id).pk == sighting_id
    for who in OTHERS:
        actor = getattr(kept.cast, who)
        assert not sightings_for(actor).exists()
        with pytest.raises(NotFound):
            sighting_for(actor, sighting_id)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_does_anything_with_it(kept: Keeping, who: str) -> None:
    sighting_id, actor = taken(kept), getattr(kept.cast, who)
    acts: tuple[Callable[[Actor], Any], ...] = (
        lambda one: assign(one, sighting_id, kept.cast.person("officer_an"), now=NOON),
        lambda one: note_number(one, sighting_id, "1", now=NOON),
        lambda one: ask(one, sighting_id, "?", tell=kept.tell, now=NOON),
        lambda one: answer(one, sighting_id, "helped", "", tell=kept.tell, now=NOON),
        lambda one: close(one, sighting_id, now=NOON),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act(actor)


def test_a_report_is_given_to_an_officer_of_the_zone_only(kept: Keeping) -> None:
    cast, sighting_id = kept.cast, kept.report()
    with pytest.raises(NotFound):
        assign(cast.officer_an, sighting_id, cast.person("officer_piet"), now=NOON)
    row = assign(cast.officer_an, sighting_id, cast.person("officer_els"), now=NOON)
    assert (row.state, row.officer_id) == ("with_police", cast.person("officer_els"))
    assert sighting_id not in owed_by(cast.officer_an).values_list("pk", flat=True)
    assert sighting_id in owed_by(cast.officer_els).values_list("pk", flat=True)


def test_what_is_due_first_stands_first_and_it_is_due_in_a_week(kept: Keeping) -> None:
    later = kept.report(now=NOON + timedelta(days=1), by="coordinator_bram")
    first = kept.report()
    assert [row.pk for row in open_sightings(kept.cast.officer_an)] == [first, later]
    due_at = Sighting.objects.get(pk=first).due_at
    assert (due_at - NOON).days == 7
    assert (due_at.minute, due_at.second) == (0, 0)


def test_an_answer_of_the_list_is_in_the_language_of_the_reporter(kept: Keeping) -> None:
    sighting_id = taken(kept)
    row = answered(kept, sighting_id, "helped", "Bonne journée.")
    assert (row.state, row.answered_at) == ("answered", NOON)
    ((_, own),) = own_sightings(kept.session_of("member_chloe"))
    (words,) = own.letters.values()
    assert words.startswith("Merci")
    assert words.endswith("Bonne journée.")
    with pytest.raises(MoveNotAllowed):
        answered(kept, sighting_id)


def test_the_reporter_is_told_at_another_moment_and_without_a_word(kept: Keeping) -> None:
    answered(kept, taken(kept))
    assert not Message.objects.filter(kind="for_your_eyes").exists()
    kept.keeper.tell_who_is_due(NOON + timedelta(hours=2))
    assert Message.objects.filter(kind="for_your_eyes").count() == 1


def test_an_answer_of_which_nobody_can_be_told_is_not_written(kept: Keeping) -> None:
    sighting_id = taken(kept)

    def silent(_: UUID) -> None:
        raise NobodyAnswers

    with pytest.raises(NobodyAnswers):
        answer(kept.cast.officer_an, sighting_id, "helped", "", tell=silent, now=NOON)
    assert Sighting.objects.get(pk=sighting_id).state == "with_police"
    assert not Letter.objects.exists()


def test_empty_and_endless_letters_are_refused(kept: Keeping) -> None:
    sighting_id = taken(kept)
    with pytest.raises(AnswerMissing):
        answered(kept, sighting_id, "", " ")
    with pytest.raises(AnswerMissing):
        answered(kept, sighting_id, "no such answer")
    for words, refusal in ((" ", QuestionMissing), ("x" * (LONGEST + 1), TooLong)):
        with pytest.raises(refusal):
            ask(kept.cast.officer_an, sighting_id, words, tell=kept.tell, now=NOON)


def test_nothing_is_written_before_somebody_has_it(kept: Keeping) -> None:
    sighting_id = kept.report()
    with pytest.raises(MoveNotAllowed):
        answered(kept, sighting_id)
    with pytest.raises(MoveNotAllowed):
        ask(kept.cast.officer_an, sighting_id, "Waar?", tell=kept.tell, now=NOON)


def test_the_own_file_is_linked_by_a_number_only(kept: Keeping) -> None:
    sighting_id, an = taken(kept), kept.cast.officer_an
    assert note_number(an, sighting_id, "GE.17.L3-001/2026", now=NOON).own_number
    with pytest.raises(NumberUnusable):
        note_number(an, sighting_id, "zaak van Jan Peeters", now=NOON)
    assert note_number(an, sighting_id, "", now=NOON).own_number == ""


def test_a_closed_report_is_over(kept: Keeping) -> None:
    sighting_id, an = taken(kept), kept.cast.officer_an
    with pytest.raises(MoveNotAllowed):
        close(an, sighting_id, now=NOON)
    answered(kept, sighting_id)
    assert close(an, sighting_id, now=NOON).state == "closed"
    for act in (
        lambda: close(an, sighting_id, now=NOON),
        lambda: assign(an, sighting_id, kept.cast.person("officer_els"), now=NOON),
    ):
        with pytest.raises(MoveNotAllowed):
            act()


def test_the_record_says_who_did_what(kept: Keeping) -> None:
    sighting_id = taken(kept)
    kept.opened(sighting_id)
    answered(kept, sighting_id)
    acts = Entry.objects.filter(subject=f"sighting:{sighting_id}").order_by("number")
    assert list(acts.values_list("act", flat=True)) == [
        "sighting.received",
        "sighting.assigned",
        "sighting.opened",
        "sighting.answer",
    ]


@pytest.mark.parametrize("old", SightingState.values)
def test_the_database_keeps_the_table_of_moves(kept: Keeping, old: str) -> None:
    sighting_id, officer = kept.report(), kept.cast.person("officer_an")
    for new in SightingState.values:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        given = NOON if old in {"answered", "closed"} else None
        Sighting.objects.filter(pk=sighting_id).update(
            state=old, officer_id=officer, answered_at=given
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
        ending = NOON if new in {"answered", "closed"} else None
        allowed = new == old or SightingState(new) in MOVES[SightingState(old)]
        try:
            with transaction.atomic():
                Sighting.objects.filter(pk=sighting_id).update(state=new, answered_at=ending)
        except IntegrityError:
            assert not allowed, f"{old} to {new}"
        else:
            assert allowed, f"{old} to {new}"


@pytest.mark.parametrize(
    "change",
    [
        {"behaviour": "fraud"},
        {"receipt": "AAAA-AAAA"},
        {"text": b"other"},
        {"identity": b"other"},
        {"owner": b"other"},
        {"about": uuid4()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_what_was_received(kept: Keeping, change: dict[str, Any]) -> None:
    sighting_id = kept.report()
    with pytest.raises(IntegrityError):
        Sighting.objects.filter(pk=sighting_id).update(**change)


def told_town(kept: Keeping, *, key: UUID | None = None, by: str = "member_chloe") -> TownMatter:
    tag = partial(client.tag_for, kept.session_of(by))
    actor, network_id = getattr(kept.cast, by), kept.cast.stage.meerstraat
    return tell_town(
        actor, network_id, "Sluikstort", "Meerstraat", key=key or uuid4(), tag=tag, now=NOON
    )


def test_what_is_for_the_town_goes_to_its_officials_without_a_name(kept: Keeping) -> None:
    cast, key = kept.cast, uuid4()
    for _ in range(2):
        told_town(kept, key=key)
    (matter,) = town_matters(cast.clerk_nadia)
    assert (matter.words, matter.place) == ("Sluikstort", "Meerstraat")
    assert [one.pk for one in town_matters(cast.mayor_luc)] == [matter.pk]
    assert not Entry.objects.filter(subject=f"town_matter:{key}", person_id__isnull=False).exists()
    for who in ("officer_an", "coordinator_bram", "member_chloe"):
        assert not town_matters(getattr(cast, who)).exists()
        with pytest.raises(NotFound):
            settle_matter(getattr(cast, who), key, "done", "", tell=kept.tell_writer, now=NOON)


@pytest.mark.parametrize("who", ["clerk_nadia", "mayor_luc"])
def test_the_town_answers_once_and_only_who_told_it_reads_the_answer(
    kept: Keeping, who: str
) -> None:
    official, matter = getattr(kept.cast, who), told_town(kept)
    for choice, words, refusal in (("", " ", AnswerMissing), ("", "x" * (LONGEST + 1), TooLong)):
        with pytest.raises(refusal):
            settle_matter(official, matter.pk, choice, words, tell=kept.tell_writer, now=NOON)
    assert (
        settle_matter(
            official, matter.pk, "planned", "Vrijdag.", tell=kept.tell_writer, now=NOON
        ).done_at
        == NOON
    )
    _, (own,) = own_everything(kept.session_of("member_chloe"))
    assert own.answer == "C’est prévu.\n\nVrijdag."  # noqa: RUF001 -- as the catalogue has it
    assert own_everything(kept.session_of("member_anke")) == ([], [])
    assert not town_matters(official).exists()
    with pytest.raises(MoveNotAllowed):
        settle_matter(official, matter.pk, "done", "", tell=kept.tell_writer, now=NOON)


def test_a_town_hall_where_nobody_reads_gets_nothing(kept: Keeping) -> None:
    Mandate.objects.filter(municipality_id=kept.cast.stage.klokdorp).delete()
    with pytest.raises(NobodyAtTownHall):
        told_town(kept)
    assert not TownMatter.objects.exists()


def test_what_the_town_answered_is_erased_after_thirty_days(kept: Keeping) -> None:
    open_one, matter = told_town(kept), told_town(kept)
    settle_matter(kept.cast.clerk_nadia, matter.pk, "done", "", tell=kept.tell_writer, now=NOON)
    assert erase_settled(now=NOON + timedelta(days=29)) == 0
    assert erase_settled(now=NOON + timedelta(days=30)) == 1
    assert erase_settled(now=NOON + timedelta(days=30)) == 0
    _, left = own_everything(kept.session_of("member_chloe"))
    assert [one.pk for one in left] == [open_one.pk]
    row = TownMatter.objects.get(pk=matter.pk)
    assert (row.words, row.place, row.answer, bytes(row.owner)) == ("", "", "", b"")


def test_strangers_tell_the_town_nothing_and_nobody_tells_nothing(kept: Keeping) -> None:
    with pytest.raises(NotFound):
        told_town(kept, by="outsider_dries")
    chloe, network_id = kept.cast.member_chloe, kept.cast.stage.meerstraat
    with pytest.raises(WordsMissing):
        tell_town(chloe, network_id, " ", "", key=uuid4(), tag=tag_of_nobody, now=NOON)
    assert not TownMatter.objects.exists()
