"""By which ways, and in which order, a message reaches each member: the ladder of an alert."""

import pytest

from belfry.bulletins.outlook import outlook_of
from belfry.bulletins.queries import unreached
from belfry.delivery.channels.registry import channel_named
from belfry.delivery.models import Envelope
from belfry.networks.actions.members import add_member
from belfry.people.actions import choose_ringing, choose_settings
from belfry.people.models import Unit
from belfry.people.types import PersonDetails, Settings, UnitDetails
from tests.bulletins.desk import LATER, draft, expected_audience, released, written
from tests.bulletins.phones import EVERY_WAY, give_browser, give_phone, plan_ways
from tests.cast import NOON, Cast
from tests.channels import CALL_COST, SMS_COST

pytestmark = pytest.mark.usefixtures("every_channel")


@pytest.fixture
def street(cast: Cast) -> Cast:
    """Meerstraat sends by every way; Chloé has all, Anke a landline beside mail, Jozef a mobile only."""
    plan_ways(cast, alert=EVERY_WAY, request=EVERY_WAY, advice=frozenset({"email", "push"}))
    give_browser(cast.person("member_chloe"))
    give_phone(cast.person("member_chloe"), "0470 11 22 33")
    give_phone(cast.person("member_anke"), "050 33 44 55")
    return cast


def ways(cast: Cast, bulletin_class: str, name: str) -> list[tuple[str, bool, int]]:
    """Return (channel, whether on the ladder, step) of a person, as they would be frozen now."""
    person = cast.person(name)
    what = draft(cast.stage.meerstraat, bulletin_class=bulletin_class)
    rows = outlook_of(written(cast, what=what)).rows[cast.stage.meerstraat]
    found = [row for row in rows if row.person_id == person]
    assert all(row.chain in {None, person} for row in found)
    return [(row.channel, row.chain is not None, row.step) for row in found]


def test_an_alert_climbs_the_ways_that_somebody_has_and_mail_goes_beside_it(street: Cast) -> None:
    assert ways(street, "alert", "member_chloe") == [
        ("email", False, 0),
        ("push", True, 0),
        ("sms", True, 1),
    ]
    assert ways(street, "alert", "member_jozef") == [("sms", True, 0)]
    assert ways(street, "alert", "member_anke") == [("email", False, 0)]


def test_a_call_is_for_those_who_chose_it_or_have_nothing_else(street: Cast) -> None:
    choose_settings(street.person("member_chloe"), Settings("fr", calls=True), now=NOON)
    assert ways(street, "alert", "member_chloe")[1:] == [
        ("push", True, 0),
        ("sms", True, 1),
        ("voice", True, 2),
    ]
    choose_settings(street.person("member_anke"), Settings("de", calls=True), now=NOON)
    assert ways(street, "alert", "member_anke") == [("email", False, 0), ("voice", True, 0)]
    by_landline = PersonDetails("Jeanne", "Dubois", "fr", (), ("050 66 77 88",))
    add_member(
        street.coordinator_bram,
        street.stage.meerstraat,
        by_landline,
        UnitDetails("", "Kapelweg", "40"),
        now=NOON,
    )
    what = draft(street.stage.meerstraat, bulletin_class="alert")
    assert expected_audience(written(street, what=what)).by_channel["voice"] == 3


def test_who_declines_every_other_way_is_not_called_instead(street: Cast) -> None:
    silent = Settings("nl", without_channels=frozenset({"sms"}))
    choose_settings(street.person("member_jozef"), silent, now=NOON)
    assert ways(street, "alert", "member_jozef") == [("", False, 0)]


def test_what_is_not_urgent_has_no_ladder_and_calls_nobody(street: Cast) -> None:
    choose_settings(street.person("member_chloe"), Settings("fr", calls=True), now=NOON)
    assert ways(street, "request", "member_chloe") == [
        ("email", False, 0),
        ("push", False, 0),
        ("sms", False, 0),
    ]
    assert ways(street, "advice", "member_chloe") == [("email", False, 0), ("push", False, 0)]
    assert ways(street, "advice", "member_jozef") == [("", False, 0)]


