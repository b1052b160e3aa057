"""An officer who is mandated for one network has the reports of that network, and no other."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from belfry.core.actor import Actor, Role
from belfry.core.errors import MoveNotAllowed, NotFound
from belfry.delivery.models import Envelope
from belfry.networks.actions.mandates import give_mandate
from belfry.networks.models import Mandate
from belfry.networks.queries import actor_for
from belfry.people.queries import email_endpoints_of, persons_reading
from belfry.people.types import PersonDetails
from belfry.sealing import client
from belfry.sealing.kinds import Part, Reason
from belfry.sightings.actions.answering import answer, ask, assign, close
from belfry.sightings.actions.reminding import remind_officers
from belfry.sightings.actions.reporting import report
from belfry.sightings.queries import officers_for, owed_by, sighting_for, sightings_for
from tests.cast import NOON, Cast
from tests.sightings.keeping import TOLD, Keeping

pytestmark = pytest.mark.django_db

ADDRESS = "rik.aerts@beiaard.example"


def officer_of(cast: Cast, network_id: UUID) -> Actor:
    """Let the chief name an officer for one network, and return that officer."""
    who = PersonDetails("Rik", "Aerts", "nl", (ADDRESS,), ())
    give_mandate(
        cast.chief_karim, Role.OFFICER, who, now=NOON, since=NOON.date(), network_id=network_id
    )
    (person,) = persons_reading("email", ADDRESS)
    return actor_for(person.pk, at=NOON)


@pytest.fixture
def rik(cast: Cast) -> Actor:
    return officer_of(cast, cast.stage.meerstraat)


def from_winkelhart(kept: Keeping) -> UUID:
    """Let Amina report something in the other network of the zone."""
    key, cast = uuid4(), kept.cast
    tag: Any = partial(client.tag_for, kept.session_of("shopkeeper_amina"))
    network_id = cast.stage.winkelhart
    report(cast.shopkeeper_amina, network_id, TOLD, key=key, tag=tag, read=(), now=NOON)
    return key


def opened_by(who: Actor, sighting_id: UUID) -> str:
    assert who.person_id is not None
    asked = client.question_for(who.person_id, sighting_id, Part.TEXT, Reason.TO_ASSESS)
    return client.opened(sighting_id, Part.TEXT, asked.challenge, "demonstration").plain


def test_the_inbox_holds_the_reports_of_that_network_only(kept: Keeping, rik: Actor) -> None:
    own, other = kept.report(), from_winkelhart(kept)
    assert [row.pk for row in sightings_for(rik)] == [row.pk for row in owed_by(rik)] == [own]
    assert {row.pk for row in sightings_for(kept.cast.officer_an)} == {own, other}
    with pytest.raises(NotFound):
        sighting_for(rik, other)


def test_it_is_taken_asked_about_answered_and_closed(kept: Keeping, rik: Actor) -> None:
    sighting_id = kept.report()
    assert rik.person_id is not None
    for by in (kept.cast.officer_an, rik):
        row = assign(by, sighting_id, rik.person_id, now=NOON)
        assert row.officer_id == rik.person_id
    ask(rik, sighting_id, "Waar precies?", tell=kept.tell, now=NOON)
    answer(rik, sighting_id, "helped", "", tell=kept.tell, now=NOON)
    assert close(rik, sighting_id, now=NOON).state == "closed"
    with pytest.raises(MoveNotAllowed):
        close(rik, sighting_id, now=NOON)


def test_what_is_of_another_network_is_neither_touched_nor_given(kept: Keeping, rik: Actor) -> None:
    other = from_winkelhart(kept)
    assert rik.person_id is not None
    with pytest.raises(NotFound):
        assign(rik, other, rik.person_id, now=NOON)
    with pytest.raises(NotFound):
        assign(kept.cast.officer_an, other, rik.person_id, now=NOON)
    row = sighting_for(kept.cast.officer_an, other)
    assert rik.person_id not in officers_for(row, on=NOON.date())


def test_the_process_with_the_keys_opens_for_that_network_only(kept: Keeping, rik: Actor) -> None:
    own, other = kept.report(), from_winkelhart(kept)
    assert "drie deuren" in opened_by(rik, own)
    with pytest.raises(NotFound):
        opened_by(rik, other)
    Mandate.objects.filter(person_id=rik.person_id).update(until=NOON.date())
    with pytest.raises(NotFound):
        opened_by(rik, own)


def test_only_the_officer_of_a_network_where_a_report_waits_is_reminded(
    kept: Keeping, rik: Actor
) -> None:
    assert rik.person_id is not None
    (endpoint,) = email_endpoints_of([rik.person_id]).values()
    told = Envelope.objects.filter(message__kind="for_your_eyes", endpoint_id=endpoint)
    morning = NOON + timedelta(hours=19)
    from_winkelhart(kept)
    remind_officers(now=morning)
    assert not told.exists()
    kept.report()
    remind_officers(now=morning)
    assert told.count() == 1
