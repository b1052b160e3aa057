"""Days away: no phone and no device, mail as always, and nobody else can tell (H30)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from belfry.audit.models import Entry
from belfry.bulletins.models import AudienceMember, Release
from belfry.core.clock import local
from belfry.delivery.models import Envelope
from belfry.people.actions import choose_settings
from belfry.people.models import ContactPoint
from belfry.people.queries import settings_of
from tests.bulletins.desk import expected_audience, released, submitted
from tests.bulletins.phones import give_phone, plan_ways
from tests.cast import NOON, Cast
from tests.web.conftest import signed_in_as

pytestmark = pytest.mark.django_db
TODAY = local(NOON).date()
WAYS = frozenset({"email", "sms"})


def go_away(cast: Cast, *, first: int = 0, days: int = 7) -> None:
    """Let Chloé be away, from so many days after today."""
    chloe, start = cast.person("member_chloe"), TODAY + timedelta(days=first)
    wish = replace(settings_of(chloe), away_from=start, back_on=start + timedelta(days=days))
    choose_settings(chloe, wish, now=NOON)


def alert(cast: Cast) -> None:
    plan_ways(cast, request=WAYS)
    give_phone(cast.person("member_chloe"), "+32470111111")
    give_phone(cast.person("member_anke"), "+32470222222")


def ways_of(cast: Cast, release: Release, name: str) -> set[str]:
    points = ContactPoint.objects.filter(person=cast.person(name)).values("endpoint")
    rows = Envelope.objects.filter(broadcast=release.broadcast, endpoint__in=points)
    return set(rows.exclude(state="suppressed").values_list("channel", flat=True))


def test_who_is_away_gets_mail_and_no_text(cast: Cast, every_channel: None) -> None:
    alert(cast)
    go_away(cast)
    release = released(cast)
    assert ways_of(cast, release, "member_chloe") == {"email"}
    assert ways_of(cast, release, "member_anke") == WAYS


@pytest.mark.parametrize(("first", "days"), [(1, 7), (-7, 7)])
def test_before_and_after_everything_comes(
    cast: Cast, every_channel: None, first: int, days: int
) -> None:
    alert(cast)
    go_away(cast, first=first, days=days)
    assert ways_of(cast, released(cast), "member_chloe") == WAYS


def test_what_waits_for_a_phone_is_taken_back_when_its_owner_goes(
    cast: Cast, every_channel: None
) -> None:
    alert(cast)
    release = released(cast)
    assert ways_of(cast, release, "member_chloe") == WAYS
    go_away(cast)
    assert ways_of(cast, release, "member_chloe") == {"email"}
    assert ways_of(cast, release, "member_anke") == WAYS


def test_nothing_that_others_read_before_it_is_sent_tells_who_is_away(
    cast: Cast, every_channel: None
) -> None:
    alert(cast)
    bulletin = submitted(cast)
    before = expected_audience(bulletin)
    go_away(cast)
    assert expected_audience(bulletin) == before
    assert set(AudienceMember.Unreachable.values) == {
        "no_address",
        "broken",
        "unwanted",
        "household",
    }


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("coordinator_bram", "members"),
        ("coordinator_bram", "network"),
        ("coordinator_bram", "duty"),
        ("officer_an", "network"),
        ("clerk_nadia", "network"),
    ],
)
def test_no_page_of_anybody_else_says_it(
    cast: Cast, every_channel: None, who: str, page: str
) -> None:
    alert(cast)
    address = reverse(page, args=[cast.stage.meerstraat])

    def shown() -> str:
        content = signed_in_as(cast.person(who)).get(address).content.decode()
        return re.sub(r"value=\"\w{64}\"", "", content)

    with time_machine.travel(NOON, tick=False):
        before = shown()
        go_away(cast)
        assert shown() == before


def test_the_record_does_not_hold_it(cast: Cast) -> None:
    number = Entry.objects.count()
    go_away(cast)
    assert Entry.objects.count() == number
