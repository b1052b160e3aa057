"""What a coordinator tells of a contribution."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.contributions.kinds import Cost
from belfry.contributions.types import Asking

CENT = Decimal("0.01")
LARGEST_STATEMENT = 5 * 1024 * 1024


def _euro(label: Any, hint: Any, highest: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=CENT,
        max_value=highest,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )


class YearForm(forms.Form):
    """What is asked in which year, for which costs, and where it is paid to."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    amount = _euro(
        _("Amount for each home or business, in euro"),
        _("All together may not pay more than the costs below."),
        1_000,
    )
    costs = _euro(_("All costs of that year, in euro"), _("What nobody else pays for."), 1_000_000)
    covers = forms.MultipleChoiceField(
        label=_("What it is needed for"), choices=Cost.choices, widget=forms.CheckboxSelectMultiple
    )
    account = forms.CharField(
        label=_("Account number (IBAN)"),
        max_length=42,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    payee = forms.CharField(
        label=_("Name of the account holder"),
        max_length=70,
        help_text=_("As the bank knows it. It stands on the letters."),
    )

    def __init__(self, data: Any = None, *, this_year: int) -> None:
        """Offer this year and the next."""
        super().__init__(data, label_suffix="")
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(one, str(one)) for one in (this_year, this_year + 1)]

    @property
    def asking(self) -> Asking:
        """What was told; amounts in cents."""
        told = self.cleaned_data
        return Asking(
            told["year"],
            int(told["amount"] * 100),
            int(told["costs"] * 100),
            tuple(told["covers"]),
            told["account"],
            told["payee"],
        )


class StatementForm(forms.Form):
    """A statement of account as a file."""

    file = forms.FileField(
        label=_("File of the bank"),
        help_text=_("CODA, or CSV with the columns account, date, amount and reference."),
        widget=forms.FileInput({"accept": ".cod,.coda,.csv,.txt"}),
        error_messages={"required": _("Please choose a file first.")},
    )

    def __init__(self, *told: Any) -> None:
        """Begin empty, or with what was sent."""
        super().__init__(*told)
        self.label_suffix = ""

    def clean_file(self) -> Any:
        """Refuse what is too large for a year of one account."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_STATEMENT:
            raise forms.ValidationError(
                gettext("This file is larger than 5 MB. Please choose the file of one account.")
            )
        return file
