"""The form with which the change of a network begins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.founding.kinds import Subject
from belfry.web.pasting import cut_nothing


class AmendmentForm(forms.Form):
    """What changes, and why."""

    subjects = forms.MultipleChoiceField(
        label=_("What changes?"),
        help_text=_("Contact details alone are only notified. All else is signed anew."),
        choices=Subject,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Mark at least one part.")},
    )
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("One or two sentences for the partners and the FPS Interior. Name no members."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, answers: Any = None) -> None:
        """Begin empty."""
        super().__init__(answers, label_suffix="")
        cut_nothing(self)
