"""Who pays, and what happens above the ceiling of a month."""

from functools import partial

import pytest

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.releasing import release_bulletin, settle_releases
from belfry.bulletins.models import Approval, Release
from belfry.bulletins.prices import prices_of, purses_of
from belfry.delivery.errors import CeilingReached
from belfry.delivery.line import BorrowedLine
from belfry.delivery.models import Envelope
from belfry.delivery.spending import set_ceiling
from belfry.delivery.types import Outcome
from belfry.delivery.workflow import State
from tests.bulletins.desk import DUTCH, LATER, draft, offered, submitted
from tests.bulletins.phones import give_phone, plan_ways
from tests.bulletins.test_at_once import at_once
from tests.cast import Cast
from tests.channels import SMS_COST
from tests.delivery.ledger import claimed_rows, settle_rows

pytestmark = pytest.mark.usefixtures("every_channel")
BY_SMS = frozenset({"email", "sms"})


@pytest.fixture
def street(cast: Cast) -> Cast:
    """Meerstraat sends alerts and advice by SMS, to Jozef and Sofia."""
    plan_ways(cast, alert=BY_SMS, advice=BY_SMS)
    return cast


def test_the_leading_zone_of_a_network_pays(street: Cast) -> None:
    release = offered(street, what=draft(street.stage.meerstraat, bulletin_class="advice"))
    (price,) = prices_of({release.network_id: release.most_cost}, now=LATER)
    assert (price.payer, price.cost) == (street.stage.beiaard, 2 * SMS_COST)
    assert not price.is_too_dear
    # A sectoral network of two zones is paid by the one that leads.
    give_phone(street.person("jeweller_karl"), "0470 99 88 77")
    both = offered(street, what=draft(street.stage.jewellers, nl=DUTCH, fr=DUTCH, de=DUTCH))
    assert both.broadcast is not None
    assert both.broadcast.payer == street.stage.beiaard


def test_above_the_ceiling_what_is_not_urgent_is_not_approved(street: Cast) -> None:
    set_ceiling(street.stage.beiaard, 2 * SMS_COST - 1)
    waiting = submitted(street, what=draft(street.stage.meerstraat, bulletin_class="advice"))
    with pytest.raises(CeilingReached):
        approve_bulletin(street.chief_karim, waiting.pk, now=LATER)
    assert not Approval.objects.exists()
    urgent = submitted(street, what=draft(street.stage.meerstraat, bulletin_class="alert"))
    approve_bulletin(street.chief_karim, urgent.pk, now=LATER)
    set_ceiling(street.stage.beiaard, 2 * SMS_COST)
    approve_bulletin(street.chief_karim, waiting.pk, now=LATER)


def test_a_ceiling_that_came_after_the_approval_stops_the_release(street: Cast) -> None:
    release = offered(street, what=draft(street.stage.meerstraat, bulletin_class="advice"))
    set_ceiling(street.stage.beiaard, 0)
    with pytest.raises(CeilingReached):
        release_bulletin(street.coordinator_bram, release.pk, now=LATER)
    assert not Envelope.objects.filter(broadcast=release.broadcast).exists()
    set_ceiling(street.stage.beiaard, None)
    release_bulletin(street.coordinator_bram, release.pk, now=LATER)
    # What was pressed is not judged again.
    set_ceiling(street.stage.beiaard, 0)
    assert release_bulletin(street.coordinator_bram, release.pk, now=LATER).state == "sending"
    assert Release.objects.get(pk=release.pk).written_count


def test_what_is_under_way_counts_until_it_is_spent_or_over(street: Cast) -> None:
    zone = street.stage.beiaard
    advice = draft(street.stage.meerstraat, bulletin_class="advice")
    first, second = offered(street, what=advice), offered(street, what=advice)
    set_ceiling(zone, 3 * SMS_COST)

    def purse() -> tuple[int, int]:
        found = purses_of([zone], now=LATER)[zone]
        return found.spent, found.promised

    release_bulletin(street.coordinator_bram, first.pk, now=LATER)
    assert purse() == (0, 2 * SMS_COST)
    with pytest.raises(CeilingReached):
        release_bulletin(street.coordinator_bram, second.pk, now=LATER)

    connection = BorrowedLine().connection()
    sent, spared = claimed_rows(connection, channel="sms", now=LATER)
    sms = Outcome(sent, State.ACCEPTED, cost=SMS_COST)
    settle_rows(connection, [sms], channel="sms", over=False, now=LATER)
    # Half is spent now; together it is as much as before.
    assert purse() == (SMS_COST, SMS_COST)
    settle_rows(connection, [Outcome(spared, State.FAILED)], channel="sms", now=LATER)
    mails = [Outcome(row, State.ACCEPTED) for row in claimed_rows(connection, now=LATER)]
    settle_rows(connection, mails, now=LATER)
    assert settle_releases(now=LATER) == 1
    assert purse() == (SMS_COST, 0)
    release_bulletin(street.coordinator_bram, second.pk, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_do_not_both_pass_one_ceiling(street: Cast) -> None:
    advice = draft(street.stage.meerstraat, bulletin_class="advice")
    releases = [offered(street, what=advice) for _ in range(2)]
    set_ceiling(street.stage.beiaard, 3 * SMS_COST)

    def press(release: Release) -> str:
        try:
            return release_bulletin(street.coordinator_bram, release.pk, now=LATER).state
        except CeilingReached:
            return "refused"

    pressed = at_once(*(partial(press, release) for release in releases))
    assert sorted(map(str, pressed)) == ["refused", "sending"]
    started = Envelope.objects.filter(broadcast__in=[one.broadcast for one in releases])
    assert started.values("broadcast").distinct().count() == 1
