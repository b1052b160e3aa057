"""A coordinator sees that there was a report where the plan says so: never a word of it, and never whose it is."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.models import Entry
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.networks.actions.networks import set_plan
from belfry.networks.queries import plan_of
from belfry.sightings.actions.answering import ask, assign, tell_network
from belfry.sightings.errors import AnswerMissing
from belfry.sightings.models import Sighting
from belfry.sightings.queries import reports_of_network
from belfry.sightings.workflow import seen_by_network
from tests.cast import NOON, Cast
from tests.sightings.keeping import Keeping

pytestmark = pytest.mark.django_db

TOMORROW = NOON + timedelta(days=1)
SEEN = {"id", "behaviour", "received_on", "state", "for_network"}


def let_see(cast: Cast, *, shows: bool = True) -> None:
    """Let the plan of Meerstraat say that the coordinator sees reports."""
    plan = replace(plan_of(cast.stage.meerstraat), shows_reports=shows)
    set_plan(cast.officer_an, cast.stage.meerstraat, plan, now=NOON)


def taken(kept: Keeping) -> UUID:
    sighting_id = kept.report()
    assign(kept.cast.officer_an, sighting_id, kept.cast.person("officer_an"), now=NOON)
    return sighting_id


def seen(cast: Cast, who: str = "coordinator_bram") -> list[Sighting]:
    return list(reports_of_network(cast.at(who, TOMORROW), cast.stage.meerstraat))


def test_only_the_police_let_the_coordinator_see_reports(cast: Cast) -> None:
    meerstraat = cast.stage.meerstraat
    for shows in (True, False):
        changed = replace(plan_of(meerstraat), shows_reports=shows)
        for who in (cast.coordinator_bram, cast.deputy_sofia):
            if plan_of(meerstraat).shows_reports != shows:
                with pytest.raises(NotAllowed):
                    set_plan(who, meerstraat, changed, now=NOON)
        let_see(cast, shows=shows)
        assert plan_of(meerstraat).shows_reports is shows
    let_see(cast)
    later = replace(plan_of(meerstraat), released_by="police")
    set_plan(cast.coordinator_bram, meerstraat, later, now=NOON)
    assert plan_of(meerstraat).shows_reports


def test_nobody_of_the_network_sees_a_report_as_long_as_the_plan_is_silent(kept: Keeping) -> None:
    kept.report()
    for who in ("coordinator_bram", "deputy_sofia"):
        with pytest.raises(NotAllowed):
            seen(kept.cast, who)
    let_see(kept.cast)
    assert len(seen(kept.cast)) == len(seen(kept.cast, "deputy_sofia")) == 1
    let_see(kept.cast, shows=False)
    with pytest.raises(NotAllowed):
        seen(kept.cast)


def test_a_report_is_not_seen_on_the_day_on_which_it_came(kept: Keeping) -> None:
    let_see(kept.cast)
    kept.report()
    assert not reports_of_network(kept.cast.coordinator_bram, kept.cast.stage.meerstraat).exists()
    assert len(seen(kept.cast)) == 1
    much_later = kept.cast.at("coordinator_bram", NOON + timedelta(days=367))
    assert not reports_of_network(much_later, kept.cast.stage.meerstraat).exists()


def test_nothing_but_what_was_done_the_day_the_state_and_the_answer_is_read(kept: Keeping) -> None:
    let_see(kept.cast)
    kept.report()
    (row,) = seen(kept.cast)
    assert {one.attname for one in Sighting._meta.fields} - row.get_deferred_fields() == SEEN


def test_that_the_reporter_is_asked_something_is_not_seen(kept: Keeping) -> None:
    sighting_id = taken(kept)
    ask(kept.cast.officer_an, sighting_id, "Waar?", tell=kept.tell, now=NOON)
    state = Sighting.objects.get(pk=sighting_id).state
    assert (state, seen_by_network(state)) == ("needs_detail", "with_police")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("member_chloe", NotAllowed),
        ("officer_an", NotAllowed),
        ("chief_karim", NotAllowed),
        ("clerk_nadia", NotAllowed),
        ("mayor_luc", NotAllowed),
        ("adviser_tom", NotAllowed),
        ("shopkeeper_amina", NotFound),
        ("coordinator_lucienne", NotFound),
        ("outsider_dries", NotFound),
        ("officer_piet", NotFound),
        ("operator_sam", NotFound),
    ],
)
def test_nobody_else_sees_what_a_coordinator_sees(
    kept: Keeping, who: str, refusal: type[Exception]
) -> None:
    let_see(kept.cast)
    kept.report()
    with pytest.raises(refusal):
        seen(kept.cast, who)


def test_the_police_tell_the_network_one_sentence_of_the_list(kept: Keeping) -> None:
    let_see(kept.cast)
    sighting_id, an = taken(kept), kept.cast.officer_an
    for choice in ("looked_into", "looked_into", "message"):
        tell_network(an, sighting_id, choice, now=NOON)
    assert [row.for_network for row in seen(kept.cast)] == ["message"]
    told = Entry.objects.filter(act="sighting.told_network").order_by("number")
    assert [entry.detail["said"] for entry in told] == ["looked_into", "message"]
    for words in ("", "Jan Peeters was het"):
        with pytest.raises(AnswerMissing):
            tell_network(an, sighting_id, words, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sighting.objects.filter(pk=sighting_id).update(for_network="Jan Peeters")


def test_the_network_is_told_nothing_before_somebody_has_it_or_without_the_plan(
    kept: Keeping,
) -> None:
    an, waiting, had = kept.cast.officer_an, kept.report(), taken(kept)
    with pytest.raises(MoveNotAllowed):
        tell_network(an, had, "noted", now=NOON)
    let_see(kept.cast)
    with pytest.raises(MoveNotAllowed):
        tell_network(an, waiting, "noted", now=NOON)


@pytest.mark.parametrize(
    "who", ["coordinator_bram", "member_chloe", "officer_piet", "clerk_nadia", "dispatcher_lotte"]
)
def test_nobody_else_tells_the_network(kept: Keeping, who: str) -> None:
    let_see(kept.cast)
    sighting_id, actor = taken(kept), getattr(kept.cast, who)
    assert isinstance(actor, Actor)
    with pytest.raises(NotFound):
        tell_network(actor, sighting_id, "noted", now=NOON)
