"""What police choose and write about a report."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from belfry.sealing.kinds import REASONS, Part
from belfry.sightings.kinds import Answer, ForNetwork
from belfry.web.pasting import cut_nothing

LONGEST = 4000


class ReasonForm(forms.Form):
    """Why a part of a report is opened."""

    reason = forms.ChoiceField(label=_("Why do you open it?"), widget=forms.RadioSelect)

    def __init__(self, part: Part, typed: Mapping[str, Any] | None = None) -> None:
        """Offer the reasons of this part, and no other."""
        super().__init__(typed, label_suffix="", auto_id=f"id_{part}_%s")
        reasons: Any = self.fields["reason"]
        reasons.choices = [(one.value, capfirst(one.label)) for one in REASONS[part]]


class QuestionForm(forms.Form):
    """What the police ask the reporter."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_("The reporter reads it here and stays unknown to you. Tell nothing of a case."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """Keep what is too long, and refuse it."""
        super().__init__(typed, label_suffix="")
        cut_nothing(self)


class ReportAnswerForm(forms.Form):
    """What the police answer the reporter: one of the list, own words, or both."""

    choice = forms.ChoiceField(
        label=_("Answer"),
        help_text=_("The reporter reads it in the own language."),
        required=False,
        widget=forms.RadioSelect,
        choices=[*Answer.choices, ("", _("in my own words only"))],
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Name nobody, and tell nothing of a case."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """Keep what is too long, and refuse it."""
        super().__init__(typed, label_suffix="")
        cut_nothing(self)


class NumberForm(forms.Form):
    """The number of the own file of the police."""

    number = forms.CharField(
        label=_("Number of your own file"),
        help_text=_("The number only: no words, no names."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, number: str = "", typed: Mapping[str, Any] | None = None) -> None:
        """Show the number that is kept."""
        super().__init__(typed, label_suffix="", initial={"number": number})


class ForNetworkForm(forms.Form):
    """What the police tell the coordinator of the network: one sentence of the list."""

    said = forms.ChoiceField(
        label=_("What becomes of it?"),
        help_text=_(
            "The coordinator knows what was done and on which day, and nothing else of the report."
        ),
        choices=ForNetwork.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, said: str = "", typed: Mapping[str, Any] | None = None) -> None:
        """Show what was told last."""
        super().__init__(typed, label_suffix="", initial={"said": said})
