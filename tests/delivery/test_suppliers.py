"""How suppliers' URLs are read, and how one that fails is left alone and comes back."""

from itertools import pairwise

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from belfry.delivery.channels.contract import Channel, Fate, Verdict
from belfry.delivery.channels.suppliers import Health, choose, read_urls
from belfry.delivery.workflow import Cause


class Pigeon(Channel):
    setting = "BELFRY_PIGEON_URL"


PIGEON = Pigeon()
ACCEPTED = Verdict(Fate.ACCEPTED)
GONE = Verdict(Fate.NOT_TRIED, Cause.NO_SUPPLIER)
FALTERED = Verdict(Fate.TEMPORARY, Cause.TEMPORARY)


@pytest.fixture
def live(settings: Settings) -> None:
    settings.MODE = "live"


@pytest.mark.django_db
def test_a_url_says_what_all_suppliers_share_and_keeps_the_rest(
    live: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        PIGEON.setting,
        "https://us%40er:p%3Ass@loft.example/v1?rate=2.5&weight=70&price=7.25&connections=9&from=BIN,"
        " smpp://127.0.0.1:2775",
    )
    first, second = read_urls(PIGEON, ("https", "smpp"))
    assert (first.name, first.scheme, first.host, first.port) == (
        "loft.example",
        "https",
        "loft.example",
        None,
    )
    assert (first.user, first.password, first.path) == ("us@er", "p:ss", "/v1")
    assert (first.rate, first.weight, first.price, first.connections) == (2.5, 70, 725, 9)
    assert first.options == {"from": "BIN"}
    assert (second.name, second.port) == ("127.0.0.1:2775", 2775)
    assert (second.rate, second.weight, second.price, second.connections) == (0, 100, 0, 4)
    assert "p:ss" not in repr(first)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ftp://u:geheim@loft.example", "must begin with one of https://, http://"),
        ("https://u:geheim@loft.example:port/", "is the port a number"),
        ("https://u:geheim@", "must name a host"),
        ("http://u:geheim@loft.example/", "would travel unprotected"),
        ("http://loft.example/", "would travel unprotected"),
        ("loft+http://u:geheim@loft.example/", r"use loft\+https://"),
        ("https://u:geheim@loft.example?rate=-1", "rate must be a number from 0"),
        ("https://u:geheim@loft.example?rate=nan", "rate must be a number from 0"),
        ("https://u:geheim@loft.example?price=inf", "price must be a number from 0"),
        ("https://u:geheim@loft.example?weight=101", "weight must be a number from 0 to 100"),
        (
            "https://u:geheim@loft.example?connections=0",
            "connections must be a number from 1 to 64",
        ),
        ("https://a:geheim@loft.example,https://b:geheim@loft.example", "stands there twice"),
    ],
)
def test_a_wrong_url_is_refused_in_one_line_without_the_password(
    live: None, monkeypatch: pytest.MonkeyPatch, url: str, fault: str
) -> None:
    monkeypatch.setenv(PIGEON.setting, url)
    with pytest.raises(ImproperlyConfigured, match=fault) as refusal:
        read_urls(PIGEON, ("https", "http", "loft+http"))
    said = str(refusal.value)
    assert said.startswith("BELFRY_PIGEON_URL: ")
    assert "geheim" not in said
    assert "\n" not in said
    # Nor in what a traceback would show.
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["live", "exercise"])
def test_suppliers_of_the_world_are_used_live_and_in_an_exercise(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    settings.MODE = mode
    monkeypatch.setenv(PIGEON.setting, "https://loft.example,http://localhost:1")
    names = [url.name for url in read_urls(PIGEON, ("https", "http"))]
    assert names == ["loft.example", "localhost:1"]


def test_a_demonstration_uses_suppliers_on_this_machine_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv(
        PIGEON.setting, "https://loft.example,http://localhost:1,http://[::1]:2,http://127.0.0.9:3"
    )
    names = [url.name for url in read_urls(PIGEON, ("https", "http"))]
    assert names == ["localhost:1", "::1:2", "127.0.0.9:3"]


def test_without_urls_there_are_no_suppliers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PIGEON.setting, raising=False)
    assert read_urls(PIGEON, ("https",)) == ()


def test_a_supplier_that_is_not_there_rests_ever_longer_until_it_works() -> None:
    health, now, pauses = Health(), 1000.0, []
    for _ in range(7):
        health.note(GONE, now)
        # What was under way with it fails, too, and is no further failure.
        health.note(GONE, now + 0.1)
        assert not health.usable(now + 0.1)
        pauses.append(health.resting_until - now)
        now = health.resting_until
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    assert (health.usable(now), health.probing, health.cause) == (True, True, Cause.NO_SUPPLIER)
    health.note(ACCEPTED, now)
    assert (health.probing, health.cause) == (False, "")
    health.note(GONE, now)
    assert health.resting_until == now + 2


