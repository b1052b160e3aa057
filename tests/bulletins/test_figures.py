"""The figures of a month, the balance of a quarter, and networks that heard nothing."""

from datetime import date, timedelta

import pytest

from belfry.bulletins.actions.following import tell_outcome
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.figures import (
    Balance,
    Span,
    exchange_of_zone,
    figures_of_month,
    month_of,
    quarter_of,
    silent_networks,
)
from belfry.bulletins.models import Bulletin
from belfry.core.errors import NotAllowed, NotFound
from belfry.networks.models import Network
from tests.bulletins.desk import LATER, draft, released
from tests.bulletins.post import accept
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db

AFTER = LATER + timedelta(hours=2)


@pytest.fixture(autouse=True)
def texts(cast: Cast) -> None:
    load_templates(now=NOON - timedelta(days=1))


def sent(cast: Cast, bulletin_class: str) -> Bulletin:
    release = released(cast, what=draft(cast.stage.meerstraat, bulletin_class=bulletin_class))
    accept(release)
    return Bulletin.objects.get(pk=release.bulletin_id)


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2026, 11, 24), (date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29)), (date(2028, 1, 1), date(2028, 3, 31))),
    ],
)  # fmt: skip
def test_months_and_quarters_are_those_of_the_calendar(
    day: date, month: tuple[date, date], quarter: tuple[date, date]
) -> None:
    assert month_of(day) == Span(*month)
    assert quarter_of(day) == Span(*quarter)


def test_the_month_counts_messages_by_class_and_outcomes_by_their_time(cast: Cast) -> None:
    in_time, late, _open = sent(cast, "alert"), sent(cast, "alert"), sent(cast, "alert")
    sent(cast, "advice")
    tell_outcome(cast.officer_an, in_time.pk, "found", now=AFTER)
    assert late.outcome_due_at is not None
    told = late.outcome_due_at + timedelta(hours=1)
    tell_outcome(cast.at("officer_an", told), late.pk, "arrest", now=told)
    figures = figures_of_month(cast.chief_karim, cast.stage.beiaard, NOON.date())
    assert figures.by_class == {"alert": 3, "outcome": 2, "advice": 1}
    assert (figures.in_time, figures.late, figures.open) == (1, 1, 1)
    waits = sorted([AFTER - LATER, told - LATER])
    assert figures.median_time == sum(waits, timedelta()) / 2
    other = figures_of_month(cast.chief_karim, cast.stage.beiaard, date(2026, 10, 31))
    assert (other.messages, other.in_time, other.median_time) == (0, 0, None)


def test_only_the_chief_reads_the_figures_of_the_zone(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        figures_of_month(cast.officer_an, cast.stage.beiaard, NOON.date())
    for who in ("officer_piet", "dispatcher_lotte", "coordinator_bram", "mayor_luc"):
        with pytest.raises(NotFound):
            figures_of_month(getattr(cast, who), cast.stage.beiaard, NOON.date())


def test_the_balance_of_a_network_is_what_it_got_and_how_much_of_it_was_an_outcome(
    cast: Cast,
) -> None:
    tell_outcome(cast.officer_an, sent(cast, "request").pk, "found", now=AFTER)
    found = exchange_of_zone(cast.officer_an, cast.stage.beiaard, quarter_of(NOON.date()))
    balances = {one.network_id: one.balance for one in found}
    assert balances[cast.stage.meerstraat] == Balance(messages=2, outcomes=1)
    assert balances[cast.stage.winkelhart] == Balance()


def test_a_network_that_heard_nothing_for_too_long_is_told_of(cast: Cast) -> None:
    Network.objects.filter(pk=cast.stage.winkelhart).update(opened_on=date(2026, 1, 5))
    sent(cast, "advice")
    assert [one.name for one in silent_networks(cast.officer_an)] == ["Winkelhart"]
    Network.objects.filter(pk=cast.stage.meerstraat).update(opened_on=date(2026, 1, 5))
    much_later = cast.at("chief_karim", NOON + timedelta(days=100))
    assert "Meerstraat" in [one.name for one in silent_networks(much_later)]
    assert silent_networks(cast.coordinator_bram) == []
