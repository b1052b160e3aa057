"""Two presses at the same moment send once; who was reached before a stop is known by name."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from belfry.audit.models import Entry
from belfry.bulletins.actions.releasing import release_bulletin, stop_release
from belfry.bulletins.models import Release
from belfry.bulletins.reaching import reached_count, reached_members
from belfry.delivery.models import Broadcast, Envelope
from tests.bulletins.desk import LATER, offered, released
from tests.cast import NOON, Cast, Rehearsal


@pytest.fixture
def committed(rehearsal: Rehearsal, transactional_db: None) -> Cast:
    """The cast, committed, so that two connections see it."""
    rehearsal.play()
    return Cast(rehearsal.stage)


def test_two_presses_at_the_same_moment_send_once(committed: Cast) -> None:
    release = offered(committed)
    bram, both, failures = committed.coordinator_bram, threading.Barrier(2), []

    def press() -> None:
        try:
            both.wait(10)
            release_bulletin(bram, release.pk, now=LATER)
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    assert failures == []
    assert Broadcast.objects.filter(reference=release.pk).count() == 1
    assert Envelope.objects.filter(broadcast__reference=release.pk).count() == 4
    assert Entry.objects.filter(act="release.released").count() == 1


def reached_by_one(cast: Cast) -> Release:
    """Return a stopped release of which the relay took one mail."""
    release = released(cast)
    first = Envelope.objects.filter(broadcast=release.broadcast).order_by("pk").first()
    assert first is not None
    Envelope.objects.filter(pk=first.pk).update(state="accepted", settled_at=LATER)
    return stop_release(cast.coordinator_bram, release.pk, now=LATER)


@pytest.mark.django_db
def test_after_a_stop_it_is_known_exactly_who_was_reached(cast: Cast) -> None:
    release = reached_by_one(cast)
    before = Entry.objects.filter(act="members.opened").count()
    assert reached_count(release) == 1
    (name,) = reached_members(cast.coordinator_bram, release, now=timezone.now())
    assert name in {"Bram De Smet", "Sofia Rossi", "Chloé Dubois", "Anke Schmitz"}
    assert Entry.objects.filter(act="members.opened").count() == before + 1


@pytest.mark.django_db
def test_police_see_how_many_and_not_who(cast: Cast) -> None:
    release = reached_by_one(cast)
    assert reached_members(cast.officer_an, release, now=NOON) == []
    assert reached_count(release) == 1
