"""A photograph that somebody brings is drawn anew before it is kept.

Where it was taken, when, with which phone and by whom stands in most files (Exif, XMP, comments), and a file can be
more than a picture. So a process of its own draws it onto an empty sheet, with little memory and little time.
"""

import subprocess
import sys
from typing import Final

from belfry.paperwork.errors import (
    PhotographDamaged,
    PhotographTooLarge,
    TooManyPixels,
    UnusablePhotograph,
)
from belfry.paperwork.redrawing import MOST_MEGAPIXELS, NO_PICTURE, TOO_MANY_PIXELS

MOST_MEGABYTES: Final = 7
_MEGABYTE: Final = 1024 * 1024
_SECONDS: Final = 15


def redrawn(content: bytes) -> bytes:
    """Return a photograph (JPEG, PNG or WebP, in bytes) as a JPEG of at most 2,048 pixels a side, and nothing besides.

    Raises a kind of UnusablePhotograph for what is none. It takes about half a second, and never more than 15.
    """
    if len(content) > MOST_MEGABYTES * _MEGABYTE:
        raise PhotographTooLarge(megabytes=MOST_MEGABYTES)
    command = [sys.executable, "-m", "belfry.paperwork.redrawing"]
    try:
        # Fixed words; what the person brought goes in as standard input only.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PhotographDamaged from None
    if done.returncode == NO_PICTURE:
        raise UnusablePhotograph
    if done.returncode == TOO_MANY_PIXELS:
        raise TooManyPixels(megapixels=MOST_MEGAPIXELS)
    if done.returncode or not done.stdout:
        raise PhotographDamaged
    return done.stdout
