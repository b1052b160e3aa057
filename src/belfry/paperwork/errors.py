"""Refusals of a file that should be a PDF: each says what the file is and what to do."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError

MOST_MEGABYTES: Final = 20
MOST_PAGES: Final = 200


class UnusablePdf(DomainError):
    code = "paperwork.unusable_pdf"
    template = _("This file cannot be used: scan or save the document as a PDF and try again.")


class NotAPdf(UnusablePdf):
    code = "paperwork.not_a_pdf"
    template = _(
        "This file is not a PDF, even if its name says so: scan or save the document as a PDF."
    )


class PdfTooLarge(UnusablePdf):
    code = "paperwork.pdf_too_large"
    template = _(
        "This file is larger than %(megabytes)s MB: scan it in black and white or with fewer dots per inch."
    )


class PdfTooLong(UnusablePdf):
    code = "paperwork.pdf_too_long"
    template = _("This PDF has more than %(pages)s pages: choose the file of this document alone.")


class PdfLocked(UnusablePdf):
    code = "paperwork.pdf_locked"
    template = _(
        "This PDF is protected with a password: save a copy without a password and try again."
    )


class PdfDamaged(UnusablePdf):
    code = "paperwork.pdf_damaged"
    template = _("This PDF is damaged and cannot be opened: scan or save it anew and try again.")


class NoSuchPage(DomainError):
    code = "paperwork.no_such_page"
    template = _("This document has fewer pages: go back to its first page.")


class UnusablePhotograph(DomainError):
    code = "paperwork.unusable_photograph"
    template = _(
        "One of these files is no photograph that can be used: choose a JPEG, PNG or WebP picture."
    )


class PhotographTooLarge(UnusablePhotograph):
    code = "paperwork.photograph_too_large"
    template = _(
        "One of these photographs is larger than %(megabytes)s MB: make it smaller, or choose another."
    )


class TooManyPixels(UnusablePhotograph):
    code = "paperwork.too_many_pixels"
    template = _(
        "One of these photographs has more than %(megapixels)s million pixels: make it smaller, or choose another."
    )


class PhotographDamaged(UnusablePhotograph):
    code = "paperwork.photograph_damaged"
    template = _("One of these photographs is damaged and cannot be opened: choose another.")
