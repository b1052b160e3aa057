"""Who gets a bulletin, in which language, and what they read: before it is frozen and after."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfry.bulletins.audience import summary
from belfry.bulletins.models import AudienceMember, Release
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.policies import ASKED, FIELDS, completeness
from belfry.bulletins.queries import frozen_audience, usual_counts
from belfry.bulletins.rendering import render
from belfry.bulletins.types import Draft, Words
from belfry.delivery.models import Endpoint
from belfry.networks.actions.networks import set_plan
from belfry.networks.kinds import BulletinClass
from belfry.networks.models import Membership
from belfry.networks.queries import plan_of
from belfry.networks.types import PlanDetails
from belfry.people.actions import choose_settings
from belfry.people.types import Settings
from belfry.territory.models import PoliceZone
from tests.bulletins.desk import (
    DUTCH,
    FRENCH,
    GERMAN,
    LATER,
    draft,
    expected_audience,
    offered,
    released,
    submitted,
    written,
)
from tests.bulletins.phones import give_phone, plan_ways
from tests.bulletins.post import accept
from tests.cast import NOON, Cast


def test_the_number_shown_before_approval_is_the_one_frozen(cast: Cast) -> None:
    before = expected_audience(submitted(cast))
    assert (before.persons, before.recipients, before.mailboxes, before.unreachable) == (4, 4, 4, 1)
    assert before.by_channel == {"email": 4}
    assert before.by_language == {"nl": 3, "fr": 1}
    assert before.by_reason == {"no_address": 1}
    assert frozen_audience(offered(cast)) == before


def test_everybody_reads_their_own_language_else_the_network_s(cast: Cast) -> None:
    bulletin = written(cast, what=draft(cast.stage.meerstraat, nl=DUTCH, fr=FRENCH, de=GERMAN))
    assert expected_audience(bulletin).by_language == {"nl": 2, "fr": 1, "de": 1}
    only_french = written(cast, what=draft(cast.stage.meerstraat, fr=FRENCH))
    assert expected_audience(only_french).by_language == {"fr": 4}
    assert (
        expected_audience(written(cast, what=Draft("advice", (cast.stage.meerstraat,)))).persons
        == 4
    )


def test_every_reason_why_somebody_is_not_reached_is_named(cast: Cast) -> None:
    broken = {"an address that failed": "member_anke", "a channel not wanted": "member_chloe"}
    anke = cast.person(broken["an address that failed"])
    Endpoint.objects.filter(pk__in=Membership.objects.filter(person=anke).values(
        "person__contact_points__endpoint")).update(broken_at=NOON)  # fmt: skip
    choose_settings(
        cast.person("member_chloe"),
        Settings("fr", without_channels=frozenset({"email"})),
        now=NOON,
    )
    found = expected_audience(written(cast))
    assert found.by_reason == {"no_address": 1, "broken": 1, "unwanted": 1}
    assert (found.persons, found.unreachable) == (2, 3)


def test_a_class_travels_by_the_channels_of_the_plan(cast: Cast) -> None:
    plan = plan_of(cast.stage.meerstraat)
    channels = {**plan.channels, "advice": frozenset()}
    silent = PlanDetails("coordinator", plan.quiet_from, plan.quiet_until, channels)
    set_plan(cast.officer_an, cast.stage.meerstraat, silent, now=NOON)
    what = draft(cast.stage.meerstraat, bulletin_class="advice")
    assert expected_audience(written(cast, what=what)).recipients == 0
    assert expected_audience(written(cast)).recipients == 4


def test_nobody_outside_the_network_is_in_its_audience(cast: Cast) -> None:
    both = offered(cast, what=draft(cast.stage.winkelhart))
    assert {row.person_id for row in both.audience.all()} == {cast.person("shopkeeper_amina")}


def test_the_usual_number_is_the_mean_of_what_was_sent(cast: Cast) -> None:
    assert usual_counts([cast.stage.meerstraat]) == {}
    release = released(cast)
    accept(release)
    Release.objects.filter(pk=release.pk).update(state="sent")
    assert usual_counts([cast.stage.meerstraat]) == {cast.stage.meerstraat: 4}
    assert expected_audience(submitted(cast)).usual == 4


def test_somebody_with_two_ways_is_one_person_of_the_usual_number(
    cast: Cast, every_channel: None
) -> None:
    plan_ways(cast, request=frozenset({"email", "sms"}))
    give_phone(cast.person("member_chloe"), "+32470123456")
    release = released(cast)
    assert (release.recipient_count, release.person_count) == (7, 5)
    Release.objects.filter(pk=release.pk).update(state="sent")
    assert usual_counts([cast.stage.meerstraat]) == {cast.stage.meerstraat: 5}


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(1, 4) | st.none(), st.sampled_from(["nl", "fr"])),
        max_size=30,
    )
)
def test_a_summary_adds_up(rows: list[tuple[int, int | None, str]]) -> None:
    audience = [
        AudienceMember(
            person_id=UUID(int=person),
            endpoint_id=UUID(int=endpoint) if endpoint else None,
            channel="email" if endpoint else "",
            language=language,
            unreachable="" if endpoint else "no_address",
        )
        for person, endpoint, language in rows
    ]
    found = summary(audience)
    assert found.recipients == sum(found.by_channel.values())
    assert found.persons == sum(found.by_language.values())
    assert found.unreachable == sum(found.by_reason.values())
    assert found.mailboxes <= found.recipients
    assert found.persons <= found.recipients


def test_each_class_asks_for_its_own_fields() -> None:
    assert set(ASKED) == set(BulletinClass)
    for bulletin_class, asked in ASKED.items():
        assert set(asked) <= set(FIELDS)
        for left_out in asked:
            words = {name: "x" for name in asked if name != left_out}
            told = Draft(bulletin_class, (), {"nl": Words(**words)})
            (dutch, french) = completeness(told, ["nl", "fr"])
            assert (dutch.missing, dutch.is_whole) == ((left_out,), len(asked) == 0)
            assert french.missing == asked


def rendered(cast: Cast, words: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    zone = PoliceZone.objects.get(pk=cast.stage.beiaard)
    return render(Draft("request", (), dict(words)), zone)


def test_what_members_read_names_its_sender_the_numbers_and_the_way_out(cast: Cast) -> None:
    letter = rendered(cast, {"nl": DUTCH, "fr": Words()})
    assert set(letter) == {"nl"}
    text, page = letter["nl"]["text"], letter["nl"]["html"]
    for part in (text, page):
        assert DUTCH.what in part
        assert "101" in part
        assert "112" in part
        assert part.count("{unsubscribe_url}") == 1
        assert "Beiaard" in part
    assert letter["nl"]["subject"] == DUTCH.title
    assert "Beiaard" in letter["nl"]["sender"]


def test_what_police_type_is_never_markup(cast: Cast) -> None:
    what = "<script>alert(1)</script> & <b>"
    page = rendered(cast, {"nl": Words("A <i>", what)})["nl"]["html"]
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page


@pytest.mark.parametrize("title", ["Twee\r\nBcc: x@evil.example", "  Twee \n regels "])
def test_a_title_is_one_line(cast: Cast, title: str) -> None:
    bulletin = written(cast, what=draft(cast.stage.meerstraat, nl=Words(title, "a\r\nb\rc")))
    bulletin.refresh_from_db()
    words = bulletin.texts.get()
    assert words.title == " ".join(title.split())
    assert words.what == "a\nb\nc"


def test_the_preview_is_what_is_frozen(cast: Cast) -> None:
    release = offered(cast)
    what = replace(draft(cast.stage.meerstraat), code=release.bulletin.code)
    assert release.bulletin.approval.texts == preview_of(what, cast.stage.beiaard)
    # A day for the coordinator, a day for the deputy, a day to send it.
    assert release.expires_at == LATER + timedelta(days=3)
