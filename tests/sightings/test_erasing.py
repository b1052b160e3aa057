"""Answered reports go after 30 days, and no others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from belfry.sightings.actions.answering import answer, assign
from belfry.sightings.actions.erasing import erase_answered
from belfry.sightings.models import Letter, Sighting
from belfry.sightings.queries import own_sightings
from tests.cast import NOON
from tests.sightings.keeping import Keeping

pytestmark = pytest.mark.django_db


def test_what_was_answered_is_erased_after_a_month_and_its_receipt_stays(kept: Keeping) -> None:
    sighting_id, waiting, an = kept.report(), kept.report(), kept.cast.officer_an
    assign(an, sighting_id, kept.cast.person("officer_an"), now=NOON)
    answer(an, sighting_id, "helped", "", tell=kept.tell, now=NOON)
    assert erase_answered(now=NOON + timedelta(days=29)) == 0
    assert erase_answered(now=NOON + timedelta(days=30)) == 1
    assert erase_answered(now=NOON + timedelta(days=31)) == 0
    row = Sighting.objects.get(pk=sighting_id)
    assert (bytes(row.text), bytes(row.identity), row.state) == (b"", b"", "answered")
    assert not Letter.objects.exists()
    assert bytes(Sighting.objects.get(pk=waiting).text)
    own = own_sightings(kept.session_of("member_chloe"))
    assert {one.pk for one, _ in own} == {sighting_id, waiting}


def test_nobody_empties_what_was_not_answered(kept: Keeping) -> None:
    sighting_id = kept.report()
    with pytest.raises(IntegrityError):
        Sighting.objects.filter(pk=sighting_id).update(text=b"", identity=b"")
