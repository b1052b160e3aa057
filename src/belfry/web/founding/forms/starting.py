"""What a visitor tells who wants to begin a network."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.web.founding.forms.opening import KINDS, LONGEST_IDEA, Choices


class StartForm(forms.Form):
    """Who it is, where, and the idea in a few words."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    address = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Belfry sends a code to it, so that nobody writes in your name."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    town = forms.ChoiceField(label=_("In which municipality?"))
    network_kind = forms.ChoiceField(
        label=_("For whom is the network?"),
        choices=KINDS,
        initial=KINDS[0][0],
        widget=forms.RadioSelect,
    )
    idea = forms.CharField(
        label=_("Why do you want a network?"),
        help_text=_("A few sentences. Municipality and police read them first. Name no persons."),
        max_length=LONGEST_IDEA,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, answers: Any = None, *, towns: Choices, initial: Mapping[str, Any]) -> None:
        """Offer these municipalities."""
        super().__init__(answers, label_suffix="", initial=dict(initial))
        choices = [("", _("Please choose")), *towns]
        self.fields["town"].choices = choices  # type: ignore[attr-defined]
