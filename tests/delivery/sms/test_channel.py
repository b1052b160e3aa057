"""The SMS channel: whom it reaches, what it costs, and what may not be approved."""

import time
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from belfry.delivery.channels.contract import Sheet
from belfry.delivery.channels.errors import CannotWrite
from belfry.delivery.channels.registry import channel_named
from belfry.delivery.channels.sms.channel import CHANNEL
from tests.cast import NOON

NUMBER = "+32470123456"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The sentences are asked for in English."""
    with translation.override("en"):
        yield


def sheet(text: str, address: str = NUMBER) -> Sheet:
    words = {"short": text}
    deadline = time.monotonic() + 60
    return Sheet(
        1, 1, None, "fr", words, address, "ab", "", "1-ab-sms", "", 0, NOON, None, deadline
    )


def test_it_is_a_step_of_the_ladder() -> None:
    assert channel_named("sms") is CHANNEL
    assert (CHANNEL.step, CHANNEL.by_choice) == (1, False)


@pytest.mark.parametrize(
    "number", [NUMBER, "+31612345678", "+33612345678", "+4915112345678", "+352621123456"]
)
def test_it_takes_mobile_numbers_here_and_next_door(number: str) -> None:
    assert CHANNEL.takes(number)


@pytest.mark.parametrize(
    "number",
    # A landline, premium, free of charge, elsewhere, satellite, no number.
    ["+3222251111", "+3290312345", "+3280012345", "+447911123456", "+881612345678", "+32", "0470"],
)
def test_it_takes_no_others(number: str) -> None:
    assert not CHANNEL.takes(number)
    with pytest.raises(CannotWrite):
        CHANNEL.write(sheet("Tekst", number))


def test_the_countries_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELFRY_SMS_COUNTRIES", "+44, 31")

    assert CHANNEL.takes("+447911123456")
    assert not CHANNEL.takes(NUMBER)
    monkeypatch.setenv("BELFRY_SMS_COUNTRIES", "Belgium")
    with pytest.raises(ImproperlyConfigured, match="BELFRY_SMS_COUNTRIES"):
        CHANNEL.open_carrier()


def test_a_text_is_prepared_when_it_is_written_and_priced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "BELFRY_SMS_URL",
        "smpp://127.0.0.1:1/?from=8850&price=6,smpp://127.0.0.2:1/?from=8850&price=7.5",
    )
    text = "L\u2019agent " + "a" * 150

    assert CHANNEL.write(sheet(text)).text == "L'agent " + "a" * 150
    # The dearest supplier decides.
    assert CHANNEL.cost(text) == 750
    assert CHANNEL.cost("ê" * 71) == 1_500


@pytest.mark.parametrize(
    "url",
    [
        "smpp://127.0.0.1/",
        "smpp://127.0.0.1/?from=TooLongAName12",
        "smpp://127.0.0.1/?from=8850&window=0",
        "smpp://127.0.0.1/?from=8850&ids=octal",
        "smpp://127.0.0.1/?from=8850&colour=red",
        "smpps://127.0.0.1/?from=8850&ca=/nowhere",
        "twilio+https://user:secret@127.0.0.1/?from=8850&ca=/nowhere",
    ],
)
def test_a_wrong_url_stops_the_start(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELFRY_SMS_URL", url)

    with pytest.raises(ImproperlyConfigured):
        CHANNEL.open_carrier()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 163, ["The SMS is 3 characters too long. Please make it shorter."]),
        (
            "a" * 159 + "€",
            [
                "The SMS is 1 character too long. Please make it shorter.",
                "In an SMS, each € counts for two characters.",
            ],
        ),
    ],
)
def test_a_text_of_two_parts_may_not_be_approved(text: str, said: list[str]) -> None:
    assert CHANNEL.faults(text, "nl") == tuple(said)


def test_the_sentence_names_the_characters_that_make_it_dear() -> None:
    (said,) = CHANNEL.faults("Fenêtre ç\u2019 👍\u200d" + "a" * 60, "fr")

    assert "because it contains ê, ç, 👍, an invisible character." in str(said)
    # The emoji counts for two.
    assert "4 characters too long" in str(said)


@pytest.mark.parametrize("text", ["a" * 160, "ê" * 70, "L\u2019été…" * 20, "à" * 160])
def test_a_text_of_one_part_may(text: str) -> None:
    assert CHANNEL.faults(text, "fr") == ()
