"""An offer is answered: coordinator, deputy, police; or held back with a reason; at night no alert waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from belfry.audit.queries import entries_about
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.offering import hold_offer, pass_on_offers
from belfry.bulletins.actions.releasing import expire_releases, release_bulletin, stop_release
from belfry.bulletins.errors import ReasonMissing
from belfry.bulletins.models import Release
from belfry.bulletins.queries import to_release
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.networks.actions.duty import hand_over
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.models import Mandate
from tests.bulletins.desk import LATER, draft, offered, submitted
from tests.bulletins.test_write_bulletin import notices
from tests.cast import Cast

NIGHT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def offer_of(cast: Cast, kind: str) -> Release:
    return offered(cast, what=draft(cast.stage.meerstraat, bulletin_class=kind))


@pytest.mark.parametrize(("kind", "minutes"), [("alert", 3), ("warning", 240), ("request", 1440)])
def test_coordinator_deputy_and_police_are_asked_one_after_the_other(
    cast: Cast, kind: str, minutes: int
) -> None:
    release, answer = offer_of(cast, kind), timedelta(minutes=minutes)
    assert (release.asked, release.answer_by) == ("coordinator", LATER + answer)
    assert pass_on_offers(now=LATER + answer - timedelta(seconds=1)) == 0
    assert pass_on_offers(now=LATER + answer) == 1
    release.refresh_from_db()
    assert (release.asked, release.answer_by) == ("deputy", LATER + 2 * answer)
    assert pass_on_offers(now=LATER + 2 * answer) == 1
    assert pass_on_offers(now=LATER + 3 * answer) == 0
    release.refresh_from_db()
    assert (release.asked, release.answer_by) == ("police", None)
    assert entries_about(f"release:{release.pk}").filter(act="release.unanswered").count() == 2


def test_only_who_is_asked_gets_a_notice(cast: Cast) -> None:
    offer_of(cast, "alert")
    asked = notices("to_release")
    assert len(asked) == 1
    pass_on_offers(now=LATER + timedelta(minutes=3))
    assert len(notices("to_release")) == 2
    pass_on_offers(now=LATER + timedelta(minutes=6))
    assert len(notices("unanswered")) >= 3


def test_police_may_send_what_nobody_answered_and_not_before(cast: Cast) -> None:
    release = offer_of(cast, "alert")
    with pytest.raises(NotAllowed):
        release_bulletin(cast.officer_els, release.pk, now=LATER)
    for minutes in (3, 6):
        pass_on_offers(now=LATER + timedelta(minutes=minutes))
    assert release in to_release(cast.officer_els)
    at = LATER + timedelta(minutes=7)
    assert release_bulletin(cast.officer_els, release.pk, now=at).state != "offered"


def test_the_coordinator_may_still_answer_late(cast: Cast) -> None:
    release = offer_of(cast, "alert")
    for minutes in (3, 6):
        pass_on_offers(now=LATER + timedelta(minutes=minutes))
    assert release in to_release(cast.coordinator_bram)
    at = LATER + timedelta(minutes=7)
    assert release_bulletin(cast.coordinator_bram, release.pk, now=at).state != "offered"


def test_where_there_is_no_deputy_the_police_are_asked_next(cast: Cast) -> None:
    mandate = Mandate.objects.get(network=cast.stage.meerstraat, role="deputy")
    end_mandate(cast.officer_an, mandate.pk, on=LATER.date(), now=LATER)
    release = offer_of(cast, "alert")
    pass_on_offers(now=LATER + timedelta(minutes=3))
    release.refresh_from_db()
    assert release.asked == "police"


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia"])
def test_who_keeps_the_network_holds_it_back_with_a_reason(cast: Cast, name: str) -> None:
    release = offer_of(cast, "warning")
    actor = getattr(cast, name)
    with pytest.raises(ReasonMissing):
        hold_offer(actor, release.pk, reason="  ", now=LATER)
    held = hold_offer(actor, release.pk, reason="Dat was in een andere straat.", now=LATER)
    assert (held.asked, held.held_reason) == ("police", "Dat was in een andere straat.")
    assert len(notices("held_back")) >= 3
    assert release not in to_release(cast.coordinator_bram)
    with pytest.raises(NotAllowed):
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        hold_offer(actor, release.pk, reason="Nog eens", now=LATER)
    assert pass_on_offers(now=LATER + timedelta(days=2)) == 0
    assert release_bulletin(cast.officer_els, release.pk, now=LATER).state != "offered"


@pytest.mark.parametrize(
    "name", ["officer_an", "chief_karim", "member_chloe", "shopkeeper_amina", "outsider_dries"]
)
def test_nobody_else_holds_it_back(cast: Cast, name: str) -> None:
    release = offer_of(cast, "warning")
    with pytest.raises((NotAllowed, NotFound)):
        hold_offer(getattr(cast, name), release.pk, reason="Omdat", now=LATER)


def test_what_was_sent_is_held_back_no_more(cast: Cast) -> None:
    release = offer_of(cast, "warning")
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        hold_offer(cast.coordinator_bram, release.pk, reason="Te laat", now=LATER)


def test_a_coordinator_ends_no_offer_without_a_reason(cast: Cast) -> None:
    release = offer_of(cast, "warning")
    with pytest.raises(NotAllowed):
        stop_release(cast.coordinator_bram, release.pk, now=LATER)
    assert stop_release(cast.officer_an, release.pk, now=LATER).state == "stopped"


def test_the_database_keeps_no_hold_without_a_reason(cast: Cast) -> None:
    release = offer_of(cast, "warning")
    with pytest.raises(IntegrityError, match="held_with_reason"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            held_at=LATER, held_by=cast.coordinator_bram.person_id
        )


@pytest.mark.parametrize(("kind", "state"), [("alert", "sending"), ("warning", "offered")])
def test_at_night_no_alert_waits_for_a_coordinator(cast: Cast, kind: str, state: str) -> None:
    bulletin = submitted(cast, what=draft(cast.stage.meerstraat, bulletin_class=kind))
    approve_bulletin(cast.chief_karim, bulletin.pk, now=NIGHT + timedelta(days=1))
    assert Release.objects.get(bulletin=bulletin).state == state


def test_an_offer_lives_until_it_is_no_longer_worth_sending(cast: Cast) -> None:
    release = offer_of(cast, "alert")
    assert release.expires_at == LATER + timedelta(hours=2, minutes=6)
    late = LATER + timedelta(minutes=100)
    sent = release_bulletin(cast.coordinator_bram, release.pk, now=late)
    assert sent.expires_at == late + timedelta(hours=2)
    assert sent.broadcast is not None
    sent.broadcast.refresh_from_db()
    assert sent.broadcast.expires_at == late + timedelta(hours=2)


def test_an_offer_that_nobody_sent_expires(cast: Cast) -> None:
    offer_of(cast, "alert")
    assert expire_releases(now=LATER + timedelta(hours=2, minutes=5)) == 0
    assert expire_releases(now=LATER + timedelta(hours=2, minutes=6)) == 1


def test_while_the_coordinator_is_away_the_deputy_is_asked_first_and_then_the_police(
    cast: Cast,
) -> None:
    today = LATER.date()
    hand_over(
        cast.coordinator_bram,
        cast.stage.meerstraat,
        cast.person("deputy_sofia"),
        since=today,
        until=today + timedelta(days=3),
        now=LATER,
    )
    release = offer_of(cast, "alert")
    assert (release.asked, len(notices("to_release"))) == ("deputy", 1)
    assert release in to_release(cast.deputy_sofia)
    pass_on_offers(now=LATER + timedelta(minutes=3))
    release.refresh_from_db()
    assert release.asked == "police"
    at = LATER + timedelta(minutes=4)
    assert release_bulletin(cast.deputy_sofia, release.pk, now=at).state != "offered"
