"""A page asks the database as often for many rows as for few."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.models import Release
from belfry.networks.actions.members import add_member
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast, Rehearsal
from tests.founding.stages import idea
from tests.web.things import Things, written

LATER = NOON + timedelta(minutes=5)
# A page that needs more should be two pages, or one with better queries.
CEILING = 30
MORE = 2

PAGES = {
    "home of an officer": ("officer-an", "home", ()),
    "home of a chief": ("chief-karim", "home", ()),
    "home of a coordinator": ("coordinator-bram", "home", ()),
    "home of a member": ("member-chloe", "home", ()),
    "bulletins": ("officer-an", "bulletins", ()),
    "bulletin to approve": ("chief-karim", "bulletin", ("submitted",)),
    "bulletin being sent": ("officer-an", "bulletin", ("released",)),
    "release": ("coordinator-bram", "release", ("released_release",)),
    "networks": ("officer-an", "networks", ()),
    "network": ("coordinator-bram", "network", ("meerstraat",)),
    "members": ("coordinator-bram", "members", ("meerstraat",)),
    "archive": ("member-chloe", "archive", ()),
    "message": ("member-chloe", "message", ("released",)),
    "notice": ("coordinator-bram", "release_notice", ("released_release",)),
    "settings": ("member-chloe", "settings", ()),
    "zone": ("chief-karim", "zone", ("beiaard",)),
    "neighbour": ("coordinator-bram", "member_relay", ("chloe",)),
    "bulletin to write": ("officer-an", "bulletin_edit", ("draft",)),
    "operator": ("operator-sam", "operator", ()),
    "home of a founder": ("founder-hilde", "home", ()),
    "dossiers": ("founder-hilde", "dossiers", ()),
    "dossier": ("founder-hilde", "dossier", ("dossier",)),
    "consultation": ("clerk-nadia", "dossier_consultation", ("dossier",)),
    "candidates": ("officer-an", "dossier_candidates", ("dossier",)),
    "municipality to everybody": ("founder-hilde", "network_contact", ("meerstraat",)),
    "papers": ("officer-an", "dossier_papers", ("papers",)),
    "section": ("officer-an", "dossier_section", ("papers", "section")),
    "home of a clerk": ("clerk-nadia", "home", ()),
    "survey": ("clerk-nadia", "dossier_survey", ("asked",)),
    "meeting": ("clerk-nadia", "dossier_meeting", ("gathering",)),
    "vote": ("clerk-nadia", "dossier_vote", ("voting",)),
    "circulars": ("reviewer-eva", "circulars", ()),
    "founders": ("founder-hilde", "dossier_founders", ("dossier",)),
    "perimeter": ("officer-an", "dossier_area", ("surrounded",)),
    "signatures": ("mayor-luc", "dossier_signing", ("to_sign",)),
    "review": ("reviewer-eva", "dossier_review", ("in_review",)),
    "network taken over": ("officer-an", "take_over_dossier", ("taken_over",)),
    "models": ("reviewer-eva", "models", ()),
}


@pytest.fixture
def things(dress_rehearsal: Rehearsal, cast: Cast) -> Iterator[Things]:
    made = dress_rehearsal.things
    with time_machine.travel(LATER, tick=False):
        yield made


def queries_of(page: str, cast: Cast, things: Things) -> list[str]:
    figure, name, places = PAGES[page]
    arguments = [getattr(things, place, None) or getattr(cast.stage, place) for place in places]
    client = Client()
    client.post(reverse("demo_as", args=[figure]))
    # The first page after signing in writes the session anew.
    client.get(reverse(name, args=arguments))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return [query["sql"] for query in queries]


def fill(cast: Cast) -> None:
    """Add members, dossiers, drafts, bulletins to approve, to release and being sent."""
    for number in range(MORE):
        add_member(
            cast.coordinator_bram,
            cast.stage.meerstraat,
            PersonDetails("Nora", f"Claes {number}", "nl", (f"nora{number}@mail.example",)),
            UnitDetails("", "Kapelweg", str(100 + number), "", "9990", "Klokdorp"),
            now=NOON,
        )
        idea(cast)
        for state in ("draft", "submitted", "approved"):
            written(cast, NOON, until=state)
        sent = written(cast, NOON, until="approved")
        release = Release.objects.get(bulletin=sent)
        release_bulletin(cast.coordinator_bram, release.pk, now=LATER)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_many_rows_as_for_few(
    page: str, cast: Cast, things: Things
) -> None:
    few = queries_of(page, cast, things)
    fill(cast)
    many = queries_of(page, cast, things)
    assert len(many) == len(few), "\n".join(many)
    assert len(few) <= CEILING, "\n".join(few)
