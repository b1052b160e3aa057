"""The short text of an SMS and the text that is read aloud: made, judged, and approved word for word."""

import re
from dataclasses import replace

import pytest

from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.writing import change_bulletin, submit_bulletin
from belfry.bulletins.aloud import ABBREVIATIONS, written_out
from belfry.bulletins.errors import TextDoesNotFit, TextIncomplete
from belfry.bulletins.outlook import outlook_of
from belfry.bulletins.policies import holds_link
from belfry.bulletins.rendering import proposed, render
from belfry.bulletins.types import Draft, Words
from belfry.delivery.channels.sms.encoding import is_gsm, prepare
from belfry.territory.models import PoliceZone
from tests.bulletins.desk import DUTCH, FRENCH, LATER, draft, submitted, written
from tests.bulletins.phones import plan_ways
from tests.cast import Cast
from tests.channels import LONGEST_CALL, LONGEST_SMS

BY_SMS = frozenset({"email", "sms"})


def letter(cast: Cast, words: Words) -> dict[str, str]:
    zone = PoliceZone.objects.get(pk=cast.stage.beiaard)
    return render(Draft("request", (), {"nl": words}), zone)["nl"]


def test_an_sms_says_what_was_typed_and_who_sends_it_where_it_fits(
    cast: Cast, every_channel: None
) -> None:
    short = letter(cast, DUTCH)["short"]
    assert short.startswith(DUTCH.short)
    assert "Beiaard" in short
    assert "101" in short
    full = "x" * LONGEST_SMS
    assert letter(cast, replace(DUTCH, short=full))["short"] == full


@pytest.mark.parametrize(
    ("title", "where", "said"),
    [
        ("Tuinhuis open", "in de Kapelweg", ["Tuinhuis open. In de Kapelweg"]),
        ("Tuinhuis open?", "in de Kapelweg", ["Tuinhuis open? In de Kapelweg"]),
        ("Vraag om informatie over fietsen", "", ["Vraag om informatie over fietsen"]),
        ("Tuinhuis open", "in de Kapelweg " * 15, ["Tuinhuis open"]),
        ("Tuinhuis " * 13, "in de Kapelweg", [("Tuinhuis " * 13).strip()]),
        ("", "in de Kapelweg", []),
    ],
)
def test_the_text_that_is_proposed_has_as_much_as_fits(
    cast: Cast, every_channel: None, title: str, where: str, said: list[str]
) -> None:
    zone = PoliceZone.objects.get(pk=cast.stage.beiaard)
    text = proposed(Words(title=title, where=where), "request", "nl", zone)
    assert all(part in text for part in said)
    assert bool(text) == bool(title)
    assert len(text) <= LONGEST_SMS


@pytest.mark.parametrize(
    ("language", "begin"),
    [
        ("nl", "Dringend bericht: "),
        ("fr", "Message urgent\N{NO-BREAK SPACE}: "),
        ("de", "Dringende Nachricht: "),
        ("en", "Alert: "),
    ],
)
def test_each_language_has_its_own_colon_and_an_sms_a_plain_blank_before_it(
    cast: Cast, every_channel: None, language: str, begin: str
) -> None:
    zone = PoliceZone.objects.get(pk=cast.stage.beiaard)
    text = proposed(Words(title="Tuinhuis open", where="Kapelweg"), "alert", language, zone)
    assert text == f"{begin}Tuinhuis open. Kapelweg"
    assert prepare(text) == text.replace("\N{NO-BREAK SPACE}", " ")
    assert is_gsm(prepare(text))


def test_a_class_is_not_said_twice(cast: Cast) -> None:
    zone = PoliceZone.objects.get(pk=cast.stage.beiaard)
    words = Words(title="Suite\N{NO-BREAK SPACE}: abris de jardin")
    assert proposed(words, "outcome", "fr", zone) == words.title


