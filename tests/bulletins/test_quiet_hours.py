"""Who is woken at night: who agreed to it, for what happens now or for somebody missing, and nobody else (H29)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from belfry.bulletins.actions.following import correct_bulletin
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.kinds import NightReason
from belfry.bulletins.models import Bulletin
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.policies import quiet_hours
from belfry.bulletins.queries import draft_of
from belfry.core.clock import after_quiet, local
from belfry.delivery.models import Envelope
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.kinds import NightPolicy
from belfry.networks.nights import night_of
from belfry.networks.types import ZoneRules
from belfry.people.actions import choose_settings
from belfry.people.models import Preference
from belfry.people.types import Settings
from tests.bulletins.control_room import alerted, give_street, text_in_force
from tests.bulletins.desk import LATER, released
from tests.bulletins.phones import EVERY_WAY, give_phone, plan_ways
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

# The nights of both clock changes and an ordinary one; in UTC, as the rule counts.
SPRING = datetime(2026, 3, 28, 18, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
ORDINARY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HALF_A_DAY = 14 * 60
clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
instant = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from([SPRING, AUTUMN, ORDINARY]),
    st.integers(0, HALF_A_DAY),
)
reason = st.sampled_from(["", *NightReason.values])
age = st.one_of(st.none(), st.integers(-5, 90))


@given(start=clock, end=clock, now=instant, agreed=st.booleans(), night=reason, minutes=age)
@example(time(22), time(7), SPRING + timedelta(hours=7), True, "in_progress", 15)
@example(time(22), time(7), SPRING + timedelta(hours=7), True, "in_progress", 16)
@example(time(2, 30), time(3), AUTUMN + timedelta(hours=6, minutes=45), True, "missing", 90)
@example(time(2, 30), time(3), SPRING + timedelta(hours=7), True, "", 0)
@example(time(0), time(5), AUTUMN + timedelta(hours=7), False, "missing", 0)
@example(time(22), time(7), ORDINARY + timedelta(hours=4), True, "corrected", 20)
@example(time(22), time(7), ORDINARY + timedelta(hours=4), False, "corrected", 20)
@example(time(22), time(7), ORDINARY + timedelta(hours=3, minutes=10), True, "corrected", 20)
def test_quiet_hours_are_broken_by_this_table_only(
    start: time, end: time, now: datetime, agreed: bool, night: str, minutes: int | None
) -> None:
    fact_at = None if minutes is None else now - timedelta(minutes=minutes)
    quiet = quiet_hours((start, end), agreed=agreed, night=night, fact_at=fact_at, now=now)
    in_time = minutes is not None and 0 <= minutes <= 15
    was_woken = fact_at is not None and after_quiet(fact_at, start, end) > fact_at
    lifted = agreed and (
        night == "missing"
        or (night == "in_progress" and in_time)
        or (night == "corrected" and was_woken)
    )
    assert quiet == ((None, None) if lifted else (start, end))
    # What that means for the hand-over: at once, or as ever at the end of the reader's hours.
    assert after_quiet(now, *quiet) == (now if lifted else after_quiet(now, start, end))


@pytest.mark.parametrize(
    ("now", "wall"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30"),
    ],
)
def test_age_counts_in_real_minutes_across_the_change_of_clocks(now: datetime, wall: str) -> None:
    assert f"{local(now):%H:%M}" == wall
    for minutes, lifted in ((14, True), (15, True), (16, False), (60, False)):
        quiet = quiet_hours(
            (time(22), time(7)),
            agreed=True,
            night="in_progress",
            fact_at=now - timedelta(minutes=minutes),
            now=now,
        )
        assert (quiet == (None, None)) == lifted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("policy", "agreed", "woken"),
    [
        (NightPolicy.IN_PROGRESS, True, True),
        (NightPolicy.IN_PROGRESS, False, False),
        (NightPolicy.NOBODY, True, False),
    ],
)
def test_an_alert_wakes_who_agreed_where_the_zone_does(
    policy: str, agreed: bool, woken: bool, cast: Cast
) -> None:
    text_in_force(cast)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, ZoneRules(night=policy), now=NOON)
    sleep(cast, time(9), agreed=agreed)
    assert (mailed(cast, alerted(cast, give_street(cast))).quiet_from is None) == woken


def sleep(cast: Cast, start: time, *, agreed: bool) -> None:
    """Let Chloé, who works at night, sleep until 16:00."""
    Preference.objects.create(
        person_id=cast.person("member_chloe"),
        quiet_from=start,
        quiet_until=time(16),
        may_be_woken=agreed,
    )


def mailed(cast: Cast, bulletin: Bulletin) -> Envelope:
    """Return the mail of a message to Chloé."""
    release = bulletin.releases.get()
    end = release.audience.filter(person_id=cast.person("member_chloe"), channel="email").get()
    return Envelope.objects.get(endpoint_id=end.endpoint_id, broadcast_id=release.broadcast_id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "agreed", "woken"),
    [(time(9), True, True), (time(9), False, False), (time(14), True, False)],
    ids=["who was woken", "who did not agree", "who was awake then"],
)
def test_a_correction_wakes_whom_the_wrong_alert_woke_and_nobody_else(
    start: time, agreed: bool, woken: bool, cast: Cast
) -> None:
    text_in_force(cast)
    rules = ZoneRules(night=NightPolicy.IN_PROGRESS)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    sleep(cast, start, agreed=agreed)
    alert = alerted(cast, give_street(cast))
    accept(alert.releases.get())
    # At 14:20 all of them sleep.
    later = NOON + timedelta(minutes=80)
    correction = correct_bulletin(cast.chief_karim, alert.pk, "wrong_place", now=later)
    assert (mailed(cast, correction).quiet_from is None) == woken
    assert "your quiet hours" in english(correction)


def english(bulletin: Bulletin) -> str:
    """Return a message in English, with its foot."""
    draft = draft_of(bulletin)
    words = {"en": next(iter(draft.words.values()))}
    return preview_of(replace(draft, words=words), bulletin.zone_id)["en"]["text"]


@pytest.mark.django_db
@pytest.mark.parametrize("agreed", [True, False])
def test_without_hours_of_ones_own_what_rings_keeps_the_night_of_the_network(
    agreed: bool, cast: Cast, every_channel: None
) -> None:
    text_in_force(cast)
    plan_ways(cast, alert=EVERY_WAY)
    rules = ZoneRules(night=NightPolicy.IN_PROGRESS)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    chloe = cast.person("member_chloe")
    phone = give_phone(chloe, "+32470000041")
    Preference.objects.create(person_id=chloe, may_be_woken=agreed)
    alert = alerted(cast, give_street(cast))
    text = Envelope.objects.get(endpoint_id=phone.pk, channel="sms")
    assert (text.quiet_from, text.quiet_until) == (
        (None, None) if agreed else night_of(cast.stage.meerstraat)
    )
    # A mail wakes nobody.
    assert mailed(cast, alert).quiet_from is None
    # Choosing no hours does not take away the night of a text that waits.
    choose_settings(chloe, Settings("fr"), now=NOON)
    text.refresh_from_db()
    assert (text.quiet_from is None) == agreed


@pytest.mark.django_db
def test_advice_by_text_keeps_the_night_of_the_network(cast: Cast, every_channel: None) -> None:
    plan_ways(cast, request=frozenset({"email", "sms"}), warning=frozenset({"email", "sms"}))
    phone = give_phone(cast.person("member_chloe"), "+32470000041")
    released(cast)
    text = Envelope.objects.get(endpoint_id=phone.pk)
    assert (text.quiet_from, text.quiet_until) == night_of(cast.stage.meerstraat)


@pytest.mark.django_db
def test_the_correction_of_a_message_that_could_wake_nobody_wakes_nobody(cast: Cast) -> None:
    load_templates(now=NOON)
    sleep(cast, time(9), agreed=True)
    release = released(cast)
    accept(release)
    correction = correct_bulletin(cast.chief_karim, release.bulletin_id, "wrong_place", now=LATER)
    assert (correction.night, correction.fact_at) == ("", None)
    assert mailed(cast, correction).quiet_from == time(9)
    assert "your quiet hours" not in english(correction)
