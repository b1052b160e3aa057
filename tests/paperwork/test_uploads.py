"""What people bring as a PDF is looked at, and refused with a sentence of its own."""

import io
import zlib

import pytest
from pypdf import PdfWriter

from belfry.paperwork.compiling import pdf_of
from belfry.paperwork.errors import (
    MOST_MEGABYTES,
    MOST_PAGES,
    NotAPdf,
    PdfDamaged,
    PdfLocked,
    PdfTooLarge,
    PdfTooLong,
    UnusablePdf,
)
from belfry.paperwork.uploads import checked_pdf
from tests.paperwork.making import every


def written(writer: PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def blank(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(210, 297)
    return writer


def test_a_pdf_tells_its_pages_and_size() -> None:
    pdf = pdf_of(every("nl")["charter"])
    seen = checked_pdf(pdf)
    assert (seen.pages, seen.size) == (1, len(pdf))
    assert checked_pdf(written(blank(3))).pages == 3


def test_a_scanner_may_write_something_before_the_mark() -> None:
    assert checked_pdf(b"\n\n" + written(blank(1))).pages == 1


def test_a_locked_pdf_is_refused() -> None:
    writer = blank(1)
    writer.encrypt("secret")
    with pytest.raises(PdfLocked):
        checked_pdf(written(writer))


def test_a_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(PdfTooLarge) as refused:
        checked_pdf(b"%PDF-1.7" + b" " * (MOST_MEGABYTES * 1024 * 1024))
    assert str(MOST_MEGABYTES) in refused.value.message()


def test_a_book_is_refused() -> None:
    with pytest.raises(PdfTooLong) as refused:
        checked_pdf(written(blank(MOST_PAGES + 1)))
    assert str(MOST_PAGES) in refused.value.message()


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x89PNG\r\n", b"<html>%PDF"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises((NotAPdf, PdfDamaged)):
        checked_pdf(content)


def test_a_name_does_not_make_a_pdf() -> None:
    with pytest.raises(NotAPdf):
        checked_pdf(b"A text that was called charter.pdf")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 and then nothing",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n" + b"[" * 100_000 + b"\nstartxref\n9\n%%EOF",
        pdf_of(every("nl")["stickers"])[:5000],
    ],
)
def test_a_damaged_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(PdfDamaged):
        checked_pdf(content)


def test_a_file_that_unpacks_without_end_is_refused_in_time() -> None:
    bomb = zlib.compress(b"\0" * (900 * 1024 * 1024), 1)
    assert len(bomb) < MOST_MEGABYTES * 1024 * 1024
    stream = (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
        % len(bomb)
    )
    content = b"%PDF-1.7\n" + stream + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    with pytest.raises(UnusablePdf):
        checked_pdf(content)
