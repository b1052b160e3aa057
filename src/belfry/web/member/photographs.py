"""The photographs that a member puts with a report."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from belfry.paperwork.errors import UnusablePhotograph
from belfry.paperwork.photographs import redrawn
from belfry.sightings.errors import TooManyPhotographs
from belfry.sightings.types import MOST_PHOTOGRAPHS

TOO_LARGE: Final = _(
    "Together these photographs are too large to be sent. Choose fewer, or make them smaller."
)


class Several(forms.FileInput):
    """An input that takes more than one file; a telephone offers its camera, too."""

    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """A few photographs; its cleaned value is each of them drawn anew."""

    def __init__(self, **options: Any) -> None:
        """Take the kinds of pictures that browsers and telephones give; a telephone turns its own kind into one of them."""
        widget = Several({"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(allow_empty_file=True, required=False, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the pictures, nothing of what else stood in the files; say what is wrong with the first that is none."""
        files: Sequence[UploadedFile[bytes]] = [one for one in data or () if one]
        if len(files) > MOST_PHOTOGRAPHS:
            raise forms.ValidationError(TooManyPhotographs(most=MOST_PHOTOGRAPHS).message())
        try:
            return tuple(redrawn(one.read()) for one in files)
        except UnusablePhotograph as refusal:
            raise forms.ValidationError(refusal.message()) from None


def is_too_large(request_size: int) -> bool:
    """Whether a request has files that are left out for its size, so that they seem not to have been chosen."""
    return request_size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
