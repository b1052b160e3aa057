"""Signatures of ids: the same for the same text, purpose and key, and no other passes."""

import re

from pytest_django import Settings

from belfry.core.signing import is_signature, signature


def test_a_signature_holds_for_its_text_purpose_and_key_only(settings: Settings) -> None:
    mine = signature(b"one", "a.b")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", mine)
    assert is_signature(mine, b"one", "a.b")
    assert not is_signature(mine, b"one", "a.c")
    assert not is_signature(mine, b"two", "a.b")
    settings.SECRET_KEY = "another key of at least thirty signs"
    assert not is_signature(mine, b"one", "a.b")


def test_what_is_no_signature_at_all_is_refused() -> None:
    for given in ("", "é" * 32, "\ud800", "A" * 32, signature(b"one", "x")[:-1]):
        assert not is_signature(given, b"one", "x")
