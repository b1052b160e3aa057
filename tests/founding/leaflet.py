"""A PDF as somebody uploads it, made once; and the same behind a password."""

import io
from datetime import date

from pypdf import PdfReader, PdfWriter

from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.documents import Flyer, Kind, Network

LEAFLET = pdf_of(
    Flyer(
        languages=("nl",),
        dated=date(2026, 1, 5),
        network=Network(
            kind=Kind.RESIDENTIAL, name="Molenwijk", town="Klokdorp", police_zone="Beiaard"
        ),
    )
)


def locked(pdf: bytes) -> bytes:
    """Return a PDF that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("secret", algorithm="AES-256")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
