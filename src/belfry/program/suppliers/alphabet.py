"""How texts are written in SMPP, with code of its own: none of the client's is used to judge it."""

from typing import Final

# The default alphabet of GSM 03.38, sixteen codes a row, and its extension.
ROWS: Final = (
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ",
    "".join(map(chr, range(0x20, 0x30))).replace("$", "¤"),
    "".join(map(chr, range(0x30, 0x40))),
    "¡" + "".join(map(chr, range(0x41, 0x50))),
    "".join(map(chr, range(0x50, 0x5B))) + "ÄÖÑÜ§",
    "¿" + "".join(map(chr, range(0x61, 0x70))),
    "".join(map(chr, range(0x70, 0x7B))) + "äöñüà",
)
EXTENDED: Final = dict(
    zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True)
)


def decoded(content: bytes, data_coding: int) -> str:
    """Return the text of a message; what is no text is shown as hexadecimal digits."""
    if data_coding == 8:
        return content.decode("utf-16-be", "replace")
    if data_coding:
        return content.hex()
    signs = []
    escaped = False
    for code in content:
        if code == 0x1B and not escaped:
            escaped = True
            continue
        plain = ROWS[code >> 4 & 7][code & 15]
        signs.append(EXTENDED.get(code, plain) if escaped else plain)
        escaped = False
    return "".join(signs)
