"""What somebody tells who wants to join; each field says why it is asked (M5)."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.delivery.kinds import AddressKind
from belfry.joining.actions.asking import proof_goes_to
from belfry.joining.errors import ContactUnusable
from belfry.joining.kinds import Refusal, Tie
from belfry.joining.types import Asked
from belfry.people.types import PersonDetails, UnitDetails

BY_MAIL: Final = _("Your e-mail address")
BY_MAIL_OR_TEXT: Final = _("Your e-mail address or mobile number")
AS_TYPED: Final[Mapping[str, str]] = {
    "given_name": "given-name",
    "family_name": "family-name",
    "street": "off",
    "postcode": "postal-code",
    "municipality": "address-level2",
}


class JoinForm(forms.Form):
    """Who somebody is, where, how to be reached, and that the house rules are accepted."""

    tie = forms.ChoiceField(
        label=_("What ties you to this network?"),
        help_text=_("A network is for who lives or works there."),
        choices=Tie.choices,
        widget=forms.RadioSelect,
    )
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=100,
        help_text=_("So that the coordinator knows who you are. No other member sees your name."),
    )
    organisation = forms.CharField(
        label=_("Business"),
        max_length=150,
        required=False,
        help_text=_("Only if you join with a shop or a firm."),
    )
    street = forms.CharField(
        label=_("Street"),
        max_length=150,
        help_text=_("To see whether it lies within the network. No other member sees it."),
    )
    number = forms.CharField(label=_("House number"), max_length=20)
    box = forms.CharField(label=_("Box"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    municipality = forms.CharField(label=_("Municipality"), max_length=100)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("In this language you get the messages."),
    )
    contact = forms.CharField(
        label=BY_MAIL,
        max_length=254,
        help_text=_("The messages go to it. First a code comes, to see that it is yours."),
    )
    adult = forms.BooleanField(
        label=_("I am 18 or older."),
        error_messages={"required": _("Only adults can be members.")},
    )
    # The version that the page showed.
    rules = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    accepted = forms.BooleanField(
        label=_("I read the house rules and accept them."),
        error_messages={"required": _("Nobody becomes a member without the house rules.")},
    )

    def __init__(
        self, data: Any = None, *, mark: str, by_text: bool, initial: Mapping[str, Any]
    ) -> None:
        """Show a version of the house rules, and ask a phone number only where texts are sent."""
        super().__init__(data, label_suffix="", initial=dict(initial))
        self.mark = mark
        self.fields["contact"].label = BY_MAIL_OR_TEXT if by_text else BY_MAIL
        for name, meaning in AS_TYPED.items():
            self.fields[name].widget.attrs["autocomplete"] = meaning
        self.fields["contact"].widget.attrs["autocomplete"] = "off" if by_text else "email"
        self.kind, self.address = AddressKind.EMAIL, ""

    def clean_contact(self) -> str:
        """Take what a code can be sent to."""
        told = str(self.cleaned_data["contact"])
        try:
            self.kind, self.address = proof_goes_to(told)
        except ContactUnusable as refusal:
            raise forms.ValidationError(refusal.message()) from None
        return told

    def clean(self) -> dict[str, Any]:
        """Refuse the acceptance of another version than the one that counts."""
        told = super().clean() or {}
        if told.get("accepted") and told.get("rules") != self.mark:
            sentence = gettext(
                "The house rules were changed in the meantime. Please read them once more."
            )
            self.add_error("accepted", sentence)
        return told


def asked_in(told: Mapping[str, Any], kind: str, address: str) -> Asked:
    """Return what was typed, with the address that was proved."""
    return Asked(
        PersonDetails(
            told["given_name"],
            told["family_name"],
            told["language"],
            (address,) if kind == AddressKind.EMAIL else (),
            (address,) if kind == AddressKind.PHONE else (),
        ),
        UnitDetails(**{name: told[name] for name in UnitDetails.__slots__}),
        told["tie"],
    )


class JoinCodeForm(forms.Form):
    """The code that came by mail or text."""

    code = forms.CharField(
        label=_("The code that we sent"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class DeclineForm(forms.Form):
    """Why somebody does not join."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("Who asked reads exactly this sentence, in the language that was chosen."),
        choices=Refusal.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None) -> None:
        """Ask for one of the reasons."""
        super().__init__(data, label_suffix="")
