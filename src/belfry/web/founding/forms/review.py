"""Forms of the reviewer: remarks, a refusal, and the recognition."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.web.pasting import cut_nothing

LONGEST_REMARK: Final = 2000


class CorrectionForm(forms.Form):
    """One field for the whole, and one for each section."""

    whole = forms.CharField(
        label=_("About the whole"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, answers: Any = None, *, sections: Sequence[tuple[UUID, str]]) -> None:
        """Offer a field for each section, by its heading."""
        super().__init__(answers, label_suffix="")
        self.ids = [section_id for section_id, _title in sections]
        for section_id, title in sections:
            self.fields[str(section_id)] = forms.CharField(
                label=title,
                max_length=LONGEST_REMARK,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )
        cut_nothing(self)

    @property
    def remarks(self) -> list[tuple[UUID | None, str]]:
        """Every remark that was written, on its section or on the whole."""
        told = self.cleaned_data
        found: list[tuple[UUID | None, str]] = [(None, told["whole"])]
        found += [(section_id, told[str(section_id)]) for section_id in self.ids]
        return [(section_id, text) for section_id, text in found if text]

    @property
    def section_fields(self) -> list[forms.BoundField]:
        """The fields of the sections."""
        return [self[str(section_id)] for section_id in self.ids]


class AnswerForm(forms.Form):
    """What the partners say to a remark."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, answers: Any = None, *, answer: str) -> None:
        """Begin with the answer that was given before."""
        super().__init__(answers, label_suffix="", initial={"answer": answer})
        cut_nothing(self)


class RefusalForm(forms.Form):
    """Why it is refused; everybody in the dossier reads it."""

    reason = forms.CharField(
        label=_("Why is it refused?"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, answers: Any = None) -> None:
        """Begin empty."""
        super().__init__(answers, label_suffix="")
        cut_nothing(self)


class RecognitionForm(forms.Form):
    """Number and day of the recognition; of a change only the day."""

    number = forms.CharField(
        label=_("Number of the recognition"),
        help_text=_("The next free number is filled in. You may give another."),
        max_length=40,
    )
    on = forms.DateField(
        label=_("Recognised on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, answers: Any = None, *, number: str, on: date, is_change: bool) -> None:
        """Propose a number and a day; a change keeps the number of its network."""
        super().__init__(answers, label_suffix="", initial={"number": number, "on": on})
        if is_change:
            del self.fields["number"]
