"""An approved bulletin is offered to networks of other police, who take it over or decline it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.closing import close_bulletin, withdraw_bulletin
from belfry.bulletins.actions.following import correct_bulletin
from belfry.bulletins.actions.neighbours import (
    accept_bulletin,
    decline_bulletin,
    offer_to_neighbours,
)
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.errors import (
    AuthorMayNotApprove,
    NobodyToReach,
    NoNetworkChosen,
    NumberNotTyped,
    ReasonMissing,
)
from belfry.bulletins.models import Acceptance, AudienceMember, Bulletin, Release
from belfry.bulletins.neighbours import (
    answer_of,
    neighbour_lines,
    networks_to_ask,
    offered_by_neighbours,
    zones_to_ask,
)
from belfry.bulletins.queries import bulletins_visible_to, draft_of
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Envelope
from belfry.networks.actions.networks import set_plan
from belfry.networks.models import Membership
from belfry.networks.queries import plan_of
from tests.bulletins.desk import LATER, approved, draft, read_by_two, released, submitted, written
from tests.bulletins.post import accept
from tests.bulletins.test_write_bulletin import notices
from tests.cast import NOON, Cast


def asked(cast: Cast) -> Release:
    """Return what Officer An's zone offers to the Haut-Cloche of Val-Clocher."""
    bulletin = approved(cast)
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)
    return Release.objects.get(bulletin=bulletin, network=cast.stage.hautcloche)


def refused(statement: str, *values: Any, by: str) -> None:
    with (
        pytest.raises(DatabaseError, match=by),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_police_next_door_take_over_exactly_these_words(cast: Cast) -> None:
    release = asked(cast)
    assert (release.state, release.recipient_count) == ("", 0)
    assert offered_by_neighbours(cast.officer_piet) == [release]
    assert len(notices("to_take_over")) == 2
    taken = accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    assert taken.state == "offered"
    assert {row.person_id for row in release.audience.all()} == {
        cast.person("coordinator_lucienne"),
        cast.person("outsider_dries"),
    }
    assert release.acceptance.checksum == release.bulletin.approval.checksum
    sent = release_bulletin(cast.coordinator_lucienne, release.pk, now=LATER)
    assert sent.broadcast is not None
    assert sent.broadcast.message.texts == release.bulletin.approval.texts


def test_what_was_taken_over_goes_out_as_the_plan_of_its_own_network_says(cast: Cast) -> None:
    plan = replace(plan_of(cast.stage.hautcloche), released_by="police")
    set_plan(cast.officer_piet, cast.stage.hautcloche, plan, now=LATER)
    release = asked(cast)
    assert not Envelope.objects.exists() or not release.broadcast_id
    assert accept_bulletin(cast.officer_piet, release.pk, now=LATER).state == "sending"


def test_both_sides_see_what_became_of_it(cast: Cast) -> None:
    release = asked(cast)
    accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    here = [entry.act for entry in entries_about(f"bulletin:{release.bulletin_id}")]
    assert {"bulletin.offered_to", "bulletin.accepted"} <= set(here)
    there = [entry.act for entry in entries_about(f"release:{release.pk}")]
    assert {"release.offered_by_others", "release.accepted"} <= set(there)
    lines = neighbour_lines(release.bulletin, now=LATER)
    assert [(line.release, line.answer) for line in lines] == [(release, "accepted")]


def test_taking_over_twice_is_once(cast: Cast) -> None:
    release = asked(cast)
    accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    again = accept_bulletin(cast.chief_marie, release.pk, now=LATER)
    assert again.acceptance.officer_id == cast.person("officer_piet")
    assert AudienceMember.objects.filter(release=release, endpoint__isnull=False).count() == 2


def test_offering_twice_asks_once(cast: Cast) -> None:
    release = asked(cast)
    offer_to_neighbours(cast.chief_karim, release.bulletin_id, [cast.stage.hautcloche], now=LATER)
    assert len(notices("to_take_over")) == 2


def test_declining_has_a_reason_that_the_first_police_read(cast: Cast) -> None:
    release = asked(cast)
    with pytest.raises(ReasonMissing):
        decline_bulletin(cast.officer_piet, release.pk, reason=" ", now=LATER)
    decline_bulletin(cast.officer_piet, release.pk, reason="Pas ici.", now=LATER)
    (line,) = neighbour_lines(release.bulletin, now=LATER)
    assert (line.answer, line.release.held_reason) == ("declined", "Pas ici.")
    assert offered_by_neighbours(cast.officer_piet) == []
    for again in (accept_bulletin, lambda *a, **k: decline_bulletin(*a, reason="Non.", **k)):
        with pytest.raises(MoveNotAllowed):
            again(cast.officer_piet, release.pk, now=LATER)
    assert not AudienceMember.objects.filter(release=release).exists()


def test_an_offer_to_neighbours_lapses_when_it_is_worth_nothing_any_more(cast: Cast) -> None:
    release = asked(cast)
    late = LATER + timedelta(hours=24)
    assert release.expires_at == late
    assert answer_of(release, late) == "lapsed"
    assert offered_by_neighbours(cast.at("officer_piet", late)) == []
    with pytest.raises(MoveNotAllowed):
        accept_bulletin(cast.officer_piet, release.pk, now=late)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("officer_els", NotFound),
        ("coordinator_lucienne", NotFound),
        ("outsider_dries", NotFound),
        ("dispatcher_lotte", NotFound),
    ],
)
def test_nobody_but_the_police_of_that_network_answers(
    cast: Cast, name: str, refusal: type[Exception]
) -> None:
    release = asked(cast)
    with pytest.raises(refusal):
        accept_bulletin(getattr(cast, name), release.pk, now=LATER)
    with pytest.raises(refusal):
        decline_bulletin(getattr(cast, name), release.pk, reason="Non.", now=LATER)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("coordinator_bram", NotFound),
        ("officer_piet", NotFound),
        ("dispatcher_lotte", NotFound),
        ("outsider_dries", NotFound),
    ],
)
def test_only_its_own_police_offer_it(cast: Cast, name: str, refusal: type[Exception]) -> None:
    bulletin = approved(cast)
    with pytest.raises(refusal):
        offer_to_neighbours(getattr(cast, name), bulletin.pk, [cast.stage.hautcloche], now=LATER)


