"""Look at a PDF that somebody brings, without trusting it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedPdf:
    """What is known of a PDF: how many pages, how many bytes."""

    pages: int
    size: int


def checked_pdf(content: bytes) -> UploadedPdf:
    """Return what is known of a PDF; raise a kind of UnusablePdf for what is none that can be kept."""
    raise NotImplementedError
