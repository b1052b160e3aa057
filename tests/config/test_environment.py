"""What BELFRY_* may say."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from belfry.config import environment


def read(monkeypatch: pytest.MonkeyPatch, url: str) -> dict[str, object]:
    monkeypatch.setenv("BELFRY_DATABASE_URL", url)
    return environment.database()


def test_the_database_may_be_several_servers_of_which_one_takes_writes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read(
        monkeypatch,
        "postgresql://belfry:p%40ss@first:5433,second/belfry?target_session_attrs=read-write",
    )
    options = found.pop("OPTIONS")
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "belfry",
        "USER": "belfry",
        "PASSWORD": "p@ss",
        "HOST": "first,second",
        "PORT": "5433,",
    }
    assert isinstance(options, dict)
    assert options["target_session_attrs"] == "read-write"
    assert options["tcp_user_timeout"] == "10000"


def test_what_the_address_says_about_a_silent_server_goes_before_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = read(monkeypatch, "postgresql:///belfry?host=/run/pg&tcp_user_timeout=1")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["tcp_user_timeout"] == "1"


def test_what_the_address_sets_for_its_sessions_stands_beside_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "postgresql:///belfry?host=/run/pg&options=-c%20work_mem%3D8MB"
    options = read(monkeypatch, url)["OPTIONS"]
    assert isinstance(options, dict)
    assert options["options"] == "-c jit=off -c synchronous_commit=on -c work_mem=8MB"


@pytest.mark.parametrize(
    "url",
    [
        "", "mysql://host/name", "postgresql://host", "postgresql://host:port/name",
        "postgresql://host/name?colour=red", "host=first dbname=belfry",
    ],
)  # fmt: skip
def test_an_address_of_no_database_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match="BELFRY_DATABASE_URL"):
        read(monkeypatch, url)


@pytest.mark.parametrize(
    "url",
    [
        "", "https://hook.example/services/T0/B0", "http://127.0.0.1:9/hook",
        "smtp://mail.example:25/?to=ops@operator.example&from=belfry@police.example",
    ],
)  # fmt: skip
def test_alarms_go_to_a_webhook_or_a_mail_server(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BELFRY_ALARM_URL", url)
    assert environment.alarm_url() == url


@pytest.mark.parametrize(
    "url",
    ["hook.example", "http://hook.example/", "smtp://mail.example/", "ftp://x.example", "https://"],
)
def test_alarms_go_nowhere_else(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BELFRY_ALARM_URL", url)
    with pytest.raises(ImproperlyConfigured, match="BELFRY_ALARM_URL"):
        environment.alarm_url()


@pytest.mark.parametrize(
    "url",
    ["", "https://tiles.example/{z}/{x}/{y}.png", "http://127.0.0.1:9/{z}/{x}/{y}?key=1"],
)
def test_tiles_come_from_an_address_with_three_places(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BELFRY_TILE_URL", url)
    assert environment.tile_url() == url


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example/{z}/{x}.png", "http://tiles.example/{z}/{x}/{y}", "{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}/{scale}", "file:///{z}/{x}/{y}",
    ],
)  # fmt: skip
def test_any_other_address_of_tiles_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("BELFRY_TILE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="BELFRY_TILE_URL"):
        environment.tile_url()


PRIVATE = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----"


def test_a_seal_is_a_private_key_and_behind_it_its_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert environment.seal_key() == ""
    monkeypatch.setenv("BELFRY_SEAL_KEY", PRIVATE + CERTIFICATE)
    assert environment.seal_key() == PRIVATE + CERTIFICATE


@pytest.mark.parametrize("value", ["x", PRIVATE, CERTIFICATE, CERTIFICATE + PRIVATE])
def test_half_a_seal_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BELFRY_SEAL_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="BELFRY_SEAL_KEY"):
        environment.seal_key()
