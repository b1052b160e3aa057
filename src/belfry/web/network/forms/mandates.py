"""Forms of mandates: naming somebody, and letting a mandate end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.core.languages import Language
from belfry.delivery.addresses import normalised
from belfry.delivery.errors import AddressUnusable
from belfry.delivery.kinds import AddressKind
from belfry.people.types import PersonDetails


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for one day, filled in by the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs
    )


class MandateForm(forms.Form):
    """Whom to name, for which function, from when until when."""

    task = forms.ChoiceField(label=_("Function"), widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput,
        help_text=_("Belfry sends an invitation to this address."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    since = date_field(_("First day"))
    until = date_field(
        _("First day without this function"),
        required=False,
        help_text=_("Leave empty if it has no end yet."),
    )

    def __init__(
        self, data: Any = None, *, tasks: Sequence[tuple[str, str | Promise]], today: date
    ) -> None:
        """Offer the functions that the actor may give."""
        super().__init__(data, label_suffix="")
        task = self.fields["task"]
        assert isinstance(task, forms.ChoiceField)
        task.choices = list(tasks)
        self.initial.setdefault("task", tasks[0][0] if tasks else "")
        self.initial.setdefault("since", today)

    def clean_email(self) -> str:
        """Refuse what no mail could reach."""
        email: str = self.cleaned_data["email"]
        try:
            return normalised(AddressKind.EMAIL, email)
        except AddressUnusable as error:
            raise forms.ValidationError(error.message()) from None

    @property
    def who(self) -> PersonDetails:
        """The person as filled in."""
        answer = self.cleaned_data
        return PersonDetails(
            answer["given_name"], answer["family_name"], answer["language"], (answer["email"],)
        )


class EndForm(forms.Form):
    """From which day a mandate does not count any more."""

    on = date_field(
        _("First day without this function"),
        help_text=_("Today ends the access at once, at the next page."),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        """Propose today."""
        super().__init__(data, label_suffix="")
        self.initial.setdefault("on", today)
