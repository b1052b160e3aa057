"""A PDF that somebody brings."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from belfry.paperwork.errors import MOST_MEGABYTES, PdfTooLarge, UnusablePdf
from belfry.paperwork.uploads import checked_pdf

LARGEST = MOST_MEGABYTES * 1024 * 1024


class PdfField(forms.FileField):
    """One PDF of at most 20 MB that opens; its cleaned value is its content."""

    def __init__(self, *, request_size: int = 0, **kwargs: Any) -> None:
        """Know the size of the request: a file beyond every limit does not even get here."""
        missing = _("Please choose a file first.")
        super().__init__(
            allow_empty_file=True,
            widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
            error_messages={"required": missing},
            **kwargs,
        )
        if request_size > LARGEST:
            # Django leaves out what is beyond its own limit, and it would count as missing.
            self.required = True
            self.error_messages["required"] = PdfTooLarge(megabytes=MOST_MEGABYTES).message()

    def clean(self, data: Any, initial: Any = None) -> bytes:
        """Return the content; say what the file is where it is no PDF that can be kept."""
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return b""
        content: bytes = file.read()
        try:
            checked_pdf(content)
        except UnusablePdf as error:
            raise forms.ValidationError(error.message()) from None
        return content