def test_one_phone_of_a_household_rings_if_it_wishes(street: Cast) -> None:
    marc = PersonDetails("Marc", "Dubois", "fr", ("marc@mail.example",), ("0470 44 55 66",))
    home = UnitDetails("", "Meerstraat", "8", "", "9990", "Klokdorp")
    member = add_member(street.coordinator_bram, street.stage.meerstraat, marc, home, now=NOON)
    assert member.unit_id is not None
    assert Unit.objects.get(pk=member.unit_id).memberships.count() == 2
    chloe = street.person("member_chloe")
    choose_ringing([member.unit_id], member.person_id)
    assert [way for way, *_ in ways(street, "alert", "member_chloe")] == ["email", "push"]
    assert "sms" in [way for way, *_ in ways(street, "request", "member_chloe")]
    choose_ringing([member.unit_id], chloe)
    assert [way for way, *_ in ways(street, "alert", "member_chloe")] == ["email", "push", "sms"]
    # A phone that cannot be reached answers for nobody.
    choose_ringing([member.unit_id], member.person_id)
    silent = Settings("fr", without_channels=frozenset({"sms"}))
    choose_settings(member.person_id, silent, now=NOON)
    assert [way for way, *_ in ways(street, "alert", "member_chloe")] == ["email", "push", "sms"]


def test_who_moved_out_answers_for_the_old_household_no_more(street: Cast) -> None:
    chloe = street.person("member_chloe")
    unit = Unit.objects.get(memberships__person=chloe)
    choose_ringing([unit.pk], street.person("member_jozef"))
    assert "sms" in [way for way, *_ in ways(street, "alert", "member_chloe")]


def test_the_ladder_is_frozen_and_goes_to_the_ledger(street: Cast) -> None:
    what = draft(street.stage.meerstraat, bulletin_class="alert")
    release = released(street, what=what)
    frozen = set(
        release.audience.filter(endpoint__isnull=False).values_list("channel", "chain", "step")
    )
    sent = Envelope.objects.filter(broadcast=release.broadcast)
    assert set(sent.values_list("channel", "chain", "step")) == frozen
    assert ("sms", street.person("member_chloe"), 1) in frozen
    assert release.broadcast is not None
    assert release.broadcast.payer == street.stage.beiaard
    assert release.broadcast.sender == street.officer_an.person_id


def test_the_price_counts_each_copy_once_and_mail_costs_nothing(street: Cast) -> None:
    what = draft(street.stage.meerstraat, bulletin_class="alert")
    choose_settings(street.person("member_anke"), Settings("de", calls=True), now=NOON)
    # A second person of Jozef's phone.
    give_phone(street.person("coordinator_bram"), "+32470123402")
    found = expected_audience(written(street, what=what))
    assert found.by_channel["sms"] == 4
    assert found.costs == {"sms": 3 * SMS_COST, "voice": CALL_COST}
    assert found.cost == 3 * SMS_COST + CALL_COST


def test_a_channel_that_is_not_installed_any_more_is_left_out(
    street: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_named("sms"), "is_configured", lambda: False)
    assert "sms" not in [way for way, *_ in ways(street, "alert", "member_chloe")]


def test_settings_withdraw_one_way_only(street: Cast) -> None:
    release = released(street, what=draft(street.stage.meerstraat, bulletin_class="alert"))
    silent = Settings("fr", without_channels=frozenset({"sms"}))
    choose_settings(street.person("member_chloe"), silent, now=LATER)
    rows = Envelope.objects.filter(broadcast=release.broadcast)
    mine = rows.filter(endpoint__in=release.audience.filter(person=street.person("member_chloe")).values("endpoint"))  # fmt: skip
    assert dict(mine.values_list("channel", "state")) == {
        "email": "ready",
        "push": "ready",
        "sms": "suppressed",
    }


def test_who_was_reached_by_another_way_is_not_missed(street: Cast) -> None:
    release = released(street, what=draft(street.stage.meerstraat, bulletin_class="alert"))
    rows = Envelope.objects.filter(broadcast=release.broadcast)
    rows.filter(channel="push").update(state="failed", cause="gone", settled_at=LATER)
    # Chloé's SMS still waits.
    assert not unreached(street.coordinator_bram, release, now=LATER)
    rows.filter(channel="sms").update(state="failed", cause="unknown_number", settled_at=LATER)
    missed = unreached(street.coordinator_bram, release, now=LATER)
    assert [(one.name, one.cause) for one in missed] == [("Jozef Wouters", "unknown_number")]
    rows.filter(channel="email").update(state="failed", cause="mailbox_full", settled_at=LATER)
    assert len(unreached(street.coordinator_bram, release, now=LATER)) == 5


def test_each_device_of_a_person_is_the_same_step(street: Cast) -> None:
    give_browser(street.person("member_chloe"), number=2)
    found = ways(street, "alert", "member_chloe")
    assert [way for way in found if way[0] == "push"] == [("push", True, 0)] * 2
    assert [way for way in found if way[0] == "sms"] == [("sms", True, 1)]
