"""The forms of a succession: what is sought and why, and from which day it counts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.founding.kinds import Part
from belfry.web.network.forms.mandates import date_field
from belfry.web.pasting import cut_nothing


class SuccessionForm(forms.Form):
    """For which task somebody is sought, and why."""

    seeks = forms.MultipleChoiceField(
        label=_("For which task do you seek somebody?"),
        choices=Part,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Mark at least one task.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("One sentence for the partners. Write nothing about a person."),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, answers: Any = None) -> None:
        """Begin empty."""
        super().__init__(answers, label_suffix="")
        cut_nothing(self)


class NamingForm(forms.Form):
    """From which day whoever was approved has the task."""

    since = date_field(
        _("First day"),
        help_text=_("Whoever had the task until now loses access on this day."),
    )

    def __init__(self, answers: Any = None, *, today: date) -> None:
        """Propose today."""
        super().__init__(answers, label_suffix="")
        self.initial.setdefault("since", today)
