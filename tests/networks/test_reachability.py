"""How many members can be reached by two ways, and by which way somebody would be reached now."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from belfry.delivery.models import Endpoint
from belfry.networks.actions.members import add_member
from belfry.networks.models import Network
from belfry.networks.reachability import TwoWays, two_ways
from belfry.people.models import Preference
from belfry.people.queries import endpoints_of, persons_reading
from belfry.people.reachability import own_ways
from belfry.people.types import PersonDetails, UnitDetails
from tests.cast import NOON, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_channel")]


def peopled(cast: Cast, number: int, *, both: int) -> Network:
    """Fill Meerstraat up to `number` members, `both` of the new ones with mailbox and phone."""
    network = Network.objects.get(pk=cast.stage.meerstraat)
    for place in range(number - network.member_count):
        who = PersonDetails(
            "Lid",
            f"Nummer {place}",
            "nl",
            (f"lid{place}@mail.example",),
            (f"+3247099{place:04}",) if place < both else (),
        )
        add_member(cast.coordinator_bram, network.pk, who, UnitDetails(), now=NOON)
    network.refresh_from_db()
    return network


def member(place: int) -> UUID:
    """Return the person of a member that `peopled` made."""
    return persons_reading("email", f"lid{place}@mail.example")[0].pk


def counted(cast: Cast, network: Network) -> int:
    found = two_ways(cast.coordinator_bram, network)
    assert found is not None
    return found.number


def test_keepers_and_police_read_a_number_from_ten_members_on(cast: Cast) -> None:
    few = Network.objects.get(pk=cast.stage.meerstraat)
    assert few.member_count < 10
    assert two_ways(cast.coordinator_bram, few) is None
    network = peopled(cast, 12, both=4)
    number = counted(cast, network)
    assert number >= 4
    for actor in (cast.deputy_sofia, cast.officer_an, cast.chief_karim):
        assert two_ways(actor, network) == TwoWays(number, 12)
    for name in (
        "member_chloe",
        "clerk_nadia",
        "dispatcher_lotte",
        "outsider_dries",
        "officer_piet",
    ):
        assert two_ways(getattr(cast, name), network) is None


def test_what_broke_or_is_not_wanted_is_no_way(cast: Cast) -> None:
    network = peopled(cast, 12, both=3)
    number = counted(cast, network)
    first, second, third = (member(place) for place in range(3))
    Endpoint.objects.filter(pk__in=endpoints_of(first), kind="email").update(broken_at=NOON)
    assert counted(cast, network) == number - 1
    Preference.objects.create(person_id=second, without_channels=["email"])
    assert counted(cast, network) == number - 2
    # A phone that takes no SMS still rings for who chose calls, and only for them.
    choice = Preference.objects.create(person_id=third, without_channels=["sms"], calls=True)
    assert counted(cast, network) == number - 2
    for calls, without in ((False, ["sms"]), (True, ["sms", "voice"]), (True, ["email"])):
        choice.calls, choice.without_channels = calls, without
        choice.save()
        assert counted(cast, network) == number - 3


def test_it_is_counted_in_one_query_however_many_there_are(cast: Cast) -> None:
    network, officer = peopled(cast, 30, both=12), cast.officer_an
    with CaptureQueriesContext(connection) as asked:
        two_ways(officer, network)
    assert len(asked) == 2


def test_somebody_learns_by_which_way_an_urgent_message_would_come(cast: Cast) -> None:
    peopled(cast, 12, both=1)
    person = member(0)
    assert [(one.channel, one.works) for one in own_ways(person)] == [
        ("email", True), ("sms", True), ("voice", False),
    ]  # fmt: skip
    Endpoint.objects.filter(pk__in=endpoints_of(person), kind="email").update(broken_at=NOON)
    assert [one.channel for one in own_ways(person) if one.works] == ["sms"]
    assert [one.channel for one in own_ways(person) if one.is_broken] == ["email"]


def test_a_call_counts_for_who_chose_it_or_has_nothing_else(cast: Cast) -> None:
    peopled(cast, 12, both=1)
    person = member(0)
    Preference.objects.create(person_id=person, calls=True)
    assert [one.channel for one in own_ways(person) if one.works] == ["email", "sms", "voice"]
    Preference.objects.filter(person_id=person).update(
        calls=False, without_channels=["email", "sms"]
    )
    assert [one.channel for one in own_ways(person) if one.works] == ["voice"]
