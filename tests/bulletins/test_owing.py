"""An outcome is owed from the first sending on: until when, by whom, and who sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from belfry.bulletins.actions.following import tell_outcome
from belfry.bulletins.actions.owing import hand_over_outcome
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.debts import debt_of, owed_by, owed_to, standing_at
from belfry.bulletins.kinds import Standing
from belfry.bulletins.models import Bulletin, Release
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.models import Message
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.types import ZoneRules
from tests.bulletins.desk import DUTCH, FRENCH, LATER, approved, draft, offered, released
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

AFTER = LATER + timedelta(minutes=20)
# The next working day after Tuesday 24 November 2026, and seven days later, at 17:00 in Belgium.
WEDNESDAY = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
IN_A_WEEK = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def texts(cast: Cast) -> None:
    load_templates(now=NOON - timedelta(days=1))


def owing(cast: Cast, *, bulletin_class: str = "request") -> Bulletin:
    """Return a message of An's that reached its readers."""
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class=bulletin_class))
    accept(release)
    return Bulletin.objects.get(pk=release.bulletin_id)


@pytest.mark.parametrize(
    ("bulletin_class", "due"),
    [("alert", WEDNESDAY), ("request", IN_A_WEEK), ("warning", IN_A_WEEK)],
)
def test_an_outcome_is_owed_from_the_first_sending_on(
    bulletin_class: str, due: datetime, cast: Cast
) -> None:
    release = offered(cast, what=draft(cast.stage.meerstraat, bulletin_class=bulletin_class))
    assert Bulletin.objects.get(pk=release.bulletin_id).outcome_due_at is None
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    bulletin = Bulletin.objects.get(pk=release.bulletin_id)
    assert bulletin.outcome_due_at == due
    assert bulletin.outcome_owner_id == cast.officer_an.person_id


@pytest.mark.parametrize("bulletin_class", ["advice", "outcome", "organisational"])
def test_what_tells_of_no_fact_owes_nothing(bulletin_class: str, cast: Cast) -> None:
    assert owing(cast, bulletin_class=bulletin_class).outcome_due_at is None


def test_the_zone_says_how_many_days(cast: Cast) -> None:
    rules = ZoneRules(other_due_days=3)
    set_zone_rules(cast.chief_karim, cast.stage.beiaard, rules, now=NOON)
    assert owing(cast).outcome_due_at == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


def test_a_second_network_does_not_move_the_time(cast: Cast) -> None:
    both = draft(cast.stage.meerstraat, cast.stage.winkelhart, nl=DUTCH, fr=FRENCH)
    bulletin = approved(cast, what=both)
    first, other = (
        Release.objects.get(bulletin=bulletin, network=network_id)
        for network_id in (cast.stage.meerstraat, cast.stage.winkelhart)
    )
    release_bulletin(cast.coordinator_bram, first.pk, now=LATER)
    release_bulletin(cast.shopkeeper_amina, other.pk, now=LATER + timedelta(hours=20))
    assert Bulletin.objects.get(pk=bulletin.pk).outcome_due_at == IN_A_WEEK


def test_it_is_handed_to_another_officer_who_gets_a_notice(cast: Cast) -> None:
    bulletin, els = owing(cast), cast.person("officer_els")
    hand_over_outcome(cast.officer_an, bulletin.pk, els, now=AFTER)
    bulletin.refresh_from_db()
    assert bulletin.outcome_owner_id == els
    assert Message.objects.filter(kind="outcome_owed").count() == 1
    hand_over_outcome(cast.officer_an, bulletin.pk, els, now=AFTER)
    assert Message.objects.filter(kind="outcome_owed").count() == 1


def test_who_takes_it_over_gets_no_notice(cast: Cast) -> None:
    bulletin, els = owing(cast), cast.person("officer_els")
    hand_over_outcome(cast.officer_els, bulletin.pk, els, now=AFTER)
    assert not Message.objects.filter(kind="outcome_owed").exists()


@pytest.mark.parametrize("name", ["officer_piet", "coordinator_bram", "dispatcher_lotte"])
def test_it_is_handed_to_police_of_its_networks_only(name: str, cast: Cast) -> None:
    bulletin = owing(cast)
    with pytest.raises(NotFound):
        hand_over_outcome(cast.officer_an, bulletin.pk, cast.person(name), now=AFTER)


@pytest.mark.parametrize("who", ["coordinator_bram", "member_chloe", "officer_piet", "clerk_nadia"])
def test_nobody_else_hands_it_over(who: str, cast: Cast) -> None:
    bulletin = owing(cast)
    with pytest.raises(NotFound):
        hand_over_outcome(cast.at(who, AFTER), bulletin.pk, cast.person("officer_els"), now=AFTER)


def test_police_of_one_of_its_networks_only_do_not_hand_it_over(cast: Cast) -> None:
    both = draft(
        cast.stage.meerstraat, cast.stage.jewellers, nl=DUTCH, fr=FRENCH, de=DUTCH, en=DUTCH
    )
    bulletin = approved(cast, what=both)
    with pytest.raises(NotAllowed):
        hand_over_outcome(cast.officer_piet, bulletin.pk, cast.person("officer_els"), now=AFTER)


def test_what_was_told_is_handed_over_no_more(cast: Cast) -> None:
    bulletin = owing(cast)
    tell_outcome(cast.officer_an, bulletin.pk, "found", now=AFTER)
    with pytest.raises(MoveNotAllowed):
        hand_over_outcome(cast.officer_an, bulletin.pk, cast.person("officer_els"), now=AFTER)


def test_officer_and_chief_see_what_is_owed_the_longest_overdue_first(cast: Cast) -> None:
    late, soon = owing(cast, bulletin_class="alert"), owing(cast)
    visit = WEDNESDAY + timedelta(hours=1)
    for who in ("officer_an", "chief_karim"):
        found = owed_by(cast.at(who, visit))
        assert [one.bulletin.pk for one in found] == [late.pk, soon.pk]
        assert [one.standing for one in found] == [Standing.LATE, Standing.OPEN]
    assert owed_by(cast.at("officer_els", visit)) == []
    assert owed_by(cast.at("officer_piet", visit)) == []


def test_what_nobody_owes_yet_is_shown_to_every_officer(cast: Cast) -> None:
    bulletin = owing(cast)
    Bulletin.objects.filter(pk=bulletin.pk).update(outcome_owner=None)
    found = owed_by(cast.at("officer_els", AFTER))
    assert [(one.bulletin.pk, one.owner_id) for one in found] == [(bulletin.pk, None)]


def test_what_was_told_is_owed_no_more(cast: Cast) -> None:
    bulletin = owing(cast)
    assert [one.bulletin.pk for one in owed_to(cast.stage.meerstraat, now=AFTER)] == [bulletin.pk]
    tell_outcome(cast.officer_an, bulletin.pk, "open", now=AFTER)
    assert owed_by(cast.at("officer_an", AFTER)) == []
    assert owed_to(cast.stage.meerstraat, now=AFTER) == []
    assert debt_of(bulletin, is_told=True, now=AFTER) is None


@pytest.mark.parametrize(
    ("left", "standing"),
    [
        (timedelta(hours=25), Standing.OPEN),
        (timedelta(hours=24), Standing.SOON),
        (timedelta(seconds=1), Standing.SOON),
        (timedelta(0), Standing.LATE),
        (timedelta(days=-3), Standing.LATE),
    ],
)
def test_a_day_before_it_is_due_it_stands_out(left: timedelta, standing: Standing) -> None:
    assert standing_at(NOON + left, NOON) == standing
