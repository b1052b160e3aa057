"""What a visitor types who looks for a network, or asks one to write back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.networks.kinds import Wish

WISHES = (
    (Wish.QUESTION.value, _("I have a question about the network.")),
    (Wish.HELP.value, _("I want to help.")),
)


class WhereForm(forms.Form):
    """A street and its municipality, or a municipality alone. No house number is needed."""

    street = forms.CharField(
        label=_("Street"),
        help_text=_("Without the house number."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    town = forms.CharField(
        label=_("Municipality"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )

    def __init__(self, answers: Any = None, *, initial: Mapping[str, str] | None = None) -> None:
        """Begin with what was looked up before."""
        super().__init__(answers, label_suffix="", initial=dict(initial or {}))


class ContactForm(forms.Form):
    """Who asks, and for what; there is no free text, for a report goes to the police (H4)."""

    wish = forms.ChoiceField(label=_("What is it about?"), choices=WISHES, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("The answer comes to it. Belfry does not keep it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
