"""The form of what a police zone wants to spend in a month."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

TEN_THOUSANDTHS = 10_000


class EuroField(forms.DecimalField):
    """An amount as somebody writes it: "1.250,75", "1 250,75" or "1250"."""

    def to_python(self, value: Any) -> Any:
        """Drop spaces, and the sign of thousands where that of cents leaves no doubt about it."""
        text = "".join(str(value or "").split())
        thousands, cents = get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR")
        if cents in text:
            text = text.replace(thousands, "")
        return super().to_python(text)


class CeilingForm(forms.Form):
    """An amount in euro, as the reader's language writes it; empty is no limit."""

    ceiling = EuroField(
        label=_("At most in one month, in euro"),
        localize=True,
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=_("Above it, only urgent messages are still sent. Leave empty to have no limit."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    @classmethod
    def starting_at(cls, amount: int | None) -> "CeilingForm":
        """Return the form with the ceiling as it stands, in ten-thousandths of a euro."""
        euro = None if amount is None else Decimal(amount) / TEN_THOUSANDTHS
        shown = "" if euro is None else number_format(euro, 2, use_l10n=True)
        return cls(initial={"ceiling": shown})

    @property
    def amount(self) -> int | None:
        """The chosen ceiling in ten-thousandths of a euro; None for none."""
        euro: Decimal | None = self.cleaned_data["ceiling"]
        return None if euro is None else int(euro * TEN_THOUSANDTHS)
