"""Papers as files: made when asked for, kept nowhere."""

from django.http import HttpResponse

from belfry.paperwork.compiling import pdf_of, picture_of
from belfry.paperwork.documents import Document


def download(document: Document, name: str) -> HttpResponse:
    """Return a document as a PDF file of that name, which no browser or proxy keeps."""
    return HttpResponse(
        pdf_of(document),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def picture(document: Document, page: int = 1) -> HttpResponse:
    """Return one page of a document as a PNG, which no browser or proxy keeps; raise NoSuchPage."""
    return HttpResponse(
        picture_of(document, page),
        content_type="image/png",
        headers={"Cache-Control": "no-store"},
    )
