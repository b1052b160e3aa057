"""Offer, release, expand, settle, stop, try again, expire: the same people, once, and all of them."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from belfry.audit.queries import entries_about
from belfry.bulletins import policies
from belfry.bulletins.actions import expanding
from belfry.bulletins.actions.expanding import expand_release, expand_releases
from belfry.bulletins.actions.releasing import (
    expire_releases,
    release_bulletin,
    retry_failed_deliveries,
    settle_releases,
    stop_release,
)
from belfry.bulletins.errors import NothingToRetry
from belfry.bulletins.models import Release
from belfry.bulletins.queries import (
    archive_of,
    frozen_audience,
    member_release,
    release_for,
    to_release,
    troubled_releases,
)
from belfry.core.actor import Actor, Role
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.delivery.actions import suppress
from belfry.delivery.models import Broadcast, Bundle, Envelope
from belfry.networks.actions.mandates import end_mandate
from belfry.networks.actions.members import (
    add_member,
    correct_member,
    leave_network,
    remove_member,
)
from belfry.networks.actions.networks import set_plan
from belfry.networks.kinds import Removal
from belfry.networks.models import Mandate, Membership
from belfry.networks.queries import plan_of
from belfry.people.actions import choose_settings
from belfry.people.queries import persons_reading
from belfry.people.types import PersonDetails, Settings, UnitDetails
from tests.bulletins.desk import (
    DUTCH,
    FRENCH,
    LATER,
    approved,
    draft,
    offered,
    read_by_two,
    released,
    submitted,
)
from tests.bulletins.post import accept, fail
from tests.bulletins.test_write_bulletin import notices
from tests.cast import NOON, Cast

HOME = UnitDetails("", "Kapelweg", "20", "", "9990", "Klokdorp")
EVERYBODY_ELSE = (
    "member_chloe", "member_jozef", "clerk_nadia", "mayor_luc", "adviser_tom", "dispatcher_lotte",
    "shopkeeper_amina", "officer_piet", "outsider_dries", "reviewer_eva", "operator_sam",
)  # fmt: skip


def police_release(cast: Cast, network_id: UUID) -> None:
    """Let the plan of a network say that the police release."""
    plan = replace(plan_of(network_id), released_by="police")
    set_plan(cast.chief_karim, network_id, plan, now=NOON)


def membership(cast: Cast, name: str) -> Membership:
    return Membership.objects.get(network=cast.stage.meerstraat, person=cast.person(name))


def addresses(release: Release) -> set[str]:
    """Return the e-mail addresses that hold a row of a release."""
    rows = Envelope.objects.filter(broadcast=release.broadcast).select_related("endpoint")
    return {row.endpoint.address for row in rows}


def counted(release: Release) -> tuple[int, int, int]:
    release.refresh_from_db()
    return release.written_count, release.suppressed_count, release.shared_count


def test_the_coordinator_is_asked_without_a_word_of_the_text(cast: Cast) -> None:
    release = offered(cast)
    asked = list(notices("to_release").values())
    assert len(asked) == 1  # Bram; Sofia is asked when he does not answer
    for slots in asked:
        assert slots.pop("language") == "nl"
        assert slots == {
            "network": "Meerstraat",
            "url": f"http://127.0.0.1:8000/releases/{release.pk}/",
        }
    assert [one.pk for one in to_release(cast.coordinator_bram)] == [release.pk]
    for name in ("officer_an", "member_chloe", "shopkeeper_amina"):
        assert not to_release(getattr(cast, name))


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia"])
def test_coordinator_and_deputy_release_to_every_member_who_can_be_reached(
    cast: Cast, name: str
) -> None:
    release = release_bulletin(getattr(cast, name), offered(cast).pk, now=LATER)
    assert release.state == "sending"
    assert addresses(release) == {
        "bram.desmet@mail.example",
        "sofia.rossi@mail.example",
        "chloe.dubois@mail.example",
        "anke.schmitz@mail.example",
    }
    assert counted(release) == (4, 0, 0)
    assert (release.recipient_count, release.unreachable_count) == (4, 1)  # Jozef has no e-mail
    languages = Envelope.objects.filter(broadcast=release.broadcast).values_list("language")
    assert sorted(language for (language,) in languages) == ["fr", "nl", "nl", "nl"]
    acts = [entry.act for entry in entries_about(f"release:{release.pk}")]
    assert acts == ["release.released"]


@pytest.mark.parametrize("name", EVERYBODY_ELSE)
def test_nobody_else_releases_stops_or_retries(cast: Cast, name: str) -> None:
    release, actor = offered(cast), getattr(cast, name)
    with pytest.raises(NotFound):
        release_bulletin(actor, release.pk, now=LATER)
    with pytest.raises(NotFound):
        stop_release(actor, release.pk, now=LATER)
    with pytest.raises(NotFound):
        retry_failed_deliveries(actor, release.pk, now=LATER)


def test_the_police_do_not_press_for_the_coordinator(cast: Cast) -> None:
    release = offered(cast)
    for name in ("officer_an", "officer_els", "chief_karim"):
        with pytest.raises(NotAllowed):
            release_bulletin(getattr(cast, name), release.pk, now=LATER)


def test_a_coordinator_whose_mandate_ended_does_not_press(cast: Cast) -> None:
    release = offered(cast)
    mandate = Mandate.objects.get(network=cast.stage.meerstraat, role=Role.COORDINATOR)
    end_mandate(Actor.installation(NOON), mandate.pk, on=NOON.date(), now=NOON)
    with pytest.raises(NotFound):
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)


def test_a_plan_of_the_police_sends_at_approval(cast: Cast) -> None:
    police_release(cast, cast.stage.meerstraat)
    release = Release.objects.get(bulletin=approved(cast))
    assert (release.state, release.released_by_role) == ("sending", "police")
    assert release.released_by_id == cast.chief_karim.person_id
    assert counted(release) == (4, 0, 0)
    assert not notices("to_release")


def test_the_plan_at_approval_decides_who_presses(cast: Cast) -> None:
    release = offered(cast)
    police_release(cast, cast.stage.meerstraat)
    assert release_bulletin(cast.coordinator_bram, release.pk, now=LATER).state == "sending"


def test_two_presses_make_one_broadcast(cast: Cast) -> None:
    first = released(cast)
    second = release_bulletin(cast.deputy_sofia, first.pk, now=LATER + timedelta(minutes=1))
    assert second.released_by_id == cast.coordinator_bram.person_id
    assert counted(second) == (4, 0, 0)
    assert Broadcast.objects.filter(reference=first.pk).count() == 1
    assert Envelope.objects.filter(broadcast=first.broadcast).count() == 4


def test_whoever_left_since_the_approval_falls_out(cast: Cast) -> None:
    release = offered(cast)
    leave_network(cast.member_chloe, cast.stage.meerstraat, now=LATER)
    remove_member(
        cast.coordinator_bram, membership(cast, "member_anke").pk, Removal.ASKED, now=LATER
    )
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert addresses(release) == {"bram.desmet@mail.example", "sofia.rossi@mail.example"}
    assert counted(release) == (2, 2, 0)


def test_whoever_joined_since_the_approval_does_not_enter(cast: Cast) -> None:
    release = offered(cast)
    late = PersonDetails("Wout", "Laat", "nl", ("wout.laat@mail.example",))
    add_member(cast.coordinator_bram, cast.stage.meerstraat, late, HOME, now=LATER)
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert "wout.laat@mail.example" not in addresses(release)
    assert counted(release) == (4, 0, 0)


def test_whoever_closed_the_channel_or_unsubscribed_is_counted_as_not_wanting(cast: Cast) -> None:
    release = offered(cast)
    chloe, anke = cast.person("member_chloe"), membership(cast, "member_anke")
    without = Settings("fr", without_channels=frozenset({"email"}))
    choose_settings(chloe, without, now=LATER)
    endpoint = release.audience.get(person=anke.person_id).endpoint_id
    assert endpoint is not None
    suppress(endpoint, f"network:{cast.stage.meerstraat}", now=LATER)
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert counted(release) == (2, 2, 0)


def test_a_corrected_address_gets_what_was_frozen_for_the_old_one(cast: Cast) -> None:
    release = offered(cast)
    moved = PersonDetails("Anke", "Schmitz", "de", ("anke@neu.example",))
    correct_member(
        cast.coordinator_bram, membership(cast, "member_anke").pk, moved, HOME, now=LATER
    )
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert "anke@neu.example" in addresses(release)
    assert "anke.schmitz@mail.example" not in addresses(release)
    assert counted(release) == (4, 0, 0)


def test_whoever_has_no_address_left_is_counted_as_not_wanting(cast: Cast) -> None:
    release = offered(cast)
    moved = PersonDetails("Anke", "Schmitz", "de", (), ("+32470000099",))
    correct_member(
        cast.coordinator_bram, membership(cast, "member_anke").pk, moved, HOME, now=LATER
    )
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert "anke.schmitz@mail.example" not in addresses(release)
    assert counted(release) == (3, 1, 0)


def test_people_who_share_a_mailbox_get_one_mail(cast: Cast) -> None:
    partner = PersonDetails("Marc", "Dubois", "fr", ("chloe.dubois@mail.example",))
    add_member(cast.coordinator_bram, cast.stage.meerstraat, partner, HOME, now=NOON)
    release = offered(cast)
    shown = frozen_audience(release)
    assert (shown.persons, shown.recipients, shown.mailboxes) == (5, 5, 4)
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert counted(release) == (4, 0, 1)
    assert len(persons_reading("email", "chloe.dubois@mail.example")) == 2


def test_own_quiet_hours_travel_with_the_row(cast: Cast) -> None:
    chloe = cast.person("member_chloe")
    choose_settings(chloe, Settings("fr", time(21), time(8)), now=NOON)
    release = released(cast)
    endpoint = release.audience.get(person=chloe).endpoint_id
    row = Envelope.objects.get(broadcast=release.broadcast, endpoint=endpoint)
    assert (row.quiet_from, row.quiet_until) == (time(21), time(8))
    choose_settings(chloe, Settings("fr"), now=LATER)
    row = Envelope.objects.get(broadcast=release.broadcast, endpoint=endpoint)
    assert row.quiet_from is None


def test_expansion_goes_on_where_it_was_broken_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "FIRST_CHUNK", 1)
    monkeypatch.setattr(expanding, "GROWTH", 3)
    release = released(cast)
    assert (release.state, counted(release)) == ("released", (1, 0, 0))
    assert expand_release(release.pk, now=LATER)
    assert counted(release) == (4, 0, 0)
    assert not expand_release(release.pk, now=LATER)
    release.refresh_from_db()
    assert release.state == "sending"
    assert not expand_release(release.pk, now=LATER)
    assert counted(release) == (4, 0, 0)


def test_what_a_dead_job_left_is_written_after_a_while(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "FIRST_CHUNK", 2)
    release = released(cast)
    assert expand_releases(now=LATER + timedelta(minutes=4)) == 0
    assert expand_releases(now=LATER + timedelta(minutes=5)) == 1
    release.refresh_from_db()
    assert (release.state, counted(release)) == ("sending", (4, 0, 0))


def test_a_stopped_release_is_not_expanded_further(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "FIRST_CHUNK", 2)
    release = released(cast)
    stop_release(cast.officer_an, release.pk, now=LATER)
    assert not expand_release(release.pk, now=LATER)
    assert counted(release) == (2, 0, 0)


def test_sent_means_that_nothing_waits_and_the_number_shown_adds_up(cast: Cast) -> None:
    release = released(cast)
    assert settle_releases(now=LATER) == 0
    accept(release)
    assert settle_releases(now=LATER) == 1
    assert settle_releases(now=LATER) == 0
    shown = frozen_audience(release)
    assert shown.recipients == sum(counted(release)) == release.recipient_count
    assert shown.unreachable == release.unreachable_count
    assert release.state == "sent"
    assert entries_about(f"release:{release.pk}").last().detail == {"accepted": 4}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["coordinator_bram", "deputy_sofia", "officer_els", "chief_karim"])
def test_coordinator_and_police_stop_what_still_waits(cast: Cast, name: str) -> None:
    release = stop_release(getattr(cast, name), released(cast).pk, now=LATER)
    assert release.state == "stopped"
    states = Envelope.objects.filter(broadcast=release.broadcast).values_list("state", flat=True)
    assert set(states) == {"stopped"}
    with pytest.raises(MoveNotAllowed):
        stop_release(getattr(cast, name), release.pk, now=LATER)
    with pytest.raises(MoveNotAllowed):
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)


def test_only_those_that_failed_are_tried_again(cast: Cast) -> None:
    release = released(cast)
    with pytest.raises(NothingToRetry):
        retry_failed_deliveries(cast.coordinator_bram, release.pk, now=LATER)
    fail(release)
    settle_releases(now=LATER)
    bram = cast.coordinator_bram
    assert [one.pk for one, _ in troubled_releases(bram, since=NOON)] == [release.pk]
    assert retry_failed_deliveries(bram, release.pk, now=LATER) == 4
    with pytest.raises(NothingToRetry):
        retry_failed_deliveries(bram, release.pk, now=LATER)
    assert not troubled_releases(bram, since=NOON)


def test_an_offer_that_nobody_sends_expires(cast: Cast) -> None:
    release = offered(cast)
    over = LATER + timedelta(days=3)
    assert expire_releases(now=over - timedelta(seconds=1)) == 0
    with pytest.raises(MoveNotAllowed):
        release_bulletin(cast.coordinator_bram, release.pk, now=over)
    assert expire_releases(now=over) == 1
    with pytest.raises(MoveNotAllowed):
        release_bulletin(cast.coordinator_bram, release.pk, now=over)
    release.refresh_from_db()
    assert release.state == "expired"


def test_only_its_own_network_reads_what_was_released(cast: Cast) -> None:
    release = offered(cast)
    with pytest.raises(NotFound):
        member_release(cast.member_chloe, release.bulletin_id)
    release_bulletin(cast.coordinator_bram, release.pk, now=LATER)
    assert member_release(cast.member_chloe, release.bulletin_id) == release
    assert list(archive_of(cast.member_chloe)) == [release]
    for name in ("outsider_dries", "shopkeeper_amina", "officer_an"):
        assert not archive_of(getattr(cast, name))
        with pytest.raises(NotFound):
            member_release(getattr(cast, name), release.bulletin_id)


def test_the_other_network_s_coordinator_finds_no_release(cast: Cast) -> None:
    both = draft(cast.stage.meerstraat, cast.stage.winkelhart, nl=DUTCH, fr=FRENCH)
    bulletin = approved(cast, what=both)
    shops = Release.objects.get(bulletin=bulletin, network=cast.stage.winkelhart)
    assert release_for(cast.shopkeeper_amina, shops.pk) == shops
    with pytest.raises(NotFound):
        release_for(cast.coordinator_bram, shops.pk)
    release_bulletin(cast.shopkeeper_amina, shops.pk, now=LATER)
    home = Release.objects.get(bulletin=bulletin, network=cast.stage.meerstraat)
    assert home.state == "offered"


def due_rows(release: Release) -> list[tuple[int, datetime]]:
    """Return (rows, due) of the bundles of a release, the earliest first."""
    found: dict[datetime, int] = {}
    for bundle in Bundle.objects.filter(broadcast_id=release.broadcast_id):
        found[bundle.not_before] = found.get(bundle.not_before, 0) + bundle.size
    return [(found[due], due) for due in sorted(found)]


def released_wide(cast: Cast, kind: str) -> Release:
    bulletin = submitted(cast, what=draft(cast.stage.meerstraat, bulletin_class=kind))
    read_by_two(cast, bulletin)
    release = Release.objects.get(bulletin=bulletin)
    return release_bulletin(cast.coordinator_bram, release.pk, now=LATER)


@pytest.mark.parametrize(("kind", "pause"), [("alert", 10), ("warning", 30), ("advice", 30)])
def test_a_large_audience_gets_it_in_two_waves(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: str, pause: int
) -> None:
    monkeypatch.setattr(policies, "WIDE", 3)
    release = released_wide(cast, kind)
    while expand_release(release.pk, now=LATER):
        pass
    release.refresh_from_db()
    assert (release.first_wave, release.recipient_count) == (1, 4)
    assert due_rows(release) == [(1, LATER), (3, LATER + timedelta(seconds=pause))]


def test_what_is_stopped_before_the_second_wave_reaches_the_first_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "WIDE", 3)
    release = released_wide(cast, "request")
    stop_release(cast.officer_an, release.pk, now=LATER + timedelta(seconds=20))
    assert not expand_release(release.pk, now=LATER + timedelta(seconds=20))
    rows = Envelope.objects.filter(broadcast=release.broadcast)
    assert [row.state for row in rows] == ["stopped"]


def test_a_usual_audience_gets_it_at_once(cast: Cast) -> None:
    release = released(cast)
    assert (release.first_wave, release.rest_at) == (0, None)
    assert due_rows(release) == [(4, LATER)]
