"""When mails come back, coordinator and member hear it by a way that works, once."""

import pytest

from belfry.delivery.models import Endpoint, Envelope, Message
from belfry.networks.actions.failing import tell_of_failing
from belfry.networks.kinds import ListPart
from belfry.networks.member_list import listed
from belfry.people.models import ContactPoint
from belfry.people.queries import endpoints_of
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def breaks(cast: Cast, name: str) -> None:
    Endpoint.objects.filter(pk__in=endpoints_of(cast.person(name)), kind="email").update(
        broken_at=NOON, broken_cause="unknown_address"
    )


def told(kind: str) -> list[tuple[str, str]]:
    rows = Envelope.objects.filter(message_id__in=Message.objects.filter(kind=kind))
    return sorted((str(row.endpoint_id), row.channel) for row in rows)


def ends(cast: Cast, *names: str, kind: str = "email") -> list[str]:
    points = ContactPoint.objects.filter(person_id__in=map(cast.person, names), endpoint__kind=kind)
    return sorted({str(point.endpoint_id) for point in points})


def test_coordinator_and_deputy_hear_once_that_mails_come_back(cast: Cast) -> None:
    for name in ("member_chloe", "member_anke"):
        breaks(cast, name)
    assert tell_of_failing(now=NOON) == 2
    expected = [(end, "email") for end in ends(cast, "coordinator_bram", "deputy_sofia")]
    assert told("address_fails") == expected
    assert tell_of_failing(now=NOON) == 0
    assert told("address_fails") == expected


def test_the_member_hears_it_by_sms_where_no_mailbox_works(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Endpoint.objects.get(pk__in=endpoints_of(cast.person("member_jozef")))
    ContactPoint.objects.create(
        person_id=cast.person("member_chloe"), endpoint=phone, added_at=NOON
    )
    breaks(cast, "member_chloe")
    monkeypatch.setattr("belfry.networks.telling.open_among", frozenset)
    tell_of_failing(now=NOON)
    assert told("own_address_fails") == [(str(phone.pk), "sms")]


def test_who_has_neither_is_left_to_the_coordinator(cast: Cast) -> None:
    breaks(cast, "member_anke")
    tell_of_failing(now=NOON)
    assert told("own_address_fails") == []


def test_another_mailbox_that_works_comes_first(cast: Cast) -> None:
    breaks(cast, "member_chloe")
    works = Endpoint.objects.get(pk__in=endpoints_of(cast.person("member_anke")), kind="email")
    ContactPoint.objects.create(
        person_id=cast.person("member_chloe"), endpoint=works, added_at=NOON
    )
    tell_of_failing(now=NOON)
    assert told("own_address_fails") == [(str(works.pk), "email")]


def test_the_list_shows_who_cannot_be_mailed(cast: Cast) -> None:
    here = cast.stage.meerstraat
    doubtful = listed(cast.coordinator_bram, here, ListPart.DOUBTFUL)
    assert not doubtful.exists()
    breaks(cast, "member_chloe")
    assert [row.person_id for row in doubtful.all()] == [cast.person("member_chloe")]
    # An address of another list is no matter of this one.
    amina, there = cast.shopkeeper_amina, cast.stage.winkelhart
    assert not listed(amina, there, ListPart.DOUBTFUL).exists()
