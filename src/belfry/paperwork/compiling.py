"""Make a PDF or a picture of a document with Typst."""

from belfry.paperwork.documents import Document


def pdf_of(document: Document) -> bytes:
    """Return the document as a tagged PDF (PDF/UA-1); the same document gives the same bytes."""
    raise NotImplementedError


def picture_of(document: Document, page: int = 1) -> bytes:
    """Return one page, counted from 1, as a PNG for a preview; raise NoSuchPage beyond the last."""
    raise NotImplementedError


def pages_of(document: Document) -> int:
    """Return how many pages the document has."""
    raise NotImplementedError
