"""Text as the fonts of a document can show it; Typst refuses a tagged PDF with a sign that none of them has."""

import re
import unicodedata
from typing import Final

# What Atkinson Hyperlegible and the fonts that Typst brings cover together, scripts whole; a test compiles it.
_COVERED: Final = (
    r"\n\u0020-\u007e\u00a0-\u04ff"  # Latin, Greek, Cyrillic
    r"\u0531-\u0556\u0561-\u0587\u05b0-\u05ea"  # Armenian, Hebrew
    r"\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0660-\u066d\u067e\u0686\u0698\u06a9\u06af\u06cc\u06f0-\u06f9"
    r"\u10d0-\u10ff\u1e00-\u1eff\u1f00-\u1fff"  # Georgian, more Latin, old Greek
    r"\u2000-\u200a\u2010-\u2027\u2030-\u2040\u2044-\u2049\u2070-\u209c\u20a0-\u20c0\u2100-\u211e"
    r"\u2122\u2150\u2151\u2153-\u2184\u2190-\u23ff\u2460-\u262f\ufb00-\ufb06"
)
_NOT_COVERED: Final = re.compile(f"[^{_COVERED}]")
# Marks that change the colour or joining of an emoji; alone they are nothing.
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_LONG: Final = re.compile(r"(\S{24})(?=\S{8})")
_UNKNOWN: Final = "\N{WHITE SQUARE}"
_MAY_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def displayable(text: str) -> str:
    """Return the text with a square for each sign that no font has, and room to break in endless words.

    Signs that would turn the order of reading around are dropped, so that nobody signs what reads otherwise.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    known = _NOT_COVERED.sub(_UNKNOWN, _INVISIBLE.sub("", composed))
    return _LONG.sub(rf"\1{_MAY_BREAK}", known)
