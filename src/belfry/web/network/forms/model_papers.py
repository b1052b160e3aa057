"""Forms of the reviewer: a circular, and a new version of a model."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.networks.types import STRUCTURED, ModelSection
from belfry.web.pasting import cut_nothing

LONGEST: Final = 10_000


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class CircularForm(forms.Form):
    """A circular: its reference, its date, and from when it counts."""

    reference = forms.CharField(label=_("Reference"), max_length=60)
    dated = forms.DateField(label=_("Dated"), widget=_day())
    valid_from = forms.DateField(label=_("Counts from"), widget=_day())
    note = forms.CharField(
        label=_("What is new"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        """Leave the colon to the style."""
        super().__init__(data, label_suffix="")


class ModelForm(forms.Form):
    """A new version of a model: the same sections in other words."""

    valid_from = forms.DateField(label=_("Counts from"), widget=_day())
    circular = forms.TypedChoiceField(label=_("Rests on the circular"), coerce=int)
    note = forms.CharField(
        label=_("What is new"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        sections: Sequence[ModelSection],
        circulars: Iterable[tuple[int, str]],
        language: str,
        today: date,
    ) -> None:
        """Begin with the words of the present version."""
        super().__init__(data, label_suffix="", initial={"valid_from": today})
        self.keys = [one.key for one in sections]
        field = self.fields["circular"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(circulars)
        for one in sections:
            self.fields[f"title_{one.key}"] = forms.CharField(
                label=_("Heading"), initial=one.title, max_length=200,
                widget=forms.TextInput({"lang": language}),
            )  # fmt: skip
            if one.key not in STRUCTURED:
                self.fields[f"text_{one.key}"] = forms.CharField(
                    label=_("Text"), initial=one.text, max_length=LONGEST,
                    widget=forms.Textarea({"rows": 8, "lang": language}),
                )  # fmt: skip
        cut_nothing(self)

    @property
    def parts(self) -> list[list[forms.BoundField]]:
        """The fields of each section."""
        names = ([f"title_{key}", f"text_{key}"] for key in self.keys)
        return [[self[name] for name in pair if name in self.fields] for pair in names]

    @property
    def sections(self) -> list[ModelSection]:
        """The sections as they were filled in."""
        answer = self.cleaned_data
        return [
            ModelSection(
                key, answer[f"title_{key}"], answer.get(f"text_{key}", "").replace("\r\n", "\n")
            )
            for key in self.keys
        ]
