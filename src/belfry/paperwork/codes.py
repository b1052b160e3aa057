"""QR codes as drawings that Typst places."""

import io
from typing import Final

import segno

# Medium correction: a fold or a stain may take 15 % of the square.
_CORRECTION: Final = "m"
# Any mask can be read. To look for the most even of the eight takes 4 ms a code, half of the time of a merge.
_MASK: Final = 2


def qr_code(link: str) -> str:
    """Return the QR code of a link as SVG with the quiet border that scanners need (ISO/IEC 18004)."""
    drawing = io.BytesIO()
    segno.make_qr(link, error=_CORRECTION, mask=_MASK).save(
        drawing, kind="svg", border=4, svgns=True, xmldecl=False, nl=False, omitsize=True
    )
    return drawing.getvalue().decode()
