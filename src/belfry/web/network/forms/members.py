"""Forms of the member list: one member, and a file with many."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.delivery.addresses import normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.networks.kinds import Opening, Removal
from belfry.networks.types import MemberDetails
from belfry.people.types import PersonDetails, UnitDetails

# Room for a dozen addresses.
LONGEST_LINES = 1000
LARGEST_FILE = 20 * 1024 * 1024


class LinesField(forms.CharField):
    """Addresses of one kind, one on each line."""

    def __init__(self, kind: AddressKind, **kwargs: Any) -> None:
        """Read lines as addresses of a kind."""
        widget = forms.Textarea({"rows": 2})
        super().__init__(required=False, max_length=LONGEST_LINES, widget=widget, **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the addresses as typed; say which line cannot be used."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        addresses = tuple(line for line in lines if line)
        for number, address in enumerate(addresses, start=1):
            try:
                normalised(self.kind, address)
            except AddressUnusable as error:
                if len(addresses) == 1:
                    raise forms.ValidationError(error.message()) from None
                sentence = gettext(
                    "Line %(number)d cannot be used. Please check how it is written."
                )
                raise forms.ValidationError(sentence % {"number": number}) from None
        return addresses


class MemberForm(forms.Form):
    """One member: the person, how to reach them, and the home or business."""

    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    organisation = forms.CharField(
        label=_("Business"),
        max_length=150,
        required=False,
        help_text=_("For a shop or a firm. It may stand in for a name."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    emails = LinesField(
        AddressKind.EMAIL, label=_("E-mail"), help_text=_("One address on each line.")
    )
    phones = LinesField(
        AddressKind.PHONE, label=_("Phone"), help_text=_("One number on each line.")
    )
    street = forms.CharField(label=_("Street"), max_length=150, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    box = forms.CharField(label=_("Box"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    municipality = forms.CharField(label=_("Municipality"), max_length=100, required=False)

    @staticmethod
    def initial_of(member: MemberDetails) -> dict[str, str]:
        """Return a member as the form shows it."""
        person, unit = member.person, member.unit
        return {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "language": person.language,
            "emails": "\n".join(person.emails),
            "phones": "\n".join(person.phones),
            **{name: getattr(unit, name) for name in UnitDetails.__slots__},
        }

    @property
    def person(self) -> PersonDetails:
        """The person as filled in."""
        answer = self.cleaned_data
        return PersonDetails(**{name: answer[name] for name in PersonDetails.__slots__})

    @property
    def unit(self) -> UnitDetails:
        """The home or business as filled in."""
        return UnitDetails(**{name: self.cleaned_data[name] for name in UnitDetails.__slots__})


class FindForm(forms.Form):
    """One member of the list, by number or by the whole name: nobody is found by a part of one."""

    text = forms.CharField(
        label=_("Number, or given name and family name"), max_length=200, label_suffix=""
    )


class OpeningForm(forms.Form):
    """Why name, home and addresses of a member are opened."""

    reason = forms.ChoiceField(
        label=_("Why do you open it?"),
        widget=forms.RadioSelect,
        choices=Opening.choices,
        label_suffix="",
    )


class RemovalForm(forms.Form):
    """Why somebody is taken off the list."""

    reason = forms.ChoiceField(
        label=_("Why?"), widget=forms.RadioSelect, choices=Removal.choices, label_suffix=""
    )


class RelayForm(forms.Form):
    """Which neighbour tells a member what the police say, and that this neighbour said yes."""

    neighbour = forms.ChoiceField(label=_("Neighbour"), required=False)
    agreed = forms.BooleanField(label=_("This neighbour agreed to it."), required=False)

    def __init__(self, data: Any, *, choices: list[tuple[str, str]], chosen: str) -> None:
        """Offer the other members."""
        super().__init__(data, label_suffix="", initial={"neighbour": chosen})
        field = self.fields["neighbour"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Nobody")), *choices]
        self.initial["agreed"] = bool(chosen)

    def clean(self) -> dict[str, Any]:
        """Ask that somebody who is named was asked."""
        answer = super().clean() or {}
        if answer.get("neighbour") and not answer.get("agreed"):
            self.add_error(
                "agreed", gettext("Ask the neighbour first, then mark that they agreed.")
            )
        return answer

    @property
    def membership_id(self) -> UUID | None:
        """The membership that was chosen; None is nobody."""
        return UUID(self.cleaned_data["neighbour"]) if self.cleaned_data["neighbour"] else None


TOO_LARGE = _(
    "This file is larger than 20 MB, too large for a member list. Please save the list alone, in a "
    "file of its own, and try again."
)


class UploadForm(forms.Form):
    """A member list as a file."""

    file = forms.FileField(
        label=_("Your list"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": _("Please choose a file first.")},
    )

    def __init__(self, *args: Any, request_size: int = 0) -> None:
        """Know the size of the request: a file beyond every limit does not even get here."""
        super().__init__(*args)
        if request_size > LARGEST_FILE:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large to be a member list."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return file
