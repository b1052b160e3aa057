"""What a coordinator asks the police, and how a question is answered."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.questions.checks import LONGEST
from belfry.web.pasting import cut_nothing


class PoliceQuestionForm(forms.Form):
    """A question to the police."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What would you like to know?"),
        help_text=_(
            "Name no person, no home and no number plate: the police may not tell you about them."
        ),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
    )
    over = forms.BooleanField(label=_("It is not happening now. Send it."), required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        """Bring the key by which it is kept once."""
        super().__init__(typed, label_suffix="", initial={"key": uuid4()})
        cut_nothing(self)


class ReplyForm(forms.Form):
    """An answer: one of a list, own words, or both."""

    choice = forms.ChoiceField(label=_("Answer"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(
        self,
        answers: type[TextChoices],
        typed: Mapping[str, Any] | None = None,
        *,
        language: str,
        hint: str | Promise,
    ) -> None:
        """Offer the answers of a list; `language` is that in which they arrive, `hint` is about own words."""
        super().__init__(typed, label_suffix="")
        fields: Any = self.fields
        fields["choice"].choices = [*answers.choices, ("", _("in my own words only"))]
        fields["choice"].help_text = _("Arrives in this language: %(language)s.") % {
            "language": language
        }
        fields["words"].help_text = hint
        cut_nothing(self)
