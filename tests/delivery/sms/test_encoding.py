"""Texts of SMS: what is predicted is what is sent (dispatch.md, section 7, case 54)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfry.delivery.channels.sms.encoding import (
    dear_signs,
    decode,
    encode,
    excess,
    is_gsm,
    parts,
    prepare,
)
from belfry.program.suppliers.alphabet import decoded

# Every code of the default alphabet, as the SMSC's own table has it.
GSM = "".join(decoded(bytes([code]), 0) for code in range(128) if code != 0x1B)
TEXTS = st.one_of(
    st.text(alphabet=GSM + "€[]{}|^~\\", max_size=400),
    st.text(alphabet="abc éêç\u2019“”\u2013…€👍🏽\u00a0\n", max_size=400),
    st.text(max_size=300),
)


@given(TEXTS, st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_parts_predicted_are_parts_sent_and_are_read_as_the_prepared_text(
    text: str, number: int
) -> None:
    prepared = prepare(text)
    sent = encode(prepared, number)

    assert len(sent) == parts(prepared)
    assert (excess(prepared) > 0) is (len(sent) > 1)
    pieces = []
    for place, part in enumerate(sent, 1):
        header = bytes([5, 0, 3, number, len(sent), place]) if len(sent) > 1 else b""
        assert part.content.startswith(header)
        assert part.esm_class == (0x40 if header else 0)
        body = part.content[len(header) :]
        assert len(body) <= {0: (160, 153), 8: (140, 134)}[part.data_coding][bool(header)]
        # Nothing is cut in two: each part can be read by itself, and by both readers.
        pieces.append(decoded(body, part.data_coding))
        assert decode(body, part.data_coding) == pieces[-1]
    assert "".join(pieces) == prepared


@given(TEXTS)
@settings(deadline=None)
def test_preparing_twice_changes_nothing_and_never_loses_a_letter(text: str) -> None:
    prepared = prepare(text)

    assert prepare(prepared) == prepared
    letters = [sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum()]
    assert [sign for sign in prepared if sign.isalnum()] == letters
    assert prepared.count("?") == unicodedata.normalize("NFC", text).count("?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # An escape pair does not fit the last place of a part: 306 do not go in two.
        ("€" * 153, 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("👍" * 67, 3),
        ("", 1),
    ],
)
def test_a_text_has_as_many_parts_as_the_standard_says(text: str, expected: int) -> None:
    assert parts(text) == len(encode(text)) == expected


@pytest.mark.parametrize("sign", "àèéùìòäöüßñÇÄÖÜÑÉåøæ@£$¥§¿¡€[]{}~|\\^\n")
def test_these_letters_keep_the_price(sign: str) -> None:
    assert is_gsm(sign)


@pytest.mark.parametrize("sign", "êëçâîïôûœÀÈÊ👍ĳ")
def test_these_letters_are_sent_as_they_are_and_make_it_dear(sign: str) -> None:
    assert prepare(sign) == sign
    assert encode(sign)[0].data_coding == 8
    assert dear_signs(f"{sign}a{sign}") == [sign]


def test_typography_is_written_plainly_where_that_makes_a_text_cheaper() -> None:
    assert (
        prepare("L\u2019agent\u00a0: «\u00a0Fermez…\u00a0» \u2013 “oui”")
        == 'L\'agent : " Fermez... " - "oui"'
    )
    # An accent on its own is the letter that the alphabet has.
    assert prepare("cafe\u0301") == "café"
    assert is_gsm(prepare("cafe\u0301"))


def test_typography_stays_where_a_letter_makes_a_text_dear_anyway() -> None:
    assert prepare("L\u2019enquête…") == "L\u2019enquête…"
    assert dear_signs("L\u2019enquête…") == ["ê"]
