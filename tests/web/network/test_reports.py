"""The page on which a coordinator sees that there were reports, and what members read before they write one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from belfry.networks.queries import plan_of
from belfry.sightings.actions.answering import assign
from belfry.sightings.models import Sighting
from tests.cast import Cast
from tests.sightings.keeping import Keeping, keeping
from tests.sightings.test_network_officer import officer_of
from tests.sightings.test_seen_by_network import let_see
from tests.web.conftest import VISIT, Browse, signed_in_as
from tests.web.network.test_networks import PLAN

pytestmark = pytest.mark.django_db
TOMORROW = VISIT + timedelta(days=1)


@pytest.fixture
def kept(cast: Cast, browse: Browse, tmp_path: Path) -> Iterator[Keeping]:
    with keeping(cast, tmp_path) as found:
        yield found


def read(client: Client, cast: Cast) -> str:
    return client.get(reverse("network_reports", args=[cast.stage.meerstraat])).content.decode()


def test_without_the_plan_the_page_says_who_can_change_it(kept: Keeping, browse: Browse) -> None:
    kept.report()
    page = read(browse("coordinator-bram"), kept.cast)
    assert reverse("plan", args=[kept.cast.stage.meerstraat]) in page
    assert "voelde aan deuren" not in page


def test_the_coordinator_reads_what_was_done_and_nothing_that_leads_to_anybody(
    kept: Keeping, browse: Browse
) -> None:
    let_see(kept.cast)
    sighting_id, an = kept.report(), kept.cast.officer_an
    assign(an, sighting_id, kept.cast.person("officer_an"), now=VISIT)
    row = Sighting.objects.get(pk=sighting_id)
    officer = browse("officer-an")
    assert "for-network" in officer.get(f"/sightings/{sighting_id}/").content.decode()
    officer.post(f"/sightings/{sighting_id}/for-network/", {"said": "looked_into"})
    with time_machine.travel(TOMORROW, tick=False):
        page = read(browse("coordinator-bram"), kept.cast)
    assert "probeerden deuren" in page.lower()
    assert "De politie heeft het bekeken" in page
    for secret in ("Chloé", "Dubois", row.receipt, str(sighting_id), "licht aanging", "An Peeters"):
        assert secret not in page


def test_members_read_beforehand_what_the_coordinator_will_see(
    kept: Keeping, browse: Browse
) -> None:
    client, sentence = browse("member-anke"), "Koordinator von Meerstraat"
    assert sentence not in client.get("/report/write/?now=no").content.decode()
    let_see(kept.cast)
    assert sentence in client.get("/report/write/?now=no").content.decode()


def test_a_coordinator_saves_the_plan_and_cannot_tick_it(cast: Cast, browse: Browse) -> None:
    address = reverse("plan", args=[cast.stage.meerstraat])
    browse("coordinator-bram").post(address, {**PLAN, "shows_reports": "on"})
    assert (
        plan_of(cast.stage.meerstraat).version,
        plan_of(cast.stage.meerstraat).shows_reports,
    ) == (
        2,
        False,
    )
    browse("officer-an").post(address, {**PLAN, "shows_reports": "on"})
    assert plan_of(cast.stage.meerstraat).shows_reports


def test_the_page_asks_as_often_for_many_reports_as_for_one(
    kept: Keeping, browse: Browse, django_assert_num_queries: Any
) -> None:
    let_see(kept.cast)
    kept.report()
    with time_machine.travel(TOMORROW, tick=False):
        client = browse("coordinator-bram")
        read(client, kept.cast)
        with CaptureQueriesContext(connection) as few:
            read(client, kept.cast)
        for _ in range(3):
            kept.report(by="member_anke")
        with django_assert_num_queries(len(few)):
            read(client, kept.cast)


def test_the_officer_of_one_network_has_an_inbox_of_its_reports(
    kept: Keeping, browse: Browse
) -> None:
    rik = officer_of(kept.cast, kept.cast.stage.meerstraat)
    assert rik.person_id is not None
    sighting_id, client = kept.report(), signed_in_as(rik.person_id)
    address = reverse("sighting", args=[sighting_id])
    for page in ("/", "/sightings/"):
        assert address in client.get(page).content.decode()
    assert "Rik Aerts" in client.get(address).content.decode()
    assert client.post(f"{address}take/", {}).status_code == 302
    assert Sighting.objects.get(pk=sighting_id).officer_id == rik.person_id
