"""Look at a PDF that somebody brings, without trusting it.

A PDF may unpack to far more than its size or lead a reader in circles. So a process of its own reads it, with
little memory and little time, and whatever happens there is only an answer here.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from belfry.paperwork.errors import (
    MOST_MEGABYTES,
    MOST_PAGES,
    NotAPdf,
    PdfDamaged,
    PdfLocked,
    PdfTooLarge,
    PdfTooLong,
)

_MEGABYTE: Final = 1024 * 1024
# Readers look for the mark within the first kilobyte (ISO 32000-1, annex H, note 13).
_MARK, _MARK_WITHIN = b"%PDF-", 1024
_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class UploadedPdf:
    """What is known of a PDF: how many pages, how many bytes."""

    pages: int
    size: int


def checked_pdf(content: bytes) -> UploadedPdf:
    """Return what is known of a PDF; raise a kind of UnusablePdf for what is none that can be kept.

    It takes about half a second, and never more than 15.
    """
    if len(content) > MOST_MEGABYTES * _MEGABYTE:
        raise PdfTooLarge(megabytes=MOST_MEGABYTES)
    if _MARK not in content[:_MARK_WITHIN]:
        raise NotAPdf
    seen = _seen_apart(content)
    if seen["locked"]:
        raise PdfLocked
    if not seen["pages"]:
        raise PdfDamaged
    if seen["pages"] > MOST_PAGES:
        raise PdfTooLong(pages=MOST_PAGES)
    return UploadedPdf(pages=seen["pages"], size=len(content))


def _seen_apart(content: bytes) -> dict[str, int]:
    command = [sys.executable, "-m", "belfry.paperwork.glancing"]
    try:
        # Fixed words; what the person brought goes in as standard input only.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=_SECONDS, check=True
        )
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        raise PdfDamaged from None
