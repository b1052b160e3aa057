"""A code under every message, and what anybody learns who types it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belfry.bulletins.actions.closing import withdraw_bulletin
from belfry.bulletins.codes import ALPHABET, new_code
from belfry.bulletins.genuine import genuine
from belfry.bulletins.rendering import LONGEST_CODE, render
from belfry.bulletins.types import Draft
from belfry.delivery.ways import short_faults
from belfry.networks.kinds import PLANNED
from belfry.territory.queries import zones_by_id
from tests.bulletins.desk import DUTCH, LATER, draft, offered, released
from tests.cast import Cast


def test_codes_are_easy_to_read_aloud_and_hard_to_guess() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("01IO") & set(ALPHABET)
    assert {len(code) for code in codes} == {9}


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize("kind", PLANNED)
def test_every_form_of_every_message_ends_with_its_code(
    cast: Cast, language: str, kind: str
) -> None:
    zone = zones_by_id([cast.stage.beiaard])[cast.stage.beiaard]
    letter = render(Draft(kind, (), {language: DUTCH}, code="7F3K-92QX"), zone)[language]
    assert "7F3K-92QX" in letter["text"]
    assert "7F3K-92QX" in letter["html"]
    assert "7F3K-92QX" in letter["short"]
    assert "7 F 3 K , 9 2 Q X" in letter["spoken"]
    assert not short_faults(letter["short"], language)


def test_what_is_proposed_leaves_room_for_the_code(cast: Cast) -> None:
    zone = zones_by_id([cast.stage.beiaard])[cast.stage.beiaard]
    words = replace(DUTCH, short="", title="Inbraken in garages " * 5)
    letter = render(Draft("warning", (), {"nl": words}, code=LONGEST_CODE), zone)["nl"]
    assert LONGEST_CODE in letter["short"]


def test_anybody_with_the_code_learns_which_police_sent_it_and_when(cast: Cast) -> None:
    release = released(cast)
    code = release.bulletin.code
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        found = genuine(typed)
        assert found is not None
        assert (found.zone.pk, found.sent_at, found.is_taken_back) == (
            cast.stage.beiaard,
            LATER,
            False,
        )


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "'; DROP TABLE", "7F3K", "🙂" * 20])
def test_an_unknown_code_is_said_to_be_none(cast: Cast, typed: str) -> None:
    released(cast)
    assert genuine(typed) is None


def test_what_was_not_sent_has_no_code_to_check(cast: Cast) -> None:
    release = offered(cast, what=draft(cast.stage.meerstraat))
    assert genuine(release.bulletin.code) is None


def test_what_was_taken_back_is_said_to_be(cast: Cast) -> None:
    release = released(cast)
    withdraw_bulletin(cast.officer_an, release.bulletin_id, now=LATER + timedelta(minutes=5))
    found = genuine(release.bulletin.code)
    assert found is not None
    assert found.is_taken_back
