"""The demonstration: a year of two zones, made by calling the actions only."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from belfry.audit.models import Entry
from belfry.audit.queries import verify_chains
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.complaints import complaints_for
from belfry.bulletins.debts import owed_by
from belfry.bulletins.models import Bulletin, Release
from belfry.bulletins.neighbours import offered_by_neighbours
from belfry.bulletins.queries import archive_of, draft_of, own_drafts_of, to_approve, to_release
from belfry.core.actor import Role
from belfry.founding.kinds import Initiative
from belfry.founding.models import Dossier
from belfry.founding.perimeters import area_of, touches_of
from belfry.founding.queries import dossiers_visible_to
from belfry.founding.workflow import OVER, DossierKind, DossierState
from belfry.networks.actions.duty import note_silence
from belfry.networks.actions.model_papers import load_models
from belfry.networks.models import Membership, Network
from belfry.networks.queries import networks_visible_to
from belfry.networks.zone_rules import rules_seen_by, versions_of_rules
from belfry.people.models import Person
from belfry.program.cast import FIGURES, actor_named, person_named
from belfry.program.demo import load_demo
from belfry.program.demo_alert import tell_alert
from tests.cast import NOON

pytestmark = pytest.mark.django_db

CONTRACT = {
    "officer-an", "chief-karim", "dispatcher-lotte", "coordinator-bram", "deputy-sofia",
    "member-chloe", "member-jozef", "member-anke", "shopkeeper-amina", "jeweller-karl",
    "founder-hilde", "outsider-dries", "officer-els", "dispatcher-wim", "officer-piet",
    "clerk-nadia", "mayor-luc", "adviser-tom", "reviewer-eva", "centre-mila", "operator-sam",
}  # fmt: skip

ACCEPT = """
WITH moved AS (
    UPDATE delivery_envelope SET state = 'accepted', settled_at = %s, slot = NULL
    WHERE state = 'ready' RETURNING broadcast_id
), gone AS (
    UPDATE delivery_tally t SET count = 0 FROM (SELECT DISTINCT broadcast_id FROM moved) m
    WHERE t.broadcast_id = m.broadcast_id AND t.state = 'ready'
)
INSERT INTO delivery_tally (broadcast_id, state, cause, count)
SELECT broadcast_id, 'accepted', '', count(*) FROM moved GROUP BY broadcast_id
"""


def accept_everything(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT, [instant])


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration, loaded once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_models(now=NOON)
        load_templates(now=NOON)
        stage = load_demo(accept_everything, now=NOON)
        tell_alert(accept_everything, lambda instant: None, stage, now=NOON)
        yield
        transaction.set_rollback(True)


def test_coordinators_wrote_to_their_network_and_one_message_was_stopped() -> None:
    own = Release.objects.filter(bulletin__by_network=True).select_related("bulletin")
    assert sorted(one.state for one in own) == ["", "sent", "stopped"]
    assert own.get(state="stopped").held_reason
    assert own.get(state="sent").bulletin_id in {
        one.bulletin_id for one in archive_of(actor_named("member-chloe", at=NOON))
    }
    assert own_drafts_of(actor_named("coordinator-bram", at=NOON)).exists()


def test_two_zones_hold_at_least_twelve_networks_of_three_kinds_and_all_languages() -> None:
    networks = Network.objects.all()
    assert len(networks) >= 12
    assert {network.kind for network in networks} == {"residential", "commercial", "sectoral"}
    languages = Counter(tuple(network.languages) for network in networks)
    assert {("nl",), ("fr",), ("de",), ("nl", "fr"), ("nl", "fr", "de")} <= set(languages)
    zones = Counter(link.zone.code for one in networks for link in one.zone_links.all())
    assert len(zones) == 2
    assert min(zones.values()) >= 4
    # The one that was recognised two weeks ago enrols its members now.
    newest, *others = sorted(network.member_count for network in networks)
    assert newest == 0
    assert min(others) >= 12


def test_no_coordinator_is_silent_on_the_first_morning() -> None:
    assert note_silence(now=NOON + timedelta(days=1)) == 0


def test_the_whole_cast_of_the_contract_can_be_found() -> None:
    assert set(FIGURES) >= CONTRACT
    people = {name: person_named(name) for name in FIGURES}
    assert len(set(people.values())) == len(FIGURES)
    for name, figure in FIGURES.items():
        person = Person.objects.get(pk=people[name])
        assert person.full_name == f"{figure.given_name} {figure.family_name}"
        assert person.language == figure.language


def test_everybody_finds_what_their_role_shows() -> None:
    bram = actor_named("coordinator-bram", at=NOON)
    assert Network.objects.get(name="Meerstraat").member_count == 126
    assert [release.network.name for release in to_release(bram)] == ["Meerstraat"]
    assert len(to_approve(actor_named("chief-karim", at=NOON))) == 1
    assert archive_of(actor_named("member-chloe", at=NOON)).count() >= 3
    assert archive_of(actor_named("jeweller-karl", at=NOON)).count() >= 2
    assert networks_visible_to(actor_named("officer-an", at=NOON)).count() >= 8
    assert networks_visible_to(actor_named("officer-piet", at=NOON)).count() >= 4
    assert not networks_visible_to(actor_named("founder-hilde", at=NOON))


def test_the_past_shows_every_state_that_this_part_knows() -> None:
    bulletins = Counter(Bulletin.objects.values_list("state", flat=True))
    assert set(bulletins) == {"draft", "submitted", "approved", "closed", "withdrawn"}
    assert bulletins["closed"] > 20
    releases = Counter(Release.objects.exclude(state="").values_list("state", flat=True))
    assert set(releases) == {"offered", "sent", "stopped", "expired"}
    assert set(Membership.objects.values_list("state", flat=True)) == {"active", "left", "removed"}
    assert Release.objects.filter(state="sent", released_at__lt=NOON - timedelta(days=200)).exists()


def test_there_is_a_dossier_in_every_state_and_of_every_kind() -> None:
    assert set(Dossier.objects.values_list("state", flat=True)) == set(DossierState)
    assert set(Dossier.objects.values_list("kind", flat=True)) == set(DossierKind)
    assert set(Dossier.objects.values_list("network_kind", flat=True)) == {
        "residential", "commercial", "sectoral",
    }  # fmt: skip
    hilde = dossiers_visible_to(actor_named("founder-hilde", at=NOON))
    assert [row.state for row in hilde] == [DossierState.CONSULTED]


def test_somebody_holds_the_pen_of_each_dossier_that_was_no_officials_idea() -> None:
    founded = Dossier.objects.filter(kind=DossierKind.FOUNDING)
    local = founded.exclude(initiative__in=(Initiative.TOWN, Initiative.POLICE))
    assert local.count() > founded.count() / 2
    for dossier in local:
        assert dossier.founders.count() == 1


def test_no_dossier_on_its_way_lies_where_another_or_a_network_is() -> None:
    on = NOON.date()
    ways = Dossier.objects.filter(kind=DossierKind.FOUNDING).exclude(state__in=OVER)
    areas = {dossier: area for dossier in ways if (area := area_of(dossier))}
    assert len(areas) >= 10
    assert {dossier.name: touches_of(dossier, area, on=on) for dossier, area in areas.items()} == {
        dossier.name: [] for dossier in areas
    }


def test_yesterday_an_alert_went_to_the_street_where_most_of_the_cast_live() -> None:
    release = Release.objects.get(
        network__name="Meerstraat", bulletin__bulletin_class="alert", state="sent"
    )
    assert NOON - timedelta(days=2) < release.released_at < NOON - timedelta(hours=6)
    assert {words.language for words in release.bulletin.texts.all()} == {"nl", "fr"}


def test_readers_were_told_how_messages_ended_but_for_one_that_is_overdue() -> None:
    owed = owed_by(actor_named("chief-karim", at=NOON))
    assert [one.standing for one in owed] == ["late", "soon"]
    assert [one.bulletin.bulletin_class for one in owed] == ["request", "alert"]
    outcomes = Bulletin.objects.filter(follows__isnull=False, bulletin_class="outcome")
    assert outcomes.count() > 15
    assert len(set(outcomes.values_list("ending", flat=True))) >= 5
    closed = Bulletin.objects.filter(state="closed", bulletin_class__in=["alert", "request"])
    assert closed.count() >= 5


def test_one_message_was_taken_back_and_one_complaint_waits() -> None:
    assert Bulletin.objects.filter(bulletin_class="correction", state="approved").count() == 1
    found = complaints_for(actor_named("officer-an", at=NOON))
    assert sorted(one.answered_at is None for one in found) == [False, True]


def test_every_row_was_made_by_an_action_that_left_its_record() -> None:
    acts = Counter(Entry.objects.values_list("act", flat=True))
    assert acts["network.opened"] == Network.objects.count()
    assert acts["bulletin.written"] == Bulletin.objects.count()
    assert acts["mandate.given"] >= 25
    imported = Entry.objects.filter(act="members.imported")
    added = sum(entry.detail["added"] for entry in imported) + acts["member.added"]
    assert added == Membership.objects.count()
    assert not list(verify_chains())


def test_what_was_shown_equals_what_became_of_it() -> None:
    for release in Release.objects.filter(state="sent"):
        parts = release.written_count + release.suppressed_count + release.shared_count
        assert parts == release.recipient_count


def test_the_chief_settled_the_rules_of_the_zone_twice() -> None:
    karim = actor_named("chief-karim", at=NOON)
    (zone,) = karim.zones(Role.CHIEF)
    assert [row.version for row in versions_of_rules(karim, zone)] == [2, 1]
    assert rules_seen_by(karim, zone).version == 2


def test_police_next_door_are_asked_for_their_part_of_a_drawn_area() -> None:
    (release,) = offered_by_neighbours(actor_named("officer-piet", at=NOON))
    assert release.network.name == "Les Tilleuls"
    assert draft_of(release.bulletin).part is not None
    own = release.bulletin.releases.get(by_acceptance=False)
    assert (own.network.name, own.state) == ("Veldkant", "offered")
    assert 0 < own.person_count < 38
