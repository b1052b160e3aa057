"""An alert from the console: words approved beforehand, sent at once by one, or by two."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from belfry.audit.models import Entry
from belfry.bulletins.actions.alert_texts import withdraw_text
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.console import (
    agree_to_alert,
    alert_from_console,
    stand_down,
    stop_alert,
)
from belfry.bulletins.actions.following import tell_outcome
from belfry.bulletins.console import (
    alerts_on_console,
    place_for,
    streets_like,
    texts_by_fact,
)
from belfry.bulletins.errors import (
    AgreedByAnother,
    FactNotInProgress,
    NetworkOfAnotherZone,
    NobodyReached,
    NoNetworkChosen,
    NoTextForFact,
    NotJudged,
)
from belfry.bulletins.models import Bulletin, Reading
from belfry.bulletins.queries import member_release, to_approve
from belfry.bulletins.workflow import BulletinState, ReleaseState
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.kinds import NightPolicy
from belfry.networks.types import ZoneRules
from belfry.territory.models import Street, ZoneTown
from belfry.web.needs import needs_of
from tests.bulletins.control_room import (
    INTRUDER,
    alerted,
    fact,
    give_street,
    street,
    text_in_force,
)
from tests.bulletins.post import accept
from tests.bulletins.test_write_bulletin import notices
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

# A quarter to midnight in Belgium.
NIGHT = datetime(2026, 11, 24, 22, 45, tzinfo=UTC)
OUTSIDERS = [
    "coordinator_bram",
    "member_chloe",
    "outsider_dries",
    "officer_piet",
    "mayor_luc",
    "adviser_tom",
    "operator_sam",
]


@pytest.fixture
def kapelweg(cast: Cast) -> Street:
    """The street of Meerstraat, and a text for an intruder."""
    text_in_force(cast)
    return give_street(cast)


# --- what the console shows ---


def test_an_address_finds_its_street_and_its_networks(cast: Cast, kapelweg: Street) -> None:
    (found,) = streets_like(cast.dispatcher_lotte, "kapelw 14")
    assert found.street_id == kapelweg.pk
    place = place_for(cast.dispatcher_lotte, found.street_id)
    assert [(one.name, one.members) for one in place.here] == [("Meerstraat", 5)]
    assert {one.name for one in place.others} == {"Winkelhart", "Juweliers"}


def test_only_the_networks_of_a_house_number_are_there_at_once(cast: Cast) -> None:
    found = give_street(cast, first=1, last=20)
    lotte = cast.dispatcher_lotte
    assert [one.name for one in place_for(lotte, found.pk, 14).here] == ["Meerstraat"]
    elsewhere = place_for(lotte, found.pk, 22)
    assert elsewhere.here == []
    assert "Meerstraat" in [one.name for one in elsewhere.others]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_finds_a_street(who: str, cast: Cast, kapelweg: Street) -> None:
    assert streets_like(getattr(cast, who), "Kapelweg") == []
    with pytest.raises(NotFound):
        place_for(getattr(cast, who), kapelweg.pk)


def test_a_zone_without_towns_finds_nothing_instead_of_everything(cast: Cast) -> None:
    street("Kapelweg", "Chemin de la Chapelle")
    assert streets_like(cast.dispatcher_lotte, "Kapelweg") == []


def test_a_street_of_another_zone_is_not_found(cast: Cast, kapelweg: Street) -> None:
    ZoneTown.objects.create(zone_id=cast.stage.valclocher, nis="99021", valid_from=NOON.date())
    away = street("Kapelwegel", "Rue Haute", nis="99021")
    assert [one.street_id for one in streets_like(cast.dispatcher_lotte, "Kapelweg")] == [
        kapelweg.pk
    ]
    with pytest.raises(NotFound):
        place_for(cast.dispatcher_lotte, away.pk)


def test_types_of_fact_come_in_the_order_of_the_zone_and_only_with_a_text(cast: Cast) -> None:
    for one in ("arson", INTRUDER, "vandalism"):
        text_in_force(cast, one)
    assert list(texts_by_fact(cast.stage.beiaard, at=NOON)) == [INTRUDER, "arson", "vandalism"]
    rules = ZoneRules(fact_types=("vandalism", INTRUDER))
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    assert list(texts_by_fact(cast.stage.beiaard, at=NOON)) == ["vandalism", INTRUDER]
    assert not texts_by_fact(cast.stage.valclocher, at=NOON)


# --- an alert ---


@pytest.mark.parametrize("who", ["dispatcher_lotte", "officer_an", "chief_karim"])
def test_an_alert_by_day_goes_at_once_in_words_approved_beforehand(
    who: str, cast: Cast, kapelweg: Street
) -> None:
    alert = alerted(cast, kapelweg, by=who)
    release = alert.releases.get()
    assert (alert.state, alert.bulletin_class, alert.fact_at) == ("approved", "alert", NOON)
    assert release.state == ReleaseState.SENDING
    assert (release.released_by_id, release.asked) == (cast.person(who), "")
    assert alert.texts.get(language="nl").title == "Inbraak bezig in Kapelweg"
    assert alert.texts.get(language="fr").where == "Chemin de la Chapelle"
    assert not alert.texts.filter(language="de").exists()
    approval = alert.approval
    assert approval.approver_id == cast.person(who)
    assert approval.reader_id is None
    assert approval.slots["time"] == "13:00"
    assert alert.outcome_due_at is not None
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"bulletin.submitted", "bulletin.approved", "release.released"} <= acts


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_sends_one(who: str, cast: Cast, kapelweg: Street) -> None:
    with pytest.raises(NotFound):
        alerted(cast, kapelweg, by=who)
    assert not Bulletin.objects.exists()


def test_the_same_key_sends_once(cast: Cast, kapelweg: Street) -> None:
    key = uuid4()
    first = alerted(cast, kapelweg, key=key)
    assert alerted(cast, kapelweg, key=key) == first
    assert Bulletin.objects.count() == 1


def test_the_key_of_a_colleague_is_no_door_to_the_alert(cast: Cast, kapelweg: Street) -> None:
    key = uuid4()
    alerted(cast, kapelweg, key=key)
    with pytest.raises(IntegrityError, match="key"):
        alerted(cast, kapelweg, by="dispatcher_wim", key=key)
    assert Bulletin.objects.count() == 1


def test_no_network_is_no_alert_and_not_one_to_all(cast: Cast, kapelweg: Street) -> None:
    with pytest.raises(NoNetworkChosen):
        alert_from_console(cast.dispatcher_lotte, [], fact(kapelweg), key=uuid4(), now=NOON)


def test_a_network_of_another_zone_is_refused(cast: Cast, kapelweg: Street) -> None:
    with pytest.raises(NetworkOfAnotherZone):
        alert_from_console(
            cast.dispatcher_lotte,
            [cast.stage.hautcloche],
            fact(kapelweg),
            key=uuid4(),
            now=NOON,
        )


def test_a_fact_without_text_or_switched_off_is_refused(cast: Cast, kapelweg: Street) -> None:
    ids, lotte = [cast.stage.meerstraat], cast.dispatcher_lotte
    with pytest.raises(NoTextForFact):
        alert_from_console(lotte, ids, fact(kapelweg, fact_type="arson"), key=uuid4(), now=NOON)
    off = ZoneRules(fact_types=("arson",))
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, off, now=NOON)
    with pytest.raises(NoTextForFact):
        alert_from_console(lotte, ids, fact(kapelweg), key=uuid4(), now=NOON)


@pytest.mark.parametrize(("minutes", "goes"), [(0, True), (15, True), (16, False), (-1, False)])
def test_an_alert_is_for_the_last_quarter_of_an_hour(
    minutes: int, goes: bool, cast: Cast, kapelweg: Street
) -> None:
    seen = fact(kapelweg, at=NOON - timedelta(minutes=minutes))
    ids = [cast.stage.meerstraat]
    if goes:
        alert = alert_from_console(cast.dispatcher_lotte, ids, seen, key=uuid4(), now=NOON)
        assert alert.state == BulletinState.APPROVED
    else:
        with pytest.raises(FactNotInProgress):
            alert_from_console(cast.dispatcher_lotte, ids, seen, key=uuid4(), now=NOON)
        assert not Bulletin.objects.exists()


def test_whoever_is_missing_is_so_for_longer(cast: Cast, kapelweg: Street) -> None:
    text_in_force(cast, "missing_vulnerable_person")
    seen = fact(kapelweg, at=NOON - timedelta(hours=3), fact_type="missing_vulnerable_person")
    alert = alert_from_console(
        cast.dispatcher_lotte, [cast.stage.meerstraat], seen, key=uuid4(), now=NOON
    )
    assert (alert.state, alert.night) == (BulletinState.APPROVED, "missing")


@pytest.mark.parametrize(
    ("policy", "night"),
    [(NightPolicy.NOBODY, ""), (NightPolicy.IN_PROGRESS, "in_progress")],
)
def test_the_zone_says_whether_an_alert_may_wake(
    policy: str, night: str, cast: Cast, kapelweg: Street
) -> None:
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, ZoneRules(night=policy), now=NOON)
    alert = alerted(cast, kapelweg)
    assert alert.night == night
    assert ("rusturen" in alert.approval.texts["nl"]["text"]) == bool(night)


# --- at night, and for many: two persons ---


def test_at_night_an_alert_waits_for_a_colleague(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    assert alert.state == BulletinState.SUBMITTED
    assert alert.releases.get().state == ""
    sent = agree_to_alert(cast.at("dispatcher_wim", NIGHT), alert.pk, now=NIGHT)
    assert sent.state == BulletinState.APPROVED
    assert (sent.approval.approver_id, sent.approval.reader_id) == (
        cast.person("dispatcher_lotte"),
        cast.person("dispatcher_wim"),
    )
    assert sent.releases.get().state == ReleaseState.SENDING
    # A second press changes nothing.
    assert agree_to_alert(cast.at("officer_an", NIGHT), alert.pk, now=NIGHT) == sent
    assert Reading.objects.get(bulletin=alert).reader_id == cast.person("dispatcher_wim")


def test_whoever_may_agree_is_told_by_notice_and_on_the_first_page(
    cast: Cast, kapelweg: Street
) -> None:
    alerted(cast, kapelweg)
    assert notices("to_approve") == {}
    alerted(cast, kapelweg, now=NIGHT)
    found = notices("to_approve").values()
    # The other dispatcher, two officers and the chief; not Lotte, nor Piet of the zone next door.
    assert len(found) == 4
    assert {slots["url"].partition("8000")[2] for slots in found} == {"/console/"}
    asked = ("dispatcher_wim", "officer_an", "officer_els", "chief_karim")
    for who in (*asked, "dispatcher_lotte", "officer_piet", "coordinator_bram"):
        needs = [need.address for need in needs_of(cast.at(who, NIGHT), "nl")]
        assert ("/console/" in needs) == (who in asked), who


@pytest.mark.parametrize("who", ["officer_an", "chief_karim"])
def test_officer_and_chief_may_agree_too(who: str, cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    assert agree_to_alert(cast.at(who, NIGHT), alert.pk, now=NIGHT).state == "approved"


def test_nobody_agrees_to_their_own_alert(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    with pytest.raises(AgreedByAnother):
        agree_to_alert(cast.at("dispatcher_lotte", NIGHT), alert.pk, now=NIGHT)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_agrees_stops_or_ends_one(who: str, cast: Cast, kapelweg: Street) -> None:
    alert, actor = alerted(cast, kapelweg, now=NIGHT), cast.at(who, NIGHT)
    for act in (agree_to_alert, stop_alert, stand_down):
        with pytest.raises(NotFound):
            act(actor, alert.pk, now=NIGHT)
    assert list(alerts_on_console(actor)) == []


def test_who_agrees_too_late_sends_nothing(cast: Cast, kapelweg: Street) -> None:
    alert, late = alerted(cast, kapelweg, now=NIGHT), NIGHT + timedelta(minutes=16)
    with pytest.raises(FactNotInProgress):
        agree_to_alert(cast.at("dispatcher_wim", late), alert.pk, now=late)


def test_nobody_agrees_to_a_text_that_was_withdrawn(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    withdraw_text(cast.at("officer_an", NIGHT), alert.console.template_id, now=NIGHT)
    with pytest.raises(NoTextForFact):
        agree_to_alert(cast.at("dispatcher_wim", NIGHT), alert.pk, now=NIGHT)


def test_an_alert_to_many_waits_for_a_colleague_by_day_too(
    cast: Cast, kapelweg: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("belfry.bulletins.console.WIDE", 1)
    alert = alerted(cast, kapelweg)
    assert alert.state == BulletinState.SUBMITTED
    assert agree_to_alert(cast.dispatcher_wim, alert.pk, now=NOON).approval.reader_id


def test_an_alert_that_waits_is_agreed_to_on_the_console_only(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    an = cast.at("officer_an", NIGHT)
    assert to_approve(an) == []
    with pytest.raises(NotJudged):
        approve_bulletin(an, alert.pk, now=NIGHT)


# --- stop, stand down ---


def test_what_waits_for_a_colleague_is_withdrawn_by_stop(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg, now=NIGHT)
    stopped = stop_alert(cast.at("dispatcher_lotte", NIGHT), alert.pk, now=NIGHT)
    assert stopped.state == BulletinState.WITHDRAWN
    with pytest.raises(MoveNotAllowed):
        agree_to_alert(cast.at("dispatcher_wim", NIGHT), alert.pk, now=NIGHT)


def test_stop_withholds_what_was_not_handed_over(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg)
    for _press in range(2):
        stop_alert(cast.dispatcher_wim, alert.pk, now=NOON)
    release = alert.releases.get()
    assert release.state == ReleaseState.STOPPED
    assert release.broadcast is not None
    assert release.broadcast.stopped_at == NOON


def test_stand_down_tells_whom_the_alert_reached_and_the_outcome_stays_owed(
    cast: Cast, kapelweg: Street
) -> None:
    alert = alerted(cast, kapelweg)
    accept(alert.releases.get())
    over = stand_down(cast.dispatcher_wim, alert.pk, now=NOON)
    assert stand_down(cast.dispatcher_lotte, alert.pk, now=NOON) == over
    assert (over.bulletin_class, over.ending, over.follows_id) == ("outcome", "", alert.pk)
    assert "Inbraak bezig in Kapelweg" in over.texts.get(language="nl").what
    assert over.releases.get().person_count == alert.releases.get().person_count
    outcome = tell_outcome(cast.officer_an, alert.pk, "prevented", now=NOON)
    assert outcome.ending == "prevented"


def test_stand_down_rings_nobody_any_more(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg)
    release = alert.releases.get()
    accept(release)
    stand_down(cast.dispatcher_wim, alert.pk, now=NOON)
    release.refresh_from_db()
    assert release.broadcast is not None
    assert release.broadcast.stopped_at == NOON
    # Whom it reached reads it on.
    assert member_release(cast.member_chloe, alert.pk) == release


def test_nobody_is_stood_down_whom_nothing_reached(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg)
    with pytest.raises(NobodyReached):
        stand_down(cast.dispatcher_lotte, alert.pk, now=NOON)
    waiting = alerted(cast, kapelweg, now=NIGHT)
    with pytest.raises(MoveNotAllowed):
        stand_down(cast.at("dispatcher_lotte", NIGHT), waiting.pk, now=NIGHT)


def test_what_is_ended_already_is_not_stood_down(cast: Cast, kapelweg: Street) -> None:
    alert = alerted(cast, kapelweg)
    accept(alert.releases.get())
    tell_outcome(cast.officer_an, alert.pk, "arrest", now=NOON)
    with pytest.raises(MoveNotAllowed):
        stand_down(cast.dispatcher_lotte, alert.pk, now=NOON)


def test_the_console_shows_the_alerts_of_the_shift(cast: Cast, kapelweg: Street) -> None:
    first, second = alerted(cast, kapelweg), alerted(cast, kapelweg)
    assert set(alerts_on_console(cast.dispatcher_wim)) == {first, second}
    assert not alerts_on_console(cast.at("dispatcher_wim", NOON + timedelta(hours=13)))
