"""The voice channel: what is said, what it costs, and what it refuses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from pytest_django import Settings

from belfry.delivery.channels.contract import Callback
from belfry.delivery.channels.errors import Forged
from belfry.delivery.channels.registry import all_channels
from belfry.delivery.channels.suppliers import read_urls
from belfry.delivery.channels.voice.channel import CHANNEL, SCHEMES
from belfry.delivery.channels.voice.script import VOICES, minutes_of, script_for
from belfry.delivery.kinds import AddressKind, Form
from tests.delivery.asked import parcel

PLAIN = "voice+http://belfry:word@127.0.0.1:9/call?from=%2B3225550100&secret=s3"
NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def test_a_call_is_the_second_step_for_those_who_chose_it() -> None:
    assert all_channels()["voice"] is CHANNEL
    assert (CHANNEL.step, CHANNEL.by_choice) == (2, True)
    assert (CHANNEL.address, CHANNEL.form) == (AddressKind.PHONE, Form.SPOKEN)
    # A landline rings too.
    assert CHANNEL.takes("+3225550100")


def test_a_call_whose_fate_is_unknown_is_not_repeated() -> None:
    assert not CHANNEL.repeats_unknown


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_each_language_has_its_voice_and_its_question(language: str) -> None:
    script = script_for(parcel("Tekst", language=language))
    assert script.voice == VOICES[language]
    assert script.text == "Tekst"
    assert "1" in script.prompt
    with translation.override(language):
        assert script.thanks == translation.gettext("Thank you. Goodbye.")


def test_a_call_is_paid_by_the_minutes_that_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    assert minutes_of("x" * 200) == 1
    assert minutes_of("x" * 300) == 2
    assert CHANNEL.cost("x" * 300) == 0
    second = PLAIN.replace(":9/", ":10/")
    monkeypatch.setenv(CHANNEL.setting, f"{PLAIN}&price=2,{second}&price=3.5")
    assert CHANNEL.cost("x" * 300) == 700


def test_a_text_that_no_gateway_takes_is_refused_before_it_is_approved() -> None:
    assert CHANNEL.faults("x" * 1500, "nl") == ()
    (fault,) = CHANNEL.faults("x" * 1501, "nl")
    assert "1501" in str(fault)


@pytest.mark.django_db
def test_only_gateways_of_this_machine_are_called_outside_live_mode(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert not CHANNEL.is_configured()
    monkeypatch.setenv(CHANNEL.setting, PLAIN.replace("http://", "https://", 1))
    assert CHANNEL.is_configured()
    there = PLAIN.replace("http", "https").replace("127.0.0.1", "calls.example")
    monkeypatch.setenv(CHANNEL.setting, there)
    assert CHANNEL.is_configured()
    assert read_urls(CHANNEL, SCHEMES) == ()
    settings.MODE = "live"
    assert [url.host for url in read_urls(CHANNEL, SCHEMES)] == ["calls.example"]


def test_nobody_else_may_tell_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHANNEL.setting, PLAIN)
    with pytest.raises(Forged):
        CHANNEL.read("calls.example", Callback("POST", "/", "", {}, b"{}"), now=NOW)
    with pytest.raises(Forged):
        CHANNEL.read("127.0.0.1:9", Callback("POST", "/", "", {}, b"{}"), now=NOW)


def test_what_a_url_lacks_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    vonage = PLAIN.replace("voice+", "vonage+")
    for url, fault in (
        (PLAIN.replace("from=", "to="), "option from"),
        (PLAIN.replace("secret=", "x="), "option secret"),
        (vonage, "option key"),
        (f"{vonage}&key={key}", "no readable private key"),
    ):
        monkeypatch.setenv(CHANNEL.setting, url)
        with pytest.raises(ImproperlyConfigured, match=fault):
            CHANNEL.open_carrier()
    key.write_bytes(other)
    with pytest.raises(ImproperlyConfigured, match="no RSA key"):
        CHANNEL.open_carrier()
