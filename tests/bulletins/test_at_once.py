"""Two people at the same moment: threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.models import Approval, Release
from belfry.core.actor import Actor
from belfry.core.errors import MoveNotAllowed
from belfry.delivery.models import Broadcast, Envelope
from belfry.networks.actions.imports import import_members
from belfry.networks.models import Membership, Network
from belfry.networks.types import MemberRow
from tests.bulletins.desk import LATER, offered, submitted
from tests.cast import NOON, Cast


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment; return results, and refusals as they were raised."""
    barrier = Barrier(len(acts))

    def act(wanted: Callable[[], object]) -> object:
        barrier.wait(timeout=10)
        try:
            return wanted()
        except MoveNotAllowed as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_broadcast(cast: Cast) -> None:
    release = offered(cast)

    def press(actor: Actor) -> Callable[[], object]:
        return lambda: release_bulletin(actor, release.pk, now=LATER).state

    states = at_once(press(cast.coordinator_bram), press(cast.deputy_sofia))
    assert states == ["sending", "sending"]
    assert Broadcast.objects.filter(reference=release.pk).count() == 1
    assert Envelope.objects.filter(broadcast=release.broadcast).count() == 4
    assert Release.objects.get(pk=release.pk).written_count == 4


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one(cast: Cast) -> None:
    bulletin = submitted(cast)

    def press(actor: Actor) -> Callable[[], object]:
        return lambda: approve_bulletin(actor, bulletin.pk, now=LATER).state

    results = at_once(press(cast.chief_karim), press(cast.officer_els))
    assert sum(result == "approved" for result in results) == 1
    assert sum(isinstance(result, MoveNotAllowed) for result in results) == 1
    assert Approval.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_list_at_once_double_nobody(cast: Cast) -> None:
    rows = [
        MemberRow(
            line=number,
            given_name="Jan",
            family_name=f"Buur{number}",
            organisation="",
            emails=(f"buur{number}@mail.example",) if number % 2 else (),
            phones=(),
            street="Kapelweg",
            number=str(number),
            box="",
            postcode="9990",
            municipality="Klokdorp",
            language="nl",
        )
        for number in range(600)
    ]
    bram, meerstraat = cast.coordinator_bram, cast.stage.meerstraat

    def read() -> object:
        return import_members(bram, meerstraat, rows, now=NOON).added

    assert sum(int(str(added)) for added in at_once(read, read)) == 600
    assert Membership.objects.filter(network=meerstraat).count() == 605
    assert Network.objects.get(pk=meerstraat).member_count == 605
