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


class HomeForm(forms.Form):
    """What ties somebody to a network, and where; the new home of a member who moves."""

    tie = forms.ChoiceField(
        label=_("What ties you to this network?"),
        help_text=_("A network is for who lives or works there."),
        choices=Tie.choices,
        widget=forms.RadioSelect,
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

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        """Begin with what was typed before."""
        super().__init__(data, label_suffix="", initial=dict(initial or {}))


class AskerForm(HomeForm):
    """Who somebody is, where, and how to be reached."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=100,
        help_text=_("So that the coordinator knows who you are. No other member sees your name."),
    )
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

    def __init__(
        self, data: Any = None, *, by_text: bool, initial: Mapping[str, Any] | None = None
    ) -> None:
        """Ask a phone number only where texts are sent."""
        super().__init__(data, initial=initial)
        self.fields["contact"].label = BY_MAIL_OR_TEXT if by_text else BY_MAIL
        for name, meaning in AS_TYPED.items():
            self.fields[name].widget.attrs["autocomplete"] = meaning
        self.fields["contact"].widget.attrs["autocomplete"] = "off" if by_text else "email"
        self.kind, self.address = AddressKind.EMAIL, ""

    def clean_contact(self) -> str:
        """Take what a code can be sent to."""
        told = str(self.cleaned_data["contact"])
        if not told:
            return told
        try:
            self.kind, self.address = proof_goes_to(told)
        except ContactUnusable as refusal:
            raise forms.ValidationError(refusal.message()) from None
        return told


class JoinForm(AskerForm):
    """Somebody asks online: an adult who accepts the house rules."""

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

    def __init__(self, data: Any = None, *, mark: str, **more: Any) -> None:
        """Show a version of the house rules."""
        super().__init__(data, **more)
        self.mark = mark

    def clean(self) -> dict[str, Any]:
        """Refuse the acceptance of another version than the one that counts."""
        return _same_rules(self, super().clean() or {}, self.mark)


class MoveToForm(forms.Form):
    """A member who moves accepts the house rules that count there."""

    rules = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    accepted = forms.BooleanField(
        label=_("I read the house rules and accept them."),
        error_messages={"required": _("Nobody becomes a member without the house rules.")},
    )

    def __init__(self, data: Any = None, *, mark: str) -> None:
        """Show a version of the house rules."""
        super().__init__(data, label_suffix="")
        self.mark = mark

    def clean(self) -> dict[str, Any]:
        """Refuse the acceptance of another version than the one that counts."""
        return _same_rules(self, super().clean() or {}, self.mark)


class EnrolForm(AskerForm):
    """A keeper enters a form on paper, or enrols somebody at the door."""

    signed_on = forms.DateField(
        label=_("Day on the signed form"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    seen = forms.BooleanField(
        label=_(
            "I have seen the form, signed by this adult, in which the house rules are accepted."
        ),
        error_messages={"required": _("Nobody is enrolled without a signed form.")},
    )
    code_now = forms.BooleanField(
        label=_("Send a code now: the person is with me and reads it to me."),
        help_text=_("Otherwise a mail asks whether the e-mail address is theirs."),
        required=False,
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        """Take also somebody without e-mail and mobile phone."""
        super().__init__(data, **more)
        contact = self.fields["contact"]
        contact.required = False
        contact.help_text = _("Without one, name a neighbour afterwards who passes messages on.")

    def clean(self) -> dict[str, Any]:
        """Ask an address where a code is to be sent."""
        told = super().clean() or {}
        if told.get("code_now") and not told.get("contact") and "contact" not in self.errors:
            self.add_error("contact", gettext("Where does the code go?"))
        return told


def _same_rules(form: forms.Form, told: dict[str, Any], mark: str) -> dict[str, Any]:
    if told.get("accepted") and told.get("rules") != mark:
        sentence = gettext(
            "The house rules were changed in the meantime. Please read them once more."
        )
        form.add_error("accepted", sentence)
    return told


def asked_in(told: Mapping[str, Any], kind: str, address: str) -> Asked:
    """Return what was typed, with the address that was proved."""
    return Asked(
        PersonDetails(
            told["given_name"],
            told["family_name"],
            told["language"],
            (address,) if address and kind == AddressKind.EMAIL else (),
            (address,) if address and kind == AddressKind.PHONE else (),
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


class LetterCodeForm(forms.Form):
    """The code that came by letter."""

    code = forms.CharField(
        label=_("The code of your letter"),
        help_text=_("Eight digits."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
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