@pytest.mark.parametrize("cause", [Cause.SUPPLIER_REFUSES, Cause.NO_CREDIT, Cause.RELAY_REFUSES])
def test_wrong_credentials_stop_a_supplier_at_once_for_a_minute(cause: str) -> None:
    health = Health()
    health.note(Verdict(Fate.NOT_TRIED, cause), 0)
    assert (health.resting_until, health.cause) == (60, cause)


def test_a_supplier_rests_as_long_as_it_asks() -> None:
    health = Health()
    health.note(Verdict(Fate.THROTTLED, retry_after=17), 100)
    assert (health.resting_until, health.cause) == (117, Cause.THROTTLED)
    # Afterwards it is not suspected of anything.
    assert not health.probing


def test_slow_down_without_a_time_makes_a_pause_when_it_is_said_three_times() -> None:
    health = Health()
    for _ in range(2):
        health.note(Verdict(Fate.THROTTLED), 0)
    assert health.usable(0)
    health.note(Verdict(Fate.THROTTLED), 0)
    assert health.resting_until == 2


def test_five_failures_in_a_row_open_the_breaker_and_a_failed_probe_opens_it_again() -> None:
    health = Health()
    for _ in range(4):
        health.note(FALTERED, 0)
    health.note(ACCEPTED, 0)
    for _ in range(4):
        health.note(Verdict(Fate.UNKNOWN), 0)
    assert health.usable(0)
    health.note(FALTERED, 0)
    assert health.resting_until == 2
    health.note(FALTERED, 2)
    assert health.resting_until == 6


def test_what_is_about_the_recipient_is_no_failure_of_the_supplier() -> None:
    health = Health()
    for fate, cause in [
        (Fate.TEMPORARY, Cause.OUT_OF_REACH),
        (Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        (Fate.REFUSED, Cause.REFUSED),
        (Fate.NOT_TRIED, ""),
    ]:
        for _ in range(20):
            health.note(Verdict(fate, cause), 0)
    assert (health.usable(0), health.weight) == (True, 100)


def minutes(health: Health, count: int, *, start: float, bad_in_ten: int) -> list[int]:
    """Note a call each second and return the weight after each minute."""
    weights = []
    for minute in range(count):
        for second in range(60):
            bad = second % 10 < bad_in_ten
            health.note(FALTERED if bad else ACCEPTED, start + 60 * minute + second)
        weights.append(health.weight)
    return weights


def test_weight_goes_away_from_a_supplier_by_ten_points_a_minute_and_drifts_back() -> None:
    health = Health(50)
    assert minutes(health, 3, start=0, bad_in_ten=1) == [50, 50, 50]
    # It keeps a little, or it could never show that it works again.
    assert minutes(health, 6, start=180, bad_in_ten=3) == [40, 30, 20, 10, 10, 10]
    back = minutes(health, 7, start=540, bad_in_ten=0)
    assert back[-1] == 50
    assert all(0 <= after - before <= 10 for before, after in pairwise(back))


def shares(*healths: Health, busy: tuple[Health, ...] = ()) -> list[int]:
    """Return how many of a hundred choices each gets."""
    chosen = [choose(healths, chance / 100, 0, busy=busy) for chance in range(100)]
    return [sum(one is health for one in chosen) for health in healths]


def weighted(configured: int, lost: int = 0) -> Health:
    health = Health(configured)
    health.weight -= lost
    return health


def resting(configured: int) -> Health:
    health = Health(configured)
    health.note(GONE, 0)
    return health


def test_suppliers_are_chosen_by_weight() -> None:
    assert shares(weighted(60), weighted(40)) == [60, 40]
    assert shares(weighted(100), weighted(0)) == [100, 0]
    assert shares(weighted(0), weighted(0)) == [100, 0]


def test_what_one_lost_goes_to_those_that_lost_nothing() -> None:
    assert shares(weighted(60, 20), weighted(30), weighted(10)) == [40, 45, 15]
    assert shares(weighted(100, 10), weighted(0)) == [90, 10]
    assert shares(weighted(60, 30), weighted(40, 20)) == [60, 40]


def test_those_that_rest_are_not_chosen() -> None:
    assert shares(resting(100), weighted(0), weighted(0)) == [0, 100, 0]
    assert choose([resting(100)], 0.5, 0) is None


def test_those_that_are_busy_keep_their_share_from_those_that_only_stand_in() -> None:
    first, second = weighted(50), weighted(50)
    assert shares(first, second, busy=(first,)) == [0, 100]
    main, reserve = weighted(100), weighted(0)
    assert choose([main, reserve], 0.5, 0, busy=[main]) is None


def test_a_minute_of_many_calls_is_remembered_in_seconds() -> None:
    health = Health()
    for number in range(20_000):
        health.worked(number / 1000)
    assert len(health._seconds) == 20
    health.worked(100.0)
    assert len(health._seconds) == 1
