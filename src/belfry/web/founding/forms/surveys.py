"""Forms of the survey: how everybody is asked, answers on paper, and what a code answers."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from belfry.delivery.addresses import normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.founding.kinds import CountedUnit, MajorityRule
from belfry.networks.kinds import NetworkKind

LARGEST_FILE: Final = 20 * 1024 * 1024
TOO_LARGE: Final = _(
    "This file is larger than 20 MB. Please save the list alone, in a file of its own, and try again."
)
LONGEST_CODE: Final = 40
YES_OR_NO: Final = (("yes", _("Yes")), ("no", _("No")))
ROWS: Final = 10


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day that a phone asks with its own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs
    )


class SurveyForm(forms.Form):
    """Who is asked, when a majority is reached, and until when."""

    unit = forms.ChoiceField(label=_("Who has one voice each"), widget=forms.RadioSelect)
    rule = forms.ChoiceField(
        label=_("When is it a majority"),
        choices=MajorityRule.choices,
        initial=MajorityRule.ANSWERS,
        widget=forms.RadioSelect,
    )
    quorum = forms.IntegerField(
        label=_("At least so many in a hundred must answer"),
        help_text=_("0 means that every number of answers is enough."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    closes_on = day_field(
        _("Last day for an answer"),
        help_text=_("At least 14 days from now. When everybody has answered it closes earlier."),
    )
    file = forms.FileField(
        label=_("The list of businesses or professionals"),
        help_text=_(
            "Only where homes are not asked: an Excel or CSV file with name, street, number, postcode and "
            "municipality, up to 20 MB."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    without_notes = forms.BooleanField(
        label=_("The rows that look like a title or a note are nobody: ask the others."),
        required=False,
    )

    def __init__(self, *args: Any, network_kind: str, request_size: int = 0) -> None:
        """Offer what can be asked for this kind; a file beyond every limit does not even get here."""
        super().__init__(*args)
        self.label_suffix = ""
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        is_sector = network_kind == NetworkKind.SECTORAL
        unit.choices = [
            choice
            for choice in CountedUnit.choices
            if not (is_sector and choice[0] == CountedUnit.HOME)
        ]
        unit.initial = {
            NetworkKind.RESIDENTIAL: CountedUnit.HOME,
            NetworkKind.COMMERCIAL: CountedUnit.ESTABLISHMENT,
        }.get(NetworkKind(network_kind), CountedUnit.PROFESSIONAL)
        self.too_large = request_size > LARGEST_FILE

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Refuse what is too large to be a list."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if self.too_large or (file and (file.size or 0) > LARGEST_FILE):
            raise forms.ValidationError(TOO_LARGE)
        return file


class PaperForm(forms.Form):
    """One answer that came on paper; a line without a code is skipped."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=LONGEST_CODE,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    answer = forms.ChoiceField(
        label=_("Answer"), choices=YES_OR_NO, required=False, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the half that is missing."""
        answer = super().clean() or {}
        if answer.get("code") and not answer.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Choose yes or no."))
        if answer.get("answer") and not answer.get("code") and "code" not in self.errors:
            self.add_error("code", _("Type the code of the letter, too."))
        return answer

    @staticmethod
    def sheet(data: Any = None) -> "list[PaperForm]":
        """Return the lines of one page."""
        return [PaperForm(data, prefix=f"line{at}", label_suffix="") for at in range(ROWS)]

    @staticmethod
    def are_valid(sheet: "Iterable[PaperForm]") -> bool:
        """Whether every line is right or empty; all are looked at."""
        return not [form for form in sheet if not form.is_valid()]


class AnswerCodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=_("The code of your letter"),
        help_text=_("Ten signs. Capitals or not, with spaces or not: it makes no difference."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-code": "",
            }
        ),
    )


class AnswerForm(forms.Form):
    """Yes or no, to the question that stood on the page."""

    about = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(label=_("Your answer"), choices=YES_OR_NO, widget=forms.RadioSelect)


class InterestForm(forms.Form):
    """A name and an address, of one's own will."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that the founders of this network keep my name and address to invite me to its meeting. "
            "Each e-mail tells how to take them back."
        ),
        error_messages={
            "required": _(
                "Without your agreement we keep nothing. You can also simply close this page."
            )
        },
    )

    def clean_email(self) -> str:
        """Refuse what no mail could reach."""
        email: str = self.cleaned_data["email"]
        try:
            normalised(AddressKind.EMAIL, email)
        except AddressUnusable as error:
            raise forms.ValidationError(error.message()) from None
        return email
