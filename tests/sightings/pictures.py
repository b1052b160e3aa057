"""Photographs as telephones make them, with all that they tell besides."""

import io

from PIL import Image

MAKER, COMMENT, PROFILE = b"Kanariefoon", b"kanarie in de tuin", b"kanarieprofiel"


def photograph(
    size: tuple[int, int] = (640, 480), *, kind: str = "JPEG", colour: str = "orange"
) -> bytes:
    """Return a picture, taken sideways, whose file names the telephone and the place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, MAKER.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (50.0, 51.0, 3.0)
    told = {"exif": exif, "icc_profile": PROFILE}
    if kind == "JPEG":
        told["comment"] = COMMENT
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **told)
    return file.getvalue()
