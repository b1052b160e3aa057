"""The form by which somebody hands over the message duty for a period."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.web.network.forms.mandates import date_field


class AbsenceForm(forms.Form):
    """To whom, from which day, and when back."""

    since = date_field(_("First day away"))
    until = date_field(
        _("First day back"), help_text=_("From this day on the duty is yours again by itself.")
    )
    deputy = forms.ChoiceField(label=_("Who has the duty meanwhile"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, deputies: Sequence[tuple[UUID, str]], today: date
    ) -> None:
        """Offer the other key holders of the network."""
        super().__init__(data, label_suffix="")
        deputy = self.fields["deputy"]
        assert isinstance(deputy, forms.ChoiceField)
        deputy.choices = [(str(person_id), name) for person_id, name in deputies]
        if len(deputies) == 1:
            self.initial.setdefault("deputy", str(deputies[0][0]))
        self.initial.setdefault("since", today)

    @property
    def deputy_id(self) -> UUID:
        """Who was chosen."""
        return UUID(self.cleaned_data["deputy"])