def test_a_call_says_it_in_plain_sentences(cast: Cast) -> None:
    words = replace(
        DUTCH,
        what="Vannacht, ca. 23u30\n- een fiets\n- een lamp",
        what_to_do="Sluit bv. uw tuinhuis!",
    )
    spoken = letter(cast, words)["spoken"]
    assert "Beiaard" in spoken
    assert "Vannacht, ongeveer 23 uur 30. een fiets. een lamp." in spoken
    assert "Sluit bijvoorbeeld uw tuinhuis!" in spoken
    assert "Kapelweg." in spoken
    assert "101" in spoken
    assert "\n" not in spoken


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("nl", "om 9 u. en 10u", "om 9 uur. en 10 uur"),
        ("nl", "om 23.30 uur, 7:05 uur of 8.15u", "om 23 uur 30, 7 uur 05 of 8 uur 15"),
        ("nl", "op 24.11 en voor 12.50 euro", "op 24.11 en voor 12.50 euro"),
        ("nl", "Bv. nr. 12, uur 3", "bijvoorbeeld nummer 12, uur 3"),
        ("fr", "à 18h30 ou 20 h, n°12", "à 18 heures 30 ou 20 heures, numéro 12"),
        ("fr", "entre 0 h 30, 1 h et 11 h", "entre 0 heure 30, 1 heure et 11 heures"),
        ("de", "am 24.11. um 18.30 Uhr oder 6:05", "am 24.11. um 18 Uhr 30 oder 6 Uhr 05"),
        ("de", "um 18:30 Uhr, z.B. Nr. 5", "um 18 Uhr 30, zum Beispiel Nummer 5"),
        ("en", "at 18:30, e.g. here", "at 18:30, for example here"),
    ],
)
def test_abbreviations_and_hours_are_written_out(language: str, typed: str, said: str) -> None:
    assert written_out(typed, language) == said


def test_what_is_written_out_keeps_the_words_that_the_wall_looks_for() -> None:
    for language, known in ABBREVIATIONS.items():
        for short in known:
            said = written_out(f"7 {short} 9", language)
            assert all(word in said for word in re.findall(r"[^\W\d_]{4,}|\d+", f"7 {short} 9"))


def test_a_class_that_goes_by_sms_asks_for_a_short_text(cast: Cast, every_channel: None) -> None:
    plan_ways(cast, request=BY_SMS)
    without = replace(DUTCH, short="")
    what = draft(cast.stage.meerstraat, nl=without, fr=FRENCH)
    bulletin = written(cast, what=what)
    (dutch, french) = outlook_of(bulletin).completeness
    assert (dutch.missing, french.is_whole) == (("short",), True)
    with pytest.raises(TextIncomplete):
        submit_bulletin(cast.officer_an, bulletin.pk, now=LATER)
    advice = replace(what, bulletin_class="advice")
    change_bulletin(cast.officer_an, bulletin.pk, advice, now=LATER)
    submit_bulletin(cast.officer_an, bulletin.pk, now=LATER)


@pytest.mark.parametrize(
    ("bulletin_class", "changes"),
    [
        ("request", {"short": "x" * (LONGEST_SMS + 1)}),
        ("alert", {"what": "woord " * (LONGEST_CALL // 5)}),
    ],
)
def test_what_no_phone_can_carry_is_neither_submitted_nor_approved(
    cast: Cast, every_channel: None, bulletin_class: str, changes: dict[str, str]
) -> None:
    words = replace(DUTCH, **changes)
    what = draft(cast.stage.meerstraat, bulletin_class=bulletin_class, nl=words, fr=FRENCH)
    waiting = submitted(cast, what=what)
    # By mail alone it goes; the plan changes meanwhile.
    plan_ways(cast, request=BY_SMS, alert=frozenset({"email", "voice"}))
    with pytest.raises(TextDoesNotFit):
        approve_bulletin(cast.chief_karim, waiting.pk, now=LATER)
    with pytest.raises(TextDoesNotFit, check=lambda error: "nl" not in error.message()):
        submit_bulletin(cast.officer_an, written(cast, what=what).pk, now=LATER)


def test_a_link_in_a_short_text_is_refused(cast: Cast) -> None:
    words = replace(DUTCH, short="Lees www.buurt.example/1")
    bulletin = written(cast, what=draft(cast.stage.meerstraat, nl=words, fr=FRENCH))
    with pytest.raises(TextDoesNotFit):
        submit_bulletin(cast.officer_an, bulletin.pk, now=LATER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zie https://evil.example/a", True),
        ("Kijk op www.iets", True),
        ("Kijk op klokdorp.be", True),
        ("bit.ly/3abc", True),
        ("Om 9.30 u. Bel 101.", False),
        ("Diefstal.Sluit af. Tot nu toe rustig", False),
    ],
)
def test_a_link_is_recognised(text: str, expected: bool) -> None:
    assert holds_link(text) is expected
