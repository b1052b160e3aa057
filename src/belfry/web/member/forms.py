"""The form of a person's own settings."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.people.types import Settings
from belfry.web.words import channel_choices


def _time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )


class SettingsForm(forms.Form):
    """Language, ways not wanted, and hours in which nothing should arrive."""

    language = forms.ChoiceField(label=_("Your language"), choices=Language.choices)
    quiet_from = _time_field(_("Quiet from"))
    quiet_until = _time_field(_("Quiet until"))
    without_channels = forms.MultipleChoiceField(
        label=_("I do not want messages by"),
        choices=channel_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mark it, and messages of your networks no longer come this way."),
    )

    def __init__(self, data: Any = None, *, settings: Settings) -> None:
        """Start from what was chosen before."""
        super().__init__(data, label_suffix="")
        for name in Settings.__slots__:
            self.initial[name] = getattr(settings, name)

    def clean(self) -> dict[str, Any]:
        """Refuse a window with one end, and one that never closes."""
        answer = super().clean() or {}
        if self.errors:
            return answer
        start, end = answer["quiet_from"], answer["quiet_until"]
        if (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, gettext("Quiet hours need a beginning and an end."))
        elif isinstance(start, time) and start == end:
            self.add_error("quiet_until", gettext("The end must differ from the beginning."))
        return answer

    @property
    def chosen(self) -> Settings:
        """The settings as filled in."""
        answer = self.cleaned_data
        return Settings(
            answer["language"],
            answer["quiet_from"],
            answer["quiet_until"],
            frozenset(answer["without_channels"]),
        )