def test_police_who_took_it_over_do_not_offer_it_on(cast: Cast) -> None:
    release = asked(cast)
    with pytest.raises(NotAllowed):
        offer_to_neighbours(
            cast.officer_piet, release.bulletin_id, [cast.stage.hautcloche], now=LATER
        )


def test_only_what_is_approved_is_offered_and_only_to_networks_of_others(cast: Cast) -> None:
    waiting = submitted(cast)
    with pytest.raises(MoveNotAllowed):
        offer_to_neighbours(cast.officer_an, waiting.pk, [cast.stage.hautcloche], now=LATER)
    bulletin = approved(cast)
    with pytest.raises(NoNetworkChosen):
        offer_to_neighbours(cast.officer_an, bulletin.pk, [], now=LATER)
    with pytest.raises(NotFound):
        offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.jewellers], now=LATER)


def test_what_was_withdrawn_is_taken_over_no_more(cast: Cast) -> None:
    release = asked(cast)
    withdraw_bulletin(cast.officer_an, release.bulletin_id, now=LATER)
    assert offered_by_neighbours(cast.officer_piet) == []
    with pytest.raises(MoveNotAllowed):
        accept_bulletin(cast.officer_piet, release.pk, now=LATER)


def test_what_was_taken_back_is_neither_taken_over_nor_offered_any_more(cast: Cast) -> None:
    sent = released(cast)
    accept(sent)
    bulletin = sent.bulletin
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)
    release = Release.objects.get(bulletin=bulletin, network=cast.stage.hautcloche)
    load_templates(now=NOON - timedelta(days=1))
    correct_bulletin(cast.officer_an, bulletin.pk, "wrong_place", now=LATER)
    assert offered_by_neighbours(cast.officer_piet) == []
    with pytest.raises(MoveNotAllowed):
        accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)


def test_whoever_did_not_answer_keeps_nothing_open(cast: Cast) -> None:
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class="advice"))
    offer_to_neighbours(cast.officer_an, release.bulletin_id, [cast.stage.hautcloche], now=LATER)
    accept(release)
    Release.objects.filter(pk=release.pk).update(state="sent")
    closed = close_bulletin(cast.officer_an, release.bulletin_id, now=LATER)
    assert closed.state == "closed"


def test_a_wide_audience_next_door_is_typed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belfry.bulletins.policies.WIDE", 1)
    release = asked_of_two(cast)
    with pytest.raises(NumberNotTyped):
        accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    assert accept_bulletin(cast.officer_piet, release.pk, now=LATER, number=2).person_count == 2


def asked_of_two(cast: Cast) -> Release:
    bulletin = submitted(cast)
    for actor in (cast.officer_els, cast.chief_karim):
        approve_bulletin(actor, bulletin.pk, now=LATER, number=4)
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=LATER)
    return Release.objects.get(bulletin=bulletin, network=cast.stage.hautcloche)


def test_nobody_to_reach_next_door_is_a_refusal(cast: Cast) -> None:
    release = asked(cast)
    Membership.objects.filter(network=cast.stage.hautcloche).delete()
    with pytest.raises(NobodyToReach):
        accept_bulletin(cast.officer_piet, release.pk, now=LATER)


