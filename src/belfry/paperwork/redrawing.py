"""`python -m belfry.paperwork.redrawing < PHOTOGRAPH` prints the picture alone, as a JPEG.

Started by `photographs.py` for files of strangers. It knows no settings, and the system ends it when it takes too
much memory or time.
"""

import io
import resource
import sys
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_MEMORY: Final = 768 * 1024 * 1024
MOST_SECONDS: Final = 10
MOST_MEGAPIXELS: Final = 50
# A number plate across the street is still read.
LONGEST_SIDE: Final = 2048
# What the process says by its exit status.
NO_PICTURE: Final = 3
TOO_MANY_PIXELS: Final = 4


def redraw(content: bytes) -> bytes:
    """Return a photograph drawn anew, upright: nothing is left of who took it, where, when and with what.

    Exits with NO_PICTURE or TOO_MANY_PIXELS; raises whatever a damaged one causes.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        sys.exit(NO_PICTURE)
    with picture:
        if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
            sys.exit(TOO_MANY_PIXELS)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    # On a sheet of its own: what else stood in the file does not come along.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright)
    drawn = io.BytesIO()
    sheet.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def main() -> None:
    """Bind this process to its limits, read standard input and write the picture."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    # The limit is ours, and told before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
