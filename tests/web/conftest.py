"""Browsers of the cast, at a fixed time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from belfry.people.queries import persons_by_id
from belfry.program.cast import person_named
from belfry.web.copies import Sight
from belfry.web.signin.session import BACKEND, SEEN_AT, SIGNED_IN_AT
from tests.cast import NOON, Cast, Rehearsal
from tests.web.phones import phones
from tests.web.things import make_things

__all__ = ["Browse", "browse", "dress_rehearsal", "phones", "sight", "signed_in_as"]

Browse = Callable[[str], Client]

# A quarter of an hour after everything that tests write.
VISIT = NOON + timedelta(minutes=15)


@pytest.fixture(scope="session")
def dress_rehearsal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rehearsal:
    """The cast and one of everything, made once: it takes a second."""
    with django_db_blocker.unblock():
        return Rehearsal.held(make_things)


@pytest.fixture(autouse=True)
def sight(monkeypatch: pytest.MonkeyPatch) -> Sight:
    """Let every page know already that its database is no copy, whenever it is opened."""
    known = Sight(is_copy=False, known_until=datetime.max.replace(tzinfo=UTC))
    monkeypatch.setattr("belfry.web.context.SIGHT", known)
    return known


@pytest.fixture
def browse(cast: Cast) -> Iterator[Browse]:
    """Return a browser in which a figure of the cast has signed in, at VISIT unless time travels."""
    with time_machine.travel(VISIT, tick=False):
        yield _signed_in


def _signed_in(name: str) -> Client:
    return signed_in_as(person_named(name))


def signed_in_as(person_id: UUID) -> Client:
    """Return a browser in which somebody has signed in, also who is not of the cast."""
    client = Client()
    client.force_login(persons_by_id([person_id])[person_id], backend=BACKEND)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    return client
