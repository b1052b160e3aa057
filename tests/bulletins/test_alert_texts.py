"""Texts for alerts: one officer writes, another approves, and every street fits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belfry.bulletins.actions.alert_texts import (
    approve_text,
    drop_text,
    propose_text,
    withdraw_text,
)
from belfry.bulletins.alert_texts import texts_of_zone
from belfry.bulletins.errors import (
    ChangedMeanwhile,
    DoesNotFitEverywhere,
    SlotMissing,
    SlotUnknown,
    TextIncomplete,
    WordsHeldBack,
    WriterMayNotApprove,
)
from belfry.bulletins.models import ProposedText, Template
from belfry.bulletins.types import Words
from belfry.core.errors import NotFound
from tests.bulletins.control_room import (
    DUTCH,
    INTRUDER,
    TEXTS,
    give_street,
    street,
    text_in_force,
)
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

NOT_POLICE = [
    "dispatcher_lotte",
    "coordinator_bram",
    "member_chloe",
    "outsider_dries",
    "officer_piet",
    "mayor_luc",
    "operator_sam",
]


def proposed(cast: Cast, by: str = "officer_an", **texts: Words) -> ProposedText:
    return propose_text(
        getattr(cast, by), cast.stage.beiaard, INTRUDER, {**TEXTS, **texts}, now=NOON
    )


@pytest.mark.parametrize("who", ["officer_els", "chief_karim"])
def test_a_colleague_approves_what_an_officer_wrote(who: str, cast: Cast) -> None:
    row = proposed(cast)
    template = approve_text(getattr(cast, who), row.pk, seen=NOON.isoformat(), now=NOON)
    assert (template.written_by_id, template.approved_by_id) == (
        cast.person("officer_an"),
        cast.person(who),
    )
    assert template.texts["fr"]["where"] == "{place}"
    assert not ProposedText.objects.exists()


def test_who_wrote_it_does_not_approve_it(cast: Cast) -> None:
    row = proposed(cast)
    with pytest.raises(WriterMayNotApprove):
        approve_text(cast.officer_an, row.pk, seen=NOON.isoformat(), now=NOON)
    assert not Template.objects.filter(kind="alert").exists()


@pytest.mark.parametrize("who", NOT_POLICE)
def test_nobody_else_writes_approves_drops_or_withdraws(who: str, cast: Cast) -> None:
    with pytest.raises(NotFound):
        proposed(cast, by=who)
    row, actor, template = proposed(cast), getattr(cast, who), text_in_force(cast, "arson")
    with pytest.raises(NotFound):
        approve_text(actor, row.pk, seen=NOON.isoformat(), now=NOON)
    with pytest.raises(NotFound):
        drop_text(actor, row.pk, now=NOON)
    with pytest.raises(NotFound):
        withdraw_text(actor, template.pk, now=NOON)
    with pytest.raises(NotFound):
        texts_of_zone(actor, cast.stage.beiaard)


def test_what_changed_since_it_was_read_is_read_again(cast: Cast) -> None:
    row = proposed(cast)
    propose_text(
        cast.officer_an, cast.stage.beiaard, INTRUDER, TEXTS, now=NOON + timedelta(minutes=1)
    )
    with pytest.raises(ChangedMeanwhile):
        approve_text(cast.officer_els, row.pk, seen=NOON.isoformat(), now=NOON)


def test_a_new_text_takes_the_place_of_the_one_before(cast: Cast) -> None:
    before = text_in_force(cast)
    row = proposed(cast, nl=replace(DUTCH, title="Indringer in {place}"))
    after = approve_text(cast.officer_els, row.pk, seen=NOON.isoformat(), now=NOON)
    before.refresh_from_db()
    assert (before.withdrawn_at, after.withdrawn_at) == (NOON, None)
    kept = {one.fact_type: one for one in texts_of_zone(cast.officer_an, cast.stage.beiaard)}
    assert kept[INTRUDER].template == after
    assert kept["arson"].template is None


def test_a_text_is_withdrawn_once(cast: Cast) -> None:
    template = text_in_force(cast)
    withdraw_text(cast.officer_an, template.pk, now=NOON)
    withdraw_text(cast.officer_els, template.pk, now=NOON + timedelta(minutes=1))
    template.refresh_from_db()
    assert template.withdrawn_at == NOON


def test_a_colleague_drops_what_waits(cast: Cast) -> None:
    drop_text(cast.officer_els, proposed(cast).pk, now=NOON)
    assert not ProposedText.objects.exists()


@pytest.mark.parametrize("name", ["title", "what", "where", "when", "what_to_do", "short"])
def test_every_field_is_needed(name: str, cast: Cast) -> None:
    with pytest.raises(TextIncomplete):
        proposed(cast, nl=replace(DUTCH, **{name: " "}))


def test_every_language_of_the_networks_is_needed(cast: Cast) -> None:
    with pytest.raises(TextIncomplete):
        propose_text(cast.officer_an, cast.stage.beiaard, INTRUDER, {"nl": DUTCH}, now=NOON)


def test_place_and_time_stand_in_the_short_text_and_in_the_others(cast: Cast) -> None:
    with pytest.raises(SlotMissing):
        proposed(cast, nl=replace(DUTCH, short="Inbraak bezig om {time}."))
    with pytest.raises(SlotMissing):
        proposed(cast, nl=replace(DUTCH, what="Nu bezig.", when="vandaag"))


@pytest.mark.parametrize("slot", ["{name}", "{}", "{title}", "{ place}"])
def test_nothing_else_is_filled_in(slot: str, cast: Cast) -> None:
    with pytest.raises(SlotUnknown):
        proposed(cast, nl=replace(DUTCH, what=f"{DUTCH.what} {slot}"))


def test_a_text_fits_the_longest_street_of_the_zone(cast: Cast) -> None:
    give_street(cast)
    long = "Burgemeester Van den Bossche-De Vleeschauwerstraat"
    short = replace(DUTCH, short="{place} {time} " + "a" * 120)
    proposed(cast, nl=short)
    street(long, "Rue courte")
    with pytest.raises(DoesNotFitEverywhere) as refusal:
        proposed(cast, nl=short)
    assert long in refusal.value.message()


def test_a_street_with_a_rare_letter_has_to_fit_too(cast: Cast) -> None:
    """It halves an SMS, however short its name is."""
    give_street(cast)
    street("Šimkapad", "Rue Šimka")
    with pytest.raises(DoesNotFitEverywhere) as refusal:
        proposed(cast, nl=replace(DUTCH, short="{place} {time} " + "a" * 100))
    assert "Šimkapad" in refusal.value.message()


def test_words_that_may_not_stand_in_a_message_are_held_back(cast: Cast) -> None:
    with pytest.raises(WordsHeldBack):
        proposed(cast, nl=replace(DUTCH, what="Zigeuners om {time} in {place}."))