def with_neighbours(cast: Cast) -> Bulletin:
    """Return a draft of An's that the Haut-Cloche is to be asked about."""
    what = replace(draft(cast.stage.meerstraat), asked_ids=(cast.stage.hautcloche,))
    return written(cast, what=what)


def test_networks_of_others_chosen_while_writing_are_asked_at_the_approval(cast: Cast) -> None:
    bulletin = submitted(
        cast, what=replace(draft(cast.stage.meerstraat), asked_ids=(cast.stage.hautcloche,))
    )
    assert draft_of(bulletin).asked_ids == (cast.stage.hautcloche,)
    assert draft_of(bulletin).network_ids == (cast.stage.meerstraat,)
    assert not bulletins_visible_to(cast.officer_piet).exists()
    read_by_two(cast, bulletin)
    assert [one.bulletin_id for one in offered_by_neighbours(cast.officer_piet)] == [bulletin.pk]
    assert Release.objects.get(bulletin=bulletin, by_acceptance=False).state == "offered"


def test_own_networks_are_not_asked_as_if_they_were_of_others(cast: Cast) -> None:
    what = replace(draft(cast.stage.meerstraat), asked_ids=(cast.stage.winkelhart,))
    with pytest.raises(NotFound):
        written(cast, what=what)


def test_the_author_does_not_take_over_his_own_words(cast: Cast) -> None:
    release = _asked_at_home(cast)
    with pytest.raises(AuthorMayNotApprove):
        accept_bulletin(cast.officer_an, release.pk, now=LATER)
    refused(
        "INSERT INTO bulletins_acceptance (release_id, officer_id, accepted_at, checksum) "
        "VALUES (%s, %s, %s, %s)",
        release.pk, cast.person("officer_an"), LATER, release.bulletin.approval.checksum,
        by="only police of that network",
    )  # fmt: skip


def _asked_at_home(cast: Cast) -> Release:
    """Return an offer that its own author could answer, were there no rule."""
    bulletin = approved(cast)
    return Release.objects.create(
        bulletin=bulletin,
        network_id=cast.stage.winkelhart,
        by_acceptance=True,
        expires_at=LATER + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("name", "checksum"),
    [("officer_els", None), ("coordinator_lucienne", None), ("officer_piet", "0" * 64)],
)
def test_the_database_keeps_no_other_acceptance(
    cast: Cast, name: str, checksum: str | None
) -> None:
    release = asked(cast)
    refused(
        "INSERT INTO bulletins_acceptance (release_id, officer_id, accepted_at, checksum) "
        "VALUES (%s, %s, %s, %s)",
        release.pk, cast.person(name), LATER, checksum or release.bulletin.approval.checksum,
        by="only police of that network",
    )  # fmt: skip


def test_the_database_offers_nothing_that_was_not_taken_over(cast: Cast) -> None:
    release = asked(cast)
    refused(
        "UPDATE bulletins_release SET state = 'offered' WHERE id = %s",
        release.pk,
        by="did not accept it",
    )


def test_the_database_lets_nobody_take_an_acceptance_back(cast: Cast) -> None:
    release = asked(cast)
    accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    for statement in (
        "UPDATE bulletins_acceptance SET accepted_at = now() WHERE release_id = %s",
        "DELETE FROM bulletins_acceptance WHERE release_id = %s",
    ):
        refused(statement, release.pk, by="never changed or deleted")
    assert Acceptance.objects.count() == 1


def test_what_is_taken_back_is_taken_back_next_door_too(cast: Cast) -> None:
    release = asked(cast)
    accept_bulletin(cast.officer_piet, release.pk, now=LATER)
    sent = release_bulletin(cast.coordinator_lucienne, release.pk, now=LATER)
    accept(sent)
    load_templates(now=NOON - timedelta(days=1))
    correction = correct_bulletin(cast.officer_an, release.bulletin_id, "wrong_place", now=LATER)
    there = Release.objects.get(bulletin=correction, network=cast.stage.hautcloche)
    assert there.by_acceptance
    assert (there.state, there.recipient_count) == ("sending", 2)


def test_which_networks_can_be_asked(cast: Cast) -> None:
    bulletin: Bulletin = approved(cast)
    now: datetime = LATER
    assert zones_to_ask(bulletin, now=now) == {cast.stage.valclocher}
    beside, there = networks_to_ask(bulletin, cast.stage.valclocher, now=now)
    assert beside == []
    assert [one.network_id for one in there] == [cast.stage.hautcloche]
    offer_to_neighbours(cast.officer_an, bulletin.pk, [cast.stage.hautcloche], now=now)
    bulletin = Bulletin.objects.get(pk=bulletin.pk)
    assert networks_to_ask(bulletin, cast.stage.valclocher, now=now) == ([], [])
