"""A dispatcher as the settings want it, and what may leave in which mode."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from belfry.config.environment import mail_sender
from belfry.delivery.dispatching import new_dispatcher, try_relays
from tests.delivery.relay import Relay, nobody_listens

FAR = "smtp+starttls://relay.police.example:587"
NEAR = "smtp://127.0.0.1:2525"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "used"),
    [
        ("live", {"relay.police.example:587", "127.0.0.1:2525"}),
        # Only to who takes part (test_exercises).
        ("exercise", {"relay.police.example:587", "127.0.0.1:2525"}),
        ("demo", {"127.0.0.1:2525"}),
    ],
)
def test_a_demonstration_sends_nothing_beyond_this_machine(
    settings: Settings, mode: str, used: set[str]
) -> None:
    settings.MODE, settings.SMTP_URLS = mode, [FAR, NEAR]
    carrier = new_dispatcher().carrier
    assert set(carrier.condition()) == used
    carrier.close()


@pytest.mark.parametrize(
    "url", ["http://relay.example", "smtp://user:secret@relay.example", "smtp://"]
)
def test_a_wrong_relay_stops_the_start_without_telling_the_password(
    settings: Settings, url: str
) -> None:
    settings.SMTP_URLS = [url]
    with pytest.raises(ImproperlyConfigured) as refusal:
        new_dispatcher()
    assert "secret" not in str(refusal.value)


def test_relays_are_tried_one_by_one(settings: Settings) -> None:
    with Relay() as relay, nobody_listens() as port:
        settings.SMTP_URLS = [relay.url, f"smtp://127.0.0.1:{port}"]
        found = try_relays()
    assert found == {f"127.0.0.1:{relay.port}": "", f"127.0.0.1:{port}": "no_relay"}


@pytest.mark.parametrize(
    ("pages", "sender"),
    [
        ("https://belfry.police.example", "belfry@belfry.police.example"),
        ("http://127.0.0.1:8000", "belfry@localhost"),
        ("http://[::1]:8000", "belfry@localhost"),
    ],
)
def test_the_sender_lives_where_the_pages_do(pages: str, sender: str) -> None:
    assert mail_sender(pages) == sender


def test_a_sender_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELFRY_MAIL_SENDER", "berichten@politie.example")
    assert mail_sender("https://belfry.example") == "berichten@politie.example"
    monkeypatch.setenv("BELFRY_MAIL_SENDER", "politie.example")
    with pytest.raises(ImproperlyConfigured):
        mail_sender("https://belfry.example")
