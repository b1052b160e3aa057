"""What a payer spent, and the ceiling that stops what is not urgent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from belfry.core.alarm import AlarmKind
from belfry.delivery import spending
from belfry.delivery.errors import CeilingReached
from belfry.delivery.models import Spending
from belfry.delivery.spending import (
    ceiling,
    check_ceiling,
    month_of,
    purses,
    set_ceiling,
    spent,
)

pytestmark = pytest.mark.django_db

# Half past midnight on Belgian clocks, the first of December.
NIGHT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
DECEMBER = date(2026, 12, 1)


def test_a_month_is_a_belgian_one() -> None:
    assert month_of(NIGHT) == DECEMBER


def test_what_was_spent_counts_in_its_month_for_its_payer() -> None:
    payer, other = uuid4(), uuid4()
    for who, month, channel, amount in (
        (payer, DECEMBER, "sms", 600),
        (payer, DECEMBER, "voice", 1500),
        (payer, date(2026, 11, 1), "sms", 9000),
        (other, DECEMBER, "sms", 7000),
    ):
        Spending.objects.create(payer=who, month=month, channel=channel, amount=amount, number=1)
    assert list(spent(payer, DECEMBER)) == ["voice", "sms"]
    assert spent(payer, DECEMBER)["sms"] == (600, 1)
    assert purses([payer], now=NIGHT)[payer].spent == 2100


def test_a_ceiling_stops_what_is_not_urgent_and_reports_what_is(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    payer, alarms = uuid4(), []
    monkeypatch.setattr(spending, "raise_alarm", lambda kind, **ids: alarms.append((kind, ids)))
    Spending.objects.create(payer=payer, month=DECEMBER, channel="sms", amount=900, number=2)

    def check(estimate: int, *, urgent: bool, promised: int = 0) -> bool:
        purse = purses([payer], now=NIGHT)[payer]._replace(promised=promised)
        return check_ceiling(payer, purse, estimate, urgent=urgent)

    assert ceiling(payer) is None
    assert not check(10**9, urgent=False)
    set_ceiling(payer, 1000)
    assert ceiling(payer) == 1000
    assert not check(100, urgent=False)
    with pytest.raises(CeilingReached):
        check(101, urgent=False)
    with pytest.raises(CeilingReached):
        check(100, urgent=False, promised=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert check(101, urgent=True)
    assert alarms == [(AlarmKind.CEILING_OVERRUN, {"payer": str(payer), "cost": 101})]
    set_ceiling(payer, 500)
    # What costs nothing goes on.
    assert not check(0, urgent=False)
    set_ceiling(payer, None)
    assert ceiling(payer) is None
