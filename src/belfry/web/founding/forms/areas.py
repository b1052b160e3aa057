"""Forms of a perimeter: the street list row by row, the outline or a file, a sector, the sizes of a zone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from belfry.founding.errors import NumbersTurned
from belfry.territory.kinds import Side
from belfry.territory.types import StreetRange

LARGEST_FILE: Final = 20 * 1024 * 1024
TOO_LARGE: Final = _("This file is larger than 20 MB. Save only the outline in a new file.")
HIGHEST_NUMBER: Final = 99_999
LONGEST_ID: Final = 18
PRESSED: Final = re.compile(r"([0-9]{1,2}\.[0-9]{6}),([0-9]{1,2}\.[0-9]{6})")
# Of one street in the list, as somebody typed it: strings only.
Row = Mapping[str, str]
PARTS: Final = ("street", "first", "last", "side")


class NumberInput(forms.TextInput):
    """A house number: digits on a phone, without the arrows that change it by accident."""

    def __init__(self) -> None:
        """Ask for digits."""
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "size": 6})


class RangeForm(forms.Form):
    """One street of the list, whole or a part of its numbers."""

    street = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    first = forms.IntegerField(
        label=_("From number"),
        required=False,
        min_value=0,
        max_value=HIGHEST_NUMBER,
        widget=NumberInput,
    )
    last = forms.IntegerField(
        label=_("To number"),
        required=False,
        min_value=0,
        max_value=HIGHEST_NUMBER,
        widget=NumberInput,
    )
    side = forms.ChoiceField(label=_("Which side"), choices=Side.choices)

    def __init__(self, row: Row, number: int, *, checks: bool) -> None:
        """Show a row as it was typed; with `checks`, say what is wrong with it."""
        prefix = f"row{number}"
        data = {f"{prefix}-{part}": row.get(part, "") for part in PARTS} if checks else None
        super().__init__(data, prefix=prefix, initial=dict(row), label_suffix="")
        for name in ("first", "last"):
            self.fields[name].widget = NumberInput()

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that run backwards."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first is not None and last is not None and first > last:
            self.add_error("last", NumbersTurned(first=first, last=last).message())
        return found

    @property
    def range(self) -> StreetRange:
        """The range as it was filled in."""
        found = self.cleaned_data
        return StreetRange(found["street"], found["first"], found["last"], Side(found["side"]))


def is_number(text: str) -> bool:
    """Whether a text is a whole number that a row or a street could have."""
    return text.isdecimal() and len(text) <= LONGEST_ID


def pressed_place(text: str) -> tuple[float, float] | None:
    """Return the longitude and latitude that the map sends, as "4.905500,50.946500"; None for anything else."""
    found = PRESSED.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def typed_rows(post: Mapping[str, str]) -> list[Row]:
    """Return the rows of a list as they were typed."""
    count = post.get("rows", "")
    rows: list[Row] = []
    # No more rows than fields, whatever the page is told.
    for number in range(min(int(count), len(post)) if is_number(count) else 0):
        row = {part: post.get(f"row{number}-{part}", "") for part in PARTS}
        # The id of a street comes from us; what is none was tampered with.
        if is_number(row["street"]):
            rows.append(row)
    return rows


def rows_of(ranges: Iterable[StreetRange]) -> list[Row]:
    """Return ranges as rows."""
    return [
        {
            "street": str(one.street_id),
            "first": "" if one.first is None else str(one.first),
            "last": "" if one.last is None else str(one.last),
            "side": one.side.value,
        }
        for one in ranges
    ]


def range_forms(rows: Sequence[Row], *, checks: bool = False) -> list[RangeForm]:
    """Return a form for each row."""
    return [RangeForm(row, number, checks=checks) for number, row in enumerate(rows)]


class OutlineForm(forms.Form):
    """The outline as the map drew it, or a file with one; a file goes before the drawing."""

    shape = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Or choose a GeoJSON file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".geojson,.json,application/geo+json"}),
        help_text=_(
            "For a perimeter that was drawn in another program. It takes the place of the outline on the map."
        ),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, shape: str = "", request_size: int = 0
    ) -> None:
        """Know the size of the request: a file beyond every limit does not even get here."""
        super().__init__(data, files, initial={"shape": shape}, label_suffix="")
        self.request_size = request_size

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Refuse what is too large to be an outline."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if self.request_size > LARGEST_FILE or (file and (file.size or 0) > LARGEST_FILE):
            raise forms.ValidationError(TOO_LARGE)
        return file

    @property
    def given(self) -> str | bytes | None:
        """What was given, GeoJSON or not; None for nothing."""
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["shape"] or None


class SectorForm(forms.Form):
    """What a sectoral network has instead of a perimeter."""

    profession = forms.CharField(
        label=_("Profession"),
        max_length=120,
        help_text=_("For example: pharmacists, jewellers, banks."),
    )
    scope = forms.CharField(
        label=_("Where its members work"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: all pharmacies in the police zone."),
    )


class SizeForm(forms.Form):
    """How few and how many homes a zone wants in the perimeter of a new network."""

    least = forms.IntegerField(label=_("At least so many homes"), min_value=1, max_value=100_000)
    most = forms.IntegerField(label=_("At most so many homes"), min_value=1, max_value=100_000)
