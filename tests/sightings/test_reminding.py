"""Officers hear once a morning that reports wait, and never when one came."""

from datetime import timedelta

import pytest

from belfry.delivery.models import Envelope, Message
from belfry.people.queries import email_endpoints_of
from belfry.sightings.actions.answering import assign
from belfry.sightings.actions.reminding import remind_officers
from tests.cast import NOON
from tests.sightings.keeping import Keeping

pytestmark = pytest.mark.django_db

MORNING = NOON + timedelta(hours=19)


def test_a_report_tells_nobody_at_the_hour_at_which_it_comes(kept: Keeping) -> None:
    before = Message.objects.count()
    kept.report()
    assert Message.objects.count() == before


def test_officers_and_chief_of_the_zone_are_told_in_the_morning(kept: Keeping) -> None:
    kept.report()
    kept.report(by="member_anke")
    assert remind_officers(now=MORNING) == 3
    told = Envelope.objects.filter(message__kind="for_your_eyes")
    police = [kept.cast.person(one) for one in ("officer_an", "officer_els", "chief_karim")]
    wanted = set(email_endpoints_of(police).values())
    assert set(told.values_list("endpoint_id", flat=True)) == wanted


def test_nobody_is_told_when_somebody_has_every_report_or_on_a_sunday(kept: Keeping) -> None:
    sighting_id = kept.report()
    assert remind_officers(now=MORNING + timedelta(days=4)) == 0
    assign(kept.cast.officer_an, sighting_id, kept.cast.person("officer_els"), now=NOON)
    assert remind_officers(now=MORNING) == 0
