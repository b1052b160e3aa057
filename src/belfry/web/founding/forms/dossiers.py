"""The short forms of a dossier: the answer of town and police, its end, who holds the pen."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.people.types import PersonDetails

LONGEST_NAME: Final = 120
LONGEST_REMARK: Final = 2000


class ConsultationForm(forms.Form):
    """Whether to go on, and why not yet."""

    answer = forms.ChoiceField(
        label=_("Do you agree that the founders go on?"),
        choices=(("yes", _("Yes, go on")), ("no", _("Not yet"))),
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Your remark"),
        help_text=_("Everybody in this dossier reads it. Name no persons, and nothing from files."),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NameForm(forms.Form):
    """What the network is called."""

    name = forms.CharField(
        label=_("Name of the network"),
        help_text=_("For example the name of the street or the quarter."),
        max_length=LONGEST_NAME,
    )


class EndForm(forms.Form):
    """Why a dossier ends."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("Everybody in this dossier reads it. Name no persons."),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PersonForm(forms.Form):
    """Somebody who is invited by name and e-mail address."""

    given_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = forms.CharField(
        label=_("E-mail address"),
        help_text=_("Belfry writes to this address only to invite."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    @property
    def details(self) -> PersonDetails:
        """Who was named, once the form is right."""
        told = self.cleaned_data
        return PersonDetails(
            told["given_name"], told["family_name"], emails=(told["address"].strip(),)
        )
