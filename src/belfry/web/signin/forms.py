"""What people type to get in."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from belfry.people.models import Person

LONGEST_CODE = 20


class AddressForm(forms.Form):
    """The one field of the sign-in page."""

    address = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email webauthn", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The code that came by e-mail."""

    code = forms.CharField(
        label=_("The code from the e-mail"),
        help_text=_("Six digits."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class FactorForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code from your authenticator app"),
        help_text=_("Six digits. If you lost your phone, type one of your recovery codes."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class WhoForm(forms.Form):
    """Which of the people who share a mailbox this is."""

    person = forms.ChoiceField(label=_("Who are you?"), widget=forms.RadioSelect)

    def __init__(self, persons: "list[Person]", *args: Any, **kwargs: Any) -> None:
        """Offer these persons, by the order in which they came to share the mailbox."""
        super().__init__(*args, **kwargs)
        choices = [
            (str(person.pk), person.full_name or str(_("No name yet"))) for person in persons
        ]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class PasskeyForm(forms.Form):
    """A name by which the owner tells one passkey from another."""

    name = forms.CharField(
        label=_("Name of this device"),
        help_text=_("For example: my phone."),
        max_length=40,
    )


class NameForm(forms.Form):
    """The name of somebody who was invited by address only."""

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
