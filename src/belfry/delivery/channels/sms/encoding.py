"""How a text travels as SMS: its alphabet, its parts, and what they cost (3GPP TS 23.038 and 23.040).

A text whose every character is in the GSM alphabet has place for 160 in one part, any other for 70 only; in
several parts, each carries a header and has place for 153 or 67. No letter is ever replaced.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

# TS 23.038, 6.2.1: the place of a character is its code. 0x1B announces the extension table.
ESCAPE: Final = 0x1B
ALPHABET: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# TS 23.038, 6.2.1.1: each counts twice.
EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
CODES: Final = {
    **{sign: bytes([code]) for code, sign in enumerate(ALPHABET) if code != ESCAPE},
    **{sign: bytes([ESCAPE, code]) for code, sign in EXTENSION.items()},
}
# Octets here, one a septet: an SMSC packs them (SMPP 3.4, 5.2.19, data coding 0).
GSM_ALONE, GSM_PART = 160, 153
UCS2_ALONE, UCS2_PART = 140, 134
MOST_PARTS: Final = 255
# SMPP 3.4, 5.2.19 and 5.2.12.
GSM_CODING, ASCII_CODING, LATIN_CODING, UCS2_CODING = 0, 1, 3, 8
HAS_HEADER: Final = 0x40
# What word processors write, and what it means.
TYPOGRAPHY: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2022", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
        "\u2026": "...",
    }
)


class Part(NamedTuple):
    """One message to the SMSC: its content with the header before it, and how it is to be read."""

    content: bytes
    data_coding: int
    esm_class: int


def prepare(text: str) -> str:
    """Return a text with plain quotes, dashes, blanks and dots, if that makes it fit the GSM alphabet.

    Else only accents are joined with their letters. Doing it twice changes nothing.
    """
    joined = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    plain = joined.translate(TYPOGRAPHY)
    return plain if is_gsm(plain) else joined


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM alphabet."""
    return all(sign in CODES for sign in text)


def dear_signs(text: str) -> Sequence[str]:
    """Return the characters that keep a text out of the GSM alphabet, each once, in their order."""
    return [
        sign for sign in dict.fromkeys(prepare(text).translate(TYPOGRAPHY)) if sign not in CODES
    ]


def excess(text: str) -> int:
    """Return how many characters a text has too many for one part; 0 if it fits."""
    alone, _, octets = _measures(text)
    return max(0, sum(map(len, map(octets, text))) - alone) // (1 if is_gsm(text) else 2)


def parts(text: str) -> int:
    """Return in how many parts a text travels, as it is (see `prepare`)."""
    return len(_pieces(text))


def encode(text: str, number: int = 0) -> Sequence[Part]:
    """Return the parts of a text as it is; `number` (0 to 255) is what its parts have in common.

    Raise ValueError for a text of more than 255 parts.
    """
    pieces = _pieces(text)
    if len(pieces) > MOST_PARTS:
        raise ValueError("A text has too many parts for SMS.")
    coding = GSM_CODING if is_gsm(text) else UCS2_CODING
    if len(pieces) == 1:
        return [Part(pieces[0], coding, 0)]
    # TS 23.040, 9.2.3.24.1: five octets follow; element 0 has three: reference, how many, which.
    return [
        Part(bytes([5, 0, 3, number, len(pieces), place]) + piece, coding, HAS_HEADER)
        for place, piece in enumerate(pieces, 1)
    ]


def decode(content: bytes, data_coding: int) -> str | None:
    """Return the text of a message without its header; None for what is no text."""
    if data_coding == GSM_CODING:
        return _decode_gsm(content)
    if data_coding in {ASCII_CODING, LATIN_CODING}:
        return content.decode("latin-1")
    return content.decode("utf-16-be", "replace") if data_coding == UCS2_CODING else None


def _measures(text: str) -> tuple[int, int, Callable[[str], bytes]]:
    if is_gsm(text):
        return GSM_ALONE, GSM_PART, CODES.__getitem__
    return UCS2_ALONE, UCS2_PART, lambda sign: sign.encode("utf-16-be")


def _pieces(text: str) -> Sequence[bytes]:
    """Cut a text between characters only: an escape or a surrogate stays with what it belongs to."""
    alone, part, octets = _measures(text)
    whole = b"".join(map(octets, text))
    if len(whole) <= alone:
        return [whole]
    pieces = [bytearray()]
    for sign in text:
        code = octets(sign)
        if len(pieces[-1]) + len(code) > part:
            pieces.append(bytearray())
        pieces[-1] += code
    return [bytes(piece) for piece in pieces]


def _decode_gsm(content: bytes) -> str:
    signs = []
    codes = iter(content)
    for code in codes:
        if code == ESCAPE:
            # TS 23.038, 6.2.1.1: what the table has not is read as of the alphabet itself.
            second = next(codes, 0x20) % len(ALPHABET)
            signs.append(EXTENSION.get(second, ALPHABET[second]))
        else:
            signs.append(ALPHABET[code % len(ALPHABET)])
    return "".join(signs)
